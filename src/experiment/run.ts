/**
 * A checked scenario to results: one replication of every design first, the rest where anything turned out to be random,
 * then assumptions and sweep points. On threads only where there is enough to do; the outcome is the same to the byte.
 */
import type { Model } from '../models/model.ts';
import { models as registry } from '../models/registry.ts';
import type { AssumptionResult, Results } from '../results/index.ts';
import type { Scenario } from '../scenario/core/index.ts';
import {
  assembleResults,
  BudgetError,
  budgets,
  furtherJobs,
  type Job,
  type JobOptions,
  type JobResult,
  JobRunner,
  type Prediction,
  type ReplicationResult,
  type SweepPoint,
} from './core/index.ts';
import { createWorkerPool } from './workers.ts';

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

  const designs = runner.resolved.designs.map((design) => design.name);
  const further = furtherJobs(runner);
  const asked = runner.resolved.run.replications;
  progress.expect(designs.length * asked + further.length);

  const firsts = new Map(designs.map((design) => [design, inThread(runner, design, progress.done)]));
  const rest: Job[] = [];
  for (const [design, { random }] of firsts) {
    if (!random) continue;
    for (let replication = 1; replication < asked; replication++)
      rest.push({ kind: 'replication', design, replication });
  }
  progress.expect(designs.length + rest.length + further.length);

  const jobs = [...rest, ...further];
  const size = workersFor(options, firsts, rest, further);
  // What looked small may be long (a sweep of far smaller objects): after a while the rest goes to threads all the same.
  // Who does a job never changes what comes out of it.
  const most = mostWorkers(options);
  const patience = size > 1 ? 0 : most > 1 ? Date.now() + patienceMilliseconds : Number.POSITIVE_INFINITY;
  const outcomes = await inTurn(runner, jobs, firsts, progress.done, patience);
  const left = jobs.slice(outcomes.length);
  if (left.length > 0) {
    const pool = createWorkerPool(scenario, Math.min(most, left.length), options.workerEntry);
    try {
      outcomes.push(...(await withinWallTime(pool.run(left, progress.done), limitSeconds, started)));
    } finally {
      await pool.close();
    }
  }
  return assembleResults({ runner, scenario, models, version: options.version, ...sortOut(firsts, jobs, outcomes) });
}

function inThread(runner: JobRunner, design: string, onDone: () => void): ReplicationResult {
  const outcome = runner.run({ kind: 'replication', design, replication: 0 });
  onDone();
  if (outcome.kind !== 'replication') throw new Error('a replication gave something else');
  return outcome.result;
}

/** One after the other until a time; the event loop gets its turn between jobs, for progress and Ctrl-C. */
async function inTurn(
  runner: JobRunner,
  jobs: readonly Job[],
  firsts: ReadonlyMap<string, ReplicationResult>,
  onDone: () => void,
  untilMilliseconds: number,
): Promise<JobResult[]> {
  const outcomes: JobResult[] = [];
  let hasAdopted = false;
  for (const job of jobs) {
    if (Date.now() > untilMilliseconds) break;
    // The base case is known by now: assumptions and the sweep need not simulate it again.
    if (job.kind !== 'replication' && !hasAdopted) {
      hasAdopted = true;
      adoptBase(runner, sortOut(firsts, jobs.slice(0, outcomes.length), outcomes).replications);
    }
    outcomes.push(runner.run(job));
    onDone();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return outcomes;
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

/** Outcomes by what they are of. Designs without chance have their first replication in all places. */
function sortOut(firsts: ReadonlyMap<string, ReplicationResult>, jobs: readonly Job[], outcomes: readonly JobResult[]) {
  const found = new Map([...firsts].map(([design, first]) => [design, [first]]));
  const assumptions = new Map<string, AssumptionResult[]>();
  const points: SweepPoint[] = [];
  let predictions: Readonly<Record<string, Prediction>> = {};
  jobs.forEach((job, i) => {
    const outcome = outcomes[i]!;
    if (job.kind === 'replication' && outcome.kind === 'replication') found.get(job.design)!.push(outcome.result);
    if (job.kind === 'assumption' && outcome.kind === 'assumption') {
      assumptions.set(job.claim, [...(assumptions.get(job.claim) ?? []), outcome.result]);
    }
    if (outcome.kind === 'prediction') predictions = outcome.result;
    if (outcome.kind === 'sweep-point') points.push(outcome.result);
  });
  const n = Math.max(...[...found.values()].map((results) => results.length));
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
