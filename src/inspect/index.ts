/** A table's metadata, read where it lies: Delta (`_delta_log`) or Iceberg (`metadata`). Data files are never opened. */
import type { TableSummary } from '../results/table-summary.ts';
import { inspectDelta } from './delta/summary.ts';
import { InspectError } from './errors.ts';
import { TableFolder } from './folder.ts';
import { inspectIceberg } from './iceberg/summary.ts';

export { InspectError } from './errors.ts';

/** Throws InspectError where the table cannot be read. */
export async function inspectTable(path: string, shown: string): Promise<TableSummary> {
  const folder = new TableFolder(path, shown);
  if (folder.has('_delta_log')) return inspectDelta(folder);
  if (folder.has('metadata')) return inspectIceberg(folder);
  throw new InspectError(
    shown,
    'the folder has no _delta_log (Delta) and no metadata (Iceberg)',
    'name the folder of the table, not that of its log',
  );
}
