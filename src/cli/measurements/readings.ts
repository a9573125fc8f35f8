/** What both readers make of a file: series of numbers in the file's own unit, or rows of quantiles. */

export interface Selection {
  /** The latencies' column or key. */
  readonly column: string | undefined;
  readonly by: string | undefined;
  readonly requester: string | undefined;
  readonly where: Readonly<Record<string, string>>;
}

export interface RawSeries {
  readonly group: string;
  readonly values: number[];
}

export interface RawQuantiles {
  readonly group: string;
  readonly count: number;
  readonly mean: number | null;
  readonly points: readonly (readonly [p: number, value: number])[];
}

export interface Reading {
  readonly series: RawSeries[];
  readonly quantiles: RawQuantiles[];
  /** The column's name, where it has one: it may end in a unit. */
  readonly names: readonly string[];
}

/** Values in file order, one series for each group and client. */
export class SeriesByClient {
  readonly series: RawSeries[] = [];
  private readonly known = new Map<string, RawSeries>();

  add(group: string, requester: string, value: number): void {
    const key = JSON.stringify([group, requester]);
    let found = this.known.get(key);
    if (found === undefined) {
      found = { group, values: [] };
      this.known.set(key, found);
      this.series.push(found);
    }
    found.values.push(value);
  }
}
