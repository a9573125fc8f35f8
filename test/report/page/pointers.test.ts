import { describe, expect, it } from 'vitest';
import { formatPointed } from '../../../src/report/index.ts';
import { measureWords, type Results, readResults, resolvePointer, writeResults } from '../../../src/results/index.ts';
import { fileOf, fixtures } from './_reports.ts';
import { scan, type TextNode } from './_scan.ts';

/** As a reader has them: from the file, not from memory. */
function fromFile(results: Results): Results {
  const read = readResults(writeResults(results));
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.results;
}

/**
 * Numbers that need no pointer: names and versions that hold digits, constants of our own words, what a drawing or its
 * data shows (made from the same results by the charts), the scenario's text, digests, footnote numbers, and counts of
 * the items that follow.
 */
function isExcused({ text, path }: TextNode, names: string[]): boolean {
  if (path.some((label) => /^(figure|pre|code|sup|title|summary|h2#verdicts)/.test(label))) return true;
  let rest = names.reduce((left, name) => left.replaceAll(name, ''), text);
  for (const constant of ['95%', '100%', '730 h', 'SHA-256', 'MSER-5']) rest = rest.replaceAll(constant, '');
  return !/\d/.test(rest);
}

/** Texts of the results that hold digits and are printed as they are. */
function namesIn(results: Results): string[] {
  const { scenario, designOrder, inputs, designs } = results;
  const costs = Object.values(designs).map(({ cost }) => cost);
  const names = [
    scenario.file,
    ...designOrder,
    ...inputs.flatMap(({ path, source, date, profile }) => [path, source ?? '', date ?? '', profile ?? '']),
    ...costs.flatMap(({ priceBook, lines }) => [
      priceBook.name,
      priceBook.date,
      ...lines.flatMap((l) => [l.service, l.item, l.source ?? '']),
    ]),
    ...[...(results.tune?.objectives ?? []), ...(results.tune?.constraints ?? [])].map(({ expression }) =>
      measureWords(expression, designOrder),
    ),
    ...results.claims.flatMap((claim) => [claim.id, claim.source ?? '']),
  ];
  return [...new Set(names)].filter((name) => /\d/.test(name)).sort((a, b) => b.length - a.length);
}

describe.each(fixtures)('numbers of the page (%s)', (_, results) => {
  it('are the pointed values in their formats', async () => {
    const stored = fromFile(results);
    const { tags } = scan(await fileOf(results, 'report.html'));
    const pointed = tags.filter(({ attributes }) => attributes['data-v'] !== undefined);
    expect(pointed.length).toBeGreaterThan(60);
    for (const { attributes, text } of pointed) {
      const value = resolvePointer(stored, attributes['data-v']!);
      expect(value, attributes['data-v']).toBeDefined();
      expect(text).toBe(formatPointed(value, attributes['data-f']!));
    }
  });

  it('all carry a pointer, but for names and constants', async () => {
    const { texts } = scan(await fileOf(results, 'report.html'));
    const names = namesIn(results);
    const bare = texts.filter((node) => /\d/.test(node.text) && !node.pointed && !isExcused(node, names));
    expect(bare.map(({ text, path }) => `${path.at(-1)}: ${text.trim()}`)).toEqual([]);
  });
});

describe('formats', () => {
  it.each([
    ['column:0.001:2', 0.01902, '19.02'],
    ['column:1:0', -1234.4, '\u22121,234'],
    ['share:open', { totalSeconds: 56, phases: { open: 50 } }, '89%'],
    ['share:a:b', { totalSeconds: 2, phases: { 'a:b': 1 } }, '50%'],
    ['price', 4e-7, '0.0000004'],
    ['price', 0.0416, '0.0416'],
    ['estimate:1:1', { mean: 48.2, ci95: [45.1, 51.3] }, '48.2\u00a0±3.1'],
    ['estimate:1:0', { mean: 306, ci95: [291, 330] }, '306 (291 to 330)'],
    ['estimate:1:0', { mean: 30, ci95: [30, 30], atLeast: true }, 'at least 30'],
    ['against:s:low', { ratio: 2, ci95: [2, 2] }, '2×\u00a0slower'],
    ['against:s:low', { ratio: 1.01, ci95: [0.9, 1.1] }, 'no difference seen'],
    ['against:USD:low', { ratio: 0.5, ci95: null }, '2×\u00a0cheaper'],
    ['against:1:', { ratio: null, ci95: null }, 'no value'],
    ['input', { value: { kind: 'constant', value: 0.05 }, unit: 's' }, '50\u00a0ms'],
    [
      'input',
      // p99 = exp(mu + 2.3263 sigma): 26 ms and 105 ms.
      { value: { kind: 'lognormal', mu: Math.log(0.026), sigma: Math.log(105 / 26) / 2.3263 }, unit: 's' },
      'lognormal, p50 26\u00a0ms, p99 105\u00a0ms',
    ],
    [
      'input',
      {
        value: {
          kind: 'quantiles',
          points: [
            [0, 0.01],
            [0.25, 0.02],
            [0.5, 0.026],
            [0.99, 0.105],
            [1, 1.3],
          ],
        },
        unit: 's',
      },
      'quantiles, p0 10\u00a0ms, p50 26\u00a0ms, p99 105\u00a0ms, p100 1.3\u00a0s',
    ],
    [
      'input',
      {
        value: {
          kind: 'mix',
          parts: [
            { share: 0.64, of: { kind: 'constant', value: 0.016 } },
            { share: 0.36, of: 0.1 },
          ],
        },
        unit: 's',
      },
      '64% 16\u00a0ms and 36% 100\u00a0ms',
    ],
    ['input', { value: { kind: 'gamma', mean: 0.01, cv: 0.5 }, unit: 's' }, 'gamma, mean 10\u00a0ms, cv 0.5'],
    [
      'input',
      { value: { kind: 'truncated', of: { kind: 'constant', value: 1 }, low: 0, high: 2 }, unit: 's' },
      '1\u00a0s, within 0\u00a0s to 2\u00a0s',
    ],
    ['input', { value: { name: 'm5.8xlarge', values: { vcpu: 32 } }, unit: '' }, 'm5.8xlarge'],
    ['input', { value: { base: 1e6, daily: [1, 2] }, unit: 'B/s' }, 'base 1\u00a0MB/s, daily 1, 2'],
    ['input', { value: {}, unit: 'USD' }, 'none'],
    ['input', { value: false, unit: '' }, 'false'],
    ['input', { value: [], unit: '1' }, 'none'],
    ['settings:b,a', { a: '1 MB', b: 'true' }, 'b\u00a0true, a\u00a01\u00a0MB'],
    ['place', 'a:b.yaml:12', 'line 12'],
    ['interval:s', { mean: 32.82, ci95: [32.73, 32.91] }, '32.82\u00a0±0.09\u00a0s'],
    [
      'flip',
      { name: 'a.keys', unit: '1', integer: true, flipsAt: 61099999, flipsBetween: [61099998, 61099999] },
      'Flips at 61.1\u00a0M\u00a0keys',
    ],
    [
      'flip',
      { name: 'a.size', unit: 'B', flipsAt: 15800, flipsBetween: [15799, 15801] },
      'Flips with a.size at 15.8\u00a0kB',
    ],
    ['replications', 1, '1 replication'],
    ['answer', '**7×** slower: **x**', '7× slower: **x**'],
  ])('%s prints %j as %s', (code, value, text) => {
    expect(formatPointed(value, code)).toBe(text);
  });

  it('refuses a code that does not exist', () => {
    expect(() => formatPointed(1, 'constructor:1')).toThrow('unknown format');
  });
});
