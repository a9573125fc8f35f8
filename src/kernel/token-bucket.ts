import { TimeAverage, WaitTally } from './_accumulators.ts';
import { ItemLine } from './_item-line.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import type { Command, ProcessHandle } from './process.ts';
import type { Timer } from './timer.ts';

export interface TokenBucketOptions {
  /** Shown in errors. */
  name: string;
  /** Tokens that flow in per second: zero or more; Infinity keeps the bucket full. */
  ratePerSecond: number;
  /** Tokens it holds when full, as it is at first: more than zero. No request may be larger. */
  burst: number;
}

/**
 * Since time 0 or the last resetStats(). Counts are of requests, not of tokens.
 * `carriedOver + offered = granted + refused + withdrawn + waiting` holds at any moment.
 */
export interface TokenBucketStats {
  /** Requests made: take(), request() and acquire(). */
  offered: number;
  granted: number;
  /** What take() turned away. */
  refused: number;
  /** Waits that an interrupt ended. */
  withdrawn: number;
  /** Tokens granted. */
  grantedTokens: number;
  /** Tokens in the bucket, averaged over time. */
  meanLevel: number;
  /** Waiters, averaged over time. */
  meanQueueLength: number;
  /** Seconds from request to grant, of those granted in the window, the immediate grants included; NaN when none. */
  waits: { count: number; mean: number; max: number };
  /** Waiters when the window began. */
  carriedOver: number;
}

/**
 * A token bucket: tokens flow in at a rate, up to `burst`, and a request takes some out or is refused or waits. Thus any
 * window admits at most burst + rate * window.
 *
 * No event per token: the bucket keeps the time at which it was last full and the tokens spent since, so that n tokens
 * are there from the theoretical time full + (spent + n - burst) / rate on. (The generic cell rate algorithm, ITU-T I.371;
 * its theoretical arrival time is full + spent / rate.) That time is computed anew from exact sums for
 * each request. Adding up the times themselves would round each addition to the resolution of the clock, 15 ns after
 * 1e8 s, always to the same side: at 5,500 requests a second a rate that is wrong by up to 40 parts in a million.
 *
 * A request is admitted up to one unit in the last place of the clock early, as the clock cannot tell the times apart.
 */
export class TokenBucket {
  readonly name: string;
  /** Tokens it holds when full. */
  readonly burst: number;
  private readonly kernel: Kernel;
  private rate: number;
  /** When the sums began: the bucket was full then, or its rate changed, and `spent` began at what was missing. */
  private fullSeconds: number;
  /** Tokens spent since then, and what the rounding of that sum has lost (Neumaier's summation). */
  private spent = 0;
  private spentLost = 0;

  private readonly waiters = new ItemLine<number>();
  private waitingTokens = 0;
  private readonly turn: Timer;
  private lastCommand: Acquire | null = null;

  /** Tokens missing from the full bucket at `settledSeconds`, and their integral over time since the window began. */
  private deficit = 0;
  private settledSeconds: number;
  private deficitArea = 0;
  private windowSeconds: number;
  private readonly queueLevel: TimeAverage;
  private readonly waits = new WaitTally();
  private offered = 0;
  private refused = 0;
  private withdrawn = 0;
  private grantedTokens = 0;
  private carriedOver = 0;

  constructor(kernel: Kernel, options: TokenBucketOptions) {
    this.kernel = kernel;
    this.name = options.name;
    this.burst = options.burst;
    if (!(this.burst > 0 && this.burst < Infinity)) {
      this.refuseValue('the burst', this.burst, 'more than zero tokens and finite');
    }
    this.rate = this.checkedRate(options.ratePerSecond);
    this.fullSeconds = kernel.now;
    this.settledSeconds = kernel.now;
    this.windowSeconds = kernel.now;
    this.queueLevel = new TimeAverage(kernel.now);
    this.turn = kernel.timer(kernel.handler(() => this.grantInTurn(), `${options.name}: turn`));
  }

  /** Tokens that flow in per second. */
  get ratePerSecond(): number {
    return this.rate;
  }

