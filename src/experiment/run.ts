/**
 * A checked scenario to results: a pilot where the warm-up is to be found, one replication of every design, the rest where
 * anything turned out to be random (in stages where a precision is asked for, so that none is done that does not count),
 * then assumptions and sweep points. On threads only where there is enough to do; the outcome is the same to the byte.
 */
import type { Model } from '../models/model.ts';
import { models as registry } from '../models/registry.ts';
import type { AssumptionResult, Results } from '../results/index.ts';
import type { Scenario } from '../scenario/core/index.ts';
import { precisionLooks } from '../statistics/index.ts';
import {
  assembleResults,
  BudgetError,
  budgets,
  columnReader,
  furtherJobs,
  type Job,
  type JobOptions,
  type JobResult,
  JobRunner,
  judgePrecision,
  type Pilot,
  type PrecisionState,
  type Prediction,
  type ReplicationResult,
  type Settled,
  type SweepPoint,
} from './core/index.ts';
import { createWorkerPool, type WorkerPool } from './workers.ts';

export interface RunOptions {
  /** Worker threads; 1 runs everything in this one. Default: 1. */
  readonly workers?: number;
  /** Of lakesim, for the results. */
  readonly version: string;
  /** Jobs done, and jobs there are as far as is known. */
  onProgress?(done: number, total: number): void;
  /** The worker's program, where it does not lie beside this file (a bundle). */
  readonly workerEntry?: URL;
  /** Other models than the registry's; they run in this thread alone. */
  readonly models?: readonly Model[];
  /** How scenarios are resolved; for tests. Runs in this thread alone. */
  readonly resolve?: JobOptions['resolve'];
  /** Threads even where they do not pay. */
  readonly alwaysThreads?: boolean;
}

/** Below so many events in all, threads cost more than they bring (a quarter of a second to start from source). */
const eventsForThreads = 1_000_000;
/** So long the jobs are done in this thread before others are started. */
const patienceMilliseconds = 1000;
/** An assumption is looked at in about so many places: nine, and what halving adds. */
const looksAtAssumption = 20;

export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Results> {
  const models = options.models ?? registry;
  const started = Date.now();
  // Known once the scenario is resolved.
  let limitSeconds = Number.POSITIVE_INFINITY;
  const checkpoint = (): void => {
    if (Date.now() - started > 1000 * limitSeconds) throw new BudgetError('WALL_TIME', budgets.wallTime(limitSeconds));
  };
  const runner = new JobRunner(scenario, models, { checkpoint, resolve: options.resolve });
  limitSeconds = runner.resolved.run.limits.wallTimeSeconds;
  const progress = createCounter(options.onProgress);
  const crew = new Crew(runner, scenario, options, { limitSeconds, started, onDone: progress.done });
  try {
    const designs = runner.resolved.designs.map((design) => design.name);
    const further = furtherJobs(runner);
    const { precision, warmUpSeconds } = runner.resolved.run;
    const looks = looksOf(runner);
    const pilotCount = warmUpSeconds === 'auto' ? designs.length : 0;
    progress.expect(pilotCount + designs.length * looks[0]! + further.length);

    const pilots = warmUpSeconds === 'auto' ? await findWarmUp(designs, crew) : new Map<string, Pilot>();
    const firsts = new Map(designs.map((design) => [design, inThread(runner, design, progress.done)]));
    const random = [...firsts].flatMap(([design, first]) => (first.random ? [design] : []));
    const done: Job[] = [];
    const outcomes: JobResult[] = [];
    let state: PrecisionState | null = null;
    for (const [i, look] of looks.entries()) {
      const from = looks[i - 1] ?? 1;
      const jobs = random.flatMap((design) =>
        Array.from(
          { length: Math.max(0, look - from) },
          (_, k): Job => ({
            kind: 'replication',
            design,
            replication: from + k,
          }),
        ),
      );
      if (i === 0) crew.size(firsts, jobs, further);
      progress.expect(pilotCount + designs.length + done.length + jobs.length + further.length);
      outcomes.push(...(await crew.run(jobs, further.length)));
      done.push(...jobs);
      if (precision === null || random.length === 0) break;
      const { replications } = sortOut(firsts, done, outcomes);
      state = judgePrecision(runner.plan, replications, columnReader(replications).of, precision);
      if (state.isReached) break;
    }
    // The base case is known by now: assumptions and the sweep need not simulate it again, and take as many.
    const { replications } = sortOut(firsts, done, outcomes);
    if (precision !== null) crew.settle({ replications: mostOf(replications) });
    adoptBase(runner, replications);
    outcomes.push(...(await crew.run(further, 0)));
    const found = sortOut(firsts, [...done, ...further], outcomes);
    const asked = looks.at(-1)!;
    return assembleResults({
      runner,
      scenario,
      models,
      version: options.version,
      asked,
      precision: state,
      pilots,
      ...found,
    });
  } finally {
    await crew.close();
  }
}

