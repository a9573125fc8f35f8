/** Slow, obvious models: plain lists, searched from end to end at every event. */
import type { Load } from './load.ts';

/** When each customer is done with c servers and priorities, nobody being interrupted. */
export function nonPreemptive({ count, arrivals, services, priorities }: Load, servers: number): Float64Array {
  const done = new Float64Array(count);
  const waiting: number[] = [];
  const serving: number[] = [];
  let next = 0;
  while (next < count || serving.length > 0) {
    const firstDone = serving.reduce((first, index) => Math.min(first, done[index]!), Infinity);
    const now = Math.min(next < count ? arrivals[next]! : Infinity, firstDone);
    if (firstDone === now) {
      const place = serving.findIndex((index) => done[index] === now);
      serving.splice(place, 1);
    } else {
      waiting.push(next++);
    }
    while (serving.length < servers && waiting.length > 0) {
      // The list is in order of arrival: the first of the best class.
      const best = Math.min(...waiting.map((index) => priorities[index]!));
      const place = waiting.findIndex((index) => priorities[index] === best);
      const [index] = waiting.splice(place, 1);
      done[index!] = now + services[index!]!;
      serving.push(index!);
    }
  }
  return done;
}

/**
 * When each customer is done with c servers and preemption: who comes takes a free server, else that of the lowest class
 * below its own, of several the one whose service began or went on last; the interrupted goes to the head of its class's
 * line and goes on where it stopped.
 */
export function preemptive({ count, arrivals, services, priorities }: Load, servers: number): Float64Array {
  const done = new Float64Array(count);
  const left = Float64Array.from(services);
  const lines: number[][] = Array.from({ length: 1 + Math.max(...priorities) }, () => []);
  /** In the order in which they began or went on. */
  const serving: number[] = [];
  let next = 0;
  let now = 0;
  while (next < count || serving.length > 0) {
    const end = serving.reduce((first, index) => Math.min(first, now + left[index]!), Infinity);
    const then = Math.min(end, next < count ? arrivals[next]! : Infinity);
    const ending = then === end ? serving.findIndex((index) => now + left[index]! === end) : -1;
    for (const index of serving) left[index]! -= then - now;
    now = then;
    if (ending >= 0) {
      done[serving[ending]!] = now;
      serving.splice(ending, 1);
      const line = lines.find(({ length }) => length > 0);
      if (line !== undefined) serving.push(line.shift()!);
      continue;
    }
    const newcomer = next++;
    const ofClass = priorities[newcomer]!;
    const worst = Math.max(...serving.map((index) => priorities[index]!));
    if (serving.length < servers) {
      serving.push(newcomer);
    } else if (worst > ofClass) {
      const place = serving.findLastIndex((index) => priorities[index] === worst);
      const [victim] = serving.splice(place, 1);
      lines[worst]!.unshift(victim!);
      serving.push(newcomer);
    } else {
      lines[ofClass]!.push(newcomer);
    }
  }
  return done;
}

export interface NaiveFlow {
  readonly at: number;
  readonly size: number;
  readonly cap: number;
  /** Links it goes over. */
  readonly path: readonly number[];
}

/** When each flow is through: residual bytes of all, moved on from change to change, rates by progressive filling. */
export function naiveSharing(capacities: readonly number[], flows: readonly NaiveFlow[]): Float64Array {
  const done = new Float64Array(flows.length).fill(Number.NaN);
  const left = flows.map(({ size }) => size);
  let active: number[] = [];
  let next = 0;
  let now = 0;
  for (;;) {
    const rates = maxMinRates(
      capacities,
      active.map((index) => flows[index]!),
    );
    const ends = active.map((index, place) => now + left[index]! / rates[place]!);
    const arrival = next < flows.length ? flows[next]!.at : Infinity;
    const then = Math.min(arrival, ...ends);
    if (then === Infinity) return done;
    active.forEach((index, place) => {
      if (ends[place]! <= then) done[index] = then;
      else left[index]! -= rates[place]! * (then - now);
    });
    active = active.filter((index) => Number.isNaN(done[index]!));
    if (then === arrival) active.push(next++);
    now = then;
  }
}

/** All rates rise together; a flow stops at its cap, or when one of its links is full (Bertsekas and Gallager, 6.5.2). */
export function maxMinRates(capacities: readonly number[], flows: readonly NaiveFlow[]): number[] {
  const rates = flows.map(() => 0);
  const left = [...capacities];
  let open = flows.map((_, index) => index);
  while (open.length > 0) {
    const counts = capacities.map((_, link) => open.filter((index) => flows[index]!.path.includes(link)).length);
    const byLinks = left.map((room, link) => (counts[link]! > 0 ? room / counts[link]! : Infinity));
    const byCaps = open.map((index) => flows[index]!.cap - rates[index]!);
    const step = Math.min(...byLinks, ...byCaps);
    const full = byLinks.map((room) => room <= step);
    for (const index of open) {
      rates[index]! += step;
      for (const link of flows[index]!.path) left[link]! -= step;
    }
    open = open.filter((index, place) => byCaps[place]! > step && !flows[index]!.path.some((link) => full[link]));
  }
  return rates;
}

/**
 * When each request for one token is granted: the earliest times that let at most burst + rate x window through any
 * window, a greedy shaper (Le Boudec and Thiran, Network Calculus, 2001, section 1.5). A maximum over all earlier
 * arrivals, so that no rounding is carried on.
 */
export function greedyShaper(arrivals: ArrayLike<number>, rate: number, burst: number): Float64Array {
  const grants = new Float64Array(arrivals.length);
  for (let k = 0; k < arrivals.length; k++) {
    let latest = arrivals[k]!;
    for (let j = 0; j <= k - burst; j++) latest = Math.max(latest, arrivals[j]! + (k - j + 1 - burst) / rate);
    grants[k] = latest;
  }
  return grants;
}
