export type LayoutOrder =
  | 'random'
  | 'arrival'
  | { readonly sort: readonly string[] }
  | { readonly zorder: readonly string[] }
  | { readonly cluster: readonly string[] };

export interface LayoutColumn {
  readonly name: string;
  /** How many values it has, each as often as another; Infinity: no two rows alike. */
  readonly distinct: number;
}

export interface LayoutOptions {
  /** All of the table's, in their order. */
  readonly columns: readonly LayoutColumn[];
  readonly order: LayoutOrder;
  /** The first so many columns have min and max. Delta: 32 (dataSkippingNumIndexedCols). */
  readonly statistics: number;
  /** Range ids a column gets before bits are interleaved. Delta: 1000 (MDC_NUM_RANGE_IDS, DeltaSQLConf.scala). */
  readonly ranges: number;
  /** Of rows in the order of arrival, so many of a request lie next to each other. 1: they come singly. */
  readonly rowsPerSession: number;
}

/** Equality on columns: rows that have one of `keys` distinct values (or tuples) in the columns. */
export interface EqualityFilter {
  readonly columns: readonly string[];
  readonly keys: number;
  readonly rowsPerKey: number;
  /** The number of the first key, for its luck: of a request that asks for other keys it is larger by `keys`. */
  readonly firstKey: number;
}

export interface Found {
  /** Files that their statistics do not rule out; touched ones among them. */
  readonly candidates: number;
  /** Files that hold a matching row. */
  readonly touched: number;
  /** Matching rows in them. */
  readonly rows: number;
  /** The touched files by how many matching rows they hold, few first. */
  readonly byRows: readonly { readonly rows: number; readonly files: number }[];
  /** The matching rows of a file lie next to each other in it; else anywhere. */
  readonly isConsecutive: boolean;
}
