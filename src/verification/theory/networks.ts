/** Networks of stations, and jobs that are done when all their tasks are. */

export interface ClosedNetwork {
  readonly throughput: number;
  /** Per cycle, without the thinking. */
  readonly responseSeconds: number;
  /** Mean number at each station. */
  readonly queues: readonly number[];
}

/** Single exponential servers and a delay, by exact mean value analysis (Reiser and Lavenberg 1980). */
export function closedNetwork(demands: readonly number[], thinkSeconds: number, jobs: number): ClosedNetwork {
  let queues = demands.map(() => 0);
  let throughput = 0;
  for (let n = 1; n <= jobs; n++) {
    const times = demands.map((demand, index) => demand * (1 + queues[index]!));
    throughput = n / (thinkSeconds + times.reduce((sum, time) => sum + time, 0));
    queues = times.map((time) => throughput * time);
  }
  return { throughput, responseSeconds: jobs / throughput - thinkSeconds, queues };
}

/** Arrival rates at each station: external ones plus what others send on (Jackson 1957, traffic equations). */
export function trafficRates(external: readonly number[], routing: readonly (readonly number[])[]): number[] {
  let rates = [...external];
  // The routing matrix of an open network has a spectral radius below 1: substitution converges.
  for (let step = 0; step < 2_000; step++) {
    rates = external.map((rate, to) => rate + rates.reduce((sum, from, index) => sum + from * routing[index]![to]!, 0));
  }
  return rates;
}

/** 1 + 1/2 + ... + 1/n: the mean of the largest of n exponentials of mean 1. */
export function harmonic(n: number): number {
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / k;
  return sum;
}

/** Mean time until the last of the tasks is done on so many slots, tasks exponential of mean 1, none waiting for a free slot. */
export function meanMakespan(tasks: number, slots: number): number {
  return (tasks - slots) / slots + harmonic(slots);
}
