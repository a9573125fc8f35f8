/** An Iceberg table in numbers: current snapshot, its manifest list, the manifests, their live entries. */
import type { FileGroup, TableSummary } from '../../results/table-summary.ts';
import { ColumnBounds } from '../columns.ts';
import { InspectError } from '../errors.ts';
import { plainName, type TableFolder } from '../folder.ts';
import { Partitions } from '../partitions.ts';
import { fileSizes, sizeHistogram } from '../sizes.ts';
import { readAvro, type Value } from './avro.ts';
import { boundOf } from './bounds.ts';
import { findMetadata, type Metadata, metadataFolder, type Snapshot } from './metadata.ts';

const deleted = 2;
const kinds = ['data', 'pos', 'eq'] as const;

export function inspectIceberg(folder: TableFolder): TableSummary {
  const found = findMetadata(folder);
  const { metadata, warnings } = found;
  const current = currentSnapshot(metadata, folder.name(`${metadataFolder}/${found.name}`));
  const { list, manifests } = manifestsOf(folder, current);
  const fields = fieldsOf(metadata);
  const specNames = specNamesOf(metadata);
  const columns = fields.map(({ id, name, type }) => ({
    id,
    type,
    bounds: new ColumnBounds({
      name,
      type: typeof type === 'string' ? type : typeOf(type),
      partition: specNames.includes(name),
    }),
  }));
  const live = { data: group(), pos: group(), eq: group() };
  const statuses: Record<string, number> = {};
  const partitions = new Partitions();
  const sizes: number[] = [];
  let manifestBytes = 0;
  let vectors = 0;
  let vectorRows = 0;
  let vectorBytes = 0;
  for (const { path, specId } of manifests) {
    const { records, sizeBytes } = readFile(folder, path, 'manifest');
    manifestBytes += sizeBytes;
    for (const { status, data_file } of records) {
      const key = String(status);
      statuses[key] = (statuses[key] ?? 0) + 1;
      if (status === deleted) continue;
      const file = data_file as Value | null;
      const size = Number(file?.file_size_in_bytes);
      const kind = kinds[Number(file?.content ?? 0)];
      if (file === null || kind === undefined || !Number.isFinite(size))
        throw new InspectError(
          folder.name(`${metadataFolder}/${path}`),
          'an entry of the manifest has no size or an unknown content',
        );
      const records = Number(file.record_count ?? 0);
      const counted = live[kind];
      const vector = kind === 'pos' && String(file.file_format).toUpperCase() === 'PUFFIN';
      counted.files++;
      counted.records += records;
      counted.bytes += size;
      if (vector) {
        vectors++;
        vectorRows += records;
        vectorBytes += Number(file.content_size_in_bytes ?? 0);
      }
      if (kind !== 'data') continue;
      sizes.push(size);
      partitions.add(partitionName(file.partition as Value | null, specId), size);
      const lower = byId(file.lower_bounds);
      const upper = byId(file.upper_bounds);
      for (const { id, type, bounds } of columns)
        bounds.add(boundOf(lower.get(id), type), boundOf(upper.get(id), type));
    }
  }
  const all = Float64Array.from(sizes);
  const summary = current?.summary ?? {};
  return {
    format: 'iceberg',
    version: 1,
    tableVersion: found.version,
    liveFiles: live.data.files,
    liveBytes: live.data.bytes,
    liveRowsBeforeDeletes: live.data.records,
    liveFilesWithoutRowCount: 0,
    partitions: partitions.count,
    partitionColumns: specNames,
    maxFilesInPartition: partitions.maxFiles,
    largestPartitions: partitions.largest(),
    tombstones: statuses[String(deleted)] ?? 0,
    tombstoneBytesKnown: 0,
    deletionVectors: vectors,
    deletedRows: vectorRows,
    deletionVectorBytes: vectorBytes,
    sizeHistogram: sizeHistogram(all),
    fileSizes: fileSizes(all),
    rowCountShare: sizes.length === 0 ? 0 : 1,
    columns: columns.map(({ bounds }) => bounds.summary(sizes.length)),
    delta: null,
    iceberg: {
      metadataFile: found.name,
      formatVersion: metadata['format-version'],
      metadataFiles: found.count,
      snapshots: metadata.snapshots?.length ?? 0,
      currentSnapshotId: current?.['snapshot-id'] ?? null,
      currentSnapshotSummary: summary,
      manifests: manifests.length,
      manifestBytes,
      manifestListBytes: list,
      entryStatusCounts: statuses,
      live,
      agreesWithSummary: agrees(live, summary),
      open: { gets: 1 + (list > 0 ? 1 : 0) + manifests.length, bytes: found.sizeBytes + list + manifestBytes },
    },
    warnings,
  };
}

