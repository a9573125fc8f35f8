/**
 * What a job of the same application does after its commit, where the table asks for it: jobs for the parts that are due, and one
 * more commit. Whoever has committed waits for it. If others have changed the same files, or a job fails, it has been for
 * nothing, and his own commit stands: Delta logs what fails after a commit and goes on.
 *
 * Its time is the phase `compact`. Source: delta-io/delta, hooks/AutoCompact.scala, PostCommitHook.scala; apache/hudi,
 * BaseHoodieWriteClient.java (runTableServicesInline).
 */
import type { Process } from '../kernel/index.ts';
import type { CommitEnd, DuePart, QueryEngine, Table } from './capabilities.ts';
import { JobPort } from './job-port.ts';
import type { Occurrence, World } from './model.ts';
import { type JobOutcome, jobsAtOnce, rewriteQuery } from './rewriting.ts';

export interface AfterCommit {
  readonly engine: QueryEngine;
  readonly table: Table;
  readonly world: World;
  readonly occurrence: Occurrence;
  readonly pool: string;
  /** Who has committed. */
  readonly writer: string;
}

export function* compactAfterCommit(of: AfterCommit): Process<void> {
  const { engine, table, world, occurrence, writer } = of;
  const { writes } = table;
  const compaction = writes?.autoCompaction ?? null;
  const due = compaction?.due(writer, engine) ?? [];
  if (compaction === null || due.length === 0) return;
  const from = world.kernel.now;
  const { isCommitted, slotSeconds } = yield* compactParts(due, of, compaction.parallel);
  compaction.ended(due, engine, isCommitted);
  if (!isCommitted) occurrence.sample('wasted')(slotSeconds);
  occurrence.phase('compact', world.kernel.now - from);
}

function* compactParts(
  due: readonly DuePart[],
  { engine, table, world, occurrence, pool, writer }: AfterCommit,
  parallel: number,
): Process<{ readonly isCommitted: boolean; readonly slotSeconds: number }> {
  const writes = table.writes!;
  const parts = due.map(({ part, files }) => {
    const rewrite = writes.rewrite(part, occurrence.activity);
    const query = rewriteQuery(part, { source: rewrite.source, writes, files, by: 'bins', tasks: files, pool });
    return {
      rewrite,
      *run(port: JobPort): Process<JobOutcome> {
        const outcome = yield* engine.run(query, port);
        return { ...outcome, slotSeconds: outcome.slotSeconds ?? 0 };
      },
    };
  });
  const { kernel } = world;
  const { outcomes } = yield* jobsAtOnce(parts, { kernel, occurrence, parallel, name: 'compact after commit' });
  let slotSeconds = 0;
  for (const outcome of outcomes) slotSeconds += outcome.slotSeconds;
  if (outcomes.some(({ failure }) => failure !== null)) {
    for (const { rewrite } of parts) rewrite.abandon();
    return { isCommitted: false, slotSeconds };
  }
  const through = parts.map(({ rewrite }, nth) => ({ rewrite, files: outcomes[nth]!.files }));
  const by = { activity: occurrence.activity, writer };
  const commit = writes.commitTogether?.(through, { isOrdered: false, by }) ?? null;
  if (commit === null) throw new Error('a table that is compacted after commits commits rewrites together');
  // What it takes is the phase of the whole.
  const end: CommitEnd = yield* engine.commit!(commit, table, new JobPort(occurrence, new Map()));
  return { isCommitted: end === 'committed', slotSeconds };
}
