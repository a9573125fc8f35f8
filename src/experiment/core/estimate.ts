/**
 * The value of an expression with its interval: on the means over all replications (a ratio of means, never a mean of
 * ratios), by the delete-one-replication jackknife of the whole expression, leaving replication i out of all designs at
 * once.
 */
import type { Interval } from '../../results/index.ts';
import { jackknife } from '../../statistics/index.ts';
import type { Column } from './columns.ts';
import type { Formula } from './formula.ts';
import { reasons } from './messages.ts';

/** What is known where durations were cut off, by the horizon or by failures: the truth is this, or on one side of it. */
export type Side = 'exact' | 'atLeast' | 'atMost' | 'unknown';

export interface Estimate {
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly side: Side;
  /** Why there is no value or no interval, or what is special about it. */
  readonly reason: string | null;
  /** Replications behind the interval. */
  readonly n: number;
  /** What was subtracted for bias, or 0. */
  readonly bias: number;
}

const nothing = (reason: string): Estimate => ({ value: null, interval: null, side: 'exact', reason, n: 0, bias: 0 });

/** `columns[i]` is for `formula.needs[i]`. A design without chance has a single value, which stands for all. */
export function estimate(formula: Formula, columns: readonly Column[]): Estimate {
  const absent = columns.find((column) => column.value === null);
  if (absent) return nothing(absent.reason ?? reasons.noSamples);
  const inputs = columns.map((column) => column.value!);
  const value = formula.value(inputs);
  if (!Number.isFinite(value)) return nothing(whyNotFinite(formula, inputs, value));
  const side = sideOf(formula, columns, inputs);
  const cut = { exact: null, atLeast: reasons.atLeast, atMost: reasons.atMost, unknown: reasons.cutBothWays }[side];
  const random = columns.some((column) => column.random);
  const rows = completeRows(columns);
  const n = rows[0]?.length ?? 0;
  const none = columns.find((column) => column.noInterval !== null)?.noInterval ?? null;
  if (!random) return { value, interval: [value, value], side, reason: cut, n: Math.max(1, n), bias: 0 };
  if (none !== null || n < 2) {
    return { value, interval: null, side, reason: none ?? reasons.oneReplication, n, bias: 0 };
  }
  const found = jackknife(rows, formula.value);
  if (Number.isNaN(found.lo) || Number.isNaN(found.hi)) {
    return { value, interval: null, side, reason: reasons.noJackknife, n, bias: 0 };
  }
  const bias = found.biasCorrected ? found.bias : 0;
  return { value: found.value, interval: [found.lo, found.hi], side, reason: cut, n, bias };
}

/** The replications in which every column has a value; a single value stands for all. */
export function completeRows(columns: readonly Column[]): number[][] {
  const n = Math.max(1, ...columns.map((column) => column.values.length));
  const filled = columns.map(({ values }) =>
    values.length === 1 && n > 1 ? Array.from({ length: n }, () => values[0]!) : values,
  );
  const complete = Array.from({ length: n }, (_, i) => i).filter((i) => filled.every((values) => values[i] != null));
  return filled.map((values) => complete.map((i) => values[i]!));
}

function whyNotFinite(formula: Formula, inputs: readonly number[], value: number): string {
  const zero = formula.needs.find((_, i) => inputs[i] === 0);
  if (!zero || Math.abs(value) < Number.POSITIVE_INFINITY) return reasons.notFinite;
  return reasons.dividedByZero(`${zero.design}.${zero.ref.metric}`);
}

/** Which way the value goes when a duration that was cut off turns out longer. */
function sideOf(formula: Formula, columns: readonly Column[], inputs: readonly number[]): Side {
  const value = formula.value(inputs);
  let side: Side = 'exact';
  columns.forEach((column, i) => {
    if (!column.atLeast) return;
    const longer = formula.value(inputs.map((input, k) => (k === i ? input * 1.01 + 1e-9 : input)));
    if (longer === value) return;
    const own: Side = longer > value ? 'atLeast' : 'atMost';
    side = side === 'exact' || side === own ? own : 'unknown';
  });
  return side;
}
