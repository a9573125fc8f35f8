/** Tables of published quantiles: columns q0.5 (a share), p50 (a percentage), min and max; n says what is behind a row. */
import type { CsvRow } from './csv.ts';
import { measurements as words } from './messages.ts';
import type { RawQuantiles } from './readings.ts';
import type { IssueList } from './source-text.ts';

export interface QuantileColumn {
  readonly index: number;
  readonly p: number;
}

/** Ascending, or null if this is no such table: fewer than three of its columns are quantiles. */
export function quantileColumns(header: readonly string[]): QuantileColumn[] | null {
  const found = header.flatMap((name, index): QuantileColumn[] => {
    const p = levelOf(name);
    return p === null ? [] : [{ index, p }];
  });
  return found.length < 3 ? null : found.sort((a, b) => a.p - b.p);
}

function levelOf(name: string): number | null {
  const match = /^(q|p)(\d+(?:\.\d+)?)(?:[_ ].*)?$/i.exec(name);
  if (match === null) return /^min(imum)?\b/i.test(name) ? 0 : /^max(imum)?\b/i.test(name) ? 1 : null;
  // 99.99 / 100 is 0.9998999999999999.
  const p = match[1]!.toLowerCase() === 'q' ? Number(match[2]) : Number((Number(match[2]) / 100).toPrecision(12));
  return p <= 1 ? p : null;
}

/** Null where the row has a bad value, which is then among the issues. */
export function readQuantileRow(
  row: CsvRow,
  header: readonly string[],
  columns: readonly QuantileColumn[],
  issues: IssueList,
): Omit<RawQuantiles, 'group'> | null {
  const place = (index: number) => () => ({
    offset: row.offsets[index]!,
    length: Math.max(1, row.cells[index]!.length),
  });
  if (columns[0]!.p !== 0 || columns[columns.length - 1]!.p !== 1) {
    issues.add(place(columns[0]!.index), { code: 'quantile-ends', message: words.quantileEnds() });
    return null;
  }
  const countIndex = header.findIndex((name) => /^(n|count)$/i.test(name));
  if (countIndex < 0) {
    issues.add(place(0), { code: 'no-count', message: words.noCount() });
    return null;
  }
  const count = Number(row.cells[countIndex]);
  let good = true;
  if (!Number.isInteger(count) || count < 1) {
    issues.add(place(countIndex), { code: 'bad-count', subject: 'n', message: words.badCount(row.cells[countIndex]!) });
    good = false;
  }
  const points: [number, number][] = [];
  for (const { index, p } of columns) {
    const text = row.cells[index]!;
    const value = text === '' ? Number.NaN : Number(text);
    const before = points[points.length - 1];
    const subject = header[index]!;
    if (!Number.isFinite(value)) {
      issues.add(place(index), { code: 'not-a-number', subject, message: words.notANumber(text && `"${text}"`) });
    } else if (value <= 0) {
      issues.add(place(index), { code: 'not-positive', subject, message: words.notPositive(text) });
    } else if (before !== undefined && value < before[1]) {
      issues.add(place(index), { code: 'descends', subject, message: words.quantilesDescend(subject) });
    } else if (before === undefined || before[0] !== p) {
      points.push([p, value]);
      continue;
    } else continue;
    good = false;
  }
  const meanIndex = header.findIndex((name) => /^mean\b|^mean_/i.test(name));
  const mean = meanIndex < 0 ? Number.NaN : Number(row.cells[meanIndex]);
  return good ? { count, mean: mean > 0 ? mean : null, points } : null;
}
