export interface NaiveNetworkFlow {
  at: number;
  size: number;
  /** Numbers of the links on its way. */
  path: number[];
  cap: number;
  /** It is given up at this time, if it is not through before. */
  abortAt?: number;
  /** Number of the flow whose end starts this one; `at` does not count then. */
  after?: number;
}

/** [time, link, capacity] */
export type CapacityChange = [number, number, number];

/**
 * The slow, obvious model of a network: residual bytes of every flow, moved on from one change to the next, all rates
 * computed anew each time. Changes in order of time. Returns finishing times; NaN for flows that were given up, or that
 * never end.
 */
export function naiveNetwork(
  capacities: number[],
  flows: NaiveNetworkFlow[],
  changes: CapacityChange[] = [],
): number[] {
  const current = [...capacities];
  const finished = flows.map(() => Number.NaN);
  const left = flows.map(({ size }) => size);
  const state = flows.map(() => 'to come');
  const starts = flows.map(({ at, after }) => (after === undefined ? at : Infinity));
  const times = [...starts, ...changes.map(([at]) => at)];
  flows.forEach(({ abortAt }) => {
    if (abortAt !== undefined) times.push(abortAt);
  });
  let now = Math.min(...times);
  let changed = 0;
  for (;;) {
    flows.forEach(({ abortAt = Infinity }, index) => {
      if (state[index] === 'to come' && starts[index]! <= now) state[index] = 'under way';
      if (state[index] === 'under way' && abortAt <= now) state[index] = 'over';
    });
    for (; changed < changes.length && changes[changed]![0] <= now; changed++) {
      current[changes[changed]![1]] = changes[changed]![2];
    }
    const active = flows.map((_, index) => index).filter((index) => state[index] === 'under way');
    const rates = waterFilling(
      current,
      active.map((index) => flows[index]!),
    );

    const ends = active.map((index, place) => now + left[index]! / rates[place]!);
    const next = Math.min(...ends, ...times.filter((time) => time > now));
    if (next === Infinity) return finished;
    active.forEach((index, place) => {
      if (ends[place]! <= next) {
        finished[index] = next;
        state[index] = 'over';
      } else {
        left[index] = left[index]! - rates[place]! * (next - now);
      }
    });
    now = next;
    flows.forEach(({ after }, index) => {
      if (state[index] === 'to come' && finished[after ?? index]! <= now) starts[index] = now;
    });
  }
}

/** Max-min fair rates: all rise together; who reaches the cap stops, and who crosses a link that is full. */
export function waterFilling(capacities: number[], flows: { path: number[]; cap: number }[]): number[] {
  const rates = flows.map(() => 0);
  const open = flows.map(() => true);
  const left = [...capacities];
  while (open.includes(true)) {
    // How far all open flows can rise until the first of them stops.
    let step = Infinity;
    flows.forEach(({ cap }, index) => {
      if (open[index]) step = Math.min(step, cap - rates[index]!);
    });
    const counts = left.map((_, link) => flows.filter(({ path }, index) => open[index] && path.includes(link)).length);
    left.forEach((bytes, link) => {
      if (counts[link]! > 0) step = Math.min(step, bytes / counts[link]!);
    });
    if (step === Infinity) return rates.map((rate, index) => (open[index] ? Infinity : rate));
    const isFull = left.map((bytes, link) => counts[link]! > 0 && bytes / counts[link]! <= step * (1 + 1e-12));
    left.forEach((bytes, link) => {
      left[link] = Math.max(0, bytes - counts[link]! * step);
    });
    flows.forEach(({ path, cap }, index) => {
      if (!open[index]) return;
      rates[index] = rates[index]! + step;
      if (rates[index]! >= cap * (1 - 1e-12) || path.some((link) => isFull[link])) open[index] = false;
    });
  }
  return rates;
}
