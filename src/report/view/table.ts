/** A table as data; HTML and Markdown print the same one. */
import type { Cell, Phrase } from './cell.ts';

/** Widths at which the page changes: 640 and 1100 px. */
export type Width = 'middle' | 'wide';

export interface Column {
  readonly name: string;
  /** In the head behind the name: `read makespan, s`. */
  readonly unit?: string;
  readonly numeric?: boolean;
  /** Its texts have no order that a reader would expect: `2× cheaper` beside `3× slower`. */
  readonly unsorted?: boolean;
  /** Left out on screens narrower than that, where another cell of the row has it on a second line. */
  readonly from?: Width;
}

export interface Row {
  /** The first is the row's head. */
  readonly cells: readonly Cell[];
  readonly kind?: 'group' | 'subtotal' | 'total';
  /** Target of links. */
  readonly id?: string;
}

export interface Table {
  readonly caption: Phrase;
  /** Anchor. */
  readonly id?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** A line under the table. */
  readonly note?: string;
  /** Rows may be sorted by the reader; bills and accounts may not. */
  readonly sortable?: boolean;
}

export function headText(column: Column): string {
  return column.unit ? `${column.name}, ${column.unit}` : column.name;
}
