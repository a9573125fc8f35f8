/**
 * Which of several candidates to take: those that keep every limit for certain, the best of them by the first objective,
 * the front, and where the choice changes as a limit moves. Plain numbers in, indices out.
 *
 * A limit is walked over the candidates: a candidate passes a limit if the far end of its interval does, so a limit
 * moves the choice at that end. What is equal in the first objective is told apart by what else the front looks at.
 */
import type { TuneFlip, TuneMet } from '../../results/index.ts';
import type { ExpectSpec } from '../../scenario/core/index.ts';

export interface Option {
  /** Null where nothing was measured. */
  readonly objectives: readonly (number | null)[];
  /** The first objective may be worse than that: the horizon or a failure cut it off. */
  readonly open: boolean;
  readonly constraints: readonly {
    readonly value: number | null;
    readonly lo: number | null;
    readonly hi: number | null;
    readonly met: TuneMet;
  }[];
}

export interface Wish {
  readonly better: readonly ('low' | 'high')[];
  readonly limits: readonly ExpectSpec[];
  /** Chance does not tell the two apart by the first objective. */
  tied(one: number, other: number): boolean;
}

export interface Choice {
  /** All options, the best first. */
  readonly order: readonly number[];
  readonly recommended: number | null;
  readonly runnerUp: number | null;
  readonly nearest: number | null;
  readonly front: ReadonlySet<number>;
  readonly binding: readonly number[];
  readonly flips: readonly TuneFlip[];
}

/** Differences below this share are rounding. */
const rounding = 1e-9;

const isLess = (a: number, b: number): boolean =>
  a < b && (!Number.isFinite(b - a) || b - a > rounding * Math.max(Math.abs(a), Math.abs(b)));

export function feasibleOf({ constraints }: Pick<Option, 'constraints'>): TuneMet {
  if (constraints.some(({ met }) => met === 'no')) return 'no';
  return constraints.every(({ met }) => met === 'yes') ? 'yes' : 'undecided';
}

/** `< 5 min` wants less, `>= 1 GB/s` more; a range has no direction. */
export function directionOfLimit({ low, high }: Pick<ExpectSpec, 'low' | 'high'>): 'low' | 'high' | null {
  if (Number.isFinite(low) === Number.isFinite(high)) return null;
  return Number.isFinite(high) ? 'low' : 'high';
}

/** All objectives; a single one with the first limit that has a direction. */
export function frontOf({ better, limits }: Pick<Wish, 'better' | 'limits'>): {
  objectives: number[];
  constraints: number[];
} {
  const objectives = better.map((_, i) => i);
  const first = limits.findIndex((limit) => directionOfLimit(limit) !== null);
  return { objectives, constraints: better.length > 1 || first < 0 ? [] : [first] };
}

