import type { TableFiles, TableLogReads } from '../capabilities.ts';
import { listFiles } from './_cohorts.ts';

/** What a table had, version by version. */
export interface TableVersion {
  readonly seconds: number;
  readonly files: number;
  readonly bytes: number;
  /** Its files by size, with their marks, where the table tells them apart in few sizes; null: as of mean size. */
  readonly sizes: readonly TableFiles[] | null;
  /** What a reader got who knew nothing of the log, while it was the newest. */
  readonly reads: TableLogReads | null;
}

/** Versions that are told apart, at the most: of older ones every other is forgotten, so that these come out coarser. */
const most = 4096;

/** What was there, for readers of older versions. */
export class Versions {
  private kept: TableVersion[] = [];

  add(version: TableVersion): void {
    const { kept } = this;
    if (kept.at(-1)?.seconds === version.seconds) kept.pop();
    kept.push(version);
    if (kept.length > most) this.kept = kept.filter((_, nth) => nth % 2 === 0 || nth > most / 2);
  }

  /**
   * The files of the version of a time; or why it cannot be read. `gone`: whether files of it have been deleted, and whether
   * the log still has its entries.
   */
  read(
    seconds: number,
    gone: { readonly areFilesThere: boolean; readonly isLogThere: boolean },
  ): { readonly problem: string | null; readonly files: readonly TableFiles[] } {
    const version = this.at(seconds);
    const files: TableFiles[] = [];
    if (!gone.areFilesThere) return { problem: 'files of that version have been deleted', files };
    if (!gone.isLogThere) return { problem: 'the entries of that version have been deleted from the log', files };
    if (version === null) return { problem: 'the table was not there yet', files };
    if (version.sizes !== null) return { problem: null, files: version.sizes };
    listFiles(files, version.files, version.bytes);
    return { problem: null, files };
  }

  /** The newest that is not younger; null: there was none yet. */
  at(seconds: number): TableVersion | null {
    const { kept } = this;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (kept[middle]!.seconds <= seconds) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : kept[low - 1]!;
  }
}

/**
 * What a reader of an older version gets from the log: today's listing and today's services say where that version is, and
 * what it is made of is its own: of a Delta log the newest checkpoint that is not younger, and the commits after it up to that
 * version; of Iceberg the newest metadata.json, which has all snapshots, and then the manifests of that one.
 * Source: delta-io/delta, PROTOCOL.md; apache/iceberg, spec.md (snapshots, time travel).
 */
export const readsAsOf = (
  then: TableLogReads,
  now: TableLogReads,
  log: 'delta' | 'iceberg' | 'hudi',
): TableLogReads => ({
  ...then,
  steps: then.steps.map((step, nth) => {
    const today = now.steps[nth];
    if (today === undefined) return step;
    if (log === 'iceberg') return nth < 2 ? today : step;
    return step.listedKeys !== null && today.listedKeys !== null ? { ...step, listedKeys: today.listedKeys } : step;
  }),
});