/** The numbers of replications at which to stop and look; the last is the most there may be. */
function looksOf({ resolved }: JobRunner): number[] {
  const { precision, replications } = resolved.run;
  return precision === null ? [replications] : precisionLooks(replications);
}

/** One cut for all designs, the largest. */
async function findWarmUp(designs: readonly string[], crew: Crew): Promise<Map<string, Pilot>> {
  const outcomes = await crew.run(
    designs.map((design): Job => ({ kind: 'pilot', design })),
    0,
  );
  const pilots = new Map<string, Pilot>();
  for (const [i, design] of designs.entries()) {
    const outcome = outcomes[i]!;
    if (outcome.kind === 'pilot') pilots.set(design, outcome.result);
  }
  crew.settle({ warmUpSeconds: Math.max(...[...pilots.values()].map(({ seconds }) => seconds)) });
  return pilots;
}

function inThread(runner: JobRunner, design: string, onDone: () => void): ReplicationResult {
  const outcome = runner.run({ kind: 'replication', design, replication: 0 });
  onDone();
  if (outcome.kind !== 'replication') throw new Error('a replication gave something else');
  return outcome.result;
}

/**
 * Who does the jobs: this thread, and others once that pays. What looked small may be long (a sweep of far smaller
 * objects): after a while jobs go to threads all the same. Who does a job never changes what comes out of it.
 */
class Crew {
  private readonly runner: JobRunner;
  private readonly scenario: Scenario;
  private readonly options: RunOptions;
  private readonly watch: { limitSeconds: number; started: number; onDone: () => void };
  private pool: WorkerPool | null = null;
  private settled: Settled = {};
  /** From when on jobs go to threads. */
  private threadsFrom: number;

  constructor(runner: JobRunner, scenario: Scenario, options: RunOptions, watch: Crew['watch']) {
    this.runner = runner;
    this.scenario = scenario;
    this.options = options;
    this.watch = watch;
    this.threadsFrom = this.later();
  }

  /** Everybody knows it from here on. */
  settle(settled: Settled): void {
    this.settled = { ...this.settled, ...settled };
    this.runner.settle(this.settled);
  }

  /** Decides by what the first replications took whether threads pay from the start. */
  size(firsts: ReadonlyMap<string, ReplicationResult>, rest: readonly Job[], further: readonly Job[]): void {
    this.threadsFrom = workersFor(this.options, firsts, rest, further) > 1 ? 0 : this.later();
  }

