/** New files that take the place of old ones in a table without a log, whoever has written them. */
import type { Process } from '../kernel/index.ts';
import type { QueryEngine, Rewrite, Table, TableFiles } from './capabilities.ts';
import type { JobPort } from './job-port.ts';

/** DeleteObjects takes so many keys. Source: docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const keysPerDelete = 1000;

export interface Replacing {
  readonly engine: QueryEngine;
  readonly table: Table;
  readonly replacement: Pick<Rewrite, 'publish' | 'swap' | 'remove'>;
  readonly oldFiles: number;
  /** Keys of a DELETE. */
  readonly deleteBatch: number;
  /**
   * The new files are in another directory, which the catalog is switched to: rows are there once, but who still reads the
   * old files finds some gone. Else they lie beside the old ones until these are deleted: readers see rows twice.
   */
  readonly isAside: boolean;
  readonly port: JobPort;
}

/** Returns how many of the old files are left; null: somebody else has changed the same part, and nothing has happened. */
export function* takePlace(files: readonly TableFiles[], of: Replacing): Process<number | null> {
  const { engine, table, replacement, oldFiles, deleteBatch: batch, isAside, port } = of;
  if (!(isAside ? replacement.swap(files) : replacement.publish(files))) return null;
  // Nobody finds those of another directory any more.
  const removed = isAside ? () => {} : (count: number): void => replacement.remove(count);
  return yield* engine.remove({ table, files: oldFiles, batch, removed }, port);
}
