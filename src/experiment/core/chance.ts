/** Chance as models see it: named, seeded by (seed, replication, name, purpose), and watched: a run knows if it drew. */
import type { DistributionSpec } from '../../fields/index.ts';
import type { KeyedDraw } from '../../models/model.ts';
import {
  createDistribution,
  createStream,
  type Distribution,
  type KeyedDraws,
  keyedDraws,
  type RandomStream,
} from '../../random/index.ts';

export class Chance {
  /** Set at the first draw that could have come out otherwise; a constant is none. */
  drawn = false;
  private readonly seed: number;
  private readonly replication: number;

  constructor(seed: number, replication: number) {
    this.seed = seed;
    this.replication = replication;
  }

  stream(name: string): RandomStream {
    return new WatchedStream(this, createStream(this.seed, this.replication, name));
  }

  draw(name: string, spec: DistributionSpec): KeyedDraw {
    const distribution = createDistribution(spec);
    if (distribution.constant) return new ConstantDraw(distribution.mean);
    return new WatchedDraw(this, distribution, keyedDraws(this.seed, this.replication, name));
  }

  /** One number for a whole replication. */
  once(name: string): number {
    this.drawn = true;
    return keyedDraws(this.seed, this.replication, name).uniform(0, 0);
  }
}

class ConstantDraw implements KeyedDraw {
  readonly mean: number;
  constructor(value: number) {
    this.mean = value;
  }
  at(_entity: number, _attempt: number): number {
    return this.mean;
  }
}

class WatchedDraw implements KeyedDraw {
  readonly mean: number;
  private readonly chance: Chance;
  private readonly distribution: Distribution;
  private readonly draws: KeyedDraws;

  constructor(chance: Chance, distribution: Distribution, draws: KeyedDraws) {
    this.mean = distribution.mean;
    this.chance = chance;
    this.distribution = distribution;
    this.draws = draws;
  }

  at(entity: number, attempt: number): number {
    this.chance.drawn = true;
    return this.distribution.sample(this.draws.uniform(entity, attempt));
  }
}

class WatchedStream implements RandomStream {
  private readonly chance: Chance;
  private readonly stream: RandomStream;

  constructor(chance: Chance, stream: RandomStream) {
    this.chance = chance;
    this.stream = stream;
  }

  uniform(): number {
    this.chance.drawn = true;
    return this.stream.uniform();
  }

  /** A constant takes its uniform like any other, so that what follows in the stream stays where it was. */
  draw(distribution: Distribution): number {
    if (!distribution.constant) this.chance.drawn = true;
    return this.stream.draw(distribution);
  }

  exponential(mean: number): number {
    this.chance.drawn = true;
    return this.stream.exponential(mean);
  }

  integer(n: number): number {
    if (n > 1) this.chance.drawn = true;
    return this.stream.integer(n);
  }
}
