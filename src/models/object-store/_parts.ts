import type { DependencyPaths, Operation, RequestBatch } from '../capabilities.ts';
import { entitiesPerOccurrence } from './_entities.ts';
import type { Objects } from './_objects.ts';

/** Requests of one object: numbers of the batch are object x this + place. Place 0 creates, the last completes. */
const placesPerObject = 2 ** 20;
export const mostPlaces = placesPerObject - 2;
/** Odd, so that the places of an object are told apart within the 2^32 numbers of an occurrence (golden ratio). */
const placeStep = 0x9e3779b1;

export interface PartsOptions {
  /**
   * `get`: ranges of objects; `put`: multipart uploads of those that are larger than a part; `copy`: such uploads, of
   * which the store copies each part.
   */
  readonly direction: 'get' | 'put' | 'copy';
  readonly partSizeBytes: number;
  /** Parts of one object at once; Infinity: no limit. */
  readonly parallelParts: number;
  /** Told of each object when its last request is through: the one that completes it, or its only one. */
  readonly through?: (object: number) => void;
  /** Told of the object of each request that is with the store. */
  readonly reached?: ((object: number) => void) | null;
}

/**
 * Objects in parts. The parts of an object run side by side, at most parallelParts of them; as soon as one object has
 * nothing more to start the next begins. An upload in parts:
 *
 *     create -> part 1 ... part n, side by side -> when the last of them is through, complete
 *
 * An object that fits into one part is a single GET, PUT or COPY.
 */
