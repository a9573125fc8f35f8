/** Files of one stratum: alike in rows. */
export interface Stratum {
  readonly count: number;
  readonly rowsEach: number;
  /** Written in the order that the layout says; else in the order of arrival. */
  readonly isOrdered: boolean;
  /** Ordered files with the same number were ordered together; those of another order span the whole domain anew. Default 0. */
  readonly order?: number;
}

/**
 * Files one after the other on a curve, each a run of as many rows as it holds: file f lies between start(f) and start(f + 1),
 * as shares of all rows.
 */
export class Runs {
  readonly count: number;
  readonly rows: number;
  /** In any of the files. */
  readonly fewestRows: number;
  private readonly firstFile: number[] = [];
  private readonly firstRow: number[] = [];
  private readonly rowsEach: number[] = [];

  constructor(strata: readonly Stratum[]) {
    let files = 0;
    let rows = 0;
    for (const stratum of strata) {
      if (stratum.count === 0 || stratum.rowsEach === 0) continue;
      this.firstFile.push(files);
      this.firstRow.push(rows);
      this.rowsEach.push(stratum.rowsEach);
      files += stratum.count;
      rows += stratum.count * stratum.rowsEach;
    }
    this.count = files;
    this.rows = rows;
    this.fewestRows = Math.min(...this.rowsEach);
  }

  startRow(file: number): number {
    const s = last(this.firstFile, file);
    return this.firstRow[s]! + (file - this.firstFile[s]!) * this.rowsEach[s]!;
  }

  start(file: number): number {
    return file >= this.count ? 1 : this.startRow(file) / this.rows;
  }

  rowsOf(file: number): number {
    return this.rowsEach[last(this.firstFile, file)]!;
  }

  /** The file that holds the row. */
  ofRow(row: number): number {
    if (this.count === 0) return 0;
    const s = last(this.firstRow, row);
    return Math.min(this.count - 1, this.firstFile[s]! + Math.floor((row - this.firstRow[s]!) / this.rowsEach[s]!));
  }

  /** The file at a share of the rows; one that ends there is not it. */
  at(share: number): number {
    if (share <= 0) return 0;
    if (share >= 1) return this.count - 1;
    return this.ofRow(share * this.rows);
  }
}

/** The last entry that is not above x. */
function last(sorted: readonly number[], x: number): number {
  let s = sorted.length - 1;
  while (s > 0 && sorted[s]! > x) s--;
  return s;
}
