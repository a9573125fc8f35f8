/** What the page and the Markdown say, as cells: each number with the place in results.json that it comes from. */
import { resolvePointer } from '../../results/pointer.ts';
import type {
  VerificationCase,
  VerificationInvariant,
  VerificationQuantity,
  VerificationResults,
} from '../../results/verification.ts';
import { formatCount, formatFixed } from '../../units/index.ts';
import type { Cell } from '../view/cell.ts';
import { formatVerification } from './format.ts';

export interface QuantityRow {
  readonly quantity: VerificationQuantity;
  readonly name: Cell;
  readonly theory: Cell;
  readonly formula: Cell;
  readonly simulated: Cell;
  readonly interval: Cell;
  readonly errors: Cell;
  readonly relative: Cell;
  readonly verdict: Cell;
}

export interface CaseView {
  readonly of: VerificationCase;
  /** "8,679,394 customers, 25,200,000 events, 40 batches". */
  readonly size: string;
  readonly invariants: string;
  readonly rows: readonly QuantityRow[];
}

export interface GroupView {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly cases: readonly CaseView[];
  /** Nothing in it has chance: there are no intervals to show. */
  readonly exact: boolean;
}

export function groupViews(results: VerificationResults): GroupView[] {
  const cell = (pointer: string, format: string, rest: Partial<Cell> = {}): Cell => ({
    text: formatVerification(resolvePointer(results, pointer), format),
    from: { pointer, format },
    ...rest,
  });
  return results.groups.map(({ id, title, about }) => ({
    id,
    title,
    about,
    exact: results.cases.every((each) => each.group !== id || each.quantities.every(({ exact }) => exact)),
    cases: results.cases.flatMap((each, index) => (each.group === id ? [caseView(each, index, cell)] : [])),
  }));
}

function caseView(
  of: VerificationCase,
  index: number,
  cell: (pointer: string, format: string, rest?: Partial<Cell>) => Cell,
): CaseView {
  return {
    of,
    size: sizeWords(of),
    invariants: invariantWords(of.invariants),
    rows: of.quantities.map((quantity, place) => {
      const at = `/cases/${index}/quantities/${place}`;
      const holds = quantity.verdict === 'holds';
      return {
        quantity,
        name: cell(`${at}/name`, 'text', { second: cell(`${at}/says`, 'text') }),
        theory: cell(`${at}/theory`, 'theory'),
        formula: cell(`${at}/formula`, 'text', { second: cell(`${at}/source`, 'text') }),
        simulated: cell(
          at,
          'simulated',
          quantity.ci95 === null ? {} : { second: cell(at, 'interval'), secondBelow: 'middle' },
        ),
        interval: cell(at, 'interval'),
        errors: cell(`${at}/deviationInErrors`, 'errors'),
        relative: cell(at, 'relative'),
        verdict: holds
          ? { text: '✓\u00a0holds', tone: 'confirmed' }
          : {
              text: '✗\u00a0fails',
              tone: 'refuted',
              ...(quantity.reason ? { second: { text: quantity.reason } } : {}),
            },
      };
    }),
  };
}

function sizeWords({ entities, entity, events, batches }: VerificationCase): string {
  const sizes = [
    `${formatFixed(entities, 0)} ${entities === 1 ? entity.replace(/s$/, '') : entity}`,
    `${formatFixed(events, 0)} events`,
  ];
  if (batches > 0 && batches !== entities) sizes.push(`${batches} batches`);
  return sizes.join(', ');
}

function invariantWords(invariants: readonly VerificationInvariant[]): string {
  if (invariants.length === 0) return '';
  const broken = invariants.filter(({ holds }) => !holds);
  if (broken.length > 0) return `Invariants broken: ${broken.map(({ name }) => name).join(', ')}.`;
  const worst = Math.max(...invariants.map(({ deviation }) => deviation ?? 0));
  const count = invariants.length === 1 ? 'The invariant holds' : `All ${invariants.length} invariants hold`;
  return worst === 0 ? `${count} exactly.` : `${count}, the worst to ${formatVerification(worst, 'deviation')}.`;
}