export class ObjectsInParts implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase = 'firstByte';
  readonly samplesFirstByte: boolean;
  readonly paths: PathsOfParts;
  readonly reached?: (request: number) => void;
  private readonly objects: Objects;
  private readonly options: PartsOptions;
  private readonly sizes: Float64Array;
  /** The next part to take of each object (0 is the first), and those that are not through. */
  private readonly taken: Int32Array;
  private readonly missing: Int32Array;
  private readonly broken: Uint8Array;
  private nextObject = 0;
  /** Objects with places for parts that nobody has taken, and how many, in the order in which they came up. */
  private readonly queue: { object: number; places: number }[] = [];
  private head = 0;

  constructor(objects: Objects, options: PartsOptions) {
    const { count } = objects;
    this.objects = objects;
    // A flip value between two sizes need not be whole; bytes are.
    this.options = { ...options, partSizeBytes: Math.max(1, Math.round(options.partSizeBytes)) };
    this.samplesFirstByte = objects.samplesFirstByte;
    const { reached } = options;
    if (reached) this.reached = (request) => reached(objectOf(request));
    this.sizes = Float64Array.from({ length: count }, (_, object) => objects.bytesOf(object));
    this.taken = new Int32Array(count);
    this.broken = new Uint8Array(count);
    this.missing = Int32Array.from({ length: count }, (_, object) => this.partsOf(object));
    let parallel = 0;
    for (let object = 0; object < count; object++) parallel += this.atOnce(object);
    this.parallel = parallel;
    this.paths = new PathsOfParts(count, (request) => this.isFrame(request));
  }

  /** The most parts of any object. */
  get mostParts(): number {
    return this.missing.reduce((most, parts) => Math.max(most, parts), 0);
  }

  next(after: number): number {
    if (after >= 0) {
      const object = objectOf(after);
      const isPart = placeOf(after) > 0 && placeOf(after) <= this.partsOf(object);
      if (isPart && this.isUpload(object) && this.missing[object] === 0 && this.broken[object] === 0)
        return this.completing(object);
      // Its place goes to the next part of the same object.
      if (this.missing[object]! > 0 && this.taken[object]! < this.partsOf(object)) return this.takePart(object);
    }
    for (let waiting = this.queue[this.head]; waiting !== undefined; waiting = this.queue[this.head]) {
      const { object } = waiting;
      const left = this.partsOf(object) - this.taken[object]!;
      if (left === 0 || --waiting.places === 0) this.dequeue();
      if (left > 0) return this.takePart(object);
    }
    if (this.nextObject === this.objects.count) return -1;
    const object = this.nextObject++;
    if (this.isUpload(object)) return object * placesPerObject;
    if (this.atOnce(object) > 1) this.queue.push({ object, places: this.atOnce(object) - 1 });
    return this.takePart(object);
  }

  ended(request: number, succeeded: boolean): void {
    const object = objectOf(request);
    const place = placeOf(request);
    if (!succeeded) this.giveUp(object);
    if (this.broken[object] === 1) return;
    if (place === 0) {
      // The place that created it goes on with a part; others may join.
      if (this.atOnce(object) > 1) this.queue.push({ object, places: this.atOnce(object) - 1 });
    } else if (place <= this.partsOf(object)) this.missing[object]!--;
    const last = this.isUpload(object) ? place > this.partsOf(object) : this.missing[object] === 0;
    if (last) this.options.through?.(object);
  }

  /** Of an object that has failed in part nothing more is sent; what is under way comes to nothing. */
  private giveUp(object: number): void {
    this.broken[object] = 1;
    this.missing[object] = 0;
    this.taken[object] = this.partsOf(object);
  }

  follows(): boolean {
    return false;
  }

  operationOf(request: number): Operation {
    const object = objectOf(request);
    if (!this.isUpload(object)) return this.options.direction;
    if (this.isFrame(request)) return placeOf(request) === 0 ? 'createUpload' : 'completeUpload';
    return this.options.direction === 'copy' ? 'copy' : 'uploadPart';
  }

  bytesOf(request: number): number {
    const object = objectOf(request);
    const place = placeOf(request);
    if (this.isFrame(request)) return 0;
    const { partSizeBytes } = this.options;
    return Math.min(partSizeBytes, this.sizes[object]! - (place - 1) * partSizeBytes);
  }

  keysOf(): number {
    return 1;
  }

  prefixOf(request: number): number {
    return objectOf(request) % this.objects.prefixes;
  }

  /** The first part has the luck of the whole object, so that parts change nothing for objects that have but one. */
  entityOf(request: number): number {
    const place = placeOf(request);
    if (place === 1) return this.objects.firstEntity + objectOf(request);
    const offset = Math.imul(place + 1, placeStep) >>> 0;
    return this.objects.firstEntity + ((objectOf(request) + offset) % entitiesPerOccurrence);
  }

  private takePart(object: number): number {
    return object * placesPerObject + ++this.taken[object]!;
  }
  private completing(object: number): number {
    return object * placesPerObject + this.partsOf(object) + 1;
  }
  /** At least one, even of nothing. */
  private partsOf(object: number): number {
    return Math.max(1, Math.ceil(this.sizes[object]! / this.options.partSizeBytes));
  }
  private atOnce(object: number): number {
    return Math.min(this.partsOf(object), this.options.parallelParts);
  }
  private isUpload(object: number): boolean {
    return this.options.direction !== 'get' && this.partsOf(object) > 1;
  }
  /** What creates or completes an upload. */
  private isFrame(request: number): boolean {
    const place = placeOf(request);
    return place === 0 || place > this.partsOf(objectOf(request));
  }
  private dequeue(): void {
    this.head++;
    if (this.head > 1024 && 2 * this.head > this.queue.length) {
      this.queue.splice(0, this.head);
      this.head = 0;
    }
  }
}

const objectOf = (request: number): number => Math.floor(request / placesPerObject);
const placeOf = (request: number): number => request % placesPerObject;

/** Of each object: what creates and completes it, and its slowest part. */
class PathsOfParts implements DependencyPaths {
  latencySeconds = 0;
  transferSeconds = 0;
  private readonly isFrame: (request: number) => boolean;
  private readonly frame: Float64Array;
  private readonly slowestPart: Float64Array;

  constructor(objects: number, isFrame: (request: number) => boolean) {
    this.isFrame = isFrame;
    this.frame = new Float64Array(objects);
    this.slowestPart = new Float64Array(objects);
  }

  ended(request: number, latencySeconds: number, transferSeconds: number): void {
    const object = objectOf(request);
    if (transferSeconds > this.transferSeconds) this.transferSeconds = transferSeconds;
    if (this.isFrame(request)) this.frame[object]! += latencySeconds;
    else if (latencySeconds > this.slowestPart[object]!) this.slowestPart[object] = latencySeconds;
    const path = this.frame[object]! + this.slowestPart[object]!;
    if (path > this.latencySeconds) this.latencySeconds = path;
  }
}
