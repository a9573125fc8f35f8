/** Predictions for other cluster sizes against published runs, with numbers from the side that is not predicted. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings, type SchedulerParameters } from '../../src/models/spark/scheduler/index.ts';
import type { PlannedStage, ReplayPlan } from '../../src/replay/plan.ts';
import { betweenRuns, contentionFactor, secondsOf, type TaskClasses } from '../../src/replay/scale-out.ts';
import { simulate } from '../../src/replay/simulate.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'spark-events');
const there = existsSync(folder);
const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
};

describe.skipIf(!there)('Spark on EMR clusters of 2 to 12 machines (C3O, LAKESIM_REAL_DATA)', () => {
  /** Errors between two machines and twelve, of configurations that were run with both. */
  function errors(name: string, predict: (two: number, twelve: number, slots: number) => (machines: number) => number) {
    const [head = '', ...lines] = readFileSync(join(folder, `c3o-${name}.csv`), 'utf8')
      .trim()
      .split('\n');
    const columns = head.trim().split(',');
    const configurations = new Map<string, Map<number, { seconds: number; slots: number }>>();
    for (const line of lines) {
      const row = Object.fromEntries(
        line
          .trim()
          .split(',')
          .map((cell, i) => [columns[i]!, cell]),
      );
      const {
        instance_count,
        slots,
        memory: _,
        runs: _r,
        median_runtime_s,
        min_s: _a,
        max_s: _b,
        data_size_MB: _d,
        ...key
      } = row;
      const id = JSON.stringify(key);
      const runs = configurations.get(id) ?? new Map();
      runs.set(Number(instance_count), {
        seconds: Number(median_runtime_s),
        slots: Number(slots) / Number(instance_count),
      });
      configurations.set(id, runs);
    }
    return [...configurations.values()].flatMap((runs) => {
      const [two, twelve] = [runs.get(2), runs.get(12)];
      if (two === undefined || twelve === undefined) return [];
      const at = predict(two.seconds, twelve.seconds, two.slots);
      return [...runs].flatMap(([machines, { seconds }]) =>
        machines === 2 || machines === 12 ? [] : [Math.abs(at(machines) / seconds - 1)],
      );
    });
  }

  const ours = (two: number, twelve: number, slots: number) =>
    betweenRuns({ machines: 2, seconds: two }, { machines: 12, seconds: twelve }, slots);
  /** a + b / n through both ends. */
  const plain = (two: number, twelve: number) => {
    const b = (two - twelve) / (1 / 2 - 1 / 12);
    return (n: number) => twelve - b / 12 + b / n;
  };

  it.each([
    ['sort', 0.12],
    ['grep', 0.06],
    ['kmeans', 0.32],
  ])('%s: the sizes between are off by less than %d, in the median', (name, bar) => {
    const errorsOfOurs = errors(name, ours);
    expect(errorsOfOurs.length).toBeGreaterThan(50);
    expect(median(errorsOfOurs)).toBeLessThan(bar);
    expect(median(errorsOfOurs)).toBeLessThan(median(errors(name, plain)) / 2);
  });
});

type Counted = readonly [count: number, medianMs: number, maxMs: number];
interface Size {
  readonly fresh_durations?: Counted;
  readonly first_wave?: Counted;
  readonly rest_wave?: Counted;
}
interface TracedStage {
  readonly stage: number;
  readonly tasks: number;
  readonly by_executors: Readonly<Record<string, Size>>;
}
interface TracedJob {
  readonly query: number;
  readonly stages: readonly TracedStage[];
}

const none: Counted = [0, 0, 0];
const nothing: SchedulerParameters = {
  name: 'no overheads',
  dispatchSeconds: 0,
  launchSeconds: 0,
  reportSeconds: 0,
  stageSeconds: 0,
  coldStageSeconds: 0,
  stampSeconds: 0,
  coldLaunchSeconds: 0,
  interpretedSeconds: 0,
  executorReadySeconds: 0,
  pluginReadySeconds: 0,
  resultRoundTripSeconds: 0,
  resultBytesPerSecond: 1e9,
};

/** A query's stages one after the other on so many executors of one slot. */
function run(job: TracedJob, executors: number, classes: readonly TaskClasses[]): number {
  const bytes = { inputBytes: 0, shuffleReadBytes: 0, shuffleWriteBytes: 0 };
  const task = { seconds: [1], failed: [false], resultBytes: 0, ...bytes };
  const stages = job.stages.map(
    ({ tasks }, index): PlannedStage => ({
      id: index,
      attempt: 0,
      job: 0,
      parents: index === 0 ? [] : [index - 1],
      profile: 0,
      tasks: Array.from({ length: tasks }, () => task),
      medianSeconds: 1,
      outputBytes: 0,
      ...bytes,
    }),
  );
  const plan: ReplayPlan = {
    jobs: [
      {
        id: 0,
        pool: 'default',
        stages: stages.map((_, index) => index),
        after: null,
        endedBefore: 0,
        thinkSeconds: 0,
        cancelled: null,
      },
    ],
    ends: [0],
    stages,
    executors: Array.from({ length: executors }, (_, index) => ({
      slots: 1,
      host: index,
      profile: 0,
      addedSeconds: 0,
      removedSeconds: Number.POSITIVE_INFINITY,
      name: String(index),
    })),
    closingSeconds: 0,
  };
  return simulate(plan, {
    parameters: nothing,
    settings: defaultSettings,
    reduceLocality: false,
    gpuPlugin: false,
    seconds: (stage, _task, _attempt, place) => secondsOf(classes[stage]!, place),
  }).applicationSeconds;
}

