import type { Runs } from './_layout-runs.ts';

/** Rows found, by file. */
export class Touched {
  private readonly few: Map<number, number> | null;
  private readonly many: Uint32Array | null;
  files = 0;

  /** `atMost`: files that may be touched; when these are many of all, an array takes less than a map. */
  constructor(files: number, atMost: number) {
    this.many = atMost > files / 16 ? new Uint32Array(files) : null;
    this.few = this.many ? null : new Map();
  }

  rowsIn(file: number): number {
    return this.many ? this.many[file]! : (this.few!.get(file) ?? 0);
  }

  add(file: number, rows: number): void {
    if (rows <= 0) return;
    const had = this.rowsIn(file);
    if (had === 0) this.files++;
    if (this.many) this.many[file] = had + rows;
    else this.few!.set(file, had + rows);
  }

  /** How many files have how many rows: files from `first` on, `count` of them. */
  histogram(first: number, count: number): Map<number, number> {
    const by = new Map<number, number>();
    const tell = (rows: number) => by.set(rows, (by.get(rows) ?? 0) + 1);
    if (this.many) {
      for (let file = first; file < first + count; file++) if (this.many[file]! > 0) tell(this.many[file]!);
    } else {
      for (const [file, rows] of this.few!) if (file >= first && file < first + count) tell(rows);
    }
    return by;
  }

  /** Puts rows into a file and what it has no room for into those after it, then into those before. */
  spill(runs: Runs, file: number, rows: number): void {
    let left = rows;
    for (let step = 0; left > 0 && step < runs.count; step++) {
      const next = file + step < runs.count ? file + step : runs.count - 1 - step;
      const room = Math.min(left, runs.rowsOf(next) - this.rowsIn(next));
      this.add(next, room);
      left -= room;
    }
  }
}
