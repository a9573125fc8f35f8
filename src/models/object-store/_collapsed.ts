import type { Values } from '../../fields/index.ts';
import type { CollapsedStore, Moments, Operation, PrefixFlow } from '../capabilities.ts';
import type { World } from '../model.ts';
import { FluidPrefix } from './_fluid-prefix.ts';
import { momentsOf, scaled } from './_moments.ts';
import { type Direction, type Partitions, reads, writes } from './_partitions.ts';
import type { storageFields } from './fields.ts';

/** How requests are counted when several are one: so many that were answered, so many that were refused before. */
export type CountRequests = CollapsedStore['requests'];

/** The store towards requests that are drawn as one. */
export class Collapsed implements CollapsedStore {
  readonly requests: CountRequests;
  readonly refusalMeanSeconds: number;
  private readonly world: World;
  private readonly partitions: Partitions | null;
  private readonly get: Moments;
  private readonly head: Moments;
  private readonly flows: FluidPrefix[] = [];

  constructor(
    values: Values<typeof storageFields>,
    world: World,
    partitions: Partitions | null,
    requests: CountRequests,
  ) {
    this.world = world;
    this.partitions = partitions;
    this.requests = requests;
    this.get = scaled(momentsOf(values.firstByte), values.latencyFactor);
    this.head = scaled(momentsOf(values.head ?? values.firstByte), values.latencyFactor);
    this.refusalMeanSeconds = this.head.mean;
  }

  answerMoments(operation: Operation): Moments {
    return operation === 'head' ? this.head : this.get;
  }

  flowOf(operation: Operation, prefix: number): PrefixFlow | null {
    const { partitions, world } = this;
    if (partitions === null) return null;
    const direction: Direction = operation === 'get' || operation === 'head' ? reads : writes;
    const at = 2 * prefix + direction;
    this.flows[at] ??= new FluidPrefix(
      world.kernel,
      `${world.name}: prefix ${prefix + 1}`,
      partitions,
      prefix,
      direction,
    );
    return this.flows[at]!;
  }
}
