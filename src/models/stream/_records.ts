import type { DistributionSpec } from '../../fields/index.ts';
import { createDistribution, erlangCdf, erlangQuantile, poissonQuantile } from '../../random/index.ts';
import type { KeyedDraw, World } from '../model.ts';

/** Up to so many records each has a size of its own; the sum of more is drawn as a normal, by the central limit theorem. */
const mostDrawnSizes = 32;
/** Strata of a law for means over it. */
const strata = 10_000;
/** Rounding of a position, in records: who stands a billionth before a record has it. */
export const rounding = 1e-9;

/**
 * Single records out of the fluid. Even: a buffer that takes the share s of all records has N(x) = floor(x s + o) of them
 * by position x; offsets o = j / k make the buffers' counts add up to floor(x). Random: numbers of a Poisson process in
 * which x is time, drawn by key.
 */
export class Records {
  readonly meanBytes: number;
  readonly isRandom: boolean;
  private readonly sdBytes: number;
  private readonly sizes: KeyedDraw;
  private readonly counts: KeyedDraw;
  private readonly fills: KeyedDraw;
  private readonly gaps: KeyedDraw;
  private readonly sums: KeyedDraw;
  private readonly spec: DistributionSpec;

  constructor(spec: DistributionSpec, spacing: 'even' | 'random', world: World, activity: string) {
    const uniform: DistributionSpec = { kind: 'uniform', low: 0, high: 1 };
    this.isRandom = spacing === 'random';
    this.spec = spec;
    const law = createDistribution(spec);
    this.meanBytes = law.mean;
    this.sdBytes = law.constant
      ? 0
      : Math.sqrt(
          Math.max(
            0,
            this.meanOf((size) => (size - law.mean) ** 2),
          ),
        );
    this.sizes = world.draw('recordSize', spec, activity);
    this.counts = world.draw('records', uniform, activity);
    this.fills = world.draw('fill', uniform, activity);
    this.gaps = world.draw('gap', { kind: 'exponential', mean: 1 }, activity);
    this.sums = world.draw('bytes', { kind: 'normal', mean: 0, sd: 1 }, activity);
  }

  /** The mean over records of something that their size says, by strata of the law. */
  meanOf(of: (sizeBytes: number) => number): number {
    const law = createDistribution(this.spec);
    if (law.constant) return of(law.mean);
    let sum = 0;
    for (let i = 0; i < strata; i++) sum += of(law.quantile((i + 0.5) / strata));
    return sum / strata;
  }

  /** Records of so many bytes: the fewest that fill it, in the mean. */
  filling(bytes: number): number {
    return Math.max(1, Math.ceil(bytes / this.meanBytes - rounding));
  }

  /** Poisson: how many come within a length whose mean is so many. */
  drawn(mean: number, key: number): number {
    return poissonQuantile(mean, this.counts.at(key, 0));
  }

  /** Of a count that is known to be less than `limit`. */
  drawnBelow(limit: number, mean: number, key: number): number {
    const most = 1 - erlangCdf(limit, mean);
    return Math.min(limit - 1, poissonQuantile(mean, this.counts.at(key, 0) * most));
  }

  /** Poisson: the length that so many take. */
  lengthOf(count: number, key: number): number {
    return erlangQuantile(count, this.fills.at(key, 0));
  }

  /** Poisson: the length until the next. */
  gap(key: number): number {
    return this.gaps.at(key, 0);
  }

  /** Bytes of so many records. */
  bytes(count: number, key: number): number {
    if (this.sdBytes === 0) return count * this.meanBytes;
    if (count > mostDrawnSizes) {
      const sum = count * this.meanBytes + Math.sqrt(count) * this.sdBytes * this.sums.at(key, 0);
      return Math.max(count, Math.round(sum));
    }
    let sum = 0;
    for (let i = 0; i < count; i++) sum += this.sizes.at(key, i);
    return sum;
  }
}
