/** What every customer waits, without a simulation: recursions over the same arrivals and services. */
import type { Load } from './load.ts';

/** One server (Lindley 1952): the wait is what the one before left over. */
export function lindley({ count, gaps, services }: Load): Float64Array {
  const waits = new Float64Array(count);
  for (let index = 1; index < count; index++) {
    waits[index] = Math.max(0, waits[index - 1]! + services[index - 1]! - gaps[index]!);
  }
  return waits;
}

/** Several servers (Kiefer and Wolfowitz 1955): work before each server, in ascending order, as the next one finds it. */
export function kieferWolfowitz({ count, gaps, services }: Load, servers: number): Float64Array {
  const waits = new Float64Array(count);
  const work = new Float64Array(servers);
  for (let index = 0; index < count; index++) {
    for (let server = 0; server < servers; server++) work[server] = Math.max(0, work[server]! - gaps[index]!);
    waits[index] = work[0]!;
    work[0]! += services[index]!;
    work.sort();
  }
  return waits;
}

/**
 * One server and customers who leave the line when their patience is at its end (Baccelli, Boyer and Hebuterne 1984):
 * the work found decides, and only those who stay add theirs. The wait of those who leave is their patience.
 */
export function impatientWaits({ count, gaps, services }: Load, patience: Float64Array): Float64Array {
  const waits = new Float64Array(count);
  let work = 0;
  for (let index = 0; index < count; index++) {
    work = Math.max(0, work - gaps[index]!);
    waits[index] = Math.min(work, patience[index]!);
    if (work <= patience[index]!) work += services[index]!;
  }
  return waits;
}
