import { type Kernel, Signal } from '../../kernel/index.ts';
import type { OccurrencePort, RequestBatch } from '../capabilities.ts';

/** One batch under way: the places it may use, and what the lower bounds and the account need to know of its draws. */
export class BatchRun {
  readonly batch: RequestBatch;
  readonly occurrence: OccurrencePort;
  readonly activity: string;
  readonly sampleFirstByte: ((value: number) => void) | null;
  readonly done: Signal;
  readonly beganAtSeconds: number;
  /** Requests that it keeps asked for or under way. */
  readonly lanes: number;
  /** The most of them that have a connection. */
  readonly atOnce: number;
  /** Credits of all NICs when it began, by direction. */
  readonly burstInBytes: number;
  readonly burstOutBytes: number;
  /** What the batch has a say in: where requests go, when they are with the store, what passes between them. */
  readonly placed: boolean;
  readonly watched: boolean;
  readonly pauses: boolean;
  /** Requests come over time, and go to the machines in turn. */
  readonly fed: boolean;
  /** Hears when a request begins. */
  readonly begun: ((request: number) => void) | null;
  openLanes = 0;
  startedLanes = 0;
  /** Places that are free again; those from `unusedPlace` on never were taken. */
  readonly freePlaces: number[] = [];
  unusedPlace = 0;

  /** What was asked for and what came of it: they are equal when the batch is through. */
  sentRequests = 0;
  endedRequests = 0;
  /** Attempts that came to nothing, and bytes of requests that failed for good. */
  failedAttempts = 0;
  failedBytes = 0;
  askedBytes = 0;
  bytes = 0;
  /** The part of `bytes` that was sent rather than received. */
  sentBytes = 0;

  latencySeconds = 0;
  transferSeconds = 0;
  longestChainSeconds = 0;
  largestChainBytes = 0;
  longestChainTransferSeconds = 0;
  /** The lane that ended last: its phases are the critical path. */
  lastLane = -1;

  constructor(
    kernel: Kernel,
    batch: RequestBatch,
    occurrence: OccurrencePort,
    {
      lanes,
      atOnce,
      burstInBytes,
      burstOutBytes,
    }: Pick<BatchRun, 'lanes' | 'atOnce' | 'burstInBytes' | 'burstOutBytes'>,
  ) {
    this.batch = batch;
    this.occurrence = occurrence;
    this.activity = occurrence.activity;
    this.sampleFirstByte = batch.samplesFirstByte ? occurrence.sample('firstByte') : null;
    this.placed = batch.machineOf !== undefined;
    this.watched = batch.reached !== undefined;
    this.pauses = batch.pauseSeconds !== undefined;
    const { feed } = batch;
    this.fed = feed !== undefined;
    this.begun = feed?.begun === undefined ? null : (request) => feed.begun!(request);
    this.done = new Signal(kernel);
    this.beganAtSeconds = kernel.now;
    this.lanes = lanes;
    this.atOnce = atOnce;
    this.burstInBytes = burstInBytes;
    this.burstOutBytes = burstOutBytes;
  }
}
