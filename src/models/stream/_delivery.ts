import type { Commit } from '../capabilities.ts';

/** One delivery of a buffer: what it holds, the files it becomes, and how far their uploads are. Used again and again. */
export class Delivery {
  /** Its number among all that there are. */
  place = 0;
  line = 0;
  /** Positions between which it collected, and when that began. */
  fromPosition = 0.5;
  toPosition = 0.5;
  fromSeconds = 0.5;
  /** Positions up to which nothing came in before `fromSeconds`: whatever reads had crashed. */
  heldTo = 0.5;
  rows = 0;
  bytes = 0.5;
  /** Rows in it that come later than they were made. */
  lateRows = 0;
  /** Buffers that it stands for, alike and one after another; and whether they were full. */
  flushes = 1;
  isFull = false;
  /** Keys what chance does to it. */
  key = 0;
  /** Uploads that are not through. */
  pending = 0;
  /** Partitions that are its own until it is delivered. */
  active = 0;
  /**
   * A crash has come between: its rows are read again, and it becomes visible or not. Committed: after its commit, and whoever
   * comes again finds its number in the log.
   */
  fate: 'whole' | 'duplicate' | 'abandoned' | 'dropped' | 'committed' = 'whole';
  readonly groups = new FileGroups();
  /** Its transaction, where it is committed in turn. */
  commit: Commit | null = null;
}

/** Of what is under way when its writer crashes. */
export const fateAfterCrash = ({ commit }: Delivery, exactlyOnce: boolean): Delivery['fate'] => {
  if (!exactlyOnce) return 'duplicate';
  return commit?.isThere === true ? 'committed' : 'abandoned';
};

/** Files by partition: when their rows are from, how many, and what is in them. */
export class FileGroups {
  count = 0;
  readonly rowsAtSeconds: number[] = [];
  readonly files: number[] = [];
  readonly rows: number[] = [];
  readonly bytes: number[] = [];

  clear(): void {
    this.count = 0;
  }

  /** Into the group of that time, if there is one. */
  add(rowsAtSeconds: number, files: number, rows: number, bytes: number): void {
    const at = this.count++;
    this.rowsAtSeconds[at] = rowsAtSeconds;
    this.files[at] = files;
    this.rows[at] = rows;
    this.bytes[at] = bytes;
  }

  get allFiles(): number {
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += this.files[i]!;
    return sum;
  }
}
