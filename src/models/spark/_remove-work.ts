/**
 * Deletes files by the tasks of a job: keys are spread over so many partitions, and each task deletes its own, a request
 * after another. What it has deleted is gone, whatever becomes of the task; an attempt that comes after it deletes it once
 * more, which does nothing.
 *
 * Source: delta-io/delta, VacuumCommand.scala (vacuum.parallelDelete.enabled: repartition, then a delete for each path).
 * Left out: the shuffle of the paths, and its own three attempts at a key that was throttled: the client has its own.
 */
import type { Process } from '../../kernel/index.ts';
import type { Removal } from '../capabilities.ts';
import { pathsOfTask } from './_listing.ts';
import { firstEntityOf, firstTaskOf, type QueryOccurrence } from './_query-context.ts';
import { type RequestPlan, RequestPlanBuilder } from './_request-plan.ts';
import { type Cursor, noOtherWork, type TaskWork } from './_work.ts';
import type { SparkEngine } from './engine.ts';

/** Returns how many files are still there. */
export function* removeByTasks(
  engine: SparkEngine,
  removal: Removal,
  tasks: number,
  occurrence: QueryOccurrence,
): Process<number> {
  const { kernel } = engine.world;
  const from = kernel.now;
  if (removal.files === 0) return 0;
  let left = removal.files;
  const work = removeWork(removal, tasks, firstEntityOf(occurrence), (keys) => {
    left -= keys;
    removal.removed(keys);
  });
  const result = yield* engine.runStage(work, {
    job: engine.nextJob(),
    firstTask: firstTaskOf(occurrence),
    pool: 'default',
    occurrence,
    group: null,
    place: null,
  });
  occurrence.sample('wasted')(result.wastedSeconds);
  occurrence.phase('commit', kernel.now - from);
  return left;
}

const removeWork = (
  { table, files, batch }: Removal,
  tasks: number,
  firstEntity: number,
  removed: (keys: number) => void,
): TaskWork => {
  const requests = Math.ceil(files / batch);
  const last = files - (requests - 1) * batch;
  const whole = deleteOf(batch);
  const rest = deleteOf(last);
  /** By task: requests that are through, of whichever attempt has come furthest. */
  const through = new Uint32Array(tasks);
  const next = (cursor: Cursor): RequestPlan | null => {
    const { task } = cursor;
    const first = Math.floor((task * requests) / tasks);
    if (cursor.piece >= through[task]! && cursor.piece >= 0) {
      through[task] = cursor.piece + 1;
      removed(first + cursor.piece === requests - 1 ? last : batch);
    }
    cursor.piece++;
    if (cursor.piece >= pathsOfTask(requests, tasks, task)) return null;
    const request = first + cursor.piece;
    cursor.firstEntity = firstEntity + request;
    cursor.prefix = request % table.prefixes;
    cursor.cpuSeconds = 0;
    return request === requests - 1 ? rest : whole;
  };
  const begin = (cursor: Cursor): RequestPlan | null => {
    cursor.piece = -1;
    return next(cursor);
  };
  return { ...noOtherWork, tasks, begin, next };
};

const deleteOf = (keys: number): RequestPlan =>
  new RequestPlanBuilder()
    .phase(1)
    .chain(1, (requests) => requests.add('delete', 0, keys))
    .build();
