import type { Operation, RequestBatch } from '../capabilities.ts';
import { operations, type RequestPlan } from './_request-plan.ts';

export interface PlanBatchOptions {
  readonly answerPhase: RequestBatch['answerPhase'];
  /** Number of its first request, which keys the luck of all. */
  readonly firstEntity: number;
  readonly prefixes: number;
  readonly machine: number;
  readonly listBytesPerKey: number;
  /** A request is through, with so many keys. */
  readonly done?: (keys: number) => void;
}

/** A plan of requests as one batch, as the driver runs it: phase after phase, in each its chains side by side. */
export class PlanBatch implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase: RequestBatch['answerPhase'];
  readonly samplesFirstByte = false;
  readonly paths = null;
  /** Requests that failed for good. */
  failed = 0;
  private readonly plan: RequestPlan;
  private readonly options: PlanBatchOptions;
  private phase = -1;
  private chain = 0;
  private repeatsLeft = 0;
  private active = 0;
  /** By place: the request under way, the end of its chain, and how many requests were before it. */
  private readonly at: number[] = [];
  private readonly end: number[] = [];
  private readonly nth: number[] = [];
  private readonly follow: boolean[] = [];
  private readonly free: number[] = [];
  private count = 0;
  private broken = false;

  constructor(plan: RequestPlan, options: PlanBatchOptions) {
    this.plan = plan;
    this.options = options;
    this.answerPhase = options.answerPhase;
    this.parallel = plan.phases === 0 ? 0 : Math.max(...plan.phaseParallel);
    this.nextPhase();
  }

  /** A place is known by its number: a request of the batch is the place that it runs in. */
  next(after: number): number {
    if (after >= 0 && !this.broken) {
      const next = this.at[after]! + 1;
      if (next < this.end[after]!) {
        this.take(after, next, true);
        return after;
      }
    }
    if (after >= 0) {
      this.active--;
      this.free.push(after);
      this.broken = false;
      if (this.active === 0 && this.chain >= this.plan.phaseStart[this.phase + 1]!) this.nextPhase();
    }
    return this.begin();
  }
  ended(place: number, succeeded: boolean): void {
    if (succeeded) {
      this.options.done?.(this.keysOf(place));
      return;
    }
    this.failed++;
    this.broken = true;
  }
  follows(place: number): boolean {
    return this.follow[place]!;
  }
  operationOf(place: number): Operation {
    return operations[this.plan.operation[this.at[place]!]!]!;
  }
  bytesOf(place: number): number {
    const request = this.at[place]!;
    if (operations[this.plan.operation[request]!] === 'list')
      return this.plan.keys[request]! * this.options.listBytesPerKey;
    return this.plan.bytes[request]!;
  }
  keysOf(place: number): number {
    return this.plan.keys[this.at[place]!]!;
  }
  prefixOf(place: number): number {
    return this.nth[place]! % this.options.prefixes;
  }
  entityOf(place: number): number {
    return this.options.firstEntity + this.nth[place]!;
  }
  machineOf(): number {
    return this.options.machine;
  }

  private begin(): number {
    const { plan } = this;
    if (this.phase >= plan.phases || this.active >= plan.phaseParallel[this.phase]!) return -1;
    if (this.repeatsLeft === 0) {
      if (this.chain >= plan.phaseStart[this.phase + 1]!) return -1;
      this.repeatsLeft = plan.chainRepeat[this.chain]!;
    }
    const place = this.free.pop() ?? this.at.length;
    this.active++;
    this.end[place] = plan.chainStart[this.chain + 1]!;
    this.take(place, plan.chainStart[this.chain]!, false);
    if (--this.repeatsLeft === 0) this.chain++;
    return place;
  }
  private take(place: number, request: number, follows: boolean): void {
    this.at[place] = request;
    this.nth[place] = this.count++;
    this.follow[place] = follows;
  }
  private nextPhase(): void {
    this.phase++;
    this.chain = this.phase < this.plan.phases ? this.plan.phaseStart[this.phase]! : 0;
    this.repeatsLeft = 0;
  }
}
