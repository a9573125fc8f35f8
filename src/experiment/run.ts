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
  const pool = size > 1 ? createWorkerPool(scenario, Math.min(size, jobs.length), options.workerEntry) : null;
  let outcomes: JobResult[];
  try {
    outcomes = pool
      ? await withinWallTime(pool.run(jobs, progress.done), limitSeconds, started)
      : await inTurn(runner, jobs, firsts, progress.done);
  } finally {
    await pool?.close();
  }
  return assembleResults({ runner, scenario, models, version: options.version, ...sortOut(firsts, jobs, outcomes) });
}

function inThread(runner: JobRunner, design: string, onDone: () => void): ReplicationResult {
  const outcome = runner.run({ kind: 'replication', design, replication: 0 });
  onDone();
  if (outcome.kind !== 'replication') throw new Error('a replication gave something else');
  return outcome.result;
}

/** One after the other; the event loop gets its turn between jobs, for progress and Ctrl-C. */
async function inTurn(
  runner: JobRunner,
  jobs: readonly Job[],
  firsts: ReadonlyMap<string, ReplicationResult>,
  onDone: () => void,
): Promise<JobResult[]> {
  const outcomes: JobResult[] = [];
  let hasAdopted = false;
  for (const job of jobs) {
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

/** By what the first replications took, so the choice does not depend on the machine. */
function workersFor(
  { workers = 1, models, resolve, alwaysThreads }: RunOptions,
  firsts: ReadonlyMap<string, ReplicationResult>,
  rest: readonly Job[],
  further: readonly Job[],
): number {
  // Functions do not cross threads.
  if (models || resolve || workers < 2) return 1;
  if (alwaysThreads) return workers;
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
