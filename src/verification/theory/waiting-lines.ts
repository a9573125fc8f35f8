/**
 * Lines that are served first come, first served. GSTH: Gross, Shortle, Thompson, Harris, Fundamentals of Queueing
 * Theory, 4th edition (2008), by section. K1: Kleinrock, Queueing Systems, volume I (1975).
 */

/** Erlang B: the probability that all c servers are busy when nobody waits; `load` is offered, in servers (GSTH 2.6). */
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

/** Mean wait in M/M/c (GSTH 2.3). */
export function meanWaitMmc(servers: number, arrivalRate: number, serviceRate: number): number {
  return erlangC(servers, arrivalRate / serviceRate) / (servers * serviceRate - arrivalRate);
}

/** The p-quantile of the wait in M/M/c: P(Wq > t) = C exp(-(c mu - lambda) t) (GSTH 2.3). */
export function waitQuantileMmc(servers: number, arrivalRate: number, serviceRate: number, p: number): number {
  const waiting = erlangC(servers, arrivalRate / serviceRate);
  return Math.max(0, Math.log(waiting / (1 - p)) / (servers * serviceRate - arrivalRate));
}

/** The p-quantile of the time in M/M/1, which is exponential of mean 1 / (mu - lambda) (GSTH 2.2). */
export function timeQuantileMm1(arrivalRate: number, serviceRate: number, p: number): number {
  return -Math.log(1 - p) / (serviceRate - arrivalRate);
}

/** Mean wait in M/G/1: Pollaczek and Khinchine (GSTH 5.1, K1 5.6). cv2 is variance / mean^2. */
export function meanWaitMg1(arrivalRate: number, meanService: number, cv2: number): number {
  const load = arrivalRate * meanService;
  return ((load * meanService) / (1 - load)) * ((1 + cv2) / 2);
}

/**
 * P(Wq <= t) in M/D/1 with services of 1 (Erlang 1909; Crommelin 1932). The terms alternate and grow with t: good to 1e-10
 * up to about t = 10.
 */
export function waitDistributionMd1(arrivalRate: number, t: number): number {
  let sum = 0;
  for (let k = 0; k <= t; k++) {
    let term = Math.exp(arrivalRate * (t - k));
    for (let i = 1; i <= k; i++) term *= (-arrivalRate * (t - k)) / i;
    sum += term;
  }
  return (1 - arrivalRate) * sum;
}

/**
 * The root of G/M/1 in (0, 1): sigma = A*(mu (1 - sigma)), A* the Laplace transform of the interarrival times (GSTH 5.3,
 * K1 6.4). An arrival waits with probability sigma, then exponentially with rate mu (1 - sigma).
 */
export function rootGm1(transform: (s: number) => number, serviceRate: number): number {
  // Successive substitution from 0 climbs to the smallest root, which is the one below 1.
  let sigma = 0;
  for (let step = 0; step < 10_000; step++) {
    const next = transform(serviceRate * (1 - sigma));
    if (Math.abs(next - sigma) < 1e-16) return next;
    sigma = next;
  }
  return sigma;
}

/** Mean wait in G/M/1 from its root (GSTH 5.3). */
export function meanWaitGm1(root: number, serviceRate: number): number {
  return root / (serviceRate * (1 - root));
}

/** The p-quantile of the wait in G/M/1 from its root (GSTH 5.3). */
export function waitQuantileGm1(root: number, serviceRate: number, p: number): number {
  return Math.max(0, Math.log(root / (1 - p)) / (serviceRate * (1 - root)));
}

/** Mean number in M[X]/M/1: groups at `groupRate`, sizes with these first two moments, served one by one (GSTH 3.1). */
export function meanNumberGroups(groupRate: number, serviceRate: number, meanSize: number, meanSquare: number): number {
  const load = (groupRate * meanSize) / serviceRate;
  return (load * (1 + meanSquare / meanSize)) / (2 * (1 - load));
}

export interface PriorityClass {
  readonly arrivalRate: number;
  readonly meanService: number;
  /** Mean of the square of a service. */
  readonly secondMoment: number;
}

/** Mean wait of each class in M/G/1 with non-preemptive priorities, the first class first (Cobham 1954; GSTH 3.4). */
export function meanWaitsPriorities(classes: readonly PriorityClass[]): number[] {
  const residual = classes.reduce((sum, { arrivalRate, secondMoment }) => sum + (arrivalRate * secondMoment) / 2, 0);
  let above = 0;
  return classes.map(({ arrivalRate, meanService }) => {
    const upTo = above + arrivalRate * meanService;
    const wait = residual / ((1 - above) * (1 - upTo));
    above = upTo;
    return wait;
  });
}

/** Mean time of each class in M/G/1 with preemption and resumption, the first class first (GSTH 3.4; Jaiswal 1968). */
export function meanTimesPreemptive(classes: readonly PriorityClass[]): number[] {
  let above = 0;
  let residual = 0;
  return classes.map(({ arrivalRate, meanService, secondMoment }) => {
    const upTo = above + arrivalRate * meanService;
    residual += (arrivalRate * secondMoment) / 2;
    const time = meanService / (1 - above) + residual / ((1 - above) * (1 - upTo));
    above = upTo;
    return time;
  });
}

/**
 * Mean time of each class in M/M/c with preemption and resumption and one service rate (Buzen and Bondi 1983): the first k
 * classes together are an M/M/c of their own, as nobody below is seen and exponential services forget.
 */
export function meanTimesPreemptiveMmc(
  servers: number,
  serviceRate: number,
  arrivalRates: readonly number[],
): number[] {
  const numberAt = (rate: number) =>
    rate === 0 ? 0 : rate * (meanWaitMmc(servers, rate, serviceRate) + 1 / serviceRate);
  let above = 0;
  return arrivalRates.map((rate) => {
    const time = (numberAt(above + rate) - numberAt(above)) / rate;
    above += rate;
    return time;
  });
}

/** Mean wait of each class in M/M/c with non-preemptive priorities and one service rate (Cobham 1954; GSTH 3.4). */
export function meanWaitsPrioritiesMmc(
  servers: number,
  serviceRate: number,
  arrivalRates: readonly number[],
): number[] {
  const load = arrivalRates.reduce((sum, rate) => sum + rate, 0) / serviceRate;
  const residual = erlangC(servers, load) / (servers * serviceRate);
  let above = 0;
  return arrivalRates.map((rate) => {
    const upTo = above + rate / (servers * serviceRate);
    const wait = residual / ((1 - above) * (1 - upTo));
    above = upTo;
    return wait;
  });
}
