import type { WaveStretch } from './port.ts';

const ofSlots = 0;
const ofRequests = 1;
const ofBytes = 2;
/** As much more than what runs asks for is told at a time, where something is still to be told. */
const mostOfPace = 1.25;
/** Within this share of its own time before and after it an attempt counts: a look comes where one ends and the next begins. */
const soonRatio = 0.05;

/** What an attempt asks of the store. */
export interface WaveTask {
  readonly requests: number;
  readonly bytes: number;
  readonly weight: number;
}

/** Of the attempts of a wave: from when to when each runs, and what they come to together in a stretch of time. */
export class WaveSums {
  /** Slot seconds, requests and bytes since restart(). */
  busySeconds = 0.5;
  requests = 0.5;
  bytes = 0.5;
  /** Seconds for which tasks waited that were launched since, from restart() on. */
  waitingSeconds = 0.5;
  launchedCount = 0;
  /** Of all that run. */
  requestsPerSecond = 0.5;
  bytesPerSecond = 0.5;
  private since = 0.5;
  /** Counted, and not told. */
  private readonly owed = new Float64Array(3);
  private count = 0;
  private held = new Uint8Array(64);
  private from = new Float64Array(64);
  private to = new Float64Array(64);
  /** Up to when it is in the sums. */
  private counted = new Float64Array(64);
  private pace = new Float64Array(64);
  /** Requests a second that it would send, each as often as it weighs, if nothing held it up. */
  private wanted = new Float64Array(64);
  private own = new Float64Array(64);
  /** Of its own pace. */
  private speed = new Float64Array(64);
  private rate = new Float64Array(64);

  restart(now: number): void {
    this.since = now;
    this.busySeconds = 0;
    this.requests = 0;
    this.bytes = 0;
    this.waitingSeconds = 0;
    this.launchedCount = 0;
  }
  /** A stretch that was told ended so much sooner: what was counted for the rest of it is still to be told. */
  owe({ slots, requestsPerSecond, bytesPerSecond }: WaveStretch, seconds: number): void {
    if (!(seconds > 0)) return;
    this.owed[ofSlots]! += slots * seconds;
    this.owed[ofRequests]! += requestsPerSecond * seconds;
    this.owed[ofBytes]! += bytesPerSecond * seconds;
  }
  /** What has been counted of the attempt beyond now is not to be. */
  takeBack(run: number, now: number): void {
    const beyond = this.counted[run]! - Math.max(now, this.from[run]!);
    if (!(beyond > 0)) return;
    this.owed[ofSlots]! -= beyond;
    this.owed[ofRequests]! -= beyond * this.pace[run]!;
    this.owed[ofBytes]! -= beyond * this.rate[run]!;
  }

  /** Slots in use in a stretch of so many seconds, in the mean; with what is still to be told, as far as it can be. */
  slots(seconds: number, most: number): number {
    return this.tell(ofSlots, this.busySeconds, seconds, most);
  }
  requestRate(seconds: number): number {
    return this.tell(ofRequests, this.requests, seconds, mostOfPace * this.requestsPerSecond);
  }
  byteRate(seconds: number): number {
    return this.tell(ofBytes, this.bytes, seconds, mostOfPace * this.bytesPerSecond);
  }
  private tell(what: number, sum: number, seconds: number, most: number): number {
    const owed = this.owed[what]!;
    if (owed === 0) return sum / seconds;
    const told = Math.min(Math.max(most, sum / seconds), Math.max(0, (sum + owed) / seconds));
    this.owed[what] = sum + owed - told * seconds;
    return told;
  }

