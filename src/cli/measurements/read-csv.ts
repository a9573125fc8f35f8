/** Latencies in CSV: one number a line, a column of a table, or a table whose columns are quantiles. */
import { nearestName } from '../../units/index.ts';
import { fileIssue, InputError } from '../errors.ts';
import { usage } from '../messages.ts';
import { type CsvRow, parseCsv } from './csv.ts';
import { measurements as words } from './messages.ts';
import { quantileColumns, readQuantileRow } from './quantile-columns.ts';
import { type RawQuantiles, type Reading, type Selection, SeriesByClient } from './readings.ts';
import { IssueList, type SourceText } from './source-text.ts';

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

/** Throws InputError. */
export function readCsv(source: SourceText, selection: Selection): Reading {
  const all = parseCsv(source);
  const first = all[0];
  if (first === undefined) throw new InputError([fileIssue('empty', source.file, words.empty())]);
  const hasHeader = !first.cells.some(isNumber);
  const header = hasHeader ? first.cells : first.cells.map((_, i) => String(i + 1));
  const rows = hasHeader ? all.slice(1) : all;
  const issues = new IssueList(source);
  const whole = rows.filter((row) => {
    if (row.cells.length === header.length) return true;
    const last = row.cells.length - 1;
    issues.add(() => placeOf(row, last), { code: 'cells', message: words.cellCount(row.cells.length, header.length) });
    return false;
  });
  issues.throwIfAny();
  const indexOf = (option: string, name: string): number => {
    const index = header.indexOf(name);
    if (index >= 0) return index;
    const near = nearestName(name, header);
    const hint = near === undefined || near === null ? words.names(header) : usage.didYouMean(near);
    throw new InputError([fileIssue('no-such-name', source.file, words.noName(option, name), hint)]);
  };
  const by = selection.by === undefined ? -1 : indexOf('by', selection.by);
  const requester = selection.requester === undefined ? -1 : indexOf('requester', selection.requester);
  const chosen = select(whole, selection, indexOf, source.file);
  const group = (row: CsvRow): string => (by < 0 ? '' : row.cells[by]!);

  const levels = selection.column === undefined ? quantileColumns(header) : null;
  if (levels !== null) {
    if (requester >= 0) throw new InputError([fileIssue('usage', source.file, words.needsValues('requester'))]);
    const quantiles: RawQuantiles[] = [];
    for (const row of chosen) {
      const read = readQuantileRow(row, header, levels, issues);
      if (read !== null) quantiles.push({ group: group(row), ...read });
    }
    issues.throwIfAny();
    return { series: [], quantiles, names: header.filter((name) => /mean|unit/i.test(name)) };
  }
  const column =
    selection.column === undefined ? onlyColumn(header, chosen, source) : indexOf('column', selection.column);
  const series = new SeriesByClient();
  for (const row of chosen) {
    const text = row.cells[column]!;
    const value = text === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value > 0) {
      series.add(group(row), requester < 0 ? '' : row.cells[requester]!, value);
      continue;
    }
    const subject = hasHeader ? header[column]! : '';
    const place = () => placeOf(row, column);
    if (Number.isFinite(value)) issues.add(place, { code: 'not-positive', subject, message: words.notPositive(text) });
    else {
      const hint = /^\d+,\d+$/.test(text) ? words.decimalComma() : undefined;
      const message = words.notANumber(text === '' ? '' : `"${text.slice(0, 40)}"`);
      issues.add(place, { code: 'not-a-number', subject, message, ...(hint === undefined ? {} : { hint }) });
    }
  }
  issues.throwIfAny();
  return { series: series.series, quantiles: [], names: hasHeader ? [header[column]!] : [] };
}

const placeOf = (row: CsvRow, index: number): { offset: number; length: number } => ({
  offset: row.offsets[index]!,
  length: Math.max(1, row.cells[index]!.length),
});

function select(
  rows: readonly CsvRow[],
  { where }: Selection,
  indexOf: (option: string, name: string) => number,
  file: string,
): CsvRow[] {
  let left = [...rows];
  for (const [name, wanted] of Object.entries(where)) {
    const index = indexOf('where', name);
    const kept = left.filter(({ cells }) => cells[index] === wanted);
    if (kept.length === 0) {
      const seen = [...new Set(left.map(({ cells }) => cells[index]!))];
      throw new InputError([fileIssue('none-left', file, words.noneLeft(name, wanted), words.values(seen))]);
    }
    left = kept;
  }
  return left;
}

/** The only column, or the only one that is a number in the first row. */
function onlyColumn(header: readonly string[], rows: readonly CsvRow[], source: SourceText): number {
  if (header.length === 1) return 0;
  const numeric = header.map((_, i) => i).filter((i) => isNumber(rows[0]?.cells[i] ?? ''));
  if (numeric.length === 1) return numeric[0]!;
  const names = numeric.map((i) => header[i]!);
  const hint = names.length === 0 ? words.names(header) : words.columns(names);
  throw new InputError([fileIssue('which-column', source.file, words.whichColumn(names), hint)]);
}
