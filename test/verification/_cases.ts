/** Runs cases of the quick suite as tests: the verdict, and what the committed report says of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mathDigest } from '../../src/experiment/core/math-digest.ts';
import type { VerificationCase, VerificationResults } from '../../src/results/verification.ts';
import { allCases, type GroupId, runCase } from '../../src/verification/index.ts';

export const committedFolder = 'reports/verification';

export function committedResults(): VerificationResults {
  return JSON.parse(readFileSync(`${committedFolder}/results.json`, 'utf8'));
}

/** Says which quantity or invariant fails, and why. */
export function complaints({ quantities, invariants }: VerificationCase): string[] {
  return [
    ...quantities.filter(({ verdict }) => verdict === 'fails').map(({ name, reason }) => `${name}: ${reason}`),
    ...invariants.filter(({ holds }) => !holds).map(({ name, deviation }) => `${name}: ${deviation}`),
  ];
}

/** Several test files share the cases, so that workers share the load. */
export function testCases(groups: readonly GroupId[]): void {
  const committed = committedResults();
  describe.each(groups)('%s', (group) => {
    it.each(allCases.filter((spec) => spec.group === group))('$title', { timeout: 300_000 }, (spec) => {
      const found = runCase(spec, 'quick');
      expect(complaints(found)).toEqual([]);
      expect(found.verdict).toBe('holds');
      // Another arithmetic may differ in the last digits of every number.
      if (committed.engine.mathDigest !== mathDigest()) return;
      const before = committed.cases.find(({ id }) => id === spec.id);
      expect(found, `${committedFolder} is stale: npm run reports -- verification`).toEqual(before);
    });
  });
}