/** What was measured at a size; where a class has no task, it is not asked for. */
const measured = ({
  fresh_durations: fresh = none,
  first_wave: first = none,
  rest_wave: rest = none,
}: Size): TaskClasses => ({
  freshSeconds: (fresh[0] > 0 ? fresh[1] : first[1]) / 1000,
  firstSeconds: first[1] / 1000,
  restSeconds: (rest[0] > 0 ? rest[1] : first[1]) / 1000,
});

interface Trained {
  /** Of a first task to one behind it, and what a fresh executor adds; both from runs with 20 executors. */
  readonly firstRatio: number;
  readonly freshExtraSeconds: number;
  readonly contention: number;
}

/** Classes at 20 executors, those that had no task there by the trained ratios. */
function at20(
  { fresh_durations: fresh = none, first_wave: first = none, rest_wave: rest = none }: Size,
  of: Trained,
): TaskClasses {
  const mostlyFresh = 2 * fresh[0] >= first[0];
  const known = rest[0] > 0 && rest[1] > 0 ? rest[1] / 1000 : null;
  const firstSeconds = !mostlyFresh
    ? first[1] / 1000
    : known !== null
      ? known * of.firstRatio
      : Math.max(fresh[1] / 1000 - of.freshExtraSeconds, fresh[1] / 1000 / of.firstRatio);
  return {
    firstSeconds,
    freshSeconds: fresh[0] > 0 ? fresh[1] / 1000 : firstSeconds + of.freshExtraSeconds,
    restSeconds: known ?? firstSeconds / of.firstRatio,
  };
}

describe.skipIf(!there)('TPC-H on 5 to 100 executors (Decima, LAKESIM_REAL_DATA)', () => {
  const all: TracedJob[] = there ? JSON.parse(readFileSync(join(folder, 'decima-tpch-summary.json'), 'utf8')).jobs : [];
  const sizes = [5, 40, 100];
  const usable = (job: TracedJob, size: number): boolean =>
    job.stages.every(({ by_executors: by }) => by['20'] !== undefined && by[String(size)] !== undefined);

  function errors(
    jobs: readonly TracedJob[],
    size: number,
    predict: (job: TracedJob) => readonly TaskClasses[],
  ): number[] {
    return jobs
      .filter((job) => usable(job, size))
      .map((job) => {
        const truth = run(
          job,
          size,
          job.stages.map(({ by_executors: by }) => measured(by[String(size)]!)),
        );
        return Math.abs(run(job, size, predict(job)) / truth - 1);
      });
  }

  /** Tasks that take what they took with 20 executors, wherever they run: the mean over all tasks of a stage. */
  const constant = (job: TracedJob): TaskClasses[] =>
    job.stages.map(({ by_executors: by }) => {
      const { first_wave: first = none, rest_wave: rest = none } = by['20']!;
      const seconds = (first[0] * first[1] + rest[0] * rest[1]) / (first[0] + rest[0]) / 1000;
      return { freshSeconds: seconds, firstSeconds: seconds, restSeconds: seconds };
    });

  const scaled = (size: number, of: Trained) => (job: TracedJob) =>
    job.stages.map(({ by_executors: by }): TaskClasses => {
      const factor = contentionFactor(of.contention, 20, size);
      const classes = at20(by['20']!, of);
      return {
        freshSeconds: classes.freshSeconds * factor,
        firstSeconds: classes.firstSeconds * factor,
        restSeconds: classes.restSeconds * factor,
      };
    });

  function train(jobs: readonly TracedJob[]): Trained {
    const ratios: number[] = [];
    const extras: number[] = [];
    for (const { stages } of jobs) {
      for (const { by_executors: by } of stages) {
        const { fresh_durations: fresh = none, first_wave: first = none, rest_wave: rest = none } = by['20'] ?? {};
        if (fresh[0] === 0 && rest[0] > 0 && rest[1] > 0) ratios.push(first[1] / rest[1]);
        if (fresh[0] > 0 && 2 * fresh[0] < first[0]) extras.push((fresh[1] - first[1]) / 1000);
      }
    }
    const known = { firstRatio: median(ratios), freshExtraSeconds: Math.max(0, median(extras)) };
    const choices = [0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01].map((contention) => {
      const of = { ...known, contention };
      return { of, error: mean(sizes.flatMap((size) => errors(jobs, size, scaled(size, of)))) };
    });
    return choices.reduce((a, b) => (b.error < a.error ? b : a)).of;
  }

  it.each([
    ['even', 0],
    ['odd', 1],
  ])(
    'from 20 executors to 5, 40 and 100: half the error of constant task times, trained on the %s queries',
    (_, half) => {
      const of = train(all.filter(({ query }) => query % 2 === half));
      const others = all.filter(({ query }) => query % 2 !== half);
      const ours = sizes.map((size) => mean(errors(others, size, scaled(size, of))));
      const theirs = sizes.map((size) => mean(errors(others, size, constant)));
      expect(of.contention).toBeGreaterThan(0.002);
      expect(mean(ours)).toBeLessThan(mean(theirs) / 2);
      ours.forEach((error, i) => {
        expect(error).toBeLessThan(theirs[i]!);
      });
    },
  );
});
