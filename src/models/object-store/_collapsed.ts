import type { Values } from '../../fields/index.ts';
import { momentsOf, scaled } from '../../random/index.ts';
import type { CollapsedStore, Moments, Operation, PrefixFlow } from '../capabilities.ts';
import type { World } from '../model.ts';
import { FluidPrefix } from './_fluid-prefix.ts';
import type { ClientLuck } from './_hour.ts';
import { type Direction, type Partitions, reads, writes } from './_partitions.ts';
import type { storageFields } from './fields.ts';

/** How requests are counted when several are one: so many that were answered, so many that were refused before. */
export type CountRequests = CollapsedStore['requests'];

/** What the store has already. */
export interface CollapsedParts {
  readonly partitions: Partitions | null;
  /** The whole bucket is one slot of the limit. */
  readonly limitsBucket: boolean;
  readonly client: ClientLuck;
  readonly requests: CountRequests;
}

/** The store towards requests that are drawn as one. */
export class Collapsed implements CollapsedStore {
  readonly requests: CountRequests;
  readonly refusalMeanSeconds: number;
  private readonly world: World;
  private readonly partitions: Partitions | null;
  private readonly limitsBucket: boolean;
  private readonly get: Moments;
  private readonly head: Moments;
  private readonly flows: FluidPrefix[] = [];

  constructor(
    values: Values<typeof storageFields>,
    world: World,
    { partitions, limitsBucket, client, requests }: CollapsedParts,
  ) {
    this.world = world;
    this.partitions = partitions;
    this.limitsBucket = limitsBucket;
    this.requests = requests;
    const factor = values.latencyFactor * client.get;
    this.get = scaled(momentsOf(values.firstByte), factor);
    this.head = values.head === null ? this.get : scaled(momentsOf(values.head), values.latencyFactor);
    this.refusalMeanSeconds = this.head.mean;
  }

  answerMoments(operation: Operation): Moments {
    return operation === 'head' ? this.head : this.get;
  }

  flowOf(operation: Operation, prefix: number): PrefixFlow | null {
    const { partitions, world, limitsBucket } = this;
    if (partitions === null) return null;
    if (limitsBucket && prefix !== 0) return this.flowOf(operation, 0);
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