export function choose(options: readonly Option[], wish: Wish): Choice {
  const { better, limits } = wish;
  const axes = frontOf(wish);
  const turned = (value: number | null, direction: 'low' | 'high' | null): number =>
    value === null ? Number.POSITIVE_INFINITY : direction === 'high' ? -value : value;
  /** Less is better. */
  const cost = (i: number, k = 0): number => turned(options[i]!.objectives[k]!, better[k]!);
  const costs = (i: number): number[] => [
    ...axes.objectives.map((k) => cost(i, k)),
    ...limits.map((limit, k) => turned(options[i]!.constraints[k]!.value, directionOfLimit(limit))),
  ];
  const compare = (a: number, b: number): number => {
    const [left, right] = [costs(a), costs(b)];
    for (const [k, x] of left.entries()) {
      if (isLess(x, right[k]!)) return -1;
      if (isLess(right[k]!, x)) return 1;
    }
    return a - b;
  };
  const all = options.map((_, i) => i);
  const isKnown = (i: number): boolean => options[i]!.objectives[0] !== null && !options[i]!.open;
  /** Keeps all limits but, if one is given, that one. */
  const keeps = (i: number, except?: number): boolean =>
    options[i]!.constraints.every(({ met }, k) => k === except || met === 'yes');

  const eligible = all.filter((i) => isKnown(i) && keeps(i)).sort(compare);
  const recommended = eligible[0] ?? null;
  const runnerUp = recommended === null ? null : (eligible.slice(1).find((i) => !wish.tied(i, recommended)) ?? null);

  const distance = (i: number): number =>
    Math.max(0, ...limits.map((limit, k) => beyond(options[i]!.constraints[k]!, limit)));
  const grade = (i: number): number => {
    if (!isKnown(i)) return 3;
    return { yes: 0, undecided: 1, no: 2 }[feasibleOf(options[i]!)];
  };
  const order = [...all].sort(
    (a, b) => grade(a) - grade(b) || (grade(a) === 2 ? order2(distance(a), distance(b)) : 0) || compare(a, b),
  );
  const nearest = recommended === null && order.length > 0 && grade(order[0]!) < 3 ? order[0]! : null;

  const flips: TuneFlip[] = [];
  const binding: number[] = [];
  for (const [k, limit] of limits.entries()) {
    const pool = all.filter((i) => isKnown(i) && keeps(i, k)).sort(compare);
    const [best] = pool;
    if (
      recommended !== null &&
      best !== undefined &&
      isLess(cost(best), cost(recommended)) &&
      !wish.tied(best, recommended)
    )
      binding.push(k);
    const direction = directionOfLimit(limit);
    if (direction === null) continue;
    /** The strictest limit that the option passes for certain, turned so that less is stricter. */
    const reach = (i: number): number => {
      const { lo, hi } = options[i]!.constraints[k]!;
      return turned(direction === 'low' ? hi : lo, direction);
    };
    const reachable = pool.filter((i) => Number.isFinite(reach(i)));
    const untwist = (x: number): number => (direction === 'high' ? -x : x);
    const stricter = direction === 'low' ? 'below' : 'above';
    const looser = direction === 'low' ? 'above' : 'below';
    if (recommended !== null) {
      let at: number | null = recommended;
      while (at !== null) {
        const bound: number = reach(at);
        at = reachable.find((i) => isLess(reach(i), bound)) ?? null;
        flips.push({ constraint: k, side: stricter, limit: untwist(bound), candidate: at });
      }
    }
    let current = recommended;
    for (const i of reachable.filter((each) => !keeps(each)).sort((a, b) => reach(a) - reach(b) || compare(a, b))) {
      if (current !== null && !(isLess(cost(i), cost(current)) && !wish.tied(i, current))) continue;
      flips.push({ constraint: k, side: looser, limit: untwist(reach(i)), candidate: i });
      current = i;
    }
  }
  return { order, recommended, runnerUp, nearest, front: frontMembers(), binding, flips };

  /** Those that no other beats or equals in all of the front's numbers while beating it in one. */
  function frontMembers(): Set<number> {
    const [limit] = axes.constraints;
    const members = all.filter((i) => isKnown(i) && keeps(i, limit) && numbers(i).every(Number.isFinite));
    return new Set(members.filter((i) => !members.some((other) => dominates(numbers(other), numbers(i)))));
    function numbers(i: number): number[] {
      return [
        ...axes.objectives.map((k) => cost(i, k)),
        ...axes.constraints.map((k) => turned(options[i]!.constraints[k]!.value, directionOfLimit(limits[k]!))),
      ];
    }
  }
}

const order2 = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

export function dominates(one: readonly number[], other: readonly number[]): boolean {
  return !one.some((x, k) => isLess(other[k]!, x)) && one.some((x, k) => isLess(x, other[k]!));
}

/** How far a value lies outside of its limit, as a share of the limit. */
function beyond({ value, met }: Option['constraints'][number], { low, high }: ExpectSpec): number {
  if (met !== 'no') return 0;
  if (value === null) return Number.POSITIVE_INFINITY;
  const bound = value < low ? low : high;
  return Math.abs(value - bound) / (bound === 0 ? 1 : Math.abs(bound));
}
