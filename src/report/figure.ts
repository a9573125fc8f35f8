/** A figure of the report: two drawings of one finding, with its words and its data as a table. */

export interface FigureTable {
  /** Column heads; the first is the row head. */
  columns: { name: string; numeric: boolean }[];
  rows: string[][];
}

export interface KeyEntry {
  label: string;
  /** A token of the design: `--d1`, `--ph-open`. */
  token: string;
}

export interface Figure {
  /** Unique in a report, kebab-case: `time-account`. Names `charts/<id>.vl.json` and `charts/<id>.svg`. */
  id: string;
  /** Which block of the report it stands in. */
  section:
    | 'first'
    | 'front'
    | 'ratios'
    | 'time'
    | 'money'
    | 'assumptions'
    | 'sweep'
    | 'behaviour'
    | 'distributions'
    | 'asked';
  /** The finding, a sentence of at most 80 characters. */
  title: string;
  howToRead: string;
  /** Three sentences: what is drawn, extremes, finding. */
  description: string;
  key: KeyEntry[];
  /** Vega-Lite specs, widths 720 (600 on the first screen) and 344. Colours are `var(--token)`. */
  wide: object;
  narrow: object;
  /** Set if the drawing is wider than the standard 720: 600 for the first screen. */
  widthPixels: number;
  table: FigureTable;
  /** A line under the chart: what is left out of it, or not priced. */
  note?: string;
}
