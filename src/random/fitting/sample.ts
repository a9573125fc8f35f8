/** Measured latencies as data: what the fit is given. All values are seconds and more than zero. */

/** Requests of one client, one after another. */
export interface Series {
  /** What it belongs to: an hour, a run. Empty where nothing tells groups apart. */
  readonly group: string;
  readonly seconds: Float64Array;
}

/** A run of which only quantiles were published. */
export interface QuantileRow {
  readonly group: string;
  /** Values behind the quantiles. */
  readonly count: number;
  readonly meanSeconds: number | null;
  /** Ascending p; with the least (p = 0) and the greatest value (p = 1). */
  readonly points: readonly (readonly [p: number, seconds: number])[];
}

export type Measurement =
  | { readonly kind: 'values'; readonly series: readonly Series[] }
  | { readonly kind: 'quantiles'; readonly rows: readonly QuantileRow[] };

/**
 * A sample of any origin, ascending. Weights are ones for single values; a published table becomes a few hundred
 * values that stand for many each.
 */
export interface Sample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Measured values it stands for. */
  readonly count: number;
  readonly quantile: (p: number) => number;
}

/** Of single values, in any order; they are copied. */
export function createSample(parts: readonly Float64Array[]): Sample {
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const values = new Float64Array(count);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  values.sort();
  return { values, weights: new Float64Array(count).fill(1), count, quantile: (p) => sortedQuantile(values, p) };
}

/** Linear between the order statistics (type 7 of Hyndman and Fan, 1996): p = 0 is the least, p = 1 the greatest. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const value = sorted[below]!;
  return below + 1 < sorted.length ? value + (at - below) * (sorted[below + 1]! - value) : value;
}

/** At most so many weighted values, for the laws that are fitted in many rounds: bins of equal width in the logarithm. */
export function compress({ values, weights }: Sample, most: number): { logs: Float64Array; weights: Float64Array } {
  if (values.length <= most) return { logs: values.map(Math.log), weights };
  const low = Math.log(values[0]!);
  const width = (Math.log(values[values.length - 1]!) - low) / most || 1;
  const sums = new Float64Array(most);
  const masses = new Float64Array(most);
  for (let i = 0; i < values.length; i++) {
    const log = Math.log(values[i]!);
    const bin = Math.min(most - 1, Math.floor((log - low) / width));
    sums[bin]! += log * weights[i]!;
    masses[bin]! += weights[i]!;
  }
  const kept = [...masses.keys()].filter((bin) => masses[bin]! > 0);
  return {
    logs: Float64Array.from(kept, (bin) => sums[bin]! / masses[bin]!),
    weights: Float64Array.from(kept, (bin) => masses[bin]!),
  };
}
