/** The scheduler against list scheduling, closed forms and cases worked by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/random/index.ts';
import { Cluster, chain } from './_cluster.ts';

/** The slow twin: the next task in order goes to the slot that is free first. */
function listSchedule(seconds: readonly number[], slots: number): number {
  const freeAt = Array.from({ length: slots }, () => 0);
  for (const each of seconds) {
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = freeAt[first]! + each;
  }
  return Math.max(...freeAt);
}

describe('a stage without overheads', () => {
  it('is list scheduling in index order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        (seconds, executors) => {
          const cluster = new Cluster({ executors, seconds: ({ task }) => seconds[task]! }).run(
            chain(0, seconds.length),
          );
          const slots = executors.reduce((sum, each) => sum + each, 0);
          expect(cluster.makespan).toBe(listSchedule(seconds, slots));
        },
      ),
    );
  });

  it('takes (n - c) / c + H(c) means, n exponential tasks on c slots', () => {
    // While more than c are left the gaps between finishes are exponential with rate c; then with c, c - 1, ... 1.
    const n = 200;
    const c = 16;
    let theory = (n - c) / c;
    let variance = (n - c) / c ** 2;
    for (let k = 1; k <= c; k++) {
      theory += 1 / k;
      variance += 1 / k ** 2;
    }
    expect(theory).toBeCloseTo(14.88073, 5);
    const replications = 2000;
    const stream = createStream(1, 0, 'task seconds');
    let sum = 0;
    for (let i = 0; i < replications; i++) {
      sum += new Cluster({ executors: [4, 4, 4, 4], seconds: () => stream.exponential(1) }).run(chain(0, n)).makespan;
    }
    const standardError = Math.sqrt(variance / replications);
    expect(standardError / theory).toBeLessThan(0.005);
    expect(Math.abs(sum / replications - theory)).toBeLessThan(4 * standardError);
  });

  it('leaves no slot idle while a task waits', () => {
    const stream = createStream(2, 0, 'task seconds');
    const seconds = Array.from({ length: 300 }, () => stream.exponential(1));
    const cluster = new Cluster({ executors: [3, 5], seconds: ({ task }) => seconds[task]! }).run(chain(0, 300));
    const lastStart = Math.max(...cluster.attempts.map((each) => each.startedSeconds));
    const busy = cluster.attempts.reduce(
      (sum, each) => sum + Math.min(each.endedSeconds, lastStart) - each.startedSeconds,
      0,
    );
    expect(busy).toBeCloseTo(8 * lastStart, 9);
  });
});

