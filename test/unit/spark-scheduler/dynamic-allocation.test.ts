import { describe, expect, it } from 'vitest';
import {
  DynamicAllocation,
  type DynamicAllocationSettings,
  dynamicAllocationDefaults,
} from '../../../src/models/spark/scheduler/index.ts';
import { Cluster, chain } from './_cluster.ts';

interface Change {
  readonly atSeconds: number;
  readonly change: 1 | -1;
}

/** One job of `tasks` tasks of 1,000 s from time 0; executors come 0 s after they were asked for. */
function allocate(
  tasks: number,
  untilSeconds: number,
  settings: Partial<DynamicAllocationSettings> = {},
  { seconds = 1000, slots = 2, manager = {} }: { seconds?: number; slots?: number; manager?: object } = {},
) {
  const cluster = new Cluster({ seconds: () => seconds });
  const changes: Change[] = [];
  const note = (change: 1 | -1) => () => void changes.push({ atSeconds: cluster.kernel.now, change });
  const allocation = new DynamicAllocation(cluster.kernel, cluster.scheduler, {
    settings: { ...dynamicAllocationDefaults, ...settings },
    manager: { executorStartSeconds: 0, requestSeconds: 0, requestBatch: Number.POSITIVE_INFINITY, ...manager },
    slotsPerExecutor: slots,
    events: { added: note(1), removed: note(-1) },
  });
  allocation.start();
  cluster.jobs.submit(chain(0, tasks));
  cluster.kernel.run(untilSeconds);
  return { cluster, allocation, changes };
}

/** How many executors came at each tenth of a second. */
const arrivals = (changes: readonly Change[]): [number, number][] => {
  const byTime = new Map<number, number>();
  for (const { atSeconds, change } of changes) {
    const at = Math.round(10 * atSeconds) / 10;
    if (change === 1) byTime.set(at, (byTime.get(at) ?? 0) + 1);
  }
  return [...byTime];
};

describe('dynamic allocation', () => {
  it('asks for 1, 2, 4, 8 ... a second apart, after a backlog of a second', () => {
    // The backlog is seen at the first tick, 0.1 s.
    expect(arrivals(allocate(200, 6).changes)).toEqual([
      [1.1, 1],
      [2.1, 2],
      [3.1, 4],
      [4.1, 8],
      [5.1, 16],
    ]);
  });

  it('never asks for more than the tasks need', () => {
    // 10 tasks on 2 slots each: five executors, the last ask is cut from 4 to 2.
    expect(arrivals(allocate(10, 20).changes)).toEqual([
      [1.1, 1],
      [2.1, 2],
      [3.1, 2],
    ]);
  });

  it('keeps to its maximum', () => {
    const { changes } = allocate(200, 20, { maxExecutors: 3 });
    expect(changes.filter(({ change }) => change === 1)).toHaveLength(3);
  });

  it('begins with the initial executors', () => {
    expect(arrivals(allocate(200, 3, { initialExecutors: 4 }).changes)[0]).toEqual([0, 4]);
  });

  it('gives an executor back after it was idle for a minute, down to the minimum', () => {
    const { changes } = allocate(8, 200, { minExecutors: 1 }, { seconds: 10 });
    const removed = changes.filter(({ change }) => change === -1).map(({ atSeconds }) => atSeconds);
    const added = changes.filter(({ change }) => change === 1).map(({ atSeconds }) => atSeconds);
    // The minimum is there at 0; the rest of the four that 8 tasks need came in 1 and 2, and none of them is left.
    expect(added.length - removed.length).toBe(1);
    const lastEnd = Math.max(
      ...allocate(8, 200, { minExecutors: 1 }, { seconds: 10 }).cluster.attempts.map((each) => each.endedSeconds),
    );
    expect(Math.max(...removed)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...removed)).toBeLessThanOrEqual(lastEnd + 60.2);
  });

  it('waits for the cluster manager: rounds, batches, start', () => {
    const { changes } = allocate(
      200,
      12,
      { initialExecutors: 12 },
      { manager: { executorStartSeconds: 3, requestSeconds: 1, requestBatch: 5 } },
    );
    // Twelve are asked for at 0, and taken up by fives at 1, 2 and 3 s.
    expect(arrivals(changes).slice(0, 3)).toEqual([
      [4, 5],
      [5, 5],
      [6, 5],
    ]);
  });
});
