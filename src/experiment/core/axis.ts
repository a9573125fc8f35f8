/** An axis of a sweep: which values it takes, in base units, and how each is put into the scenario. */
import type { SweepAxis } from '../../results/index.ts';
import type { AxisSpec, Override, Raw } from '../../scenario/core/index.ts';
import { printable } from './assumptions.ts';
import type { Evaluator } from './evaluator.ts';
import { findSetting } from './setting.ts';

export interface ReadyAxis {
  readonly result: SweepAxis;
  readonly overrides: readonly Override[];
}

const defaultPoints = 9;

export function readyAxis(evaluator: Evaluator, spec: AxisSpec): ReadyAxis {
  const { address } = spec;
  const setting = findSetting(evaluator.resolve({}).resolved, address);
  const settingAt = (raw: Raw): number | string | boolean => {
    const value = findSetting(evaluator.resolve({ [address]: { raw } }).resolved, address)?.value;
    return value ?? printable(raw);
  };
  const { values: written, low, high } = spec;
  if (written === undefined && low !== undefined && high !== undefined) {
    const [from, to] = [settingAt(low), settingAt(high)];
    if (typeof from === 'number' && typeof to === 'number') {
      const scale = spec.scale ?? scaleOf([from, to]);
      const values = spread(from, to, spec.points ?? defaultPoints, scale, setting?.variesAs === 'integer');
      return {
        result: { address, unit: setting?.unit ?? '1', values, scale, base: setting?.value ?? null },
        overrides: values.map((base) => ({ base })),
      };
    }
  }
  const raws = written ?? [low, high].filter((raw) => raw !== undefined);
  const values = raws.map(settingAt);
  const numbers = values.filter((value) => typeof value === 'number');
  return {
    result: {
      address,
      unit: setting?.unit ?? '',
      values,
      scale: numbers.length < values.length ? 'ordinal' : (spec.scale ?? scaleOf(numbers)),
      base: setting?.value ?? null,
    },
    overrides: raws.map((raw) => ({ raw })),
  };
}

/** By factors, from a decade on. */
function scaleOf(values: readonly number[]): 'linear' | 'log' {
  const low = Math.min(...values);
  return low > 0 && Math.max(...values) / low >= 10 ? 'log' : 'linear';
}

/** Ends exact; whole numbers once each. */
function spread(low: number, high: number, points: number, scale: 'linear' | 'log', integer: boolean): number[] {
  const log = scale === 'log' && low > 0 && high > 0;
  const last = Math.max(1, points - 1);
  const values = Array.from({ length: last + 1 }, (_, i) => {
    if (i === 0) return low;
    if (i === last) return high;
    const share = i / last;
    const value = log ? low * (high / low) ** share : low + (high - low) * share;
    return integer ? Math.round(value) : value;
  });
  return [...new Set(values)];
}
