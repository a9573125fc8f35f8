/** All rows run and judged: errors, bands, and the medians over measurements and over values. */
import { mathDigest } from '../../src/experiment/core/math-digest.ts';
import type {
  ValidationMeasurement,
  ValidationNotRun,
  ValidationResults,
  ValidationRole,
  ValidationTally,
  ValidationValue,
} from '../../src/results/validation.ts';
import { version } from '../../src/version.ts';
import { type MeasuredRow, measuredOf, profileOf, type RowGroup, valueIds } from './read-rows.ts';
import { predict, validationSeed } from './run-case.ts';

/** H 25 %, M 50 %, L a factor of two; the spread over single runs within 10 %. */
export const bands = { H: 0.25, M: 0.5, L: 1, spread: 0.1 } as const;

/** max(p/m, m/p) - 1: twice as much and half as much are equally wrong. */
export function errorOf(predicted: number, measured: number): number {
  return Math.max(predicted / measured, measured / predicted) - 1;
}

/** Null for none; the mean of the two middle ones for an even number. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export async function runValidation(
  groups: readonly RowGroup[],
  onRow: (id: string) => void = () => {},
): Promise<ValidationResults> {
  const rows: ValidationValue[] = [];
  const notRun: ValidationNotRun[] = [];
  for (const row of groups.flatMap((group) => group.rows)) {
    if (row.role !== 'excluded') {
      const outcome = await runRow(row, row.role);
      rows.push(...outcome.values);
      notRun.push(...outcome.notRun);
    }
    onRow(row.id);
  }
  return assembleValidation(groups, { rows, notRun });
}

/** What is made of the values that ran and of those that did not. */
export function assembleValidation(
  groups: readonly RowGroup[],
  { rows, notRun }: Pick<ValidationResults, 'rows' | 'notRun'>,
): ValidationResults {
  const measurements = groups.flatMap((group) => group.rows.map((row) => measurementOf(row, rows, notRun)));
  const all = { rows, measurements };
  return {
    schema: 1,
    kind: 'model-validation',
    lakesim: version,
    engine: { mathDigest: mathDigest() },
    seed: validationSeed,
    bands,
    check: tally(all, 'check'),
    set: tally(all, 'set'),
    notRun,
    groups: groups.map(({ id, title, about }) => {
      const of = {
        rows: rows.filter(({ group }) => group === id),
        measurements: measurements.filter(({ group }) => group === id),
      };
      const left = notRun.filter(({ group }) => group === id).length;
      return { id, title, about, check: tally(of, 'check'), set: tally(of, 'set'), notRun: left };
    }),
    measurements,
    rows,
    sources: [...new Set(measurements.map(({ source }) => source))].sort(),
  };
}

async function runRow(row: MeasuredRow, role: ValidationRole) {
  const ids = valueIds(row);
  const values: ValidationValue[] = [];
  const notRun: ValidationNotRun[] = [];
  for (const each of row.cases) {
    const predictions = each.notRun === undefined ? await predict(row, each) : each.values.map(() => null);
    each.values.forEach((value, index) => {
      const { value: measured, unit } = measuredOf(value);
      const common = { id: ids.shift()!, measurement: row.id, group: row.group, role, says: value.says };
      const predicted = predictions[index] ?? null;
      if (predicted === null) {
        notRun.push({ ...common, measured, unit, reason: value.notRun ?? each.notRun ?? '' });
        return;
      }
      const error = errorOf(predicted, measured);
      const band = row.kind === 'spread' ? bands.spread : bands[row.confidence];
      const judged = { predicted, measured, unit, error, band, pass: error <= band };
      values.push({ ...common, ...judged, ...(each.assumes === undefined ? {} : { assumes: each.assumes }) });
    });
  }
  return { values, notRun };
}

function measurementOf(
  row: MeasuredRow,
  rows: readonly ValidationValue[],
  left: readonly ValidationNotRun[],
): ValidationMeasurement {
  const own = rows.filter(({ measurement }) => measurement === row.id);
  const { id, group, says, role, kind, confidence, year, region, source } = row;
  const word = row.reason ?? row.word;
  return {
    id,
    group,
    says,
    role,
    kind,
    confidence,
    profile: profileOf(row.class, year),
    year,
    region,
    source,
    error: median(own.map(({ error }) => error)),
    values: own.length,
    pass: own.filter(({ pass }) => pass).length,
    notRun: left.filter(({ measurement }) => measurement === id).length,
    ...(word === undefined ? {} : { word }),
  };
}

function tally(
  { rows, measurements }: Pick<ValidationResults, 'rows' | 'measurements'>,
  role: ValidationRole,
): ValidationTally {
  const values = rows.filter((row) => row.role === role);
  const ran = measurements.filter((each) => each.role === role && each.error !== null);
  return {
    measurements: ran.length,
    values: values.length,
    pass: values.filter(({ pass }) => pass).length,
    medianError: median(ran.map(({ error }) => error!)),
    medianErrorOfValues: median(values.map(({ error }) => error)),
  };
}

/** What `--json` prints: the rows that ran. [contract] */
export function contractRows({ rows }: ValidationResults) {
  return {
    rows: rows.map(({ id, group, predicted, measured, unit, error, band, pass, role }) => ({
      id,
      group,
      predicted,
      measured,
      unit,
      error,
      band,
      pass,
      role,
    })),
  };
}