  /** Tokens in the bucket at now. */
  get level(): number {
    this.settle(this.kernel.now);
    if (this.rate === Infinity) return this.burst;
    return this.deficit < this.burst ? this.burst - this.deficit : 0;
  }

  /** Requests in line. */
  get waiting(): number {
    return this.waiters.length;
  }

  /**
   * Takes tokens if they are there and nobody waits for tokens; else the request is refused and nothing changes.
   * @throws KernelError OUT_OF_RANGE unless the tokens are more than zero and at most the burst
   */
  take(tokens = 1): boolean {
    this.check(tokens);
    this.offered++;
    if (this.waiters.length === 0 && this.isDue(tokens)) {
      this.spend(tokens);
      this.waits.addNone();
      return true;
    }
    this.refused++;
    return false;
  }

  /**
   * Seconds until so many tokens are there for a newcomer, who comes after those in line: 0 when at now, Infinity when
   * the rate is zero. A take() after that delay succeeds, if nobody else comes meanwhile.
   */
  delaySeconds(tokens = 1): number {
    this.check(tokens);
    const { now } = this.kernel;
    const due = this.dueSeconds(this.waitingTokens + tokens, now);
    return due > now ? due - now : 0;
  }

  /**
   * Asks for tokens. True: granted at once, the caller goes on itself and the handler is not called. False: queued; the
   * handler runs with the argument at the moment of the grant, first come, first served.
   */
  request(handler: HandlerId, argument: number, tokens = 1): boolean {
    this.check(tokens);
    this.offered++;
    const { waiters } = this;
    if (waiters.length === 0 && this.isDue(tokens)) {
      this.spend(tokens);
      this.waits.addNone();
      return true;
    }
    const { now } = this.kernel;
    waiters.push(tokens, handler, argument, now);
    this.waitingTokens += tokens;
    this.queueLevel.change(waiters.length, now);
    if (waiters.length === 1) this.armTurn();
    return false;
  }

  /** For processes: `yield bucket.acquire(tokens)` goes on when they are granted. */
  acquire(tokens = 1): Command {
    // A command knows nothing but its tokens, and most requests are alike.
    if (this.lastCommand?.tokens !== tokens) this.lastCommand = new Acquire(this, tokens);
    return this.lastCommand;
  }

  /** Changes the rate from now on; the tokens there are kept, and so is the line. */
  setRate(ratePerSecond: number): void {
    const { now } = this.kernel;
    this.settle(now);
    this.rate = this.checkedRate(ratePerSecond);
    this.fullSeconds = now;
    this.spent = this.deficit;
    this.spentLost = 0;
    this.armTurn();
  }

  stats(): TokenBucketStats {
    const { now } = this.kernel;
    const { waits } = this;
    this.settle(now);
    const seconds = now - this.windowSeconds;
    return {
      offered: this.offered,
      granted: waits.count,
      refused: this.refused,
      withdrawn: this.withdrawn,
      grantedTokens: this.grantedTokens,
      meanLevel: seconds > 0 ? this.burst - this.deficitArea / seconds : this.level,
      meanQueueLength: this.queueLevel.mean(now),
      waits: { count: waits.count, mean: waits.mean, max: waits.max },
      carriedOver: this.carriedOver,
    };
  }

  /** Starts a new window at now: the end of a warm-up. Who waits goes on waiting and is counted when granted. */
  resetStats(): void {
    const { now } = this.kernel;
    this.settle(now);
    this.deficitArea = 0;
    this.windowSeconds = now;
    this.queueLevel.reset(now);
    this.waits.reset();
    this.offered = 0;
    this.refused = 0;
    this.withdrawn = 0;
    this.grantedTokens = 0;
    this.carriedOver = this.waiting;
  }

  /** For Acquire: leaves the line. @internal */
  withdraw(process: ProcessHandle): boolean {
    const { waiters } = this;
    const place = waiters.placeOf(process.resumeHandler, process.id);
    if (place < 0) return false;
    this.leaveLine(waiters.removeAt(place));
    this.withdrawn++;
    if (place === 0) this.armTurn();
    return true;
  }

