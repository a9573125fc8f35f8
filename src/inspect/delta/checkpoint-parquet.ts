/** One Parquet file of a checkpoint. Only columns that are needed are read, a row group at a time. */
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { InspectError } from '../errors.ts';
import type { TableFolder } from '../folder.ts';
import type { Action, DeletionVector, FileAction, ParsedStats } from './actions.ts';
import { check } from './commits.ts';
import { type Leaf, RowGroupLeaves } from './leaves.ts';
import { prune } from './prune.ts';
import { Texts } from './texts.ts';

/** Identity alone, to compare; or everything that is summed up. */
export type Detail = 'keys' | 'all';

const vectorParts = ['pathOrInlineDv', 'offset', 'sizeInBytes', 'cardinality'] as const;
const statsParts = ['numRecords', 'minValues', 'maxValues'] as const;

export async function readCheckpointParquet(
  folder: TableFolder,
  path: string,
  detail: Detail,
  take: (actions: readonly Action[]) => void,
): Promise<void> {
  const shown = folder.name(path);
  const pieces = folder.pieces(path);
  const file: AsyncBuffer = {
    byteLength: pieces.byteLength,
    slice: async (start: number, end?: number) => pieces.slice(start, end),
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const each of metadata.row_groups) {
      const group = new RowGroupLeaves(file, metadata, each);
      take(await actionsOf(group, detail, { file, metadata, shown, rowStart }));
      rowStart += group.rows;
    }
  } catch (error) {
    if (error instanceof InspectError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InspectError(shown, `this is no Parquet file that can be read: ${reason}`);
  }
}

interface Source {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly shown: string;
  readonly rowStart: number;
}

async function actionsOf(group: RowGroupLeaves, detail: Detail, source: Source): Promise<Action[]> {
  const actions: Action[] = [];
  const named = await group.read(['sidecar.path', 'protocol.minReaderVersion', 'metaData.schemaString']);
  const sidecars = named.get('sidecar.path');
  const whole = [named.get('protocol.minReaderVersion'), named.get('metaData.schemaString')];
  for (let row = 0; row < group.rows; row++) {
    if (whole.some((leaf) => leaf !== undefined && leaf.cells[row] !== null))
      actions.push(...(await wholeRow(source, source.rowStart + row)));
    const sidecar = sidecars?.cells[row];
    if (typeof sidecar === 'string') actions.push({ sidecar: { path: sidecar } });
  }
  for (const kind of ['remove', 'add'] as const) {
    const read = await fileActionsOf(group, kind, detail);
    for (const file of read) {
      check(file, kind === 'add', source.shown, null);
      actions.push(kind === 'add' ? { add: file } : { remove: file });
    }
  }
  return actions;
}

/** Protocol and metaData as they are: there are one or two in a checkpoint. */
async function wholeRow({ file, metadata }: Source, row: number): Promise<Action[]> {
  const columns = ['protocol', 'metaData'].filter((name) => metadata.schema.some((each) => each.name === name));
  const pruned = prune(metadata, columns);
  return (await parquetReadObjects({
    file,
    metadata: pruned,
    columns,
    rowStart: row,
    rowEnd: row + 1,
  })) as Action[];
}

async function fileActionsOf(group: RowGroupLeaves, kind: 'add' | 'remove', detail: Detail): Promise<FileAction[]> {
  const isFull = detail === 'all' && kind === 'add';
  const leaves = await group.read([
    `${kind}.path`,
    `${kind}.size`,
    `${kind}.deletionVector.storageType`,
    ...(isFull ? ['add.partitionValues'] : []),
  ]);
  const path = leaves.get(`${kind}.path`);
  if (path === undefined) return [];
  const size = leaves.get(`${kind}.size`);
  const keys = leafUnder(leaves, 'add.partitionValues.', '.key');
  const values = leafUnder(leaves, 'add.partitionValues.', '.value');
  const texts = new Texts();
  const stats = isFull ? (await group.read(['add.stats'], texts)).get('add.stats') : undefined;
  // Statistics stand as JSON, as columns, or as both; JSON is read where there is any.
  const parsed =
    isFull && stats === undefined
      ? [...(await group.read(statsParts.map((part) => `add.stats_parsed.${part}`))).values()]
      : [];
  const storageType = leaves.get(`${kind}.deletionVector.storageType`);
  const vectors = storageType?.cells.some((type) => type !== null)
    ? await group.read(vectorParts.map((part) => `${kind}.deletionVector.${part}`))
    : null;
  const maps = new Maps();
  const files: FileAction[] = [];
  for (let row = 0; row < group.rows; row++) {
    const name = path.cells[row] as string | null;
    const bytes = size?.cells[row] ?? null;
    if (name === null && bytes === null) continue;
    const statsNth = (stats?.cells[row] ?? null) as number | null;
    files.push({
      path: name as string,
      size: bytes === null ? null : Number(bytes),
      partitionValues: keys && values ? maps.of(keys.cells[row] as unknown[], values.cells[row] as unknown[]) : null,
      statsIn: statsNth === null ? null : { texts, nth: statsNth },
      stats_parsed: parsed.length > 0 ? statsOf(parsed, row) : null,
      deletionVector: vectors && storageType ? vectorOf(storageType, vectors, kind, row) : null,
    });
  }
  return files;
}

const leafUnder = (leaves: ReadonlyMap<string, Leaf>, begin: string, end: string): Leaf | undefined => {
  for (const [path, leaf] of leaves) if (path.startsWith(begin) && path.endsWith(end)) return leaf;
  return undefined;
};

/** Names come from the table: one may be `__proto__`. */
const bare = <T = unknown>(): Record<string, T> => Object.create(null) as Record<string, T>;

/** With its length before it, so that two texts in a row are told apart. */
const counted = (text: unknown): string => (typeof text === 'string' ? `${text.length}:${text}` : '-');

/** Partition values: files of one partition share them. */
class Maps {
  private readonly known = new Map<string, Record<string, string | null>>();

  of(keys: readonly unknown[], values: readonly unknown[]): Record<string, string | null> {
    let name = '';
    for (let i = 0; i < keys.length; i++) name += `${counted(keys[i])}${counted(values[i])}`;
    const found = this.known.get(name);
    if (found !== undefined) return found;
    const map = bare<string | null>();
    for (let i = 0; i < keys.length; i++) map[String(keys[i])] = (values[i] as string | undefined) ?? null;
    this.known.set(name, map);
    return map;
  }
}

function vectorOf(
  storageType: Leaf,
  parts: ReadonlyMap<string, Leaf>,
  kind: 'add' | 'remove',
  row: number,
): DeletionVector | null {
  const type = storageType.cells[row] ?? null;
  if (type === null) return null;
  const vector: Record<string, unknown> = { storageType: type };
  for (const part of vectorParts) vector[part] = parts.get(`${kind}.deletionVector.${part}`)?.cells[row] ?? null;
  return vector as DeletionVector;
}

/** Columns `stats_parsed.minValues.x` as an object again; what is null is left out. */
function statsOf(leaves: readonly Leaf[], row: number): ParsedStats | null {
  let stats: Record<string, unknown> | null = null;
  for (const leaf of leaves) {
    const value = leaf.cells[row] ?? null;
    if (value === null) continue;
    stats ??= bare();
    const steps = leaf.path.slice(2);
    let at = stats;
    for (const step of steps.slice(0, -1)) at = at[step] = (at[step] as Record<string, unknown> | undefined) ?? bare();
    at[steps.at(-1)!] = value;
  }
  return stats;
}
