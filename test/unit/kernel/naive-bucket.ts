export interface NaiveRequest {
  at: number;
  tokens: number;
  /** It leaves the line at this time, if it still waits. */
  leaveAt?: number;
}

/**
 * The slow, obvious token bucket with a waiting line: a level that is moved on from one change to the next. Rate changes
 * as [time, rate], in order of time. Returns the times of the grants; NaN for those who left or wait for ever.
 */
export function naiveBucket(
  rate: number,
  burst: number,
  requests: NaiveRequest[],
  changes: [number, number][] = [],
): number[] {
  const granted = requests.map(() => Number.NaN);
  const times = [...requests.map(({ at }) => at), ...changes.map(([at]) => at)];
  requests.forEach(({ leaveAt }) => {
    if (leaveAt !== undefined) times.push(leaveAt);
  });
  // Who comes at the same time stands in line in the order of the list.
  const order = requests.map((_, index) => index).sort((a, b) => requests[a]!.at - requests[b]!.at || a - b);
  let now = Math.min(...times);
  let level = burst;
  let current = rate;
  for (;;) {
    for (const [at, to] of changes) if (at === now) current = to;
    const line = order.filter((index) => {
      const { at, leaveAt = Infinity } = requests[index]!;
      return at <= now && leaveAt > now && Number.isNaN(granted[index]);
    });
    while (line.length > 0 && level >= requests[line[0]!]!.tokens) {
      level -= requests[line[0]!]!.tokens;
      granted[line.shift()!] = now;
    }
    const head = line[0];
    const due = head === undefined ? Infinity : now + (requests[head]!.tokens - level) / current;
    const next = Math.min(due, ...times.filter((time) => time > now));
    if (next === Infinity) return granted;
    // Without the test an infinite rate times no time at all is NaN.
    if (next > now) level = Math.min(burst, level + current * (next - now));
    // Reached by definition; the rounding of the time must not keep it from being so.
    if (next === due && head !== undefined) level = Math.max(level, requests[head]!.tokens);
    now = next;
  }
}
