/**
 * The wish applied to what was simulated: every design as it stands, and every point of the sweep that reaches it. What
 * comes out alike at several points is one candidate. Candidates are compared replication by replication, as all met the
 * same luck.
 */
import type { Interval, TuneCandidate, TuneResult, TuneSetting, TuneValue } from '../../results/index.ts';
import type { Resolved } from '../../scenario/core/index.ts';
import { type Choice, choose, feasibleOf, frontOf, type Option } from './choose.ts';
import { judgeEstimate } from './claims.ts';
import type { Column } from './columns.ts';
import { type Estimate, estimate } from './estimate.ts';
import { keyOf } from './evaluator.ts';
import type { Formula, Need } from './formula.ts';
import type { JobRunner } from './jobs.ts';
import { findSetting } from './setting.ts';
import { overridesAt, positionsAt, type SweepPoint } from './sweep.ts';
import { needKey, type WishFormulas, type WishPlan, wishFormulas } from './wish.ts';

type ColumnOf = (need: Need) => Column;

interface Candidate {
  readonly design: string | null;
  readonly settings: readonly TuneSetting[];
  readonly given: readonly TuneSetting[];
  readonly base: boolean;
  readonly formulas: WishFormulas;
  readonly objectives: readonly Estimate[];
  readonly constraints: readonly { readonly found: Estimate; readonly met: 'yes' | 'no' | 'undecided' }[];
  readonly columnOf: ColumnOf;
}

