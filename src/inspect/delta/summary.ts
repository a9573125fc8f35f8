/** A Delta table in numbers. */
import type { DeltaLog, TableSummary, Warning } from '../../results/table-summary.ts';
import { type Column, ColumnBounds } from '../columns.ts';
import { InspectError } from '../errors.ts';
import type { TableFolder } from '../folder.ts';
import { Partitions } from '../partitions.ts';
import { fileSizes, nearestRank, sizeHistogram } from '../sizes.ts';
import { decoded, type FileAction, type MetaData, type ParsedStats } from './actions.ts';
import { type LoadedLog, loadDelta } from './load.ts';
import { logFolder, missingVersions } from './log-files.ts';
import { checkProtocol } from './protocol.ts';

export async function inspectDelta(folder: TableFolder): Promise<TableSummary> {
  const loaded = await loadDelta(folder);
  const { state, warnings } = loaded;
  const shown = folder.name(logFolder);
  warnings.push(...checkProtocol(state.protocol!, shown));
  warnings.push(...hintWarnings(folder, loaded));
  const metaData = state.metaData!;
  const columns = columnsOf(metaData, shown);
  const partitionColumns = metaData.partitionColumns ?? [];
  const bounds = columns.map((column) => ({ physical: column.physical, bounds: new ColumnBounds(column) }));
  const partitions = new Partitions();
  const sizes = new Float64Array(state.live.size);
  let at = 0;
  let rows = 0;
  let withoutRows = 0;
  let vectors = 0;
  let deletedRows = 0;
  let vectorBytes = 0;
  let outside = 0;
  for (const file of state.live.values()) {
    if (leavesFolder(file.path))
      throw new InspectError(shown, `the file "${file.path}" of the log lies outside of the folder of the table`);
    if (isAbsolute(file.path)) outside++;
    const size = Number(file.size);
    sizes[at++] = size;
    partitions.add(partitionName(file, partitionColumns, columns), size);
    const stats = statsOf(file);
    if (stats?.numRecords === undefined || stats.numRecords === null) withoutRows++;
    else rows += Number(stats.numRecords);
    for (const { physical, bounds: column } of bounds) {
      if (column.column.partition) {
        const value = typed(file.partitionValues?.[physical], column.column.type);
        column.add(value, value);
      } else if (stats) column.add(stats.minValues?.[physical], stats.maxValues?.[physical]);
    }
    const { deletionVector } = file;
    if (deletionVector) {
      vectors++;
      deletedRows += Number(deletionVector.cardinality ?? 0);
      vectorBytes += Number(deletionVector.sizeInBytes ?? 0);
    }
  }
  if (outside > 0)
    warnings.push({
      code: 'absolute-paths',
      text: `${outside} live files are named by absolute paths, as shallow clones do`,
    });
  let tombstoneBytes = 0;
  for (const size of state.tombstones.values()) tombstoneBytes += size ?? 0;
  const files = sizes.length;
  return {
    format: 'delta',
    version: 1,
    tableVersion: loaded.tableVersion,
    liveFiles: files,
    liveBytes: sizes.reduce((sum, size) => sum + size, 0),
    liveRowsBeforeDeletes: rows,
    liveFilesWithoutRowCount: withoutRows,
    partitions: partitionColumns.length === 0 ? null : partitions.count,
    partitionColumns,
    maxFilesInPartition: partitions.maxFiles,
    largestPartitions: partitions.largest(),
    tombstones: state.tombstones.size,
    tombstoneBytesKnown: tombstoneBytes,
    deletionVectors: vectors,
    deletedRows,
    deletionVectorBytes: vectorBytes,
    sizeHistogram: sizeHistogram(sizes),
    fileSizes: fileSizes(sizes),
    rowCountShare: files === 0 ? 0 : (files - withoutRows) / files,
    columns: bounds.map(({ bounds: column }) => column.summary(files)),
    delta: logSummary(loaded),
    iceberg: null,
    warnings,
  };
}

function logSummary(loaded: LoadedLog): DeltaLog {
  const { log, history, checkpoint, tableVersion, state } = loaded;
  const base = checkpoint?.version ?? -1;
  const since = log.commits.filter(({ version }) => version > base);
  const sizes = Float64Array.from(log.commits, ({ sizeBytes }) => sizeBytes).sort();
  const objects = Object.values(log.counts).reduce((sum, count) => sum + count, 0);
  const hint = checkpoint === null ? 0 : 1;
  const timeAt = (version: number) => history.times.find((each) => each.version === version)?.milliseconds;
  const checkpointTime = checkpoint === null ? undefined : timeAt(base);
  const lastTime = timeAt(tableVersion);
  const { minReaderVersion, minWriterVersion, readerFeatures, writerFeatures } = state.protocol!;
  return {
    replayedFrom: loaded.replayedFrom,
    files: log.counts,
    bytes: log.bytes,
    contiguousFromZero: loaded.contiguousFromZero,
    missingVersions: missingVersions(log.commits, 0, tableVersion),
    checkpoint: checkpoint === null ? null : { version: base, kind: checkpoint.kind, parts: checkpoint.parts.length },
    checkpointAgrees: loaded.checkpointAgrees,
    commitsSinceCheckpoint: since.length,
    checkpointAgeMilliseconds:
      checkpointTime === undefined || lastTime === undefined ? null : lastTime - checkpointTime,
    commitBytes:
      sizes.length === 0
        ? null
        : { min: sizes[0]!, p50: sizes[(sizes.length - 1) >> 1]!, p90: nearestRank(sizes, 9, 10), max: sizes.at(-1)! },
    addActions: history.addActions,
    removeActions: history.removeActions,
    operations: Object.fromEntries(history.operations),
    isolationLevels: Object.fromEntries(history.isolationLevels),
    cadence: cadenceOf(history.times.map(({ milliseconds }) => milliseconds)),
    open: {
      lists: Math.max(1, Math.ceil(objects / 1000)),
      gets: hint + (checkpoint?.gets ?? 0) + since.length,
      bytes: (checkpoint?.bytes ?? 0) + since.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    },
    protocol: {
      minReaderVersion,
      minWriterVersion,
      readerFeatures: readerFeatures ?? null,
      writerFeatures: writerFeatures ?? null,
    },
    configuration: { ...state.metaData!.configuration },
  };
}

