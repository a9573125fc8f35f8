/** What the page and the Markdown say, as cells: each number with the place in results.json that it comes from. */
import { resolvePointer } from '../../results/pointer.ts';
import type {
  ValidationGroup,
  ValidationMeasurement,
  ValidationNotRun,
  ValidationResults,
  ValidationTally,
} from '../../results/validation.ts';
import { formatCount } from '../../units/index.ts';
import type { Cell } from '../view/cell.ts';
import { errorText, formatValidation, type ValidationFormat } from './format.ts';

export interface ValueRow {
  readonly name: Cell;
  readonly measured: Cell;
  readonly predicted: Cell;
  readonly error: Cell;
  readonly band: Cell;
  readonly verdict: Cell;
}

export interface MeasurementView {
  readonly of: ValidationMeasurement;
  /** Role, confidence, profile, what the source does not state. */
  readonly circumstances: string;
  readonly rows: readonly ValueRow[];
}

export interface GroupView {
  readonly group: ValidationGroup;
  readonly summary: string;
  readonly measurements: readonly MeasurementView[];
}

const confidenceWords = {
  H: 'read in a primary source',
  M: 'one published measurement',
  L: 'read off a chart',
} as const;

export function groupViews(results: ValidationResults): GroupView[] {
  const cell = (pointer: string, format: ValidationFormat, rest: Partial<Cell> = {}): Cell => ({
    text: formatValidation(resolvePointer(results, pointer), format),
    from: { pointer, format },
    ...rest,
  });
  return results.groups.map((group) => ({
    group,
    summary: groupSummary(group),
    measurements: results.measurements.flatMap((of) => {
      const rows = results.rows.flatMap((row, index) => {
        if (row.measurement !== of.id) return [];
        const at = `/rows/${index}`;
        return {
          name: cell(`${at}/id`, 'text', { second: cell(`${at}/says`, 'text') }),
          measured: cell(at, 'measured'),
          predicted: cell(at, 'predicted'),
          error: cell(at, 'direction'),
          band: cell(`${at}/band`, 'error'),
          verdict: verdictOf(row),
        };
      });
      return of.group === group.id && rows.length > 0
        ? [{ of, rows, circumstances: circumstancesOf(of, results) }]
        : [];
    }),
  }));
}

function verdictOf({ role, pass }: { role: 'set' | 'check'; pass: boolean }): Cell {
  if (role === 'set') return { text: pass ? 'set' : 'set, and missed', tone: 'muted' };
  return pass ? { text: '✓\u00a0within', tone: 'confirmed' } : { text: '✗\u00a0missed', tone: 'refuted' };
}

function circumstancesOf(of: ValidationMeasurement, { rows }: ValidationResults): string {
  const assumed = new Set(rows.flatMap((row) => (row.measurement === of.id && row.assumes ? [row.assumes] : [])));
  return [
    of.role === 'set' ? 'Set the model.' : 'Checks the model.',
    `${of.region}, ${of.year}, ${confidenceWords[of.confidence]}; profile ${of.profile}.`,
    ...(assumed.size > 0 ? [`Not stated, assumed: ${[...assumed].join('; ')}.`] : []),
    ...(of.kind === 'spread' ? ['The spread over single runs, to within 10%.'] : []),
  ].join(' ');
}

/** Why a measurement misses: only where one of its values does. */
export function wordOf({ word, pass, values }: ValidationMeasurement): string | null {
  return word !== undefined && pass < values ? word : null;
}

/** The first sentence of page and Markdown; the number between asterisks is bold. */
export function answerOf({ check }: ValidationResults): string {
  if (check.medianError === null) return 'No measurement has been checked.';
  return `The models miss published measurements by **${errorText(check.medianError)}** in the median; ${check.pass} of ${check.values} values lie within their band.`;
}

export function scopeOf({ check, set, notRun, measurements, seed }: ValidationResults): string {
  const excluded = measurements.filter(({ role }) => role === 'excluded').length;
  return [
    `${check.measurements} measurements that set no parameter, ${check.values} values; each measurement counts once, by the median of its values (over all values alike: ${errorText(check.medianErrorOfValues)})`,
    `${set.measurements} that did are off by ${errorText(set.medianError)} and count nowhere`,
    `${formatCount(notRun.length)} values do not run yet, ${excluded} measurements are left out, each with its reason`,
    `seed ${seed} (fixed).`,
  ].join('; ');
}

function tallyText({ measurements, values, pass, medianError }: ValidationTally): string {
  const of = `${measurements} ${measurements === 1 ? 'measurement' : 'measurements'}`;
  return `median error ${errorText(medianError)} over ${of}, ${pass} of ${values} values within`;
}

function groupSummary({ check, set, notRun }: ValidationGroup): string {
  const parts = [
    check.measurements > 0 ? `Checks: ${tallyText(check)}.` : 'Nothing in it is checked yet.',
    ...(set.measurements > 0 ? [`Set: ${tallyText(set)}.`] : []),
    ...(notRun > 0 ? [`${notRun} ${notRun === 1 ? 'value does' : 'values do'} not run yet.`] : []),
  ];
  return parts.join(' ');
}

export interface GroupLine {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Null where nothing is checked. */
  readonly all: boolean | null;
}

/** One line a group: its median error over check rows, how many values are within. */
export function groupLines({ groups }: ValidationResults): GroupLine[] {
  return groups.map(({ id, title, check }) => ({
    id,
    title,
    text:
      check.measurements === 0
        ? 'nothing checked yet'
        : `off by ${errorText(check.medianError)}, ${check.pass} of ${check.values} within`,
    all: check.measurements === 0 ? null : check.pass === check.values,
  }));
}

export interface MissView {
  readonly id: string;
  readonly says: string;
  /** "3 of 4 missed, at worst 7.4×". */
  readonly text: string;
  readonly word: string;
}

/** Check measurements with a value outside its band, the worst first. */
export function missesOf({ measurements, rows }: ValidationResults): MissView[] {
  return measurements
    .filter(({ role, values, pass }) => role === 'check' && pass < values)
    .map((of) => {
      const worst = Math.max(...rows.filter(({ measurement }) => measurement === of.id).map(({ error }) => error));
      return { of, worst };
    })
    .sort((a, b) => b.worst - a.worst)
    .map(({ of, worst }) => ({
      id: of.id,
      says: of.says,
      text: `${of.values - of.pass} of ${of.values} missed, the worst by ${errorText(worst)}`,
      word: of.word ?? 'No reason is known.',
    }));
}

/** What does not run yet, together by measurement and reason. */
export function notRunLines({
  notRun,
  measurements,
}: ValidationResults): { id: string; says: string; values: string; reason: string }[] {
  const groups = new Map<string, ValidationNotRun[]>();
  for (const each of notRun) {
    const key = `${each.measurement} ${each.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((of) => ({
    id: of[0]!.measurement,
    says: measurements.find(({ id }) => id === of[0]!.measurement)?.says ?? '',
    values: of.map((each) => `${each.says} ${formatValidation(each, 'measured')}`).join('; '),
    reason: of[0]!.reason,
  }));
}

export function excludedLines({
  measurements,
}: ValidationResults): { id: string; says: string; reason: string; source: string }[] {
  return measurements
    .filter(({ role }) => role === 'excluded')
    .map(({ id, says, word, source }) => ({ id, says, reason: word ?? '', source }));
}
