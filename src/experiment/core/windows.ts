/** The windows of simulated time in which a run with a horizon is watched. */

export interface WindowPlan {
  /** Where the first window begins: 0, or the first multiple of the width after the warm-up. */
  readonly fromSeconds: number;
  /** Width of a window of the series, in seconds. */
  readonly widthSeconds: number;
  /** Windows of the series: only whole ones. */
  readonly count: number;
  /** The first and the last whole window of `run.window`; narrower than the series' where that would have too many. */
  readonly firstUntilSeconds: number;
  readonly lastFromSeconds: number;
  readonly lastUntilSeconds: number;
}

const mostWindows = 120;
const second = 1;
const hour = 3600;
const day = 86_400;
/** Widths that people divide time by. */
const niceWidths: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 60),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14].map((n) => n * day),
  ...[1, 2, 3, 6].map((n) => n * 730 * hour),
];

/** Without a wish: the widest nice width that gives 24 to 60 windows, else 48 equal ones. */
const defaultWidth = (horizonSeconds: number): number =>
  niceWidths.findLast((width) => horizonSeconds / width >= 24 && horizonSeconds / width <= 60) ?? horizonSeconds / 48;

/** Null without a horizon: nobody knows beforehand how long the run is. */
export function planWindows(
  horizonSeconds: number | null,
  windowSeconds: number | null,
  warmUpSeconds = 0,
): WindowPlan | null {
  if (horizonSeconds === null) return null;
  const measured = horizonSeconds - warmUpSeconds;
  const width = Math.min(measured, windowSeconds ?? defaultWidth(measured));
  const next = Math.max(0, Math.ceil(warmUpSeconds / width - 1e-9)) * width;
  // Where not even one whole window is left, the one there is begins when the warm-up ends.
  const from = next + width <= horizonSeconds * (1 + 1e-9) ? next : warmUpSeconds;
  const whole = Math.max(1, Math.floor((horizonSeconds - from) / width + 1e-9));
  const together = Math.ceil(whole / mostWindows);
  return {
    fromSeconds: from,
    widthSeconds: width * together,
    count: Math.max(1, Math.floor(whole / together)),
    firstUntilSeconds: from + width,
    lastFromSeconds: from + (whole - 1) * width,
    lastUntilSeconds: from + whole * width,
  };
}

/** So many equal windows over the whole run, for a look at how it begins. */
export const equalWindows = (horizonSeconds: number, count: number): WindowPlan => {
  const width = horizonSeconds / count;
  return {
    fromSeconds: 0,
    widthSeconds: width,
    count,
    firstUntilSeconds: width,
    lastFromSeconds: horizonSeconds - width,
    lastUntilSeconds: horizonSeconds,
  };
};

/** Where windows begin or end, after the start: ascending, each once. */
export function edgesOf(plan: WindowPlan): number[] {
  const { fromSeconds, widthSeconds, count, firstUntilSeconds, lastFromSeconds, lastUntilSeconds } = plan;
  const edges = Array.from({ length: count + 1 }, (_, i) => fromSeconds + i * widthSeconds);
  const all = [...edges, firstUntilSeconds, lastFromSeconds, lastUntilSeconds].filter((edge) => edge > 0);
  return [...new Set(all)].sort((a, b) => a - b);
}
