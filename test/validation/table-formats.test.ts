/**
 * Tables against published measurements: which of two is slower, and how fast a series grows. Read from the committed validation,
 * which another test holds to what the models say today.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ValidationResults, ValidationValue } from '../../src/results/validation.ts';

const { rows } = JSON.parse(readFileSync('reports/validation/results.json', 'utf8')) as ValidationResults;

const valueWith = (id: string): ValidationValue => {
  const found = rows.find((row) => row.id === id);
  if (found === undefined) throw new Error(`${id} did not run`);
  return found;
};

/** Values of a row in their order. */
const seriesOf = (row: string, count: number): ValidationValue[] =>
  Array.from({ length: count }, (_, i) => valueWith(`${row}.${i + 1}`));

/** Slower first, as measured. */
const pairs: readonly (readonly [says: string, slower: string, faster: string])[] = [
  ['one thread lists a tenth of the partitions, and the cluster reads all of them', 'C102', 'C101'],
  ['plain Parquet, and Delta', 'C106.2', 'C106.1'],
  ['Iceberg plans 50,000 files, and Delta', 'C109.2', 'C108.2'],
  ['Iceberg plans 100,000 files, and Delta', 'C109.3', 'C108.3'],
  ['Iceberg plans 50,000 files with a filter, and Delta', 'C111.2', 'C110.2'],
  ['Iceberg plans 100,000 files with a filter, and Delta', 'C111.3', 'C110.3'],
  ['Iceberg plans 200,000 files with a filter, and Delta', 'C111.4', 'C110.4'],
  ['Iceberg plans 200,000 files, and 1,000', 'C111.4', 'C111.1'],
  ['Delta plans 200,000 files, and 1,000', 'C110.4', 'C110.1'],
  ['a MERGE of 10,000 rows writes files anew, or marks', 'C121.1', 'C121.2'],
  ['a MERGE of a million rows writes files anew, or marks', 'C121.3', 'C121.4'],
  ['a MERGE of a million rows, and of 10,000', 'C121.3', 'C121.1'],
  ['a MERGE that marks a million rows, and 10,000', 'C121.4', 'C121.2'],
  ['a scan of marked files, and of files written anew', 'C122.4', 'C122.3'],
  ['a DELETE of one row writes a file anew, or marks', 'C123.1', 'C123.2'],
  ['a DELETE of a third writes files anew, or marks', 'C124.1', 'C124.2'],
  ['a DELETE that marks a third of the rows, and one row', 'C124.2', 'C123.2'],
  ['OPTIMIZE of files written anew, and of marked ones', 'C125.1', 'C125.2'],
  ['files as they came, and along a Z-order', 'C137.1', 'C137.2'],
  ['200 rounds of MERGEs, and with automatic compaction', 'C128.1', 'C129.1'],
  ['queries before the first OPTIMIZE, and after', 'C118.1', 'C118.2'],
  ['queries before the second, and after', 'C118.5', 'C118.3'],
  ['queries before the third, and after', 'C118.6', 'C118.4'],
  ['queries before the third, and before the second', 'C118.6', 'C118.5'],
];

/** The model is on the wrong side of these, and their rows say why. */
const wrong: readonly (readonly [says: string, slower: string, faster: string])[] = [
  ['100,000 partitions of plain Parquet, and a million of Delta with its files on SSDs', 'C101', 'C103'],
  ['Delta plans 1,000 files, and Iceberg', 'C108.1', 'C109.1'],
  ['Delta plans 1,000 files with a filter, and Iceberg', 'C110.1', 'C111.1'],
  ['queries before the second OPTIMIZE, and before the first', 'C118.5', 'C118.1'],
];

describe('of two that were measured', () => {
  it.each(pairs)('%s: the slower one (%s) is slower in the model than %s', (_, slower, faster) => {
    const [a, b] = [valueWith(slower), valueWith(faster)];
    expect(a.measured).toBeGreaterThan(b.measured);
    expect(a.predicted).toBeGreaterThan(b.predicted);
  });

  it.each(wrong)('%s: the model has %s before %s, and that is known', (_, slower, faster) => {
    const [a, b] = [valueWith(slower), valueWith(faster)];
    expect(a.measured).toBeGreaterThan(b.measured);
    expect(a.predicted).toBeLessThan(b.predicted);
  });

  it.each([
    ['deletion vectors against writing anew', 'C127'],
    ['reads of marked files against files written anew', 'C126'],
    ['the last MERGEs against the first', 'C128.2'],
  ])('the ratio of %s (%s) lies on the same side of one', (_, id) => {
    const { measured, predicted } = valueWith(id);
    expect(Math.sign(predicted - 1)).toBe(Math.sign(measured - 1));
  });
});

const ranksOf = (values: readonly number[]): number[] =>
  values.map((value) => values.filter((other) => other < value).length + 1);

/** Spearman's rank correlation, of values without ties. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [ranksOf(a), ranksOf(b)];
  const squares = one.reduce((sum, rank, i) => sum + (rank - other[i]!) ** 2, 0);
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1));
}

/** What a line through equidistant values grows by a step, over its value at the first: least squares. */
function relativeGrowth(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const squares = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = values.reduce((sum, value, i) => sum + (i - middle) * value, 0) / squares;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return slope / (mean - slope * middle);
}

describe('a series over rounds of refreshes', () => {
  it.each([
    ['queries', 'C116', 6],
    ['MERGEs', 'C117', 5],
  ] as const)('of %s (%s) has the measured order: rank correlation of at least 0.9', (_, row, count) => {
    const series = seriesOf(row, count);
    const correlation = rankCorrelation(
      series.map(({ predicted }) => predicted),
      series.map(({ measured }) => measured),
    );
    expect(correlation).toBeGreaterThanOrEqual(0.9);
  });

  it.each([
    ['queries', 'C116', 6],
    ['MERGEs', 'C117', 5],
  ] as const)('of %s (%s) grows by a round as measured, within 30 %%', (_, row, count) => {
    const series = seriesOf(row, count);
    const ratio =
      relativeGrowth(series.map(({ predicted }) => predicted)) / relativeGrowth(series.map(({ measured }) => measured));
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3);
  });
});
