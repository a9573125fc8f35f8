/**
 * Textbook results. GSTH: Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, 4th edition (2008), by
 * section. K1, K2: Kleinrock, Queueing Systems, volumes I (1975) and II (1976).
 */

/** Erlang B: the probability that all c servers are busy when nobody waits; a is the offered load (GSTH 2.6, recursion). */
export function erlangB(servers: number, load: number): number {
  let blocked = 1;
  for (let c = 1; c <= servers; c++) blocked = (load * blocked) / (c + load * blocked);
  return blocked;
}

/** Erlang C: the probability of waiting in M/M/c (GSTH 2.3; from Erlang B as in its section 2.6). */
export function erlangC(servers: number, load: number): number {
  const b = erlangB(servers, load);
  return b / (1 - (load / servers) * (1 - b));
}

/** Mean wait in M/M/c, first come first served (GSTH 2.3). */
export function meanWaitMmc(servers: number, arrivalRate: number, serviceRate: number): number {
  return erlangC(servers, arrivalRate / serviceRate) / (servers * serviceRate - arrivalRate);
}

/** Mean wait in M/G/1, first come first served: Pollaczek and Khinchine (GSTH 5.1, K1, chapter 5). cv2 is variance / mean^2. */
export function meanWaitMg1(arrivalRate: number, meanService: number, cv2: number): number {
  const load = arrivalRate * meanService;
  return ((load * meanService) / (1 - load)) * ((1 + cv2) / 2);
}

/** Mean time in M/G/1 with processor sharing, whatever the distribution of sizes (K2, chapter 4). */
export function meanTimeProcessorSharing(arrivalRate: number, meanService: number): number {
  return meanService / (1 - arrivalRate * meanService);
}

/** Mean time in M/G/1 with non-preemptive priorities, the first class first (Cobham 1954; GSTH 3.4). */
export function meanTimesPriorities(
  classes: { arrivalRate: number; meanService: number; secondMoment: number }[],
): number[] {
  const residual = classes.reduce((sum, { arrivalRate, secondMoment }) => sum + (arrivalRate * secondMoment) / 2, 0);
  let above = 0;
  return classes.map(({ arrivalRate, meanService }) => {
    const upTo = above + arrivalRate * meanService;
    const wait = residual / ((1 - above) * (1 - upTo));
    above = upTo;
    return wait + meanService;
  });
}

/** Throughput of a closed network of single exponential servers, by mean value analysis (Reiser and Lavenberg 1980). */
export function closedThroughput(demands: number[], thinkSeconds: number, jobs: number): number {
  let queues = demands.map(() => 0);
  let throughput = 0;
  for (let n = 1; n <= jobs; n++) {
    const times = demands.map((demand, index) => demand * (1 + queues[index]!));
    throughput = n / (thinkSeconds + times.reduce((sum, time) => sum + time, 0));
    queues = times.map((time) => throughput * time);
  }
  return throughput;
}
