import { type Kernel, Signal } from '../../kernel/index.ts';
import type { OccurrencePort, RequestBatch } from '../capabilities.ts';

/** One batch under way: which chain comes next, and what the lower bounds need to know of its draws. */
export class BatchRun {
  readonly batch: RequestBatch;
  readonly occurrence: OccurrencePort;
  readonly activity: string;
  readonly sampleFirstByte: ((value: number) => void) | null;
  readonly done: Signal;
  readonly beganAtSeconds: number;
  /** Requests that it keeps asked for or under way. */
  readonly lanes: number;
  /** Credits of all NICs when it began. */
  readonly burstBytes: number;
  nextChain = 0;
  openLanes: number;
  bytes = 0;
  latencySeconds = 0;
  longestChainSeconds = 0;
  largestChainBytes = 0;
  /** The lane that ended last: its phases are the critical path. */
  lastLane = -1;

  constructor(
    kernel: Kernel,
    batch: RequestBatch,
    occurrence: OccurrencePort,
    { lanes, burstBytes }: { lanes: number; burstBytes: number },
  ) {
    this.batch = batch;
    this.occurrence = occurrence;
    this.activity = occurrence.activity;
    this.sampleFirstByte = batch.operation === 'get' ? occurrence.sample('firstByte') : null;
    this.done = new Signal(kernel);
    this.beganAtSeconds = kernel.now;
    this.lanes = lanes;
    this.openLanes = lanes;
    this.burstBytes = burstBytes;
  }
}
