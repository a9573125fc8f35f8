/** From a measurement to everything that is said of it: quantiles, the law, how well it holds, how far it may be used. */
import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { samplePublished } from './_published.ts';
import { type Comparison, compareLaws } from './compare-laws.ts';
import { type Dependence, type Drift, dependence, drift } from './dependence.ts';
import { fitLaw, type LawName } from './fit-laws.ts';
import { quantileTable } from './quantile-table.ts';
import { createSample, type Measurement, type Sample } from './sample.ts';

export interface FittedGroup {
  readonly name: string;
  readonly count: number;
  readonly meanSeconds: number;
  /** Points of the quantile function. */
  readonly points: readonly (readonly [p: number, seconds: number])[];
}

export interface LatencyFit {
  readonly count: number;
  readonly meanSeconds: number;
  /** Single values, or quantiles that somebody published. */
  readonly kind: Measurement['kind'];
  /** All values, as a quantile table. */
  readonly points: readonly (readonly [p: number, seconds: number])[];
  /** The law that was asked for, fitted to all values. */
  readonly law: LawName;
  readonly spec: DistributionSpec;
  /** In the order of the measurement; one if nothing tells them apart. */
  readonly groups: readonly FittedGroup[];
  /** Null where nothing can be held out. */
  readonly comparison: Comparison | null;
  /** Null for published quantiles, which have lost the order. */
  readonly dependence: Dependence | null;
  /** Null with one group. */
  readonly drift: Drift | null;
}

/** A measurement has at least one value. A law that cannot be fitted (all values are the same) becomes a constant. */
export function fitLatency(measurement: Measurement, law: LawName): LatencyFit {
  const named = groupsOf(measurement);
  const samples = named.map(({ sample }) => sample);
  const all =
    samples.length === 1
      ? samples[0]!
      : measurement.kind === 'quantiles'
        ? samplePublished(measurement.rows)
        : createSample(samples.map(({ values }) => values));
  const count = all.count;
  return {
    count,
    meanSeconds: named.reduce((sum, group) => sum + (group.sample.count / count) * group.meanSeconds, 0),
    kind: measurement.kind,
    points: quantileTable(all),
    law,
    spec: fitLaw(law, all) ?? { kind: 'constant', value: all.quantile(0.5) },
    groups: named.map(({ name, sample, meanSeconds }) => ({
      name,
      count: sample.count,
      meanSeconds,
      points: quantileTable(sample),
    })),
    comparison: compareLaws(measurement),
    dependence: measurement.kind === 'values' ? dependence(measurement.series) : null,
    drift: drift(samples),
  };
}

interface NamedSample {
  readonly name: string;
  readonly sample: Sample;
  readonly meanSeconds: number;
}

function groupsOf(measurement: Measurement): NamedSample[] {
  if (measurement.kind === 'quantiles') {
    return measurement.rows.map((row) => {
      const sample = samplePublished([row]);
      return { name: row.group, sample, meanSeconds: row.meanSeconds ?? meanOf(sample) };
    });
  }
  const parts = new Map<string, Float64Array[]>();
  for (const { group, seconds } of measurement.series) {
    const known = parts.get(group);
    if (known === undefined) parts.set(group, [seconds]);
    else known.push(seconds);
  }
  return [...parts].map(([name, series]) => {
    const sample = createSample(series);
    return { name, sample, meanSeconds: meanOf(sample) };
  });
}

function meanOf({ values, weights }: Sample): number {
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! * weights[i]!;
    mass += weights[i]!;
  }
  return sum / mass;
}