/** Nothing with fewer than two commits that state their time. The median is the mean of the two in the middle where the count is even. */
function cadenceOf(times: readonly number[]): DeltaLog['cadence'] {
  if (times.length < 2) return null;
  const gaps = Float64Array.from(times.slice(1), (time, i) => time - times[i]!).sort();
  const n = gaps.length;
  return {
    firstMilliseconds: times[0]!,
    lastMilliseconds: times.at(-1)!,
    medianGapMilliseconds: (gaps[(n - 1) >> 1]! + gaps[n >> 1]!) / 2,
    minGapMilliseconds: gaps[0]!,
    maxGapMilliseconds: gaps.at(-1)!,
  };
}

/** `_last_checkpoint` is a hint: what it says is compared, not believed. */
function hintWarnings(folder: TableFolder, { log, checkpoint }: LoadedLog): Warning[] {
  let text: string;
  try {
    text = folder.text(`${logFolder}/_last_checkpoint`);
  } catch (error) {
    if (error instanceof InspectError && error.message === 'the file is missing')
      return checkpoint === null
        ? []
        : [
            {
              code: 'no-last-checkpoint',
              text: 'there is a checkpoint and no _last_checkpoint: readers list the whole log',
            },
          ];
    throw error;
  }
  let version: unknown;
  try {
    version = JSON.parse(text).version;
  } catch {
    return [{ code: 'last-checkpoint', text: '_last_checkpoint is no JSON, and is ignored' }];
  }
  if (version === checkpoint?.version) return [];
  const there = log.checkpoints.some((each) => each.version === version);
  return [
    {
      code: 'last-checkpoint',
      text: `_last_checkpoint says version ${version}, ${there ? '' : 'which is not there; '}the newest that can be used is ${checkpoint?.version ?? 'none'}`,
    },
  ];
}

interface LogColumn extends Column {
  /** As statistics and partition values name it (column mapping). */
  readonly physical: string;
}

function columnsOf({ schemaString, partitionColumns }: MetaData, shown: string): LogColumn[] {
  // A table without a schema has no columns that are known.
  if (schemaString === undefined) return [];
  let fields: readonly { name: string; type: unknown; metadata?: Record<string, unknown> }[];
  try {
    fields = JSON.parse(schemaString).fields;
  } catch {
    throw new InspectError(shown, 'the schema of the table (metaData.schemaString) is no JSON');
  }
  if (!Array.isArray(fields))
    throw new InspectError(shown, 'the schema of the table (metaData.schemaString) has no fields');
  const partition = new Set(partitionColumns ?? []);
  return fields.map(({ name, type, metadata }) => ({
    name,
    type: typeof type === 'string' ? type : String((type as { type?: unknown } | null)?.type ?? 'unknown'),
    partition: partition.has(name),
    physical:
      typeof metadata?.['delta.columnMapping.physicalName'] === 'string'
        ? metadata['delta.columnMapping.physicalName']
        : name,
  }));
}

function statsOf({ stats: text, statsIn, stats_parsed }: FileAction): ParsedStats | null {
  const stats = text ?? (statsIn ? statsIn.texts.at(statsIn.nth) : null);
  if (typeof stats === 'string' && stats !== '') {
    try {
      return JSON.parse(stats) as ParsedStats;
    } catch {
      return null;
    }
  }
  return stats_parsed ?? null;
}

function partitionName(
  { partitionValues }: FileAction,
  names: readonly string[],
  columns: readonly LogColumn[],
): string {
  if (names.length === 0) return '';
  return names
    .map((name) => {
      const physical = columns.find((column) => column.name === name)?.physical ?? name;
      const value = partitionValues?.[physical];
      return `${name}=${value === undefined || value === null ? '__HIVE_DEFAULT_PARTITION__' : encodeURIComponent(value)}`;
    })
    .join('/');
}

const numeric = /^(byte|short|integer|long|float|double|decimal)/;

function typed(value: string | null | undefined, type: string): string | number | null | undefined {
  return typeof value === 'string' && numeric.test(type) ? Number(value) : value;
}

const isAbsolute = (path: string): boolean => /^([a-zA-Z][a-zA-Z0-9+.-]*:|\/)/.test(path);

function leavesFolder(path: string): boolean {
  if (!path.includes('..') && !path.includes('%')) return false;
  if (isAbsolute(path)) return false;
  let depth = 0;
  for (const step of decoded(path).split(/[/\\]/)) {
    if (step === '..') depth--;
    else if (step !== '.' && step !== '') depth++;
    if (depth < 0) return true;
  }
  return false;
}
