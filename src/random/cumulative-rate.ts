/**
 * How much has come by a time, at a rate that may vary: the integral of rateAt() from 0, and its inverse.
 *
 *     L(t) = integral of base x daily x weekend x bursts x (1 + growth)^(s / year) over s from 0 to t
 *
 * Time is cut into pieces in which nothing but growth changes the rate: at full hours where the hour matters, at midnights
 * where the weekend does, at the ends of bursts, at the times of a trace. In a piece without growth the integral is a
 * straight line, with growth an exponential: both have an inverse in closed form. Sums at the ends of pieces are kept, as
 * far as anybody has asked.
 */
import type { RateSpec } from '../fields/index.ts';
import { daySeconds, growthAt, isConstantRate, rateAt, stepOf, yearSeconds } from './rate.ts';

const hourSeconds = 3600;

export class CumulativeRate {
  readonly isConstant: boolean;
  private readonly spec: RateSpec;
  private readonly logGrowth: number;
  /** Where pieces begin, and how much has come by then. The last is where the next piece begins. */
  private readonly times: number[] = [0];
  private readonly sums: number[] = [0];
  private last = 0;

  constructor(spec: RateSpec) {
    this.spec = spec;
    this.isConstant = isConstantRate(spec);
    this.logGrowth = spec.yearlyGrowth === undefined ? 0 : Math.log(1 + spec.yearlyGrowth) / yearSeconds;
  }

  rateAt(seconds: number): number {
    return this.isConstant ? this.spec.base : rateAt(this.spec, seconds);
  }

  /** What has come by a time, not before 0. */
  at(seconds: number): number {
    if (this.isConstant) return this.spec.base * seconds;
    const piece = this.pieceAt(seconds);
    return this.sums[piece]! + this.within(this.times[piece]!, seconds);
  }

  /** When so much has come: the first such time. Infinity if it never does within `untilSeconds`. */
  inverse(amount: number, untilSeconds = Infinity): number {
    if (!(amount > 0)) return 0;
    if (this.isConstant) {
      const seconds = this.spec.base > 0 ? amount / this.spec.base : Infinity;
      return seconds <= untilSeconds ? seconds : Infinity;
    }
    const { times, sums } = this;
    while (sums.at(-1)! < amount) if (times.at(-1)! >= untilSeconds || !this.extend()) return Infinity;
    let low = 0;
    let high = sums.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (sums[middle]! < amount) low = middle;
      else high = middle;
    }
    const from = times[low]!;
    const missing = amount - sums[low]!;
    const start = rateAt(this.spec, from);
    const seconds =
      this.logGrowth === 0
        ? from + missing / start
        : from + Math.log1p((missing * this.logGrowth) / start) / this.logGrowth;
    return Math.min(seconds, times[high]!);
  }

  /** The first time after this one at which the rate may change other than by growth; Infinity: never. */
  nextChange(seconds: number): number {
    const { daily, weekend, bursts, trace } = this.spec;
    let next = Infinity;
    if (daily) next = (Math.floor(seconds / hourSeconds) + 1) * hourSeconds;
    else if (weekend !== undefined) next = (Math.floor(seconds / daySeconds) + 1) * daySeconds;
    if (bursts) {
      const begun = Math.floor(seconds / bursts.everySeconds) * bursts.everySeconds;
      const end = begun + Math.min(bursts.forSeconds, bursts.everySeconds);
      next = Math.min(next, seconds < end ? end : begun + bursts.everySeconds);
    }
    if (trace) next = Math.min(next, trace.times[stepOf(trace.times, seconds) + 1] ?? Infinity);
    // Rounding must not hold the clock: a change at this very moment is over.
    return next > seconds ? next : seconds + 1e-9 * Math.max(1, seconds);
  }

  /** The least and the highest rate between two times. */
  extremes(fromSeconds: number, toSeconds: number): { least: number; highest: number } {
    let least = Infinity;
    let highest = 0;
    for (let time = fromSeconds; time <= toSeconds; ) {
      const end = Math.min(toSeconds, this.nextChange(time));
      const rate = this.rateAt(time);
      const grown = (rate * growthAt(this.spec, end)) / growthAt(this.spec, time);
      least = Math.min(least, rate, grown);
      highest = Math.max(highest, rate, grown);
      if (end >= toSeconds) break;
      time = end;
    }
    return { least, highest };
  }

  /** The piece that holds a time. */
  private pieceAt(seconds: number): number {
    const { times } = this;
    while (times.at(-1)! <= seconds) if (!this.extend()) break;
    let { last } = this;
    // Those who ask go forward in time, mostly.
    if (!(times[last]! <= seconds && seconds < (times[last + 1] ?? Infinity))) {
      last++;
      if (!(times[last]! <= seconds && seconds < (times[last + 1] ?? Infinity))) last = this.search(seconds);
      this.last = last;
    }
    return last;
  }

  private search(seconds: number): number {
    const { times } = this;
    let low = 0;
    let high = times.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (times[middle]! <= seconds) low = middle;
      else high = middle;
    }
    return low;
  }

  /** One piece more; false: nothing changes any more, and what began last goes on for ever. */
  private extend(): boolean {
    const from = this.times.at(-1)!;
    let to = this.nextChange(from);
    if (to === Infinity) {
      // Growth alone, or what comes after a trace: pieces of a year.
      if (!(this.rateAt(from) > 0)) return false;
      to = from + yearSeconds;
    }
    this.times.push(to);
    this.sums.push(this.sums.at(-1)! + this.within(from, to));
    return true;
  }

  /** What comes from the beginning of a piece to a time in it. */
  private within(from: number, to: number): number {
    const start = rateAt(this.spec, from);
    if (this.logGrowth === 0) return start * (to - from);
    return (start * Math.expm1(this.logGrowth * (to - from))) / this.logGrowth;
  }
}