  /** Outcomes in the order of the jobs; the event loop gets its turn between them, for progress and Ctrl-C. */
  async run(jobs: readonly Job[], moreToCome: number): Promise<JobResult[]> {
    const { limitSeconds, started, onDone } = this.watch;
    const outcomes: JobResult[] = [];
    for (const job of jobs) {
      if (Date.now() > this.threadsFrom) break;
      outcomes.push(this.runner.run(job));
      onDone();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const left = jobs.slice(outcomes.length);
    if (left.length === 0) return outcomes;
    const size = Math.min(mostWorkers(this.options), left.length + moreToCome);
    this.pool ??= createWorkerPool(this.scenario, size, this.options.workerEntry);
    const work = this.pool.run(left, this.settled, onDone);
    return [...outcomes, ...(await withinWallTime(work, limitSeconds, started))];
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }

  private later(): number {
    return mostWorkers(this.options) > 1 ? Date.now() + patienceMilliseconds : Number.POSITIVE_INFINITY;
  }
}

function adoptBase(runner: JobRunner, replications: ReadonlyMap<string, readonly ReplicationResult[]>): void {
  const { designs, run } = runner.resolved;
  for (const design of designs) {
    const results = replications.get(design.name)!;
    runner.evaluator.adopt(design, run, results[0]!.random ? results : results.slice(0, 1));
  }
}

/** Functions do not cross threads. */
const mostWorkers = ({ workers = 1, models, resolve }: RunOptions): number => (models || resolve ? 1 : workers);

/** By what the first replications took: how many threads pay from the start. */
function workersFor(
  options: RunOptions,
  firsts: ReadonlyMap<string, ReplicationResult>,
  rest: readonly Job[],
  further: readonly Job[],
): number {
  const workers = mostWorkers(options);
  if (workers < 2 || options.alwaysThreads) return workers;
  let events = 0;
  let ofAll = 0;
  for (const { events: each, random } of firsts.values()) ofAll += each * (random ? 1 + rest.length / firsts.size : 1);
  for (const job of rest) if (job.kind === 'replication') events += firsts.get(job.design)!.events;
  for (const job of further) events += job.kind === 'assumption' ? looksAtAssumption * ofAll : ofAll;
  return events < eventsForThreads ? 1 : workers;
}

async function withinWallTime<T>(work: Promise<T>, limitSeconds: number, started: number): Promise<T> {
  if (!Number.isFinite(limitSeconds)) return work;
  let timer: NodeJS.Timeout | undefined;
  const left = Math.max(0, 1000 * limitSeconds - (Date.now() - started));
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new BudgetError('WALL_TIME', budgets.wallTime(limitSeconds))),
      Math.min(left, 2 ** 31 - 1),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const mostOf = (replications: ReadonlyMap<string, readonly ReplicationResult[]>): number =>
  Math.max(...[...replications.values()].map((results) => results.length));

/** Outcomes by what they are of. Designs without chance have their first replication in all places. */
function sortOut(firsts: ReadonlyMap<string, ReplicationResult>, jobs: readonly Job[], outcomes: readonly JobResult[]) {
  const found = new Map([...firsts].map(([design, first]) => [design, [first]]));
  const assumptions = new Map<string, AssumptionResult[]>();
  const points: SweepPoint[] = [];
  let predictions: Readonly<Record<string, Prediction>> = {};
  outcomes.forEach((outcome, i) => {
    const job = jobs[i]!;
    if (job.kind === 'replication' && outcome.kind === 'replication') found.get(job.design)!.push(outcome.result);
    if (job.kind === 'assumption' && outcome.kind === 'assumption') {
      assumptions.set(job.claim, [...(assumptions.get(job.claim) ?? []), outcome.result]);
    }
    if (outcome.kind === 'prediction') predictions = outcome.result;
    if (outcome.kind === 'sweep-point') points.push(outcome.result);
  });
  const n = mostOf(found);
  const replications = new Map(
    [...found].map(([design, results]) => [
      design,
      results.length < n ? Array.from({ length: n }, () => results[0]!) : results,
    ]),
  );
  return { replications, assumptions, predictions, points };
}

function createCounter(onProgress: RunOptions['onProgress']) {
  let done = 0;
  let total = 0;
  return {
    expect: (jobs: number): void => {
      total = jobs;
      onProgress?.(done, total);
    },
    done: (): void => {
      done++;
      onProgress?.(done, total);
    },
  };
}
