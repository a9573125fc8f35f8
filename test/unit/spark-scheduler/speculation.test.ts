import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunningMedian } from '../../../src/models/spark/scheduler/_median.ts';
import { speculationDefaults } from '../../../src/models/spark/scheduler/index.ts';
import { Cluster, chain } from './_cluster.ts';

/** Ten tasks of 1 s, of which the last takes 100 s on executor 0 and 1 s elsewhere. */
const straggler = (settings: object, executors = [5, 6]) =>
  new Cluster({
    executors,
    settings,
    seconds: ({ task, attempt }) => (task === 9 && attempt === 0 ? 100 : 1),
  }).run(chain(0, 10));

describe('speculation', () => {
  it('is off by default', () => {
    expect(straggler({}).makespan).toBe(100);
  });

  it('before 4.0: a copy once 75% are through and a task ran 1.5 medians', () => {
    const cluster = straggler({ speculation: speculationDefaults(3) });
    // Median 1 s; looked at every 100 ms: the first look after 1.5 s is at 1.6 s, the copy takes 1 s.
    expect(cluster.makespan).toBeCloseTo(2.6, 9);
    const copies = cluster.attempts.filter((each) => each.task === 9);
    expect(copies.map((each) => each.outcome)).toEqual(['stopped', 'finished']);
    expect(copies[0]!.executor).not.toBe(copies[1]!.executor);
  });

  it('since 4.0: 90% and three medians', () => {
    expect(straggler({ speculation: speculationDefaults(4) }).makespan).toBeCloseTo(4.1, 9);
  });

  it('makes no copy on the host of the first attempt', () => {
    expect(straggler({ speculation: speculationDefaults(3) }, [11]).makespan).toBe(100);
  });

  it('makes no copy of a task below the least run time', () => {
    const cluster = new Cluster({
      executors: [5, 6],
      settings: { speculation: { ...speculationDefaults(3), minTaskRuntimeSeconds: 50 } },
      seconds: ({ task, attempt }) => (task === 9 && attempt === 0 ? 100 : 1),
    }).run(chain(0, 10));
    expect(cluster.makespan).toBeCloseTo(51.1, 9);
  });

  it('waits until the quantile is through', () => {
    const cluster = new Cluster({
      executors: [5, 6],
      settings: { speculation: speculationDefaults(3) },
      seconds: ({ task, attempt }) => (task >= 7 && attempt === 0 ? 100 : 1),
    }).run(chain(0, 10));
    // floor(0.75 x 10) = 7 are through: all three stragglers are copied.
    expect(cluster.makespan).toBeCloseTo(2.6, 9);
    const fewer = new Cluster({
      executors: [5, 6],
      settings: { speculation: speculationDefaults(3) },
      seconds: ({ task, attempt }) => (task >= 6 && attempt === 0 ? 100 : 1),
    }).run(chain(0, 10));
    expect(fewer.makespan).toBe(100);
  });

  it('a slow task that is through before its copy stops the copy', () => {
    const cluster = new Cluster({
      executors: [5, 6],
      settings: { speculation: speculationDefaults(3) },
      seconds: ({ task, attempt }) => (task === 9 ? (attempt === 0 ? 2 : 5) : 1),
    }).run(chain(0, 10));
    expect(cluster.makespan).toBe(2);
    expect(cluster.attempts.filter((each) => each.task === 9).map((each) => each.outcome)).toEqual([
      'finished',
      'stopped',
    ]);
  });
});

describe('the running median', () => {
  it('is that of the sorted numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 }), (values) => {
        const median = new RunningMedian();
        for (const value of values) median.add(value);
        const sorted = [...values].sort((a, b) => a - b);
        const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
        expect(median.median).toBe(middle);
      }),
    );
  });
});
