/**
 * How new files take the place of the old ones, in a table without a log. With a log it is one entry of it, and nothing
 * else is possible.
 *
 *     beside          the job commits into the same directory; then the old files are deleted. Readers see rows twice
 *     aside           the job writes elsewhere, the catalog's location is switched, and then the old directory is deleted:
 *                     rows are there once, but who still reads the old files finds some gone
 *     in-place        mode("overwrite") on the path that the job reads: what is there is deleted when the command begins,
 *                     before the first task opens a file. The reads find nothing, the job fails, the rows are gone
 *     in-place-table  the same on a table by its name: Spark refuses, and nothing has happened
 *
 * Source: apache/spark, InsertIntoHadoopFsRelationCommand.scala (deleteMatchingPartitions before the write, unless
 * partitionOverwriteMode is dynamic); DDLUtils.verifyNotReadPath, which only the rules for tables call ("Cannot overwrite a
 * path that is also being read from"); pulls 21257 and 33986 (SPARK-24194, SPARK-36727), which describe both and were not
 * merged. Left out: opening files that are not there any more, some attempts long.
 */
import type { Process } from '../../kernel/index.ts';
import type { QueryEngine, Rewrite, Table, TableFiles } from '../capabilities.ts';
import type { JobPort } from '../job-port.ts';
import { takePlace } from '../replacing.ts';

export type Replace = 'beside' | 'aside' | 'in-place' | 'in-place-table';

export const refused = 'Spark refuses to overwrite a table that it is reading from';
const overwritten = 'the files were deleted before they were read: an overwrite of the path that is read from';
export const conflict = 'somebody else has changed the same part of the table';

export interface Place {
  readonly engine: QueryEngine;
  readonly table: Table;
  readonly rewrite: Rewrite;
  /** Of the part that is replaced. */
  readonly oldFiles: number;
  /** Keys of a DELETE. */
  readonly deleteBatch: number;
  /** The new files are in the order of the table's layout, where it has a log. */
  readonly isOrdered: boolean;
  /** Another job: each has a number of its own. */
  nextJob(): JobPort;
}

export interface Outcome {
  readonly failure: string | null;
  readonly isConflict: boolean;
  readonly rowsLost: number;
}
const done: Outcome = { failure: null, isConflict: false, rowsLost: 0 };
const lost: Outcome = { failure: conflict, isConflict: true, rowsLost: 0 };
export const failed = (failure: string, rowsLost = 0): Outcome => ({ failure, isConflict: false, rowsLost });

/** What happens before the job reads anything. From then on readers list what is left, and see no mistake in it. */
export function* overwrite(place: Place): Process<Outcome> {
  yield* removeOld(place, (count) => place.rewrite.remove(count));
  return failed(overwritten, place.rewrite.abandon());
}

/** The job has written its files. */
export function* replaceBy(files: readonly TableFiles[], replace: Replace, place: Place): Process<Outcome> {
  const { rewrite, table, engine, oldFiles } = place;
  if (table.log() !== null) {
    const named = oldFiles + files.reduce((sum, { count }) => sum + count, 0);
    const bytes = table.entryBytes?.(named) ?? 0;
    if (!(yield* engine.writeLog(table, bytes, place.nextJob()))) return failed('the commit failed');
    return rewrite.swap(files, place.isOrdered) ? done : lost;
  }
  const isAside = replace === 'aside';
  const { deleteBatch } = place;
  const replacing = { engine, table, replacement: rewrite, oldFiles, deleteBatch, isAside, port: place.nextJob() };
  const left = yield* takePlace(files, replacing);
  if (left === null) return lost;
  if (left === 0) return done;
  return failed(`some of the old files could not be deleted${isAside ? '' : ': readers see their rows twice'}`);
}

const removeOld = (
  { engine, table, oldFiles, deleteBatch, nextJob }: Place,
  removed: (files: number) => void,
): Process<number> => engine.remove({ table, files: oldFiles, batch: deleteBatch, removed }, nextJob());
