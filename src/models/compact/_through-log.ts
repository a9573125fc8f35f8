/**
 * Compaction of a table whose changes are committed step by step: the parts are taken as they are when it begins, their jobs
 * run, so many at once, and when all are through each part is committed, one after another. If a job fails nothing is
 * committed. A part that somebody else has changed meanwhile has been worked on for nothing.
 *
 * Source: delta-io/delta, OptimizeTableCommand.scala (bins in parallel, then the commit); apache/iceberg, RewriteDataFiles
 * (groups at once; partial progress is a commit for each group). Both put all parts into one commit by default: here a conflict
 * loses its own part only.
 */
import { type Kernel, type Process, Signal } from '../../kernel/index.ts';
import type { Commit, QueryEngine, Rewrite, Table, TableFiles } from '../capabilities.ts';
import { JobPort } from '../job-port.ts';
import type { Occurrence } from '../model.ts';
import { countOf } from './_picked.ts';
import { conflict } from './_replacement.ts';

export interface PartJob {
  readonly rewrite: Rewrite;
  readonly oldFiles: number;
  run(port: JobPort): Process<JobOutcome>;
}

export interface JobOutcome {
  readonly files: readonly TableFiles[];
  readonly failure: string | null;
  readonly slotSeconds: number;
}

export interface ThroughLog {
  readonly engine: QueryEngine;
  readonly table: Table;
  readonly kernel: Kernel;
  readonly occurrence: Occurrence;
  /** Jobs at once. */
  readonly parallel: number;
  readonly isOrdered: boolean;
}

/** The parts can be committed step by step, by this engine. */
export const canCommit = (engine: QueryEngine, jobs: readonly PartJob[]): boolean =>
  engine.commit !== undefined && jobs.every(({ rewrite }) => rewrite.commit !== undefined);

export function* compactThroughLog(jobs: readonly PartJob[], of: ThroughLog): Process<void> {
  const { engine, table, occurrence, isOrdered } = of;
  const outcomes = yield* runJobs(jobs, of);
  const failure = outcomes.find((outcome) => outcome.failure !== null)?.failure ?? null;
  if (failure !== null) {
    for (const { rewrite } of jobs) rewrite.abandon();
    for (const outcome of outcomes) if (outcome.failure === null) occurrence.sample('wasted')(outcome.slotSeconds);
    occurrence.fail(failure);
    return;
  }
  const by = { activity: occurrence.activity, writer: occurrence.activity };
  for (const [nth, { rewrite, oldFiles }] of jobs.entries()) {
    const { files, slotSeconds } = outcomes[nth]!;
    const commit: Commit | null = rewrite.commit!(files, { isOrdered, by });
    const end =
      commit === null
        ? rewrite.swap(files)
          ? 'committed'
          : 'conflict'
        : yield* engine.commit!(commit, table, new JobPort(occurrence));
    if (end === 'committed') {
      occurrence.sample('filesIn')(oldFiles);
      occurrence.sample('filesOut')(countOf(files));
      continue;
    }
    if (end !== 'failed') occurrence.sample('conflicts')(1);
    occurrence.sample('wasted')(slotSeconds);
    occurrence.fail(end === 'failed' ? 'the commit failed' : conflict);
  }
}

/** Jobs side by side have more seconds than have passed: each phase has its share of those. */
function* runJobs(jobs: readonly PartJob[], of: ThroughLog): Process<readonly JobOutcome[]> {
  const { kernel, occurrence, parallel } = of;
  const outcomes: JobOutcome[] = [];
  const spent = new Map<string, number>();
  const from = kernel.now;
  const done = new Signal(kernel);
  let next = 0;
  let working = Math.min(parallel, jobs.length);
  if (working === 0) return outcomes;
  const work = function* (): Process<void> {
    while (next < jobs.length && !outcomes.some((outcome) => outcome?.failure)) {
      const nth = next++;
      outcomes[nth] = yield* jobs[nth]!.run(new JobPort(occurrence, spent));
    }
    if (--working === 0) done.fire();
  };
  for (let worker = working; worker > 0; worker--) kernel.spawn(work(), 'compact: jobs');
  if (working > 0) yield done.wait();
  let sum = 0;
  for (const seconds of spent.values()) sum += seconds;
  for (const [name, seconds] of spent) occurrence.phase(name, sum === 0 ? 0 : (seconds * (kernel.now - from)) / sum);
  return outcomes.filter((outcome) => outcome !== undefined);
}
