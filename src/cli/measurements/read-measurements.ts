/** From files to a measurement in seconds: read, selected, its first requests left out, its unit known. */
import { basename } from 'node:path';
import type { Measurement } from '../../random/fitting/index.ts';
import { fileIssue, InputError, type Issue, usageError } from '../errors.ts';
import { type Advice, findUnit, type LatencyUnit, secondsPer } from './latency-unit.ts';
import { measurements as words } from './messages.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import type { Reading, Selection } from './readings.ts';
import { readSource } from './source-text.ts';

export interface ReadOptions extends Selection {
  readonly unit: LatencyUnit | undefined;
  /** So many values at the start of each client are left out: they set up its connection. */
  readonly skipFirst: number;
}

export interface Measured {
  readonly measurement: Measurement;
  readonly unit: LatencyUnit;
  readonly warnings: readonly Advice[];
}

const fewestValues = 20;
const mostGroups = 48;

/** Several files are several groups, named after them. Throws InputError with the issues of all files. */
export function readMeasurements(files: readonly string[], options: ReadOptions, cwd: string): Measured {
  const readings = readAll(files, options, cwd);
  const groupName = (index: number, group: string): string =>
    files.length === 1
      ? group
      : [basename(files[index]!).replace(/(\.json|\.csv|\.txt|\.gz)+$/, ''), group].filter(Boolean).join(' ');
  const rows = readings.flatMap(({ quantiles }, i) =>
    quantiles.map((row) => ({ ...row, group: groupName(i, row.group) })),
  );
  const series = readings
    .flatMap((reading, i) => reading.series.map(({ group, values }) => ({ group: groupName(i, group), values })))
    .map(({ group, values }) => ({ group, values: values.slice(options.skipFirst) }))
    .filter(({ values }) => values.length > 0);
  if (rows.length > 0 && options.skipFirst > 0) throw usageError(words.needsValues('skip-first'));
  if (rows.length > 0 && series.length > 0) throw usageError(words.needsValues('column'));
  checkSize(files[0]!, options.by ?? 'file', rows, series);
  const medians =
    rows.length > 0
      ? rows.map(({ points }) => points[Math.floor(points.length / 2)]![1])
      : series.map(({ values }) => values.toSorted((a, b) => a - b)[values.length >> 1]!);
  const median = medians.toSorted((a, b) => a - b)[medians.length >> 1]!;
  const { unit, warnings } = findUnit(
    options.unit,
    readings.flatMap(({ names }) => names),
    median,
  );
  const factor = secondsPer[unit];
  const measurement: Measurement =
    rows.length > 0
      ? {
          kind: 'quantiles',
          rows: rows.map(({ group, count, mean, points }) => ({
            group,
            count,
            meanSeconds: mean === null ? null : mean * factor,
            points: points.map(([p, value]) => [p, value * factor] as const),
          })),
        }
      : {
          kind: 'values',
          series: series.map(({ group, values }) => ({ group, seconds: Float64Array.from(values, (x) => x * factor) })),
        };
  return { measurement, unit, warnings };
}

function readAll(files: readonly string[], selection: Selection, cwd: string): Reading[] {
  const issues: Issue[] = [];
  const readings: Reading[] = [];
  for (const file of files) {
    try {
      const source = readSource(file, cwd);
      readings.push(/^\s*[[{]/.test(source.text) ? readJson(source, selection) : readCsv(source, selection));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new InputError(issues);
  return readings;
}

function checkSize(
  file: string,
  by: string,
  rows: readonly { group: string; count: number }[],
  series: readonly { group: string; values: readonly number[] }[],
): void {
  const count =
    rows.reduce((sum, row) => sum + row.count, 0) + series.reduce((sum, { values }) => sum + values.length, 0);
  if (count < fewestValues) throw new InputError([fileIssue('too-few', file, words.tooFew(count))]);
  const groups = new Set([...rows, ...series].map(({ group }) => group)).size;
  if (groups > mostGroups) throw new InputError([fileIssue('too-many-groups', file, words.tooManyGroups(by, groups))]);
}
