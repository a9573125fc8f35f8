/** Checkpoints: Parquet (one file or many parts) and V2 (JSON or Parquet on top, sidecars below). Only columns that are needed are read. */
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { InspectError } from '../errors.ts';
import { plainName, type TableFolder } from '../folder.ts';
import { type Action, decoded, type Snapshot } from './actions.ts';
import { check, readActions } from './commits.ts';
import { type Checkpoint, type LogFiles, logFolder, sidecarFolder } from './log-files.ts';

/** Identity alone, to compare; or everything that is summed up. */
export type Detail = 'keys' | 'all';

export interface CheckpointCost {
  readonly gets: number;
  readonly bytes: number;
}

/** Applies a checkpoint to an empty state. Throws InspectError where something of it is missing or broken. */
export async function readCheckpoint(
  folder: TableFolder,
  log: LogFiles,
  { kind, parts }: Checkpoint,
  state: Snapshot,
  detail: Detail,
): Promise<CheckpointCost> {
  let gets = parts.length;
  let bytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sidecars: string[] = [];
  const take = (actions: readonly Action[]): void => {
    state.apply(actions);
    for (const { sidecar } of actions) if (sidecar) sidecars.push(sidecar.path);
  };
  if (kind === 'v2-json') take(readActions(folder, parts[0]!.name));
  else for (const { name } of parts) await readParquet(folder, `${logFolder}/${name}`, detail, take);
  for (const path of sidecars) {
    const name = plainName(decoded(path), folder.name(`${logFolder}/${parts[0]!.name}`), 'the sidecar');
    const entry = log.sidecars.get(name);
    if (entry === undefined)
      throw new InspectError(folder.name(`${sidecarFolder}/${name}`), 'the sidecar of a checkpoint is missing');
    gets++;
    bytes += entry.sizeBytes;
    await readParquet(folder, `${sidecarFolder}/${name}`, detail, take);
  }
  if (state.protocol === null || state.metaData === null)
    throw new InspectError(
      folder.name(`${logFolder}/${parts[0]!.name}`),
      'the checkpoint has no protocol or no metaData',
    );
  return { gets, bytes };
}

const dv = ['storageType', 'pathOrInlineDv', 'offset', 'sizeInBytes', 'cardinality'].map(
  (name) => `deletionVector.${name}`,
);
const wanted = {
  keys: [
    'add.path',
    'add.size',
    'remove.path',
    ...dv.flatMap((name) => [`add.${name}`, `remove.${name}`]),
    'protocol',
    'metaData',
    'sidecar.path',
  ],
  all: ['add.partitionValues', 'add.stats', 'remove.size'],
};

async function readParquet(
  folder: TableFolder,
  path: string,
  detail: Detail,
  take: (actions: readonly Action[]) => void,
): Promise<void> {
  const shown = folder.name(path);
  const pieces = folder.pieces(path);
  const file = {
    byteLength: pieces.byteLength,
    slice: async (start: number, end?: number) => pieces.slice(start, end),
  };
  try {
    const whole = await parquetMetadataAsync(file);
    const names = whole.schema.map(({ name }) => name);
    const paths = detail === 'keys' ? wanted.keys : [...wanted.keys, ...wanted.all];
    // Statistics stand as JSON, as columns, or as both; JSON is read where there is any.
    const asJson = names.includes('stats');
    const columns =
      detail === 'all' && !asJson
        ? [...paths, 'add.stats_parsed.numRecords', 'add.stats_parsed.minValues', 'add.stats_parsed.maxValues']
        : paths;
    const metadata = prune(whole, columns);
    const tops = topNames(metadata.schema);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const actions = (await parquetReadObjects({ file, metadata, columns: tops, rowStart, rowEnd })) as Action[];
      for (const { add, remove } of actions) {
        if (add) check(add, true, shown, null);
        if (remove) check(remove, false, shown, null);
      }
      take(actions);
      rowStart = rowEnd;
    }
  } catch (error) {
    if (error instanceof InspectError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InspectError(shown, `this is no Parquet file that can be read: ${reason}`);
  }
}

/** The same file, as if it had only the columns at or below these paths. */
export function prune(metadata: FileMetaData, paths: readonly string[]): FileMetaData {
  const keeps = (path: string): boolean => paths.some((each) => path === each || path.startsWith(`${each}.`));
  const { schema } = metadata;
  let at = 1;
  const walk = (path: string): SchemaElement[] => {
    const element = schema[at++]!;
    const own = path === '' ? element.name : `${path}.${element.name}`;
    const children: SchemaElement[] = [];
    let count = 0;
    for (let i = element.num_children ?? 0; i > 0; i--) {
      const below = walk(own);
      if (below.length > 0) count++;
      children.push(...below);
    }
    if ((element.num_children ?? 0) > 0) return count === 0 ? [] : [{ ...element, num_children: count }, ...children];
    return keeps(own) ? [element] : [];
  };
  const root = schema[0]!;
  const kept: SchemaElement[] = [];
  let count = 0;
  for (let i = root.num_children ?? 0; i > 0; i--) {
    const below = walk('');
    if (below.length > 0) count++;
    kept.push(...below);
  }
  return {
    ...metadata,
    schema: [{ ...root, num_children: count }, ...kept],
    row_groups: metadata.row_groups.map((group) => ({
      ...group,
      columns: group.columns.filter(
        ({ meta_data }) => meta_data !== undefined && keeps(meta_data.path_in_schema.join('.')),
      ),
    })),
  };
}

function topNames(schema: readonly SchemaElement[]): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    for (let i = schema[at++]!.num_children ?? 0; i > 0; i--) skip();
  };
  for (let i = schema[0]!.num_children ?? 0; i > 0; i--) {
    names.push(schema[at]!.name);
    skip();
  }
  return names;
}
