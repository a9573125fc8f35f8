import { describe, expect, it } from 'vitest';
import type { RequestBatch, RequestFeed } from '../../../src/models/capabilities.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { constant, FakeOccurrence, lake, perform, type Replication } from './_world.ts';

const store = { open: constant(0), close: constant(0), firstByte: constant(0.01), connectionRate: constant(1000) };
const kept = { keepAlive: true };

interface End {
  readonly request: number;
  readonly at: number;
  readonly phases: readonly number[];
}

/** Requests of 10 B that come at the times given, each in a place of its own, or one after another in one place. */
class Arrivals implements RequestBatch {
  readonly parallel = 100;
  readonly answerPhase = 'firstByte';
  readonly samplesFirstByte = false;
  readonly paths = null;
  readonly feed: RequestFeed;
  readonly ends: End[] = [];
  readonly machines: number[] = [];
  private came = 0;
  private taken = 0;
  private closed = false;

  constructor(replication: Replication, times: readonly number[]) {
    const batch = this;
    const { kernel } = replication;
    this.feed = {
      get closed() {
        return batch.closed;
      },
      wake: () => {},
      ended: (request, phases, at) =>
        this.ends.push({ request, at: kernel.now, phases: [...phases.subarray(at, at + 7)] }),
    };
    const arrive = kernel.handler((index) => {
      this.came++;
      this.closed = index === times.length - 1;
      this.feed.wake();
    }, 'arrival');
    for (const [index, time] of times.entries()) kernel.schedule(time, arrive, index);
  }

  next(): number {
    return this.taken < this.came ? this.taken++ : -1;
  }
  ended(): void {}
  follows(): boolean {
    return false;
  }
  operationOf(): 'get' {
    return 'get';
  }
  bytesOf(): number {
    return 10;
  }
  keysOf(): number {
    return 1;
  }
  prefixOf(): number {
    return 0;
  }
  entityOf(request: number): number {
    return request;
  }
  machineOf(request: number): number {
    return request % 2;
  }
  reached(request: number): void {
    this.machines.push(request);
  }
}

const run = (replication: Replication, batch: RequestBatch): FakeOccurrence => {
  const occurrence = new FakeOccurrence('a', 0, 0);
  replication.kernel.spawn(
    (function* () {
      yield* replication.capabilities.requests!.run(batch, occurrence);
      occurrence.doneAtSeconds = replication.kernel.now;
    })(),
    'a',
  );
  replication.run();
  return occurrence;
};

describe('a batch whose requests come over time', () => {
  it('sends each when it comes, and is through when the feed has closed and the last answer is there', () => {
    const replication = lake(store, { ...kept, connections: 10, machines: 2 });
    const batch = new Arrivals(replication, [1, 1.5, 4]);
    const occurrence = run(replication, batch);
    expect(batch.ends.map(({ at }) => at)).toEqual([1.02, 1.52, 4.02].map((at) => expect.closeTo(at, 9)));
    expect(occurrence.doneAtSeconds).toBeCloseTo(4.02, 9);
    expect(occurrence.requestCount).toBe(3);
  });

  it('accounts for each on its own: a wait for a connection, its first byte and its transfer', () => {
    const replication = lake(store, { ...kept, connections: 1, machines: 2 });
    const batch = new Arrivals(replication, [0, 0, 0]);
    run(replication, batch);
    const third = batch.ends.find(({ request }) => request === 2)!;
    const [wait, , answer, transfer] = third.phases;
    expect([wait, answer, transfer]).toEqual([0.02, 0.01, 0.01].map((seconds) => expect.closeTo(seconds, 12)));
    expect(third.at).toBeCloseTo(0.04, 12);
  });

  it('goes to the machines that the batch names, and tells it when each request is with the store', () => {
    const replication = lake(store, { ...kept, connections: 1, machines: 2 });
    const batch = new Arrivals(replication, [0, 0.001]);
    run(replication, batch);
    // Two machines with a connection each: none waits.
    expect(batch.ends.map(({ phases }) => phases[0])).toEqual([0, 0]);
    expect(batch.machines).toEqual([0, 1]);
  });
});

describe('work between requests that follow each other', () => {
  it('passes between them as compute, and is part of what nobody can be faster than', () => {
    const replication = lake(store, { ...kept, connections: 1 });
    let taken = 0;
    const batch: RequestBatch = {
      parallel: 1,
      answerPhase: 'firstByte',
      samplesFirstByte: false,
      paths: null,
      next: () => (taken < 3 ? taken++ : -1),
      ended: () => {},
      follows: (request) => request > 0,
      operationOf: () => 'get',
      bytesOf: () => 10,
      keysOf: () => 1,
      prefixOf: () => 0,
      entityOf: (request) => request,
      pauseSeconds: (request) => 0.5 * request,
    };
    const occurrence = run(replication, batch);
    expect(occurrence.phases.compute).toBeCloseTo(1.5, 12);
    expect(occurrence.doneAtSeconds).toBeCloseTo(3 * 0.02 + 1.5, 12);
    expect(occurrence.bounds.latency).toBeCloseTo(3 * 0.01 + 1.5, 12);
  });
});

describe('a full network card', () => {
  /** The first byte of a small read, one second into a large one of so many flows of 1,000 B/s on 2,000 B/s. */
  const beside = (flows: number, window: number): number => {
    const nic = { baseline: 2000, burst: null, bucket: null };
    const replication = lake(store, { ...kept, connections: 10, window, nic });
    perform(replication, read, { objects: flows, size: constant(4000) }, { name: 'large' });
    const small = perform(replication, read, { objects: 1, size: constant(10) }, { name: 'small', at: 1 });
    replication.run();
    return small.samples.firstByte![0]!;
  };

  it('lets a first byte wait behind the windows of all flows: 3 x 100 B at 2,000 B/s', () => {
    expect(beside(3, 100)).toBeCloseTo(0.01 + (3 * 100) / 2000, 12);
    expect(beside(8, 100)).toBeCloseTo(0.01 + (8 * 100) / 2000, 12);
  });

  it('costs nothing without a window, or while the flows ask for no more than it carries', () => {
    expect(beside(3, 0)).toBeCloseTo(0.01, 12);
    expect(beside(2, 100)).toBeCloseTo(0.01, 12);
  });
});
