/** The committed report: whole, consistent with the suite, and to the byte what these results give. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderVerification } from '../../src/report/verification/index.ts';
import { canonicalText } from '../../src/results/index.ts';
import { allCases, assembleResults, suiteSeed } from '../../src/verification/index.ts';
import { version } from '../../src/version.ts';
import { committedFolder, committedResults } from './_cases.ts';

// What stands in each case is compared by the tests that run them; here is what is made of the cases.
describe('the committed verification', () => {
  const committed = committedResults();

  it('has every case of the suite, in its order', () => {
    expect(committed.cases.map(({ id }) => id)).toEqual(allCases.map(({ id }) => id));
  });

  it('is what the suite assembles from its cases, to the byte', () => {
    const { mathDigest } = committed.engine;
    const assembled = assembleResults(committed.cases, { version, mathDigest, size: 'quick', seed: suiteSeed });
    expect(canonicalText(assembled)).toBe(readFileSync(`${committedFolder}/results.json`, 'utf8'));
  });

  it('is rendered to the committed Markdown and page, to the byte', async () => {
    const files = Object.fromEntries((await renderVerification(committed)).map(({ path, content }) => [path, content]));
    for (const path of ['report.md', 'results.json']) {
      expect(files[path], path).toBe(readFileSync(`${committedFolder}/${path}`, 'utf8'));
    }
    expect(Object.keys(files).sort()).toEqual(['index.html', 'report.md', 'results.json']);
  });

  it('all holds, and the deviations are those of chance', () => {
    const { quantities, holds, invariants, invariantsHold, beyondTwo, beyondTwoExpected } = committed.summary;
    expect([holds, invariantsHold]).toEqual([quantities, invariants]);
    // Were they independent, their number would be Poisson: 4 standard deviations.
    expect(beyondTwo).toBeLessThan(beyondTwoExpected + 4 * Math.sqrt(beyondTwoExpected));
    const squares = committed.cases
      .flatMap((each) => each.quantities.flatMap((q) => q.deviationInErrors ?? []))
      .map((z) => z * z);
    const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    // The mean of squares is about 1: errors that are too wide would hide a mistake as well as errors too narrow.
    expect(mean).toBeGreaterThan(0.5);
    expect(mean).toBeLessThan(1.6);
  });
});
