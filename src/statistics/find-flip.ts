/** Where a claim's verdict turns as one assumption is moved over its range. */
import type { VerdictWord } from './verdict.ts';

export interface FlipPoint {
  at: number;
  value: number;
  verdict: VerdictWord;
}

export interface FlipSearch {
  /** The first value with the other verdict, on the far side from the base; null if the verdict never turns. */
  flipsAt: number | null;
  /** The values, ascending, between which it turns: the last sure of one verdict and the first sure of the other. */
  flipsBetween: [number, number] | null;
  /** How often a sure verdict is followed by the other over all values looked at. */
  changes: number;
  /** All values looked at, ascending. */
  points: FlipPoint[];
}

export interface FlipOptions {
  low: number;
  high: number;
  /** The value the scenario has; always looked at, even outside the range. */
  base: number;
  /** Only whole numbers make sense. */
  integer: boolean;
  /** How values are spaced and halved; a range that is not positive is taken as linear. */
  scale: 'linear' | 'log';
  /**
   * The claim with the assumption at this value. Called once a value, in an order that depends on the results alone.
   */
  evaluate(at: number): { value: number; verdict: VerdictWord };
  /** How near the two sides of a continuous flip are brought, relative to their size. Default 1e-3. */
  tolerance?: number;
}

const gridPoints = 9;
/** Whole ranges up to this long are looked at in full. */
const shortRange = 16;

/**
 * Looks at nine values from low to high (all of them in a short range of whole numbers) and the base, then halves the
 * change nearest to the base. Inconclusive values are on neither side: a change runs from one sure verdict to the
 * next that is sure, and the zone between them, where chance decides, is what `flipsBetween` brackets.
 */
export function findFlip(options: FlipOptions): FlipSearch {
  const log = options.scale === 'log' && options.low > 0 && options.high > 0 && options.base > 0;
  const known = new Map<number, FlipPoint>();
  const look = (at: number): FlipPoint => {
    let point = known.get(at);
    if (point === undefined) {
      point = { at, ...options.evaluate(at) };
      known.set(at, point);
    }
    return point;
  };
  const halve = (from: number, to: number): number | null => {
    if (options.integer) return halveWhole(from, to, log);
    const size = Math.max(Math.abs(from), Math.abs(to));
    // Near zero the relative tolerance would never be met; the range itself bounds the effort.
    const near = Math.max((options.tolerance ?? 1e-3) * size, 1e-6 * Math.abs(options.high - options.low));
    return Math.abs(to - from) <= near ? null : middle(from, to, log);
  };

  for (const at of gridOf(options, log)) look(at);
  const nearest = nearestChange(sortPoints(known), options.base, log);
  if (nearest === null) return { flipsAt: null, flipsBetween: null, changes: 0, points: sortPoints(known) };

  const [lower, upper] = nearest;
  const left = narrow(lower, upper, (point) => point.verdict === lower.verdict);
  const right =
    left.after.verdict === upper.verdict ? left : narrow(left.after, upper, (p) => p.verdict !== upper.verdict);
  const points = sortPoints(known);
  const flipsBetween: [number, number] = [left.before.at, right.after.at];
  // From the base outwards the far end comes second. A base in the zone of chance has the nearer end.
  const { base } = options;
  const inZone = base > flipsBetween[0] && base < flipsBetween[1];
  const towardsUpper = inZone
    ? distanceTo(flipsBetween[1], base, log) < distanceTo(flipsBetween[0], base, log)
    : base <= flipsBetween[0];
  return { flipsAt: flipsBetween[towardsUpper ? 1 : 0], flipsBetween, changes: changesIn(points).length, points };

  /** Halves between a value of the first kind and one of the second until they are neighbours. */
  function narrow(
    from: FlipPoint,
    to: FlipPoint,
    isFirstKind: (point: FlipPoint) => boolean,
  ): { before: FlipPoint; after: FlipPoint } {
    let before = from;
    let after = to;
    for (;;) {
      const at = halve(before.at, after.at);
      if (at === null) return { before, after };
      const point = look(at);
      if (isFirstKind(point)) before = point;
      else after = point;
    }
  }
}

function gridOf({ low, high, base, integer }: FlipOptions, log: boolean): number[] {
  const grid = new Set<number>();
  if (integer && Math.floor(high) - Math.ceil(low) < shortRange) {
    for (let at = Math.ceil(low); at <= high; at++) grid.add(at);
  } else {
    for (let i = 0; i < gridPoints; i++) {
      const share = i / (gridPoints - 1);
      // The ends are exact, not computed.
      const at =
        i === 0 ? low : i === gridPoints - 1 ? high : log ? low * (high / low) ** share : low + (high - low) * share;
      grid.add(integer ? Math.round(at) : at);
    }
  }
  grid.add(base);
  return [...grid].sort((a, b) => a - b);
}

function sortPoints(known: ReadonlyMap<number, FlipPoint>): FlipPoint[] {
  return [...known.values()].sort((a, b) => a.at - b.at);
}

/** Neighbouring sure points with different verdicts. */
function changesIn(points: readonly FlipPoint[]): [FlipPoint, FlipPoint][] {
  const sure = points.filter((point) => point.verdict !== 'inconclusive');
  const changes: [FlipPoint, FlipPoint][] = [];
  for (let i = 1; i < sure.length; i++) {
    const before = sure[i - 1]!;
    const after = sure[i]!;
    if (before.verdict !== after.verdict) changes.push([before, after]);
  }
  return changes;
}

/** By the middle of the change, as that is the best guess of the flip; of several equally near, the lowest. */
function nearestChange(points: readonly FlipPoint[], base: number, log: boolean): [FlipPoint, FlipPoint] | null {
  let nearest: [FlipPoint, FlipPoint] | null = null;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const change of changesIn(points)) {
    const distance = distanceTo(middle(change[0].at, change[1].at, log), base, log);
    if (distance < nearestDistance) {
      nearest = change;
      nearestDistance = distance;
    }
  }
  return nearest;
}

function distanceTo(at: number, base: number, log: boolean): number {
  return Math.abs(log ? Math.log(at / base) : at - base);
}

function middle(from: number, to: number, log: boolean): number {
  return log ? Math.sqrt(from) * Math.sqrt(to) : from + (to - from) / 2;
}

/** A whole number strictly between, or null for neighbours. */
function halveWhole(from: number, to: number, log: boolean): number | null {
  const first = Math.floor(from) + 1;
  const last = Math.ceil(to) - 1;
  return first > last ? null : Math.min(last, Math.max(first, Math.round(middle(from, to, log))));
}