  /** The moment from which on the tokens are there, if nothing else is taken; now when they are there already. */
  private dueSeconds(tokens: number, now: number): number {
    const missing = this.spent + tokens - this.burst + this.spentLost;
    // Without the test a rate of zero would give NaN.
    return missing > 0 ? this.fullSeconds + missing / this.rate : now;
  }

  private isDue(tokens: number): boolean {
    const { now } = this.kernel;
    return this.dueSeconds(tokens, now) <= now * (1 + Number.EPSILON);
  }

  private spend(tokens: number): void {
    const { now } = this.kernel;
    this.settle(now);
    // Full for longer than the clock can tell: the sums start anew. Starting anew each time the bucket is just full would
    // round its times to the clock, one after the other.
    if (this.deficit === 0 && this.isOverfull(now)) {
      this.fullSeconds = now;
      this.spent = 0;
      this.spentLost = 0;
    }
    const { spent } = this;
    const sum = spent + tokens;
    this.spentLost += spent >= tokens ? spent - sum + tokens : tokens - sum + spent;
    this.spent = sum;
    this.deficit += tokens;
    this.grantedTokens += tokens;
  }

  private isOverfull(now: number): boolean {
    const { rate } = this;
    return this.spent + this.spentLost - rate * (now - this.fullSeconds) <= -rate * now * Number.EPSILON;
  }

  /** Brings the deficit to now. It only measures: looking at a bucket does not change what it grants. */
  private settle(now: number): void {
    const seconds = now - this.settledSeconds;
    // Without the test an infinite rate times no time at all is NaN.
    if (seconds === 0) return;
    const before = this.deficit;
    const after = this.spent - this.rate * (now - this.fullSeconds) + this.spentLost;
    this.settledSeconds = now;
    if (after > 0) {
      this.deficitArea += ((before + after) / 2) * seconds;
      this.deficit = after;
      return;
    }
    // A triangle: full again after before / rate.
    if (before > 0) this.deficitArea += (before * before) / (2 * this.rate);
    this.deficit = 0;
  }

  /** Runs when the tokens for the first in line are there, within that event. */
  private grantInTurn(): void {
    const { waiters, waits, kernel } = this;
    while (waiters.length > 0 && this.isDue(waiters.first())) {
      const tokens = waiters.shift();
      const handler = waiters.shiftedHandler;
      const argument = waiters.shiftedArgument;
      waits.add(kernel.now - waiters.shiftedSince);
      this.leaveLine(tokens);
      this.spend(tokens);
      kernel.dispatch(handler, argument);
    }
    this.armTurn();
  }

  private leaveLine(tokens: number): void {
    const { length } = this.waiters;
    // A sum of fractions would not come back to zero by itself.
    this.waitingTokens = length === 0 ? 0 : this.waitingTokens - tokens;
    this.queueLevel.change(length, this.kernel.now);
  }

  private armTurn(): void {
    const { turn, waiters } = this;
    if (waiters.length === 0) {
      turn.cancel();
      return;
    }
    const { now } = this.kernel;
    const due = this.dueSeconds(waiters.first(), now);
    if (due === Infinity) turn.cancel();
    else turn.setAt(due > now ? due : now);
  }

  private check(tokens: number): void {
    if (!(tokens > 0 && tokens <= this.burst)) {
      this.refuseValue('a request', tokens, `more than zero tokens and at most the burst of ${this.burst}`);
    }
  }

  private checkedRate(value: number): number {
    if (!(value >= 0)) this.refuseValue('the rate', value, 'zero or more tokens per second');
    return value;
  }

  private refuseValue(what: string, value: number, wanted: string): never {
    const text = messages.outOfRange(this.name, what, value, wanted);
    throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: this.kernel.now, label: this.name });
  }
}

/** Waiting for tokens. */
class Acquire implements Command {
  readonly tokens: number;
  private readonly bucket: TokenBucket;

  constructor(bucket: TokenBucket, tokens: number) {
    this.bucket = bucket;
    this.tokens = tokens;
  }

  begin(process: ProcessHandle): boolean {
    return this.bucket.request(process.resumeHandler, process.id, this.tokens);
  }

  withdraw(process: ProcessHandle): boolean {
    return this.bucket.withdraw(process);
  }
}
