/** Processor sharing: a link of capacity 1 whose flows arrive as a Poisson process. */
import { birthDeath } from './birth-death.ts';

/** Mean time in M/G/1 with processor sharing, whatever the law of sizes (Kleinrock, Queueing Systems II, 1976, 4.4). */
export function meanTimeProcessorSharing(arrivalRate: number, meanSize: number): number {
  return meanSize / (1 - arrivalRate * meanSize);
}

/** Mean time of a flow of that size (Kleinrock II, 4.4): in proportion to its size. */
export function meanTimeOfSize(arrivalRate: number, meanSize: number, size: number): number {
  return size / (1 - arrivalRate * meanSize);
}

/** Variance of the time in M/M/1 with processor sharing, unit mean size (Coffman, Muntz and Trotter 1970). */
export function varianceOfTimeSharing(load: number): number {
  return (2 + load) / (2 - load) / (1 - load) ** 2;
}

/**
 * Mean number of flows when each is capped at capacity / c and sizes have mean 1: that of M/M/c, for every law of sizes
 * (Cohen 1979, generalised processor sharing).
 */
export function meanFlowsCapped(arrivalRate: number, capacity: number, cap: number): number {
  return birthDeath(
    () => arrivalRate,
    (n) => Math.min(n * cap, capacity),
  ).mean((n) => n);
}