describe('overheads', () => {
  it('launches one task after the other', () => {
    // 100 tasks of no length on 100 slots: the last leaves the driver after 100 x 1 ms.
    const cluster = new Cluster({ executors: [100], parameters: { dispatchSeconds: 0.001 }, seconds: () => 0 });
    cluster.run(chain(0, 100));
    expect(cluster.attempts.map((each) => each.startedSeconds).at(-1)).toBeCloseTo(0.1, 12);
    expect(cluster.makespan).toBeCloseTo(0.1, 12);
  });

  it('cannot go beyond one over the dispatch time, however many slots there are', () => {
    const run = (slots: number) =>
      new Cluster({ executors: [slots], parameters: { dispatchSeconds: 0.001 }, seconds: () => 0.01 }).run(
        chain(0, 5000),
      ).makespan;
    // 5 slots are the limit themselves; 100 and 1000 wait for the thread.
    expect(run(5)).toBeGreaterThan(1.5 * run(100));
    expect(run(100)).toBeCloseTo(5, 1);
    expect(run(1000)).toBeCloseTo(5, 1);
  });

  it('adds each of its parts to a stage of one task', () => {
    const cluster = new Cluster({
      executors: [1],
      parameters: {
        stageSeconds: 0.01,
        dispatchSeconds: 0.001,
        launchSeconds: 0.002,
        coldLaunchSeconds: 0.05,
        reportSeconds: 0.003,
        stampSeconds: 0.0005,
      },
      seconds: () => 1,
    }).run(chain(0, 1, 1));
    // First stage 1.0665 s, cold; those behind it without the 50 ms.
    expect(cluster.stageEnds[0]!.atSeconds).toBeCloseTo(1.0665, 9);
    expect(cluster.stageEnds[1]!.atSeconds - cluster.stageEnds[0]!.atSeconds).toBeCloseTo(1.0165, 9);
  });

  it('falls as the executor and the driver warm up', () => {
    const warmUp = new Cluster({
      executors: [4],
      parameters: { interpretedSeconds: 0.02, coldStageSeconds: 0.1 },
      seconds: () => 1,
    }).run(chain(0, 4, 4, 4));
    // Stages: 100, 100 / 4 and 100 / 9 ms; tasks: 20 ms, 20 / sqrt(2) when each core has run one, 20 / sqrt(3) then.
    const ends = warmUp.stageEnds.map(({ atSeconds }) => atSeconds);
    expect(ends[0]).toBeCloseTo(1.12, 9);
    expect(ends[1]! - ends[0]!).toBeCloseTo(1.025 + 0.02 / Math.SQRT2, 9);
    expect(ends[2]! - ends[1]!).toBeCloseTo(1 + 0.1 / 9 + 0.02 / Math.sqrt(3), 9);
  });

  it('offers an executor when it is ready, and not before', () => {
    const cluster = new Cluster({ executors: [1], parameters: { executorReadySeconds: 0.5 }, seconds: () => 1 });
    expect(cluster.run(chain(0, 1)).makespan).toBe(1.5);
  });

  it('frees the slot before the finish is stamped', () => {
    const cluster = new Cluster({
      executors: [1],
      parameters: { resultRoundTripSeconds: 5, resultBytesPerSecond: 1e6 },
      resultBytes: 2_000_000,
      seconds: () => 1,
    }).run(chain(0, 2));
    // The second task starts at 1 s, though the first result is not fetched until 1 + 5 + 2 s.
    expect(cluster.attempts.map((each) => each.startedSeconds)).toEqual([0, 1]);
    expect(cluster.makespan).toBe(9);
  });

  it('fetches large results by four threads, and small ones at once', () => {
    const run = (resultBytes: number) =>
      new Cluster({
        executors: [8],
        parameters: { resultRoundTripSeconds: 1 },
        resultBytes,
        seconds: () => 1,
      }).run(chain(0, 8)).makespan;
    expect(run(2 ** 20)).toBe(1);
    expect(run(2 ** 20 + 1)).toBeCloseTo(3 + 2 * (2 ** 20 / 1e9), 6);
  });

  it('aborts a stage whose results pass maxResultSize', () => {
    const cluster = new Cluster({ executors: [4], resultBytes: 2 ** 28, seconds: () => 1 }).run(chain(0, 8, 2));
    expect(cluster.jobEnds).toEqual([{ job: 0, atSeconds: expect.any(Number), reason: 'results too large' }]);
    expect(cluster.attempts.every((each) => each.stage === 0)).toBe(true);
  });

  it('warms each core of an executor once', () => {
    const cluster = new Cluster({ executors: [2, 2], seconds: () => 1 }).run(chain(0, 12));
    expect(cluster.attempts.filter((each) => each.cold)).toHaveLength(4);
    expect(cluster.attempts.slice(0, 4).every((each) => each.cold)).toBe(true);
  });
});