  /** `ownSeconds`: if nothing held it up; `weight`: of its requests; `most`: of them a second. Returns its end. */
  add(run: number, arriveAt: number, ownSeconds: number, load: WaveTask, most: number): number {
    while (run >= this.held.length) this.grow();
    const { requests, bytes, weight } = load;
    const wanted = ownSeconds > 0 ? (requests * weight) / ownSeconds : 0;
    const speed = wanted > most ? most / wanted : 1;
    const seconds = ownSeconds / speed;
    const endAt = arriveAt + seconds;
    this.held[run] = 1;
    this.wanted[run] = wanted;
    this.own[run] = ownSeconds;
    this.speed[run] = speed;
    this.from[run] = arriveAt;
    this.to[run] = endAt;
    this.counted[run] = arriveAt;
    this.pace[run] = seconds > 0 ? requests / seconds : 0;
    this.rate[run] = seconds > 0 ? bytes / seconds : 0;
    if (this.count++ === 0) {
      // Without a trace of rounding.
      this.requestsPerSecond = 0;
      this.bytesPerSecond = 0;
    }
    this.requestsPerSecond += this.pace[run]!;
    this.bytesPerSecond += this.rate[run]!;
    return endAt;
  }
  remove(run: number): void {
    this.held[run] = 0;
    this.count--;
    this.requestsPerSecond -= this.pace[run]!;
    this.bytesPerSecond -= this.rate[run]!;
  }
  holds(run: number): boolean {
    return this.held[run] === 1;
  }
  isUnderWay(run: number, now: number): boolean {
    return this.from[run]! <= now && now < this.to[run]!;
  }
  /** It is under way, or hardly not. */
  isNear(run: number, now: number): boolean {
    const from = this.from[run]!;
    const to = this.to[run]!;
    return Math.max(from - now, now - to) < soonRatio * (to - from);
  }
  arriveAt(run: number): number {
    return this.from[run]!;
  }
  endAt(run: number): number {
    return this.to[run]!;
  }

  /** Of its own seconds, those that are over at that time. */
  doneSeconds(run: number, now: number): number {
    const left = this.to[run]! - Math.max(now, this.from[run]!);
    return Math.max(0, this.own[run]! - Math.max(0, left) * this.speed[run]!);
  }
  /** From now on it gets so many requests a second at the most. Returns its end. */
  hold(run: number, now: number, most: number): number {
    const left = this.to[run]! - Math.max(now, this.from[run]!);
    if (!(left > 0)) return this.to[run]!;
    const speed = this.speedAt(run, most);
    const change = speed / this.speed[run]!;
    if (change === 1) return this.to[run]!;
    this.takeBack(run, now);
    this.counted[run] = Math.min(this.counted[run]!, Math.max(now, this.from[run]!));
    this.requestsPerSecond += (change - 1) * this.pace[run]!;
    this.bytesPerSecond += (change - 1) * this.rate[run]!;
    this.pace[run]! *= change;
    this.rate[run]! *= change;
    this.speed[run] = speed;
    this.to[run] = Math.max(now, this.from[run]!) + left / change;
    return this.to[run]!;
  }
  /** Of its own pace. */
  speedAt(run: number, most: number): number {
    const wanted = this.wanted[run]!;
    return wanted > most ? most / wanted : 1;
  }
  wantedPerSecond(run: number): number {
    return this.wanted[run]!;
  }

  /** What the attempt does up to that time. */
  countUpTo(run: number, seconds: number): void {
    const end = this.to[run]!;
    const until = seconds < end ? seconds : end;
    const passed = until - this.counted[run]!;
    if (!(passed > 0)) return;
    this.counted[run] = until;
    this.busySeconds += passed;
    this.requests += passed * this.pace[run]!;
    this.bytes += passed * this.rate[run]!;
  }
  /** A task has waited until then. */
  launched(atSeconds: number): void {
    this.waitingSeconds += atSeconds - this.since;
    this.launchedCount++;
  }

  private grow(): void {
    const doubled = <A extends Float64Array | Uint8Array>(array: A): A => {
      const larger = new (array.constructor as new (length: number) => A)(2 * array.length);
      larger.set(array);
      return larger;
    };
    this.held = doubled(this.held);
    this.from = doubled(this.from);
    this.to = doubled(this.to);
    this.counted = doubled(this.counted);
    this.pace = doubled(this.pace);
    this.wanted = doubled(this.wanted);
    this.own = doubled(this.own);
    this.speed = doubled(this.speed);
    this.rate = doubled(this.rate);
  }
}
