/**
 * Arrivals at random at a rate that varies with time: a Poisson process by thinning (Lewis and Shedler, 1979). Candidates
 * come at a rate that is never exceeded within a day of simulated time; each is kept with the chance rate / ceiling. A
 * candidate past midnight is thrown away and drawn again from there, which an exponential allows.
 */
import type { RateSpec } from '../../fields/index.ts';
import type { RandomStream } from '../../random/index.ts';

const daySeconds = 86_400;
const yearSeconds = 8760 * 3600;

/** Saturday or Sunday; time 0 is a Monday, 00:00. */
const isWeekend = (seconds: number): boolean => Math.floor(seconds / daySeconds) % 7 >= 5;

const growthAt = (spec: RateSpec, seconds: number): number =>
  spec.yearlyGrowth === undefined ? 1 : (1 + spec.yearlyGrowth) ** (seconds / yearSeconds);

/** The rate at a time, in the unit of `base`. */
export function rateAt(spec: RateSpec, seconds: number): number {
  let rate = spec.base * growthAt(spec, seconds);
  if (spec.daily) rate *= spec.daily[Math.floor((seconds % daySeconds) / 3600)] ?? 1;
  if (spec.weekend !== undefined && isWeekend(seconds)) rate *= spec.weekend;
  if (spec.bursts && seconds % spec.bursts.everySeconds < spec.bursts.forSeconds) rate *= spec.bursts.factor;
  return rate;
}

const isConstant = (spec: RateSpec): boolean =>
  !spec.daily && spec.weekend === undefined && spec.yearlyGrowth === undefined && !spec.bursts;

/** A rate that is not exceeded between two times of one day. */
function ceilingOf(spec: RateSpec, fromSeconds: number, toSeconds: number): number {
  let ceiling = spec.base * Math.max(growthAt(spec, fromSeconds), growthAt(spec, toSeconds));
  if (spec.daily) ceiling *= Math.max(...spec.daily);
  if (spec.weekend !== undefined && isWeekend(fromSeconds)) ceiling *= spec.weekend;
  if (spec.bursts) ceiling *= Math.max(1, spec.bursts.factor);
  return ceiling;
}

/** The first arrival after a time; Infinity when none comes before `untilSeconds`. */
export function nextArrival(spec: RateSpec, stream: RandomStream, afterSeconds: number, untilSeconds: number): number {
  if (isConstant(spec)) {
    if (!(spec.base > 0)) return Number.POSITIVE_INFINITY;
    const time = afterSeconds + stream.exponential(1 / spec.base);
    return time < untilSeconds ? time : Number.POSITIVE_INFINITY;
  }
  let time = afterSeconds;
  while (time < untilSeconds) {
    const midnight = (Math.floor(time / daySeconds) + 1) * daySeconds;
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
