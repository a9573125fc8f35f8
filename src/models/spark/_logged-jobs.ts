import type { AttemptEvent, StageEvent } from './_run-log.ts';

export interface LoggedStage {
  readonly id: number;
  readonly name: string;
  readonly event: StageEvent;
  readonly parents: readonly number[];
  /** Others read what its tasks leave on their executors. */
  readonly isMap: boolean;
}

export interface LoggedJob {
  readonly id: number;
  readonly query: number;
  readonly description: string;
  readonly pool: string;
  readonly submitted: number;
  /** Null: it was not over when the run stopped. */
  readonly completed: number | null;
  /** The stage that it failed by. */
  readonly failure: StageEvent | null;
  /** All stages of its plan by number; those of earlier jobs, whose shuffle files are there, do not run again. */
  readonly stages: readonly LoggedStage[];
  readonly ran: readonly LoggedStage[];
}

/**
 * Jobs and stages numbered as Spark numbers them, in the order in which they are submitted. With adaptive execution each
 * shuffle is a job of its own; the job behind it has the map stage in its plan once more, under another number, and skips it.
 * Listings are jobs of the same query that leave nothing to read.
 */
export function jobsOf(events: readonly StageEvent[], attempts: readonly AttemptEvent[]): LoggedJob[] {
  const mapped = new Set(attempts.filter(({ shuffleBytes }) => shuffleBytes > 0).map(({ stage }) => stage));
  const inOrder = [...events].sort((a, b) => a.submitted - b.submitted || a.stage - b.stage);
  const byJob = new Map<number, StageEvent[]>();
  for (const event of inOrder) byJob.set(event.job, [...(byJob.get(event.job) ?? []), event]);
  const byQuery = new Map<number, StageEvent[]>();
  for (const event of inOrder) {
    const known = byQuery.get(event.query);
    if (known === undefined) byQuery.set(event.query, [event]);
    else known.push(event);
  }
  const jobs: LoggedJob[] = [];
  let nextStage = 0;
  for (const [, own] of byJob) {
    const parentsOf = (event: StageEvent): StageEvent[] =>
      byQuery.get(event.query)!.filter((other) => event.after.includes(other.nth));
    const skipped = [...new Set(own.flatMap(parentsOf))].filter((event) => !own.includes(event));
    const ids = new Map<StageEvent, number>();
    for (const event of [...skipped, ...own]) ids.set(event, nextStage++);
    const stages = [...skipped, ...own].map(
      (event): LoggedStage => ({
        id: ids.get(event)!,
        name: `${event.activity} ${event.query}, ${event.nth < 0 ? 'files' : `stage ${event.nth}`}`,
        event,
        parents: skipped.includes(event) ? [] : parentsOf(event).map((parent) => ids.get(parent)!),
        isMap: mapped.has(event.stage),
      }),
    );
    const { query, activity, pool } = own[0]!;
    const isOver = own.every(({ completed }) => completed !== null);
    jobs.push({
      id: jobs.length,
      query,
      description: `${activity} ${query}`,
      pool,
      submitted: own[0]!.submitted,
      completed: isOver ? Math.max(...own.map(({ completed }) => completed!)) : null,
      failure: own.find(({ failure }) => failure !== null) ?? null,
      stages,
      ran: stages.slice(skipped.length),
    });
  }
  return jobs;
}
