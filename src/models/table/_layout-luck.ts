import { createDistribution } from '../../random/index.ts';
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

/** A value among the rows of a file: the share of their law that lies below it, and that up to its end. */
export interface Shares {
  readonly below: number;
  readonly upTo: number;
}

/** True when a file of so many rows surely has one that is not above the value and one that is not below. */
export const isSure = (rows: number, below: number, upTo: number): boolean =>
  rows * Math.min(upTo, 1 - below) > sureRows;

/**
 * Whether the range of a column in a file holds a value: the file's least is not above it, its greatest not below. Of n
 * independent rows the least lies at the share 1 - u^(1/n), the greatest of the others at v^(1/(n - 1)) of what is above
 * that (the minimum of n uniforms by inversion, and the maximum given it). So P = 1 - below^n - (1 - upTo)^n.
 */
export function rangeHolds(
  luck: KeyedDraw,
  file: number,
  column: number,
  rows: number,
  below: number,
  upTo: number,
): boolean {
  if (isSure(rows, below, upTo)) return true;
  if (rows < 1 || upTo <= 0 || below >= 1) return false;
  const u = 1 - luck.at(file, 4 * column);
  // least < upTo, without the root.
  if (u <= (1 - upTo) ** rows) return false;
  if (rows < 2) return 1 - u > below;
  const v = luck.at(file, 4 * column + 1);
  // The greatest is above v^(1/(n - 1)), which settles most.
  if (v > below ** (rows - 1)) return true;
  const least = -Math.expm1(Math.log(u) / rows);
  return least + (1 - least) * v ** (1 / (rows - 1)) > below;
}

const standardNormal = createDistribution({ kind: 'normal', mean: 0, sd: 1 });

/** How far, in standard deviations, a table's rows came out from where their law has them on a curve; kept within 3.3. */
export const curveDrift = (luck: KeyedDraw, firstFile: number): number =>
  Math.max(-3.3, Math.min(3.3, standardNormal.sample(luck.at(firstFile, 2 ** 32 - 1))));
