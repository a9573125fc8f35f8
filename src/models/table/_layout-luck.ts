import type { KeyedDraw } from '../model.ts';

/** Uniform draws on (0, 1), each of a purpose of its own. */
export interface LayoutLuck {
  /** Which values are asked for: entity is the key, so that a key's quantile in a column is the same in every design. */
  readonly value: KeyedDraw;
  /** Where the rows of a request fall: entity is the request's first key. */
  readonly row: KeyedDraw;
  /** What a file's statistics are, apart from what its layout says: entity is the file. */
  readonly file: KeyedDraw;
}

/** A column's number for luck, from its name: 30 bits (FNV-1a), so that it has the same in tables of other columns. */
export function columnNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 2 ** 30;
}

/**
 * The rows of one request: row after row from 0 up, what has to be drawn again from the other end down, so that the n-th row
 * has the same luck however often others were drawn again.
 */
export class RowLuck {
  private up = 0;
  private down = 2 ** 32 - 1;
  private readonly draw: KeyedDraw;
  private readonly entity: number;

  constructor(draw: KeyedDraw, entity: number) {
    this.draw = draw;
    this.entity = entity;
  }
  next(): number {
    return this.draw.at(this.entity, this.up++);
  }
  again(): number {
    return this.draw.at(this.entity, this.down--);
  }
}

/** Expected rows beyond which it is sure that there is one: e^-46 is 1e-20, over 8e6 files still below 1e-12. */
const sureRows = 46;

/** True when a file of so many rows surely reaches below and above a share of its rows' law. */
export const isSure = (rows: number, share: number): boolean => rows * Math.min(share, 1 - share) > sureRows;

/**
 * Whether the range of a column in a file holds a value that the file does not have. `share`: of the rows' law that lies
 * below it. Of n independent rows the least lies at the share 1 - u^(1/n), the greatest of the others above that (the
 * minimum of n uniforms by inversion, and the maximum given it). So P = 1 - share^n - (1 - share)^n.
 */
export function rangeHolds(luck: KeyedDraw, file: number, column: number, rows: number, share: number): boolean {
  if (isSure(rows, share)) return true;
  if (rows < 2 || share <= 0 || share >= 1) return false;
  const least = -Math.expm1(Math.log1p(-luck.at(file, 4 * column)) / rows);
  if (share <= least) return false;
  const greatest = least + (1 - least) * luck.at(file, 4 * column + 1) ** (1 / (rows - 1));
  return share < greatest;
}
