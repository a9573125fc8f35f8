/** Real logs of Delta and Iceberg against totals that a separate program has replayed from them. All fields, exactly. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectTable } from '../../src/inspect/index.ts';
import type { TableSummary } from '../../src/results/table-summary.ts';
import { predicted } from '../inspect/_predict.ts';

const data = process.env.LAKESIM_REAL_DATA ?? 'nowhere';
const tablesIn = (name: string): string[] => {
  const folder = join(data, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
};
const delta = tablesIn('delta-logs');
const iceberg = tablesIn('iceberg-metadata');

type Truth = Record<string, unknown>;
const truthOf = (folder: string): Truth => JSON.parse(readFileSync(join(folder, 'ground-truth.json'), 'utf8')) as Truth;

/** A summary under the names of the truth. */
function asDeltaTruth(table: TableSummary): Truth {
  const log = table.delta!;
  const { sidecars: _, ...files } = log.files;
  const { readerFeatures, writerFeatures, ...versions } = log.protocol;
  const sizes = table.fileSizes;
  const { cadence } = log;
  return {
    table_version: table.tableVersion,
    replayed_from: log.replayedFrom,
    log_files: Object.fromEntries(Object.entries(files).filter(([, count]) => count > 0)),
    log_bytes: log.bytes,
    json_commits_present: log.files.json,
    commits_contiguous_from_0: log.contiguousFromZero,
    newest_usable_checkpoint: log.checkpoint,
    protocol: {
      ...versions,
      ...(readerFeatures ? { readerFeatures } : {}),
      ...(writerFeatures ? { writerFeatures } : {}),
    },
    partition_columns: table.partitionColumns,
    columns: table.columns.length,
    configuration: log.configuration,
    live_files: table.liveFiles,
    live_bytes: table.liveBytes,
    live_rows_before_dv: table.liveRowsBeforeDeletes,
    live_files_without_numRecords: table.liveFilesWithoutRowCount,
    live_files_with_dv: table.deletionVectors,
    dv_cardinality_total: table.deletedRows,
    dv_bytes_total: table.deletionVectorBytes,
    tombstones: table.tombstones,
    tombstone_bytes_known: table.tombstoneBytesKnown,
    add_actions_in_json: log.addActions,
    remove_actions_in_json: log.removeActions,
    distinct_partitions: table.partitions,
    max_files_in_a_partition: table.maxFilesInPartition,
    file_size: sizes && {
      min: sizes.minBytes,
      p50: sizes.p50Bytes,
      p90: sizes.p90Bytes,
      max: sizes.maxBytes,
      mean: sizes.meanBytes,
    },
    files_below_1MiB: sizes?.belowMiB ?? 0,
    files_below_128MiB: sizes?.below128MiB ?? 0,
    operations: log.operations,
    isolation_levels: log.isolationLevels,
    commit_cadence_ms: cadence && {
      first: cadence.firstMilliseconds,
      last: cadence.lastMilliseconds,
      median_gap: cadence.medianGapMilliseconds,
      min_gap: cadence.minGapMilliseconds,
      max_gap: cadence.maxGapMilliseconds,
    },
    ...(log.checkpointAgrees && {
      checkpoint_agrees_with_json: {
        live_files: log.checkpointAgrees.liveFiles,
        tombstones: log.checkpointAgrees.tombstones,
      },
    }),
  };
}

function asIcebergTruth(table: TableSummary): Truth {
  const of = table.iceberg!;
  return {
    format: table.format,
    metadata_file: of.metadataFile,
    format_version: of.formatVersion,
    metadata_files: of.metadataFiles,
    snapshots: of.snapshots,
    current_snapshot_id: of.currentSnapshotId,
    snapshot_summary_current: of.currentSnapshotSummary,
    manifests: of.manifests,
    manifest_bytes: of.manifestBytes,
    manifest_list_bytes: of.manifestListBytes,
    entry_status_counts: of.entryStatusCounts,
    live: of.live,
    distinct_partitions_data: table.partitions,
    agrees_with_snapshot_summary: of.agreesWithSummary,
  };
}

describe.skipIf(delta.length === 0)('logs of real Delta tables (skipped without LAKESIM_REAL_DATA)', () => {
  it.each(delta)('%s gives its totals', async (folder) => {
    expect(asDeltaTruth(await inspectTable(folder, folder))).toEqual(truthOf(folder));
  });
});

describe.skipIf(iceberg.length === 0)('metadata of real Iceberg tables (skipped without LAKESIM_REAL_DATA)', () => {
  it.each(iceberg)('%s gives its totals', async (folder) => {
    expect(asIcebergTruth(await inspectTable(folder, folder))).toEqual(truthOf(folder));
  });
});

describe.skipIf(delta.length + iceberg.length === 0)(
  'upkeep of real tables (skipped without LAKESIM_REAL_DATA)',
  () => {
    it.each([...delta, ...iceberg])(
      '%s is simulated, each operation with a time and a cost',
      { timeout: 60_000 },
      async (folder) => {
        for (const { operation, seconds, usd, reason, filesIn } of Object.values(
          await predicted(folder, { replications: 1 }),
        )) {
          expect(reason, operation).toBeNull();
          // Where each partition has one file there is nothing to compact.
          if (filesIn > 0 || operation !== 'optimize') expect(seconds!.mean, operation).toBeGreaterThan(0);
          expect(usd, operation).not.toBeNull();
        }
      },
    );
  },
);
