import type { WaveStretch } from './port.ts';

const ofSlots = 0;
const ofRequests = 1;
const ofBytes = 2;
/** As much more than what runs asks for is told at a time, where something is still to be told. */
const mostOfPace = 1.25;

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

  add(run: number, arriveAt: number, endAt: number, requests: number, bytes: number): void {
    while (run >= this.held.length) this.grow();
    const seconds = endAt - arriveAt;
    this.held[run] = 1;
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
  arriveAt(run: number): number {
    return this.from[run]!;
  }
  endAt(run: number): number {
    return this.to[run]!;
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
    this.rate = doubled(this.rate);
  }
}
