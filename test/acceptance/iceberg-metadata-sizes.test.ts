/** Sizes of metadata as the profile iceberg has them, against tables that were really written. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Manifests } from '../../src/models/table/_manifests.ts';
import { tableValues } from '../unit/models/_table.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'iceberg-metadata');
const values = tableValues('iceberg');
const manifests = new Manifests({
  manifestBytes: values.manifest,
  entryBytes: values.manifestFile,
  mergeAt: values.manifestMerge,
  targetBytes: values.manifestTarget,
});

interface Truth {
  readonly metadata_file: string;
  readonly snapshots: number;
  readonly manifests: number;
  readonly manifest_bytes: number;
  readonly manifest_list_bytes: number;
  readonly entry_status_counts: Record<string, number>;
}

/** Predicted over real: of the newest metadata.json, its manifest list, and all manifests in that. */
const ratiosOf = (table: string): number[] => {
  const truth = JSON.parse(readFileSync(join(folder, table, 'ground-truth.json'), 'utf8')) as Truth;
  const entries = Object.values(truth.entry_status_counts).reduce((sum, count) => sum + count, 0);
  const metadata = values.icebergMetadata + truth.snapshots * values.icebergSnapshot;
  const list = values.manifestList + truth.manifests * values.manifestListed;
  return [
    metadata / statSync(join(folder, table, 'metadata', truth.metadata_file)).size,
    list / truth.manifest_list_bytes,
    manifests.bytesOf(truth.manifests, entries) / truth.manifest_bytes,
  ];
};

/** The sizes are from these tables: this says how far one size is from each of them, and no more. */
describe.skipIf(!existsSync(folder))('metadata of real Iceberg tables (skipped without LAKESIM_REAL_DATA)', () => {
  it.each(['lineitem', 'equality-deletes', 'hive-partitioned'])(
    'of %s is as large as predicted, to a quarter',
    (table) => {
      for (const ratio of ratiosOf(table)) {
        expect(ratio).toBeGreaterThan(0.75);
        expect(ratio).toBeLessThan(1.25);
      }
    },
  );
});
