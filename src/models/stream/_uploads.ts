import type { HandlerId, Kernel } from '../../kernel/index.ts';
import type { ObjectStore, OccurrencePort, Operation } from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { Delivery } from './_delivery.ts';

/** How refused requests are sent again: evenly between `least` of a ceiling and all of it; the ceiling doubles. */
export interface Backoff {
  readonly baseSeconds: number;
  readonly capSeconds: number;
  readonly leastRatio: number;
}

/** After so many refusals. */
export const backoffSeconds = (
  { baseSeconds, capSeconds, leastRatio }: Backoff,
  failed: number,
  luck: number,
): number => Math.min(capSeconds, baseSeconds * 2 ** Math.min(failed, 60)) * (leastRatio + (1 - leastRatio) * luck);

export interface UploadOptions {
  /** In parts: createUpload, uploadPart for each, completeUpload. */
  readonly inParts: boolean;
  readonly partBytes: number;
  readonly backoff: Backoff;
  readonly prefixes: number;
}

/** Keys the luck of the steps of one upload, which draw from the same laws. */
const attemptsApart = 4;

/**
 * Uploads of objects, each to the end: a request that is refused waits and is sent again, without limit.
 *
 *     one request:   size / connection rate + put
 *     in parts:      upload (create), size of the last part / connection rate + put, upload (complete), one after another
 *
 * Parts before the last were sent while the object grew: they are requests, and nobody waits for them. The service has
 * its connections open. An upload is a slot in flat arrays.
 */
export class Uploads {
  private readonly kernel: Kernel;
  private readonly store: ObjectStore;
  private readonly occurrence: OccurrencePort;
  private readonly options: UploadOptions;
  private readonly through: (delivery: Delivery) => void;
  private readonly waits: KeyedDraw;
  private readonly onAnswer: HandlerId;
  private readonly onResend: HandlerId;
  private readonly deliveries: (Delivery | null)[] = [];
  private step = new Uint8Array(16);
  private attempt = new Int32Array(16);
  private entity = new Float64Array(16);
  private bytes = new Float64Array(16);
  private readonly free: number[] = [];

  constructor(world: World, occurrence: OccurrencePort, options: UploadOptions, through: (delivery: Delivery) => void) {
    this.kernel = world.kernel;
    this.store = world.find('objects');
    this.occurrence = occurrence;
    this.options = options;
    this.through = through;
    this.waits = world.draw('backoff', { kind: 'uniform', low: 0, high: 1 }, occurrence.activity);
    this.onAnswer = world.kernel.handler((slot) => this.answered(slot), `${world.name}: request through`);
    this.onResend = world.kernel.handler((slot) => this.send(slot), `${world.name}: request again`);
  }

  /** Requests for an object of so many bytes. */
  requestsOf(bytes: number): number {
    return this.options.inParts ? 2 + this.partsOf(bytes) : 1;
  }

  start(delivery: Delivery, bytes: number, entity: number): void {
    const slot = this.free.pop() ?? this.deliveries.length;
    if (slot >= this.step.length) this.grow();
    this.deliveries[slot] = delivery;
    this.step[slot] = 0;
    this.attempt[slot] = 0;
    this.entity[slot] = entity;
    this.bytes[slot] = bytes;
    this.occurrence.bytesWritten(bytes);
    if (this.options.inParts) this.countEarlierParts(bytes);
    this.send(slot);
  }

  /** What an upload takes when nothing is refused: the same luck as start(). */
  seconds(bytes: number, entity: number): number {
    if (!this.options.inParts) return this.stepSeconds('put', bytes, entity, 0);
    const last = this.lastPart(bytes);
    return (
      this.stepSeconds('createUpload', 0, entity, 0) +
      this.stepSeconds('uploadPart', last, entity, 1) +
      this.stepSeconds('completeUpload', 0, entity, 2)
    );
  }

  private countEarlierParts(bytes: number): void {
    const { partBytes } = this.options;
    for (let part = this.partsOf(bytes); part > 1; part--) {
      this.store.request('uploadPart', partBytes, this.occurrence.activity);
      this.occurrence.requests(1);
    }
  }

  private partsOf(bytes: number): number {
    return Math.max(1, Math.ceil(bytes / this.options.partBytes));
  }

  private lastPart(bytes: number): number {
    return this.options.partBytes === Infinity ? bytes : bytes - (this.partsOf(bytes) - 1) * this.options.partBytes;
  }

  private stepSeconds(operation: Operation, bytes: number, entity: number, attempt: number): number {
    const { store, occurrence } = this;
    let seconds = store.firstByteSeconds(operation, bytes, entity, attempt, occurrence.activity);
    if (bytes > 0) {
      const rate = store.connectionRateVaries
        ? store.connectionRate(entity, attempt, occurrence.activity)
        : store.connectionRateBytesPerSecond;
      seconds += bytes / rate;
    }
    return seconds;
  }

  private operationOf(slot: number): Operation {
    if (!this.options.inParts) return 'put';
    const step = this.step[slot]!;
    return step === 0 ? 'createUpload' : step === 1 ? 'uploadPart' : 'completeUpload';
  }

  private send(slot: number): void {
    const { store, occurrence, kernel } = this;
    const entity = this.entity[slot]!;
    const operation = this.operationOf(slot);
    const isBody = operation === 'put' || operation === 'uploadPart';
    const bytes = !isBody ? 0 : operation === 'put' ? this.bytes[slot]! : this.lastPart(this.bytes[slot]!);
    const attempt = attemptsApart * this.attempt[slot]! + this.step[slot]!;
    if (store.limitsRequests && !store.admits(operation, entity % this.options.prefixes)) {
      this.refuse(slot, operation, attempt);
      return;
    }
    store.request(operation, bytes, occurrence.activity);
    occurrence.requests(1);
    kernel.schedule(this.stepSeconds(operation, bytes, entity, attempt), this.onAnswer, slot);
  }

  private refuse(slot: number, operation: Operation, attempt: number): void {
    const { store, occurrence } = this;
    const failed = this.attempt[slot]!++;
    store.refused(operation);
    store.retried();
    occurrence.requests(1);
    const entity = this.entity[slot]!;
    const wait = backoffSeconds(this.options.backoff, failed, this.waits.at(entity, attempt));
    this.kernel.schedule(store.refusalSeconds(entity, attempt, occurrence.activity) + wait, this.onResend, slot);
  }

  private answered(slot: number): void {
    if (this.options.inParts && this.step[slot]! < 2) {
      this.step[slot]!++;
      this.attempt[slot] = 0;
      this.send(slot);
      return;
    }
    const delivery = this.deliveries[slot]!;
    this.deliveries[slot] = null;
    this.free.push(slot);
    if (--delivery.pending === 0) this.through(delivery);
  }

  private grow(): void {
    const size = 2 * this.step.length;
    const doubled = <A extends Uint8Array | Int32Array | Float64Array>(old: A): A => {
      const array = new (old.constructor as new (length: number) => A)(size);
      array.set(old);
      return array;
    };
    this.step = doubled(this.step);
    this.attempt = doubled(this.attempt);
    this.entity = doubled(this.entity);
    this.bytes = doubled(this.bytes);
  }
}
