import type { Kernel } from '../../kernel/index.ts';
import type { Operation, RequestBatch, RequestFeed } from '../capabilities.ts';
import type { Body } from './_body.ts';
import { writing } from './_body.ts';
import { operations, type RequestPlan } from './_request-plan.ts';
import { computeColumn, requestColumns, writeColumn } from './_slot-account.ts';
import type { RequestSource } from './_work.ts';

/** Requests that one task has under way at once, at most: ranges of a vectored read, threads of a committer. */
const placeBits = 4;
const placesPerTask = 1 << placeBits;

/**
 * All requests of a stage as one batch, fed by its tasks as they start, so that a request costs no more than in any other
 * batch. A task has some places in it; a request is known by its place.
 */
export class TaskRequests implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase = 'firstByte';
  readonly samplesFirstByte = false;
  readonly paths = null;
  readonly feed: RequestFeed;
  count = 0;
  private readonly kernel: Kernel;
  private readonly listBytesPerKey: number;
  private readonly bodies: readonly Body[];
  private readonly through: (body: Body) => void;
  /** By place: the request under way and the end of its chain. */
  private at = new Int32Array(32 * placesPerTask);
  private end = new Int32Array(32 * placesPerTask);
  /** Places with a request that may start, from `firstWaiting` on: shifting a long array would copy it each time. */
  private readonly waiting: number[] = [];
  private firstWaiting = 0;
  private closed = false;

  /** `through`: a body has no request left in this step. */
  constructor(
    { kernel, listBytesPerKey }: { readonly kernel: Kernel; readonly listBytesPerKey: number },
    bodies: readonly Body[],
    slots: number,
    through: (body: Body) => void,
  ) {
    this.kernel = kernel;
    this.listBytesPerKey = listBytesPerKey;
    this.bodies = bodies;
    this.through = through;
    this.parallel = Math.max(1, slots) * placesPerTask;
    const batch = this;
    this.feed = {
      get closed() {
        return batch.closed;
      },
      wake: () => {},
      ended: (place, phases, at) => this.placeEnded(place, phases, at),
    };
  }

  close(): void {
    this.closed = true;
    this.feed.wake();
  }

  /** Takes up what the source has for the body. False: nothing to be asked for. */
  begin(body: Body, source: RequestSource): boolean {
    const plan = source.begin(body);
    if (plan === null) return false;
    const place = body.id << placeBits;
    while (place + placesPerTask > this.at.length) {
      this.at = doubled(this.at);
      this.end = doubled(this.end);
    }
    body.source = source;
    body.plan = plan;
    body.phase = -1;
    body.spent.fill(0);
    if (!this.nextPhase(body, place)) return false;
    this.waiting.push(place);
    this.feed.wake();
    return true;
  }

  // --- as a batch ----------------------------------------------------------------------------------------------

  next(after: number): number {
    if (after < 0) return this.takeWaiting();
    const body = this.bodies[after >> placeBits]!;
    if (body.stopped || body.failed) {
      body.active--;
      return -1;
    }
    const next = this.at[after]! + 1;
    if (next < this.end[after]!) {
      this.at[after] = next;
      return after;
    }
    if (this.takeChain(body, after)) return after;
    if (--body.active > 0) return -1;
    return this.nextPhase(body, after) ? after : -1;
  }
  ended(place: number, succeeded: boolean): void {
    this.count++;
    if (!succeeded) this.bodies[place >> placeBits]!.failed = true;
  }
  follows(): boolean {
    return true;
  }
  pauseSeconds(place: number): number {
    const body = this.bodies[place >> placeBits]!;
    const seconds = body.pause * body.slowness;
    body.pause = 0;
    body.cpu += seconds;
    return seconds;
  }
  operationOf(place: number): Operation {
    return operations[this.bodies[place >> placeBits]!.plan!.operation[this.at[place]!]!]!;
  }
  bytesOf(place: number): number {
    const plan = this.bodies[place >> placeBits]!.plan!;
    const request = this.at[place]!;
    return operations[plan.operation[request]!] === 'list'
      ? plan.keys[request]! * this.listBytesPerKey
      : plan.bytes[request]!;
  }
  keysOf(place: number): number {
    return this.bodies[place >> placeBits]!.plan!.keys[this.at[place]!]!;
  }
  prefixOf(place: number): number {
    return this.bodies[place >> placeBits]!.prefix;
  }
  entityOf(place: number): number {
    return this.bodies[place >> placeBits]!.firstEntity + this.at[place]!;
  }
  machineOf(place: number): number {
    return this.bodies[place >> placeBits]!.machine;
  }

  // --- places --------------------------------------------------------------------------------------------------

  private takeWaiting(): number {
    const { waiting } = this;
    if (this.firstWaiting === waiting.length) return -1;
    const place = waiting[this.firstWaiting++]!;
    if (this.firstWaiting === waiting.length) {
      waiting.length = 0;
      this.firstWaiting = 0;
    }
    return place;
  }

  /** The next phase that has a chain, of this plan or the next; its chains beyond the first wait to be taken. */
  private nextPhase(body: Body, place: number): boolean {
    for (;;) {
      const plan = body.plan!;
      if (++body.phase >= plan.phases) {
        body.pause += body.cpuSeconds;
        const following = body.source!.next(body);
        if (following === null) return false;
        body.plan = following;
        body.phase = -1;
        continue;
      }
      body.chain = plan.phaseStart[body.phase]!;
      body.repeatsLeft = body.chain < plan.chains ? plan.chainRepeat[body.chain]! : 0;
      body.active = 0;
      if (!this.takeChain(body, place)) continue;
      body.active = 1;
      if (plan.phaseParallel[body.phase]! > 1) this.fillPlaces(body, plan, place);
      return true;
    }
  }

  private fillPlaces(body: Body, plan: RequestPlan, place: number): void {
    const most = Math.min(plan.phaseParallel[body.phase]!, placesPerTask);
    const first = body.id << placeBits;
    for (let other = first; other < first + placesPerTask && body.active < most; other++) {
      if (other === place) continue;
      if (!this.takeChain(body, other)) return;
      body.active++;
      this.waiting.push(other);
    }
  }

  private takeChain(body: Body, place: number): boolean {
    const plan = body.plan!;
    if (body.repeatsLeft === 0) {
      if (body.chain + 1 >= plan.phaseStart[body.phase + 1]!) return false;
      body.chain++;
      body.repeatsLeft = plan.chainRepeat[body.chain]!;
    }
    body.repeatsLeft--;
    this.at[place] = plan.chainStart[body.chain]!;
    this.end[place] = plan.chainStart[body.chain + 1]!;
    return true;
  }

  /** Nothing follows in this place: the task is through with this step when that holds of all its places. */
  private placeEnded(place: number, phases: Float64Array, at: number): void {
    const body = this.bodies[place >> placeBits]!;
    for (let column = 0; column < requestColumns; column++) body.spent[column]! += phases[at + column]!;
    if (body.active > 0) return;
    if (!body.stopped) this.settle(body);
    this.through(body);
  }

  /** Places side by side have more seconds than have passed: each phase has its share of those. */
  private settle({ spent, account, step, beganAt }: Body): void {
    const passed = this.kernel.now - beganAt;
    let sum = 0;
    for (let column = 0; column < requestColumns; column++) sum += spent[column]!;
    if (sum === 0) return;
    for (let column = 0; column < requestColumns; column++) {
      const to = step === writing && column !== computeColumn ? writeColumn : column;
      account[to]! += spent[column]! * (passed / sum);
    }
  }
}

const doubled = (array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
};