export interface InvariantRow {
  readonly name: string;
  readonly cases: string;
  readonly worst: string;
  readonly allowed: string;
  readonly holds: boolean;
}

/** By name, in the order in which they first occur. */
export function invariantRows({ cases }: VerificationResults): InvariantRow[] {
  const all = cases.flatMap(({ invariants }) => invariants);
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const same = all.filter((each) => each.name === name);
    const worst = same.some(({ deviation }) => deviation === null)
      ? null
      : Math.max(...same.map(({ deviation }) => deviation!));
    return {
      name: name.charAt(0).toUpperCase() + name.slice(1),
      cases: formatCount(same.length),
      worst: formatVerification(worst, 'deviation'),
      allowed: formatVerification(same[0]!.tolerance, 'deviation'),
      holds: same.every(({ holds }) => holds),
    };
  });
}

/** The first sentence of page, Markdown and terminal; the number between asterisks is bold. */
export function answerOf({ summary, cases }: VerificationResults): string {
  const { quantities, holds, worst } = summary;
  const broken = cases.filter((each) => each.invariants.some((invariant) => !invariant.holds)).length;
  const agree = `**${holds} of ${quantities}** quantities agree with theory`;
  const invariants = broken === 0 ? '' : `, and ${broken} ${broken === 1 ? 'case breaks' : 'cases break'} an invariant`;
  const furthest =
    worst === null ? '' : `; the furthest is ${formatFixed(Math.abs(worst.deviationInErrors), 1)} standard errors away`;
  return `${agree}${invariants}${furthest}.`;
}

export function scopeOf({ summary, size, seed }: VerificationResults): string {
  const { cases, entities, events, exact, invariants, invariantsHold } = summary;
  const sizes = `${cases} ${cases === 1 ? 'case' : 'cases'}, ${formatCount(entities)} customers, flows and jobs, ${formatCount(events)} events`;
  const held = invariantsHold === invariants ? `all ${invariants}` : `${invariantsHold} of ${invariants}`;
  return [
    sizes,
    ...(exact > 0 ? [`${exact} quantities have no chance in them and are held to 10⁻⁹`] : []),
    ...(invariants > 0 ? [`${held} invariants hold`] : []),
    `the ${size} suite, seed ${seed} (fixed).`,
  ].join('; ');
}

/** Quantities that fail, and cases that break an invariant. */
export function failures({ cases }: VerificationResults): { title: string; reason: string }[] {
  return cases.flatMap((each) => [
    ...each.quantities
      .filter(({ verdict }) => verdict === 'fails')
      .map(({ name, reason }) => ({ title: `${each.title}: ${name}`, reason: reason ?? '' })),
    ...each.invariants
      .filter(({ holds }) => !holds)
      .map(({ name, deviation, tolerance }) => ({
        title: `${each.title}: ${name}`,
        reason: `off by ${formatVerification(deviation, 'deviation')}, where ${formatVerification(tolerance, 'deviation')} is allowed`,
      })),
  ]);
}

/** One line a group: how many hold, the furthest. */
export function groupLines(
  results: VerificationResults,
): { id: string; title: string; text: string; holds: boolean }[] {
  return results.groups.map(({ id, title }) => {
    const of = results.cases.filter(({ group }) => group === id);
    const all = of.flatMap(({ quantities }) => quantities);
    const held = all.filter(({ verdict }) => verdict === 'holds').length;
    const deviations = all.flatMap(({ deviationInErrors }) => (deviationInErrors === null ? [] : [deviationInErrors]));
    const worst = Math.max(0, ...deviations.map(Math.abs));
    const worstText = deviations.length === 0 ? 'without chance' : `at most ${formatFixed(worst, 1)} errors away`;
    return {
      id,
      title,
      text: `${held} of ${all.length}, ${worstText}`,
      holds: of.every(({ verdict }) => verdict === 'holds'),
    };
  });
}
