/**
 * Arrivals at random at a rate that varies with time: a Poisson process by thinning (Lewis and Shedler, 1979). Candidates
 * come at a rate that is never exceeded within a day of simulated time; each is kept with the chance rate / ceiling. A
 * candidate past midnight is thrown away and drawn again from there, which an exponential allows.
 */
import type { RateSpec, RateTrace } from '../fields/index.ts';
import type { RandomStream } from './stream.ts';

export const daySeconds = 86_400;
export const yearSeconds = 8760 * 3600;

/** Saturday or Sunday; time 0 is a Monday, 00:00. */
export const isWeekend = (seconds: number): boolean => Math.floor(seconds / daySeconds) % 7 >= 5;

export const growthAt = (spec: RateSpec, seconds: number): number =>
  spec.yearlyGrowth === undefined ? 1 : (1 + spec.yearlyGrowth) ** (seconds / yearSeconds);

/** The step of a trace that a time falls into: the last that begins at or before it; -1 before the first. */
export function stepOf(times: readonly number[], seconds: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a step brings comes evenly until the next begins; the last is as long as the one before it. */
export function traceRate({ times, amounts }: RateTrace, step: number): number {
  if (step < 0 || step >= amounts.length) return 0;
  return amounts[step]! / (times[step + 1]! - times[step]!);
}

/** The rate at a time, in the unit of `base`. */
export function rateAt(spec: RateSpec, seconds: number): number {
  let rate = spec.base * growthAt(spec, seconds);
  if (spec.daily) rate *= spec.daily[Math.floor((seconds % daySeconds) / 3600)] ?? 1;
  if (spec.weekend !== undefined && isWeekend(seconds)) rate *= spec.weekend;
  if (spec.bursts && seconds % spec.bursts.everySeconds < spec.bursts.forSeconds) rate *= spec.bursts.factor;
  if (spec.trace) rate *= traceRate(spec.trace, stepOf(spec.trace.times, seconds));
  return rate;
}

export const isConstantRate = (spec: RateSpec): boolean =>
  !spec.daily && spec.weekend === undefined && spec.yearlyGrowth === undefined && !spec.bursts && !spec.trace;

/** A rate that is not exceeded between two times of one day, and of one step of a trace. */
function ceilingOf(spec: RateSpec, fromSeconds: number, toSeconds: number): number {
  let ceiling = spec.base * Math.max(growthAt(spec, fromSeconds), growthAt(spec, toSeconds));
  if (spec.daily) ceiling *= Math.max(...spec.daily);
  if (spec.weekend !== undefined && isWeekend(fromSeconds)) ceiling *= spec.weekend;
  if (spec.bursts) ceiling *= Math.max(1, spec.bursts.factor);
  if (spec.trace) ceiling *= traceRate(spec.trace, stepOf(spec.trace.times, fromSeconds));
  return ceiling;
}

const stepEnd = ({ trace }: RateSpec, seconds: number): number =>
  trace === undefined
    ? Number.POSITIVE_INFINITY
    : (trace.times[stepOf(trace.times, seconds) + 1] ?? Number.POSITIVE_INFINITY);

/** The first arrival after a time; Infinity when none comes before `untilSeconds`. */
export function nextArrival(spec: RateSpec, stream: RandomStream, afterSeconds: number, untilSeconds: number): number {
  if (isConstantRate(spec)) {
    if (!(spec.base > 0)) return Number.POSITIVE_INFINITY;
    const time = afterSeconds + stream.exponential(1 / spec.base);
    return time < untilSeconds ? time : Number.POSITIVE_INFINITY;
  }
  let time = afterSeconds;
  while (time < untilSeconds) {
    const midnight = Math.min((Math.floor(time / daySeconds) + 1) * daySeconds, stepEnd(spec, time));
    if (midnight === Number.POSITIVE_INFINITY) return midnight;
    const ceiling = ceilingOf(spec, time, midnight);
    if (!(ceiling > 0)) {
      time = midnight;
      continue;
    }
    const candidate = time + stream.exponential(1 / ceiling);
    if (candidate >= midnight) {
      time = midnight;
      continue;
    }
    time = candidate;
    if (time < untilSeconds && stream.uniform() * ceiling < rateAt(spec, time)) return time;
  }
  return Number.POSITIVE_INFINITY;
}
