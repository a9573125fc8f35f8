/** Bounds of columns, gathered file by file. */
import type { ColumnSummary } from '../results/table-summary.ts';
import { type Bound, clusteringOf } from './clustering.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly partition: boolean;
}

export class ColumnBounds {
  readonly column: Column;
  private readonly mins: Bound[] = [];
  private readonly maxs: Bound[] = [];
  private count = 0;

  constructor(column: Column) {
    this.column = column;
  }

  add(min: unknown, max: unknown): void {
    if (min === undefined || min === null || max === undefined || max === null) return;
    this.count++;
    const low = comparable(min);
    const high = comparable(max);
    if (low === null || high === null || typeof low !== typeof high) return;
    if (this.mins.length > 0 && typeof this.mins[0] !== typeof low) return;
    // A range that ends before it begins (a text cut off, a broken writer) holds nothing.
    if (low > high) return;
    this.mins.push(low);
    this.maxs.push(high);
  }

  summary(files: number): ColumnSummary {
    return {
      ...this.column,
      boundsShare: files === 0 ? 0 : this.count / files,
      clustering: clusteringOf(this.mins, this.maxs),
    };
  }
}

function comparable(value: unknown): Bound | null {
  switch (typeof value) {
    case 'number':
      return Number.isNaN(value) ? null : value;
    case 'bigint':
      return Number(value);
    case 'string':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value instanceof Date ? value.getTime() : null;
  }
}
