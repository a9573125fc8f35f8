import { describe, expect, it } from 'vitest';
import {
  checkShape,
  type Results,
  readResults,
  resultsJsonSchema,
  resultsSchema,
  type Schema,
  writeResults,
} from '../../../src/results/index.ts';
import { fixtureMeasured, fixtureResults } from '../../report/fixture.ts';
import { fixtureFront, fixtureNothing, fixtureWish } from '../../report/fixture-wish.ts';

const fixtures: [string, Results][] = [
  ['exact', fixtureResults()],
  ['with chance', fixtureMeasured()],
  ['with a wish', fixtureWish()],
  ['with circumstances', fixtureFront()],
  ['with a wish that nothing grants', fixtureNothing()],
];

describe('reading results', () => {
  it.each(fixtures)('gives back what was written (%s)', (_, results) => {
    const read = readResults(writeResults(results));
    expect(read).toEqual({ ok: true, results });
  });

  it('allows a byte order mark and keys that it does not know', () => {
    const text = writeResults({ ...fixtureResults(), later: { more: 1 } } as Results);
    expect(readResults(`\ufeff${text}`).ok).toBe(true);
  });

  it.each([
    ['cut off', writeResults(fixtureResults()).slice(0, 500), 'not-json', ''],
    ['a list', '[1, 2]', 'not-an-object', ''],
    ['of another schema', '{"schema": 2}', 'other-schema', '/schema'],
    ['empty', '{}', 'missing', '/schema'],
  ])('says what is wrong with a file that is %s', (_, text, code, path) => {
    const read = readResults(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.issues[0]).toMatchObject({ code, path });
  });

  it('names every missing part at once, and no more than twenty', () => {
    const read = readResults('{"schema": 1}');
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.issues.map(({ path }) => path)).toContain('/designs');
    expect(read.issues.map(({ path }) => path)).toContain('/claims');
    expect(read.issues.length).toBeLessThanOrEqual(21);
  });

  it('points at the value that does not fit', () => {
    const results = structuredClone(fixtureResults());
    (results.designs.many_small!.metrics['read.makespan'] as { mean: unknown }).mean = 'fast';
    results.claims[0]!.verdict = 'maybe' as 'confirmed';
    const read = readResults(writeResults(results));
    expect(read.ok ? [] : read.issues.map(({ message }) => message)).toEqual([
      '/claims/0/verdict should be one of confirmed, refuted, inconclusive, not_modelled, and is "maybe"',
      '/designs/many_small/metrics/read.makespan/mean should be a number or null, and is "fast"',
    ]);
  });

  it('refuses a baseline that is no design', () => {
    const read = readResults(JSON.stringify({ ...fixtureResults(), baseline: 'toString' }));
    expect(read.ok ? [] : read.issues.map(({ code }) => code)).toEqual(['unknown-design']);
  });
});

describe('reading a wish', () => {
  it('refuses places that lead nowhere, and candidates without a number for each part of the wish', () => {
    const results = fixtureWish();
    const tune = results.tune!;
    tune.runnerUp = 7;
    tune.flips[1]!.constraint = 1;
    tune.candidates[2]!.objectives = [];
    const read = readResults(writeResults(results));
    expect(read.ok ? [] : read.issues.map(({ path }) => path)).toEqual([
      '/tune/runnerUp',
      '/tune/flips/1/constraint',
      '/tune/candidates/2',
    ]);
  });
});

describe('the schema of results', () => {
  it.each(fixtures)('knows every key that results have (%s)', (_, results) => {
    expect(checkShape(results, resultsSchema)).toEqual([]);
    expect(strangers(results, resultsSchema, '')).toEqual([]);
  });

  it('is a JSON Schema of draft 7', () => {
    expect(resultsJsonSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });
});

/** Pointers of keys that the schema does not mention. */
function strangers(value: unknown, schema: Schema, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => strangers(item, schema.items ?? {}, `${path}/${i}`));
  if (typeof value !== 'object' || value === null || !schema.type) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = schema.properties?.[key] ?? schema.additionalProperties;
    return known ? strangers(inner, known, `${path}/${key}`) : [`${path}/${key}`];
  });
}