const group = (): { -readonly [K in keyof FileGroup]: FileGroup[K] } => ({ files: 0, bytes: 0, records: 0 });

function currentSnapshot(metadata: Metadata, shown: string): Snapshot | null {
  const id = metadata['current-snapshot-id'];
  if (id === undefined || id === null || id === '-1') return null;
  const found = metadata.snapshots?.find((snapshot) => snapshot['snapshot-id'] === id);
  if (found === undefined) throw new InspectError(shown, `the current snapshot ${id} is not among the snapshots`);
  return found;
}

function manifestsOf(
  folder: TableFolder,
  snapshot: Snapshot | null,
): { list: number; manifests: { path: string; specId: number }[] } {
  if (snapshot === null) return { list: 0, manifests: [] };
  const path = snapshot['manifest-list'];
  if (path === undefined) {
    // Format 1 may name its manifests in the metadata itself.
    return {
      list: 0,
      manifests: (snapshot.manifests ?? []).map((manifest) => ({ path: base(folder, manifest), specId: 0 })),
    };
  }
  const { records, sizeBytes } = readFile(folder, base(folder, path), 'manifest list');
  return {
    list: sizeBytes,
    manifests: records.map(({ manifest_path, partition_spec_id }) => ({
      path: base(folder, String(manifest_path)),
      specId: Number(partition_spec_id ?? 0),
    })),
  };
}

/** Paths are those of the machine that wrote them: the file of this name in the metadata folder is meant. */
function base(folder: TableFolder, path: string): string {
  return plainName(path.slice(path.lastIndexOf('/') + 1), folder.name(metadataFolder), 'the manifest');
}

function readFile(folder: TableFolder, name: string, what: string): { records: Value[]; sizeBytes: number } {
  const path = `${metadataFolder}/${name}`;
  const bytes = folder.bytes(path);
  try {
    return { records: readAvro(bytes), sizeBytes: bytes.length };
  } catch (error) {
    throw new InspectError(
      folder.name(path),
      `this is no ${what} that can be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function fieldsOf(metadata: Metadata) {
  const id = metadata['current-schema-id'];
  const schema = metadata.schemas?.find((each) => each['schema-id'] === id) ?? metadata.schema;
  return schema?.fields ?? [];
}

function specNamesOf(metadata: Metadata): string[] {
  const id = metadata['default-spec-id'];
  const spec =
    metadata['partition-specs']?.find((each) => each['spec-id'] === id)?.fields ?? metadata['partition-spec'];
  return (spec ?? []).map(({ name }) => name);
}

function partitionName(partition: Value | null, specId: number): string {
  const parts = Object.entries(partition ?? {}).map(([name, value]) => {
    const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
    return `${name}=${encodeURIComponent(text)}`;
  });
  return `${specId}:${parts.join('/')}`;
}

/** A map with whole keys is an array of pairs in Avro. */
function byId(pairs: unknown): Map<number, unknown> {
  return new Map(Array.isArray(pairs) ? pairs.map(({ key, value }) => [Number(key), value]) : []);
}

function typeOf(type: unknown): string {
  return typeof type === 'object' && type !== null && 'type' in type ? String(type.type) : 'unknown';
}

/** Totals that the writer has put down; those that are not there are not compared. */
function agrees(
  { data, pos, eq }: Record<(typeof kinds)[number], FileGroup>,
  summary: Readonly<Record<string, string>>,
): boolean {
  const totals: [string, number][] = [
    ['total-data-files', data.files],
    ['total-delete-files', pos.files + eq.files],
    ['total-records', data.records],
    ['total-position-deletes', pos.records],
    ['total-equality-deletes', eq.records],
  ];
  return totals.every(([name, value]) => summary[name] === undefined || Number(summary[name]) === value);
}
