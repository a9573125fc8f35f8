import type { Operation, RequestBatch } from '../capabilities.ts';

/** What a batch of requests without parts knows: how many, and the size and keys of each. */
export interface OneEach {
  readonly operation: Operation;
  readonly count: number;
  /** The number of its first request within the activity. */
  readonly firstEntity: number;
  readonly samplesFirstByte: boolean;
  /** Prefixes that they go to in turn. */
  readonly prefixes: number;
  bytesOf(index: number): number;
  keysOf(index: number): number;
}

/** Requests of one kind, of which none waits for another: as many at once as the client's pool admits. */
export class IndependentRequests implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase = 'firstByte';
  readonly samplesFirstByte: boolean;
  readonly paths = null;
  private readonly of: OneEach;
  private readonly operation: Operation;
  private readonly through: ((request: number) => void) | null;
  readonly reached?: (request: number) => void;
  private taken = 0;

  /** `through`: told of each request when it is through; `reached`: when it is with the store. */
  constructor(
    of: OneEach,
    through: ((request: number) => void) | null = null,
    reached: ((request: number) => void) | null = null,
  ) {
    if (reached !== null) this.reached = reached;
    this.of = of;
    this.through = through;
    this.operation = of.operation;
    this.parallel = of.count;
    this.samplesFirstByte = of.samplesFirstByte;
  }

  next(): number {
    return this.taken < this.parallel ? this.taken++ : -1;
  }
  ended(request: number, succeeded: boolean): void {
    if (succeeded) this.through?.(request);
  }
  follows(): boolean {
    return false;
  }
  operationOf(): Operation {
    return this.operation;
  }
  bytesOf(request: number): number {
    return this.of.bytesOf(request);
  }
  keysOf(request: number): number {
    return this.of.keysOf(request);
  }
  prefixOf(request: number): number {
    return request % this.of.prefixes;
  }
  entityOf(request: number): number {
    return this.of.firstEntity + request;
  }
}
