/**
 * Requests as a plan: phases, one after the other; in a phase chains, of which `parallel` run at once; in a chain
 * requests, one after the other. A chain can stand for many alike. Everything lies in typed arrays.
 */
import type { Operation } from '../capabilities.ts';

/** Operations by their number in a plan. */
export const operations: readonly Operation[] = [
  'get',
  'put',
  'list',
  'head',
  'copy',
  'delete',
  'createUpload',
  'uploadPart',
  'completeUpload',
];
const numberOf = new Map(operations.map((operation, number) => [operation, number]));

export interface RequestPlan {
  readonly requests: number;
  /** Of each request: its operation's number. */
  readonly operation: Uint8Array;
  /** Of each request: bytes that it brings or sends; of a COPY, bytes that the store copies. */
  readonly bytes: Float64Array;
  /** Of each request: keys of a LIST page or a DELETE, otherwise 1. */
  readonly keys: Uint32Array;
  /** Of each request: 1 if its answer is broken off, so that its connection is lost and somebody has to open a new one. */
  readonly losesConnection: Uint8Array;
  readonly chains: number;
  /** Of each chain: its first request; one more entry than chains. */
  readonly chainStart: Uint32Array;
  /** Of each chain: how many there are of it. */
  readonly chainRepeat: Float64Array;
  readonly phases: number;
  /** Of each phase: its first chain; one more entry than phases. */
  readonly phaseStart: Uint32Array;
  /** Of each phase: chains at once. */
  readonly phaseParallel: Float64Array;
}

/** Takes phases, chains and requests in their order. */
export class RequestPlanBuilder {
  private operation = new Uint8Array(16);
  private bytes = new Float64Array(16);
  private keys = new Uint32Array(16);
  private loses = new Uint8Array(16);
  private requests = 0;
  private readonly chainStart: number[] = [];
  private readonly chainRepeat: number[] = [];
  private readonly phaseStart: number[] = [];
  private readonly phaseParallel: number[] = [];

  /** What follows waits until all before it is through. A phase in which nothing happens leaves no trace. */
  phase(parallel: number): this {
    if (this.phaseStart.at(-1) === this.chainStart.length) {
      this.phaseStart.pop();
      this.phaseParallel.pop();
    }
    this.phaseStart.push(this.chainStart.length);
    this.phaseParallel.push(Math.max(1, parallel));
    return this;
  }

  /** Chains of the phase, `repeat` of them alike; none if repeat is 0. */
  chain(repeat: number, fill: (plan: this) => void): this {
    if (repeat <= 0) return this;
    this.chainStart.push(this.requests);
    this.chainRepeat.push(repeat);
    fill(this);
    if (this.chainStart.at(-1) === this.requests) {
      this.chainStart.pop();
      this.chainRepeat.pop();
    }
    return this;
  }

  /** Adds `count` requests alike and returns the number of the last. */
  add(operation: Operation, bytes = 0, keys = 1, count = 1): number {
    for (let left = count; left > 0; left--) {
      if (this.requests === this.operation.length) this.grow();
      const request = this.requests++;
      this.operation[request] = numberOf.get(operation)!;
      this.bytes[request] = bytes;
      this.keys[request] = keys;
      this.loses[request] = 0;
    }
    return this.requests - 1;
  }

  addBytes(request: number, bytes: number): void {
    this.bytes[request]! += bytes;
  }
  loseConnection(request: number): void {
    this.loses[request] = 1;
  }

  /** A listing of so many keys in pages: the last one is not full; of nothing it is one page. */
  addPages(keys: number, keysPerPage: number): this {
    const full = Math.floor(keys / keysPerPage);
    this.add('list', 0, keysPerPage, full);
    if (keys > full * keysPerPage || full === 0) this.add('list', 0, keys - full * keysPerPage);
    return this;
  }

  /** Deletes so many keys in batches. */
  addDeletes(keys: number, keysPerBatch: number): this {
    const full = Math.floor(keys / keysPerBatch);
    this.add('delete', 0, keysPerBatch, full);
    if (keys > full * keysPerBatch) this.add('delete', 0, keys - full * keysPerBatch);
    return this;
  }

