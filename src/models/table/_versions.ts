import type { TableFiles } from '../capabilities.ts';
import { listFiles } from './_cohorts.ts';

/** What a table had, version by version. */
export interface TableVersion {
  readonly seconds: number;
  readonly files: number;
  readonly bytes: number;
}

/** Versions that are told apart, at the most: of older ones every other is forgotten, so that these come out coarser. */
const most = 4096;

/** Sums of what was there, for readers of older versions. */
export class Versions {
  private kept: TableVersion[] = [];

  add(version: TableVersion): void {
    const { kept } = this;
    if (kept.at(-1)?.seconds === version.seconds) kept.pop();
    kept.push(version);
    if (kept.length > most) this.kept = kept.filter((_, nth) => nth % 2 === 0 || nth > most / 2);
  }

  /**
   * The version of a time, as files of mean size; or why it cannot be read. `gone`: the newest version of which files have
   * been deleted, and whether the log still has the entries of the version asked for.
   */
  read(
    seconds: number,
    gone: { readonly filesThroughSeconds: number; readonly isLogThere: boolean },
  ): { readonly problem: string | null; readonly files: readonly TableFiles[] } {
    const version = this.at(seconds);
    const files: TableFiles[] = [];
    if (gone.filesThroughSeconds > seconds) return { problem: 'files of that version have been deleted', files };
    if (!gone.isLogThere) return { problem: 'the entries of that version have been deleted from the log', files };
    if (version === null) return { problem: 'the table was not there yet', files };
    listFiles(files, version.files, version.bytes);
    return { problem: null, files };
  }

  /** The newest that is not younger; null: there was none yet. */
  private at(seconds: number): TableVersion | null {
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
