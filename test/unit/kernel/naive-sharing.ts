export interface NaiveFlow {
  at: number;
  size: number;
  cap: number;
}

/**
 * The slow, obvious model of a shared link: residual bytes of every flow, moved on from one change to the next.
 * Rates by progressive filling. Capacity changes as [time, capacity], in order of time. Returns finishing times.
 */
export function naiveSharing(capacity: number, flows: NaiveFlow[], changes: [number, number][] = []): number[] {
  const finished = flows.map(() => Number.NaN);
  const left = flows.map(({ size }) => size);
  const started = flows.map(() => false);
  let changed = 0;
  let now = Math.min(...flows.map(({ at }) => at), ...changes.map(([at]) => at));
  let current = capacity;
  for (;;) {
    flows.forEach(({ at }, index) => {
      if (at <= now) started[index] = true;
    });
    while (changed < changes.length && changes[changed]![0] <= now) current = changes[changed++]![1];
    const active = flows.map((_, index) => index).filter((index) => started[index] && Number.isNaN(finished[index]));
    const rates = progressiveFilling(
      current,
      active.map((index) => flows[index]!.cap),
    );

    // The next moment at which anything changes.
    let next = Infinity;
    flows.forEach(({ at }, index) => {
      if (!started[index]) next = Math.min(next, at);
    });
    if (changed < changes.length) next = Math.min(next, changes[changed]![0]);
    const ends = active.map((index, place) => now + left[index]! / rates[place]!);
    next = Math.min(next, ...ends);
    if (next === Infinity) return finished;

    active.forEach((index, place) => {
      if (ends[place]! <= next) finished[index] = next;
      else left[index] = left[index]! - rates[place]! * (next - now);
    });
    now = next;
  }
}

/** Raises all rates together; who reaches the cap stays there. */
function progressiveFilling(capacity: number, caps: number[]): number[] {
  const rates = caps.map(() => 0);
  let open = caps.map((_, place) => place);
  let capacityLeft = capacity;
  while (open.length > 0) {
    const share = capacityLeft / open.length;
    const held = open.filter((place) => caps[place]! <= share);
    if (held.length === 0) {
      for (const place of open) rates[place] = share;
      break;
    }
    for (const place of held) {
      rates[place] = caps[place]!;
      capacityLeft -= caps[place]!;
    }
    open = open.filter((place) => !held.includes(place));
  }
  return rates;
}
