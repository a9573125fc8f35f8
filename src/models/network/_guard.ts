import type { HandlerId, Kernel } from '../../kernel/index.ts';
import type { ObjectStore } from '../capabilities.ts';
import type { Recorder } from '../model.ts';
import type { BatchRun } from './_batch-run.ts';
import type { Hedging } from './_hedge.ts';
import type { Lanes } from './_lanes.ts';
import type { Timeouts } from './_timeouts.ts';

/** Hedges have luck of their own: attempts beyond any that a client makes. */
const hedgeAttempts = 2 ** 16;

export interface GuardOptions {
  readonly kernel: Kernel;
  readonly store: ObjectStore;
  readonly lanes: Lanes;
  readonly runs: readonly (BatchRun | null)[];
  readonly hedging: Hedging | null;
  readonly timeouts: Timeouts | null;
  readonly hedges: Recorder;
  /** Called with the lane: the answer is there; it has not come in time. */
  readonly answered: HandlerId;
  readonly timedOut: HandlerId;
  readonly name: string;
}

/** Requests that are watched while their answer is awaited: hedged, or given up after a time-out. */
export class Guard {
  private readonly of: GuardOptions;
  private readonly hedgeDue: HandlerId;

  constructor(options: GuardOptions) {
    this.of = options;
    this.hedgeDue = options.kernel.handler((lane) => this.onHedgeDue(lane), `${options.name}: hedge`);
  }

  /** All is known when it is sent: no event needs to be cancelled. `seconds`: to the answer of this request. */
  ask(lane: number, run: BatchRun, seconds: number, mayHedge: boolean): void {
    const { lanes, hedging, kernel } = this.of;
    if (mayHedge && hedging !== null) {
      hedging.sent();
      const wait = hedging.waitSeconds;
      if (seconds > wait && wait < this.limitSeconds(lane)) {
        lanes.pending[lane] = seconds - wait;
        kernel.schedule(wait, this.hedgeDue, lane);
        return;
      }
      hedging.answered(seconds);
    }
    this.expectInTime(lane, run, 0, seconds);
  }

  /** So long without an answer: a second request over another connection, and the first answer of the two. */
  private onHedgeDue(lane: number): void {
    const { lanes, store, hedges, kernel } = this.of;
    const run = this.of.runs[lanes.run[lane]!]!;
    const hedging = this.of.hedging!;
    const request = lanes.request[lane]!;
    const operation = run.batch.operationOf(request);
    const waited = kernel.now - lanes.mark[lane]!;
    let left = lanes.pending[lane]!;
    const granted = hedging.grant() && (!store.limitsRequests || store.admits(operation, run.batch.prefixOf(request)));
    if (granted) {
      // What the loser would bring is not waited for: its answer is dropped before its bytes.
      store.request(operation, 0, run.activity);
      run.occurrence.requests(1);
      hedges.add(1);
      const attempt = lanes.attempt[lane]! + hedgeAttempts;
      left = Math.min(
        left,
        store.firstByteSeconds(operation, lanes.bytes[lane]!, lanes.entity[lane]!, attempt, run.activity),
      );
    }
    hedging.answered(waited + left);
    this.expectInTime(lane, run, waited, left);
  }

  /** An answer after so many more seconds, or the time-out before it. */
  private expectInTime(lane: number, run: BatchRun, waitedSeconds: number, leftSeconds: number): void {
    const { kernel, lanes, answered, timedOut } = this.of;
    const limit = this.limitSeconds(lane);
    if (waitedSeconds + leftSeconds > limit) {
      kernel.schedule(Math.max(0, limit - waitedSeconds), timedOut, lane);
      return;
    }
    run.latencySeconds += waitedSeconds + leftSeconds;
    lanes.chainSeconds[lane]! += waitedSeconds + leftSeconds;
    run.sampleFirstByte?.(waitedSeconds + leftSeconds);
    kernel.schedule(leftSeconds, answered, lane);
  }

  private limitSeconds(lane: number): number {
    const { timeouts, lanes } = this.of;
    return timeouts === null ? Infinity : timeouts.limitSeconds(lanes.attempt[lane]!);
  }
}
