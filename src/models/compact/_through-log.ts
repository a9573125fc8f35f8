/**
 * Compaction of a table whose changes are committed step by step: the parts are taken as they are when it begins, their jobs
 * run, so many at once, and when all are through they are one commit. If a job fails nothing is committed; if somebody else
 * has changed files of one part meanwhile, all have been worked on for nothing. With more `commits` each has its share of the
 * parts, one after another, and a conflict loses that share.
 *
 * Source: delta-io/delta, OptimizeTableCommand.scala (bins in parallel, then the commit); apache/iceberg, RewriteDataFiles
 * (groups at once; partial-progress.enabled, max-commits 10). Left out: that partial progress commits while other groups are
 * still written, and keeps what was done when one fails.
 */
import type { Kernel, Process } from '../../kernel/index.ts';
import type { CommitEnd, QueryEngine, Rewrite, Table, TableWrites } from '../capabilities.ts';
import { JobPort } from '../job-port.ts';
import type { Occurrence } from '../model.ts';
import { type Job, type JobOutcome, jobsAtOnce } from '../rewriting.ts';
import { countOf } from './_picked.ts';
import { conflict } from './_replacement.ts';

export interface PartJob extends Job {
  readonly rewrite: Rewrite;
  readonly oldFiles: number;
}

export interface ThroughLog {
  readonly engine: QueryEngine;
  readonly table: Table;
  readonly writes: TableWrites;
  readonly kernel: Kernel;
  readonly occurrence: Occurrence;
  /** Jobs at once. */
  readonly parallel: number;
  /** Commits of all parts, at the most. */
  readonly commits: number;
  readonly isOrdered: boolean;
}

/** The parts can be committed step by step, by this engine. */
export const canCommit = (engine: QueryEngine, writes: TableWrites): boolean =>
  engine.commit !== undefined && writes.commitTogether !== undefined;

export function* compactThroughLog(jobs: readonly PartJob[], of: ThroughLog): Process<void> {
  const { occurrence } = of;
  const outcomes = yield* runJobs(jobs, of);
  const failure = outcomes.find((outcome) => outcome.failure !== null)?.failure ?? null;
  if (failure !== null) {
    for (const { rewrite } of jobs) rewrite.abandon();
    for (const outcome of outcomes) if (outcome.failure === null) occurrence.sample('wasted')(outcome.slotSeconds);
    occurrence.fail(failure);
    return;
  }
  const through = jobs.map(({ rewrite, oldFiles }, nth) => ({ rewrite, oldFiles, ...outcomes[nth]! }));
  for (const parts of inGroups(through, of.commits)) {
    const end = yield* commitParts(parts, of);
    if (end === 'committed') {
      occurrence.sample('filesIn')(parts.reduce((sum, { oldFiles }) => sum + oldFiles, 0));
      occurrence.sample('filesOut')(parts.reduce((sum, { files }) => sum + countOf(files), 0));
      continue;
    }
    if (end !== 'failed') occurrence.sample('conflicts')(1);
    occurrence.sample('wasted')(parts.reduce((sum, { slotSeconds }) => sum + slotSeconds, 0));
    occurrence.fail(end === 'failed' ? 'the commit failed' : conflict);
  }
}

type PartThrough = Pick<PartJob, 'rewrite' | 'oldFiles'> & JobOutcome;

function* commitParts(
  parts: readonly PartThrough[],
  { engine, table, writes, occurrence, isOrdered }: ThroughLog,
): Process<CommitEnd> {
  const by = { activity: occurrence.activity, writer: occurrence.activity };
  const commit = writes.commitTogether?.(parts, { isOrdered, by }) ?? null;
  if (commit === null) throw new Error('a table whose rewrites commit step by step commits them together');
  return yield* engine.commit!(commit, table, new JobPort(occurrence));
}

/** In order, so many groups at the most, as alike in length as can be. */
const inGroups = <T>(all: readonly T[], groups: number): T[][] =>
  Array.from({ length: Math.min(groups, all.length) }, (_, nth, of = Math.min(groups, all.length)) =>
    all.slice(Math.floor((nth * all.length) / of), Math.floor(((nth + 1) * all.length) / of)),
  );

/** Jobs side by side have more seconds than have passed: each phase has its share of those. */
function* runJobs(
  jobs: readonly PartJob[],
  { kernel, occurrence, parallel }: ThroughLog,
): Process<readonly JobOutcome[]> {
  const from = kernel.now;
  const { outcomes, spent } = yield* jobsAtOnce(jobs, { kernel, occurrence, parallel, name: 'compact: jobs' });
  let sum = 0;
  for (const seconds of spent.values()) sum += seconds;
  for (const [name, seconds] of spent) occurrence.phase(name, sum === 0 ? 0 : (seconds * (kernel.now - from)) / sum);
  return outcomes;
}