  build(): RequestPlan {
    this.phase(1);
    this.phaseStart.pop();
    this.phaseParallel.pop();
    const { requests } = this;
    return {
      requests,
      operation: this.operation.slice(0, requests),
      bytes: this.bytes.slice(0, requests),
      keys: this.keys.slice(0, requests),
      losesConnection: this.loses.slice(0, requests),
      chains: this.chainStart.length,
      chainStart: Uint32Array.from([...this.chainStart, requests]),
      chainRepeat: Float64Array.from(this.chainRepeat),
      phases: this.phaseStart.length,
      phaseStart: Uint32Array.from([...this.phaseStart, this.chainStart.length]),
      phaseParallel: Float64Array.from(this.phaseParallel),
    };
  }

  private grow(): void {
    const longer = <A extends Uint8Array | Float64Array | Uint32Array>(array: A): A => {
      const copy = new (array.constructor as new (length: number) => A)(array.length * 2);
      copy.set(array);
      return copy;
    };
    this.operation = longer(this.operation);
    this.bytes = longer(this.bytes);
    this.keys = longer(this.keys);
    this.loses = longer(this.loses);
  }
}

/** How often each operation occurs; those that do not are left out. */
export const countRequests = (plan: RequestPlan): Partial<Record<Operation, number>> => {
  const counts: Partial<Record<Operation, number>> = {};
  everyRequest(plan, (request, times) => {
    const operation = operations[plan.operation[request]!]!;
    counts[operation] = (counts[operation] ?? 0) + times;
  });
  return counts;
};

/** Bytes of one operation, or of all. */
export const bytesOfPlan = (plan: RequestPlan, operation?: Operation): number => {
  let sum = 0;
  everyRequest(plan, (request, times) => {
    if (operation === undefined || operations[plan.operation[request]!] === operation)
      sum += times * plan.bytes[request]!;
  });
  return sum;
};

/** Whether its requests are GETs and HEADs that all follow each other. */
export const isChain = (plan: RequestPlan): boolean => {
  let fits = true;
  everyRequest(plan, (request) => {
    const operation = operations[plan.operation[request]!]!;
    fits &&= operation === 'get' || operation === 'head';
  });
  for (let phase = 0; phase < plan.phases; phase++) {
    let chains = 0;
    for (let chain = plan.phaseStart[phase]!; chain < plan.phaseStart[phase + 1]!; chain++)
      chains += plan.chainRepeat[chain]!;
    fits &&= plan.phaseParallel[phase] === 1 || chains === 1;
  }
  return fits;
};

/** Connections that are lost because an answer was broken off. */
export const connectionsLost = (plan: RequestPlan): number => {
  let sum = 0;
  everyRequest(plan, (request, times) => {
    sum += times * plan.losesConnection[request]!;
  });
  return sum;
};

/** A line for each phase, as "4 at once: 12 x (head, copy 1000 B)". Runs of equal requests are told once. */
export const describePlan = (plan: RequestPlan): string => {
  const lines: string[] = [];
  for (let phase = 0; phase < plan.phases; phase++) {
    const chains: string[] = [];
    for (let chain = plan.phaseStart[phase]!; chain < plan.phaseStart[phase + 1]!; chain++) {
      const words = chainWords(plan, chain);
      const repeat = plan.chainRepeat[chain]!;
      chains.push(repeat === 1 ? words : `${repeat} x (${words})`);
    }
    lines.push(`${plan.phaseParallel[phase]} at once: ${chains.join('; ')}`);
  }
  return lines.join('\n');
};

const chainWords = (plan: RequestPlan, chain: number): string => {
  const words: string[] = [];
  let times = 0;
  let last = '';
  const flush = (): void => {
    if (times > 0) words.push(times === 1 ? last : `${times} ${last}`);
  };
  for (let request = plan.chainStart[chain]!; request < plan.chainStart[chain + 1]!; request++) {
    const bytes = plan.bytes[request]! > 0 ? ` ${plan.bytes[request]} B` : '';
    const keys = plan.keys[request]! === 1 ? '' : ` ${plan.keys[request]} keys`;
    const lost = plan.losesConnection[request] === 1 ? ' broken off' : '';
    const word = `${operations[plan.operation[request]!]}${bytes}${keys}${lost}`;
    if (word !== last) {
      flush();
      times = 0;
      last = word;
    }
    times++;
  }
  flush();
  return words.join(', ');
};

const everyRequest = (plan: RequestPlan, visit: (request: number, times: number) => void): void => {
  for (let chain = 0; chain < plan.chains; chain++) {
    const end = plan.chainStart[chain + 1]!;
    for (let request = plan.chainStart[chain]!; request < end; request++) visit(request, plan.chainRepeat[chain]!);
  }
};