describe('jobs and stages', () => {
  it('runs a DAG as its arrows say', () => {
    // 0 and 1 side by side (3 s and 5 s), 2 after both, 3 after 0 alone.
    const seconds = [3, 5, 1, 10];
    const cluster = new Cluster({ executors: [8], seconds: ({ stage }) => seconds[stage]! }).run({
      job: 0,
      stages: [
        { stage: 0, taskCount: 2, parents: [] },
        { stage: 1, taskCount: 2, parents: [] },
        { stage: 2, taskCount: 2, parents: [0, 1] },
        { stage: 3, taskCount: 2, parents: [0] },
      ],
    });
    expect(cluster.stageEnds.map(({ stage, atSeconds }) => [stage, atSeconds])).toEqual([
      [0, 3],
      [1, 5],
      [2, 6],
      [3, 13],
    ]);
  });

  it('FIFO: the first job takes what it can, the next one the rest', () => {
    const cluster = new Cluster({ executors: [4], seconds: () => 1 }).run(chain(0, 6), chain(1, 6));
    expect(cluster.jobEnds.map(({ job, atSeconds }) => [job, atSeconds])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('FAIR: two pools with work share the slots by weight', () => {
    const cluster = new Cluster({
      executors: [12],
      settings: {
        mode: 'FAIR',
        pools: [
          { name: 'a', minShare: 0, weight: 1 },
          { name: 'b', minShare: 0, weight: 2 },
        ],
      },
      // Staggered ends, so that slots come free one by one.
      seconds: ({ task }) => 1 + (task % 7) / 100,
    });
    const job = (id: number, pool: string) => ({ job: id, stages: [{ stage: 0, taskCount: 600, parents: [], pool }] });
    cluster.jobs.submit(job(0, 'a'));
    cluster.jobs.submit(job(1, 'b'));
    cluster.kernel.run(30);
    const running = (id: number) => cluster.attempts.filter((each) => each.job === id && each.outcome === 'running');
    expect(running(0)).toHaveLength(4);
    expect(running(1)).toHaveLength(8);
  });

  it('FAIR: a pool below its min share goes first', () => {
    const cluster = new Cluster({
      executors: [12],
      settings: { mode: 'FAIR', pools: [{ name: 'b', minShare: 9, weight: 1 }] },
      seconds: ({ task }) => 1 + (task % 7) / 100,
    });
    for (const [id, pool] of ['a', 'b'].entries()) {
      cluster.jobs.submit({ job: id, stages: [{ stage: 0, taskCount: 600, parents: [], pool }] });
    }
    cluster.kernel.run(30);
    const running = (id: number) => cluster.attempts.filter((each) => each.job === id && each.outcome === 'running');
    expect(running(1)).toHaveLength(9);
    expect(running(0)).toHaveLength(3);
  });

  it('keeps to executors of the resource profile', () => {
    const cluster = new Cluster({ seconds: () => 1 });
    cluster.scheduler.addExecutor(4, 0, 0);
    cluster.scheduler.addExecutor(1, 1, 7);
    cluster.run({ job: 0, stages: [{ stage: 0, taskCount: 3, parents: [], profile: 7 }] });
    expect(cluster.makespan).toBe(3);
    expect(new Set(cluster.attempts.map((each) => each.executor))).toEqual(new Set([1]));
  });

  it('a stage without tasks is through at once', () => {
    const cluster = new Cluster({ executors: [1], seconds: () => 1 }).run(chain(0, 0, 1));
    expect(cluster.makespan).toBe(1);
  });
});

describe('failures', () => {
  it('a task may fail three times, and its stage is aborted at the fourth', () => {
    const failing = (times: number) =>
      new Cluster({
        executors: [2],
        seconds: () => 1,
        fails: ({ task, attempt }) => task === 0 && attempt < times,
      }).run(chain(0, 4));
    expect(failing(3).jobEnds[0]).toEqual({ job: 0, atSeconds: 4, reason: null });
    const aborted = failing(4);
    expect(aborted.jobEnds[0]!.reason).toBe('task failed too often');
    expect(aborted.attempts.filter((each) => each.task === 0)).toHaveLength(4);
  });

  it('an aborted job stops its other stages and leaves the slots to others', () => {
    const cluster = new Cluster({
      executors: [4],
      settings: { maxFailures: 1 },
      seconds: ({ job, stage }) => (job === 0 && stage === 1 ? 100 : 1),
      fails: ({ job, stage }) => job === 0 && stage === 0,
    });
    const two = { taskCount: 2, parents: [] };
    cluster.run(
      {
        job: 0,
        stages: [
          { stage: 0, ...two },
          { stage: 1, ...two },
        ],
      },
      chain(1, 4),
    );
    expect(cluster.jobEnds.map(({ job, atSeconds }) => [job, atSeconds])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(cluster.attempts.filter((each) => each.outcome === 'stopped')).toHaveLength(2);
  });

  it('runs again what ran on a lost executor', () => {
    const cluster = new Cluster({ executors: [2, 2], seconds: () => 10 });
    cluster.at(5, () => cluster.scheduler.removeExecutor(1));
    cluster.run(chain(0, 4));
    // Two are stopped at 5 s and wait until 10 s for the slots that are left.
    expect(cluster.makespan).toBe(20);
    expect(cluster.attempts.filter((each) => each.outcome === 'stopped')).toHaveLength(2);
  });

  it('loses map outputs with their executor, unless a shuffle service keeps them', () => {
    const run = (shuffleService: boolean) => {
      const cluster = new Cluster({
        executors: [1, 1],
        settings: { shuffleService },
        seconds: ({ task }) => (task === 1 ? 10 : 1),
      });
      cluster.at(5, () => cluster.scheduler.removeExecutor(0));
      cluster.run({ job: 0, stages: [{ stage: 0, taskCount: 3, parents: [], shuffleMap: true }] });
      return cluster;
    };
    expect(run(true).makespan).toBe(10);
    expect(run(false).makespan).toBe(12);
    expect(run(false).attempts).toHaveLength(5);
  });
});

describe('locality', () => {
  const near = (tasks: number, hosts: readonly number[] = [0]) => ({
    hostGroups: [hosts],
    groupOfTask: new Int32Array(tasks),
  });

  const cluster = (waitSeconds: number, localityWaitAnew = true) =>
    new Cluster({
      executors: [1, 1],
      settings: { localityWaitSeconds: waitSeconds, localityWaitAnew },
      // 2 s where the data is, 3 s elsewhere.
      seconds: ({ executor }) => (executor === 0 ? 2 : 3),
    }).run({ job: 0, stages: [{ stage: 0, taskCount: 4, parents: [], preferences: near(4) }] });

  it('waits for the host with the data as long as something goes out there', () => {
    const waiting = cluster(3);
    expect(waiting.attempts.every((each) => each.executor === 0)).toBe(true);
    expect(waiting.makespan).toBe(8);
  });

  it('since Spark 3.1 does not wait longer for that', () => {
    const waiting = cluster(3, false);
    // Task 0 and 1 on the host, from 0 to 4 s; at 3 s the other host takes task 2.
    expect(waiting.attempts.map((each) => [each.task, each.executor, each.startedSeconds])).toEqual([
      [0, 0, 0],
      [1, 0, 2],
      [2, 1, 3],
      [3, 0, 4],
    ]);
  });

  it('waits for the hosts that hold most of a shuffle', () => {
    const home = new Cluster({ executors: [1, 1, 1], seconds: () => 1 }).run({
      job: 0,
      stages: [{ stage: 0, taskCount: 6, parents: [], preferences: near(6, [0, 2]) }],
    });
    expect(home.makespan).toBe(3);
    expect(home.attempts.every((each) => each.executor !== 1)).toBe(true);
  });

  it('does not wait when the wait is zero', () => {
    expect(cluster(0).makespan).toBe(6);
  });

  it('gives up on the host after the wait, at the next revive', () => {
    const long = new Cluster({
      executors: [1, 1],
      seconds: () => 60,
    }).run({ job: 0, stages: [{ stage: 0, taskCount: 2, parents: [], preferences: near(2) }] });
    expect(long.attempts[1]!.startedSeconds).toBe(3);
  });
});