/** Null without a wish, or where no design has what it asks for. */
export function tuneResult(runner: JobRunner, points: readonly SweepPoint[], columnOf: ColumnOf): TuneResult | null {
  const { wish } = runner.plan;
  if (!wish || wish.designs.length === 0) return null;
  const { spec } = wish;
  const all = gather(runner, wish, points, columnOf);
  // Off the axes, the scenario as it stands is the only candidate under its circumstances: there is nothing to choose.
  const isChosen = all.some(({ settings }) => settings.length > 0);
  const every = grouped(all);
  const whole = every.filter(({ members }) => !isChosen || members.some(({ base }) => !base));
  const groups = whole.length > 0 ? whole : every;
  const main =
    groups.find(({ members }) => members.some(({ base }) => base)) ??
    groups.find(({ given }) => given.every((each) => isAtBase(runner, each))) ??
    groups[0]!;
  const weighed = weigh(main.members, wish);
  const { choice, position } = weighed;
  const first = wish.columns;
  return {
    objectives: spec.objectives.map(({ text, better }, i) => ({
      expression: text,
      unit: first[i]!.formula.unit,
      better,
    })),
    constraints: spec.constraints.map(({ text, expect: { low, high, lowOpen, highOpen, text: words } }, i) => ({
      expression: text,
      unit: first[spec.objectives.length + i]!.formula.unit,
      expect: { text: words, low: finiteOrNull(low), high: finiteOrNull(high), lowOpen, highOpen },
    })),
    given: [...main.given],
    frontOf: frontOf(wishOf(wish)),
    candidates: weighed.candidates,
    recommended: position(choice.recommended),
    runnerUp: position(choice.runnerUp),
    nearest: position(choice.nearest),
    binding: [...choice.binding],
    flips: choice.flips.map((flip) => ({ ...flip, candidate: position(flip.candidate) })),
    elsewhere: groups
      .filter((group) => group !== main)
      .map(({ given, members }) => {
        const { choice: other, candidates, position: at } = weigh(members, wish);
        const index = at(other.recommended);
        return { given: [...given], candidate: index === null ? null : candidates[index]! };
      }),
  };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const wishOf = ({ spec }: WishPlan) => ({
  better: spec.objectives.map(({ better }) => better),
  limits: spec.constraints.map(({ expect }) => expect),
});

/** Candidates of one set of circumstances, chosen among and put in order. */
function weigh(members: readonly Candidate[], wish: WishPlan) {
  const compared = new Map<string, ReturnType<typeof against>>();
  const compare = (one: number, other: number): ReturnType<typeof against> => {
    const key = `${one} ${other}`;
    const found = compared.get(key) ?? against(members[one]!, members[other]!);
    compared.set(key, found);
    return found;
  };
  const options = members.map((member) => optionOf(member, wish));
  const choice: Choice = choose(options, { ...wishOf(wish), tied: (one, other) => isTied(compare(one, other)) });
  const places = new Map(choice.order.map((option, place) => [option, place]));
  const { recommended } = choice;
  const candidates = choice.order.map((i): TuneCandidate => {
    const { design, settings, base, objectives, constraints } = members[i]!;
    const beside = recommended === null || objectives[0]!.value === null ? null : compare(i, recommended);
    return {
      design,
      settings: [...settings],
      base,
      objectives: objectives.map(resultOf),
      constraints: constraints.map(({ found, met }) => ({ ...resultOf(found), met })),
      feasible: feasibleOf(options[i]!),
      front: choice.front.has(i),
      against: beside,
      tied: recommended !== null && i !== recommended && beside !== null && isTied(beside),
    };
  });
  return { choice, candidates, position: (i: number | null): number | null => (i === null ? null : places.get(i)!) };
}

function optionOf({ objectives, constraints }: Candidate, { spec }: WishPlan): Option {
  const [first] = objectives;
  const harmless = spec.objectives[0]!.better === 'low' ? 'atMost' : 'atLeast';
  return {
    objectives: objectives.map(({ value }) => value),
    open: first!.side !== 'exact' && first!.side !== harmless,
    constraints: constraints.map(({ found: { value, interval }, met }) => ({
      value,
      lo: interval?.[0] ?? null,
      hi: interval?.[1] ?? null,
      met,
    })),
  };
}

/** By the first objective, in the same replications: what they share cancels. */
function against(one: Candidate, other: Candidate) {
  const [a, b] = [one.formulas.objectives[0]!, other.formulas.objectives[0]!];
  const columns = [...a.needs.map(one.columnOf), ...b.needs.map(other.columnOf)];
  const both = (value: (x: number, y: number) => number): Formula => ({
    needs: [...a.needs, ...b.needs],
    unit: '1',
    value: (inputs) => value(a.value(inputs.slice(0, a.needs.length)), b.value(inputs.slice(a.needs.length))),
  });
  const ratio = estimate(
    both((x, y) => x / y),
    columns,
  );
  const difference = estimate(
    both((x, y) => x - y),
    columns,
  );
  return { ratio: ratio.value, ci95: pair(ratio), difference: difference.value, differenceCi95: pair(difference) };
}

/** The interval of the difference holds zero; without chance, the difference is rounding. */
function isTied({ ratio, difference, differenceCi95 }: ReturnType<typeof against>): boolean {
  if (difference === null) return false;
  if (difference === 0 || (ratio !== null && Math.abs(ratio - 1) < 1e-9)) return true;
  return differenceCi95 !== null && differenceCi95[0] <= 0 && differenceCi95[1] >= 0;
}

const pair = ({ interval }: Estimate): Interval | null => (interval ? [interval[0], interval[1]] : null);

const resultOf = ({ value, interval, side, reason }: Estimate): TuneValue => ({
  value,
  ci95: interval ? [interval[0], interval[1]] : null,
  ...(side === 'exact' ? {} : { side }),
  ...(reason === null ? {} : { reason }),
});

interface Raw extends Omit<Candidate, 'settings' | 'given'> {
  /** Where on the axes; null for the scenario as it stands. */
  readonly positions: readonly number[] | null;
  readonly resolved: Resolved;
  /** Alike is what was simulated alike and comes out alike. */
  readonly key: string;
}

/** The scenario as it stands, then the points in their order; each design in the scenario's order. */
function gather(runner: JobRunner, wish: WishPlan, points: readonly SweepPoint[], columnOf: ColumnOf): Candidate[] {
  const { sweep, evaluator } = runner;
  const raws = wish.designs.flatMap((design) =>
    take(runner, wish, { design, resolved: runner.resolved, positions: null, columnOf }),
  );
  points.forEach((point, index) => {
    if (!sweep || point.problem !== null) return;
    const positions = positionsAt(sweep, index);
    const { resolved } = evaluator.resolve(overridesAt(sweep, positions));
    const own: ColumnOf = (need) => point.columns[needKey(need)]!;
    for (const design of wish.designs) raws.push(...take(runner, wish, { design, resolved, positions, columnOf: own }));
  });
  const given = new Set(wish.spec.given);
  const reached = new Map(
    wish.designs.map((design) => [
      design,
      reachedAxes(
        runner,
        raws.filter((raw) => raw.design === design),
      ),
    ]),
  );
  const seen = new Set<string>();
  return raws.flatMap((raw): Candidate[] => {
    const reaching = reached.get(raw.design)!;
    const settingsOf = (wanted: (address: string) => boolean): TuneSetting[] =>
      (sweep?.axes ?? []).flatMap((axis, i) => (wanted(axis.result.address) ? settingAt(runner, raw, i) : []));
    const candidate: Candidate = {
      ...raw,
      settings: settingsOf((address) => !given.has(address) && reaching.has(address)),
      given: settingsOf((address) => given.has(address)),
    };
    // The scenario as it stands may have no single value for a circumstance: then it belongs to none of them.
    if (raw.positions === null && points.length > 0 && candidate.given.length < given.size) return [];
    const key = JSON.stringify([raw.design, raw.key, candidate.given.map(({ value }) => value)]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [candidate];
  });
}

function take(
  { plan }: JobRunner,
  wish: WishPlan,
  { design, resolved, positions, columnOf }: Pick<Raw, 'design' | 'resolved' | 'positions' | 'columnOf'>,
): Raw[] {
  const formulas = wishFormulas(wish.spec, { ...plan.context, resolved }, design);
  if (!formulas) return [];
  const found = (formula: Formula): Estimate => estimate(formula, formula.needs.map(columnOf));
  const objectives = formulas.objectives.map(found);
  const constraints = formulas.constraints.map((formula, i) => {
    const judged = judgeEstimate(found(formula), wish.spec.constraints[i]!.expect);
    const met = ({ confirmed: 'yes', refuted: 'no', inconclusive: 'undecided' } as const)[judged.verdict];
    return { found: { ...judged.estimate, reason: judged.reason }, met };
  });
  const needed = new Set(
    [...formulas.objectives, ...formulas.constraints].flatMap(({ needs }) => needs.map((need) => need.design)),
  );
  const simulated = resolved.designs.filter(({ name }) => needed.has(name)).map((each) => keyOf(each, resolved.run));
  const key = JSON.stringify([
    simulated,
    [...objectives, ...constraints.map((each) => each.found)].map(({ value }) => value),
  ]);
  return [{ design, base: positions === null, formulas, objectives, constraints, columnOf, positions, resolved, key }];
}

/** Axes along which something changes for a design while all others stay. Those of a paired sweep move together. */
function reachedAxes({ sweep }: JobRunner, raws: readonly Raw[]): Set<string> {
  const reached = new Set<string>();
  sweep?.axes.forEach((axis, i) => {
    const keys = new Map<string, string>();
    for (const { positions, key } of raws) {
      if (positions === null) continue;
      const others = sweep.paired ? '' : JSON.stringify(positions.filter((_, k) => k !== i));
      const known = keys.get(others) ?? key;
      keys.set(others, known);
      if (known !== key) reached.add(axis.result.address);
    }
  });
  return reached;
}

/** On the axis as it says; as the scenario stands, the design's own value. */
function settingAt({ sweep }: JobRunner, { design, resolved, positions }: Raw, index: number): TuneSetting[] {
  const { address, unit, values } = sweep!.axes[index]!.result;
  if (positions !== null) return [{ address, value: values[positions[index]!]!, unit }];
  const own = design === null ? null : findSetting(resolved, `${design}.${address}`);
  const value = (own ?? findSetting(resolved, address))?.value ?? null;
  return value === null ? [] : [{ address, value, unit }];
}

function grouped(candidates: readonly Candidate[]) {
  const groups = new Map<string, { given: readonly TuneSetting[]; members: Candidate[] }>();
  for (const candidate of candidates) {
    const key = JSON.stringify(candidate.given.map(({ value }) => value));
    const group = groups.get(key) ?? { given: candidate.given, members: [] };
    group.members.push(candidate);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The value on the axis that is the scenario's own, or comes nearest to it. */
function isAtBase({ sweep }: JobRunner, { address, value }: TuneSetting): boolean {
  const { base, values, scale } = sweep!.axes.find((axis) => axis.result.address === address)!.result;
  if (base !== null && values.includes(base)) return value === base;
  const numbers = values.filter((each) => typeof each === 'number');
  if (typeof base !== 'number' || numbers.length < values.length) return value === values[0];
  const far = (x: number): number => Math.abs(scale === 'log' ? Math.log(x / base) : x - base);
  return value === numbers.reduce((a, b) => (far(b) < far(a) ? b : a));
}
