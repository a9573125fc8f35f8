/** What the driver does to a table beside queries: requests, one after the other, told as the phase commit. */
import type { Process } from '../../kernel/index.ts';
import type { Commit, CommitEnd, CommitRequest, Removal, Table } from '../capabilities.ts';
import { firstEntityOf, type QueryOccurrence } from './_query-context.ts';
import { type RequestPlan, RequestPlanBuilder } from './_request-plan.ts';
import type { DriverOptions, SparkEngine } from './engine.ts';

/**
 * Deletes files, so many keys a request: S3's DeleteObjects takes a thousand, and a loop over FileSystem.delete one. What
 * a connector asks before each is left out. Returns how many files are still there.
 */
export function* removeFiles(
  engine: SparkEngine,
  { table, files, batch, removed }: Removal,
  occurrence: QueryOccurrence,
): Process<number> {
  const whole = Math.floor(files / batch);
  const rest = files - whole * batch;
  const plan = new RequestPlanBuilder()
    .phase(1)
    .chain(whole, (requests) => requests.add('delete', 0, batch))
    .chain(rest > 0 ? 1 : 0, (requests) => requests.add('delete', 0, rest))
    .build();
  let left = files;
  const done = (keys: number): void => {
    left -= keys;
    removed(keys);
  };
  yield* onDriver(engine, plan, table, occurrence, done);
  return left;
}

/** One object with the next number; returns 1 if it could not be written. */
export function* writeLogEntry(
  engine: SparkEngine,
  table: Table,
  bytes: number,
  occurrence: QueryOccurrence,
): Process<number> {
  const plan = new RequestPlanBuilder()
    .phase(1)
    .chain(1, (requests) => requests.add('put', Math.max(1, Math.round(bytes))))
    .build();
  return yield* onDriver(engine, plan, table, occurrence);
}

/** Makes the requests of each step of a commit, one after another, until it has ended. */
export function* commitThroughLog(
  engine: SparkEngine,
  commit: Commit,
  table: Table,
  occurrence: QueryOccurrence,
): Process<CommitEnd> {
  for (;;) {
    yield* pause(commit.waitSeconds, occurrence);
    let failed = 0;
    for (const request of commit.requests) {
      if (request.kind === 'service') yield* pause(request.seconds, occurrence);
      else failed += yield* onDriver(engine, planOf(request, engine), table, occurrence);
      if (failed > 0) break;
    }
    const end = commit.tell(failed);
    if (end !== 'more') return end;
  }
}

function* pause(seconds: number, occurrence: QueryOccurrence): Process<void> {
  if (seconds === 0) return;
  yield seconds;
  occurrence.phase('commit', seconds);
}

const planOf = (
  { operation, amount, count, byTasks = false }: CommitRequest & { readonly kind: 'store' },
  { store, cluster }: SparkEngine,
): RequestPlan => {
  const bytes = Math.max(operation === 'head' ? 0 : 1, Math.round(amount));
  const plan = new RequestPlanBuilder();
  if (operation === 'list')
    return plan
      .phase(1)
      .chain(1, (list) => list.addPages(amount * count, store.keysPerPage))
      .build();
  if (byTasks)
    return plan
      .phase(Math.max(1, cluster.cores))
      .chain(count, (each) => each.add(operation, bytes))
      .build();
  return plan
    .phase(1)
    .chain(1, (requests) => {
      if (operation === 'delete') requests.add(operation, 0, amount, count);
      else requests.add(operation, bytes, 1, count);
    })
    .build();
};

function* onDriver(
  engine: SparkEngine,
  plan: RequestPlan,
  { prefixes }: Table,
  occurrence: QueryOccurrence,
  done?: DriverOptions['done'],
): Process<number> {
  const { kernel } = engine.world;
  const from = kernel.now;
  const firstEntity = firstEntityOf(occurrence);
  const failed = yield* engine.runOnDriver(plan, {
    answerPhase: 'firstByte',
    firstEntity,
    prefixes,
    occurrence,
    ...(done === undefined ? {} : { done }),
  });
  occurrence.phase('commit', kernel.now - from);
  return failed;
}
