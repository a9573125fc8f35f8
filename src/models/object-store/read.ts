import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { RequestBatch } from '../capabilities.ts';
import { defineActivity, type KeyedDraw, type Occurrence, type World } from '../model.ts';
import { entitiesPerOccurrence } from './_entities.ts';
import { Throughput } from './_throughput.ts';
import { readFields } from './fields.ts';
import { readCharts, readMetrics } from './metrics.ts';

/** Reads n objects, each by one GET: n chains of one request, as many at once as the client's pool admits. */
export const read = defineActivity({
  kind: 'read',
  doc: 'reads objects, each by one GET',
  fields: readFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'transfer', 'close'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: readMetrics,
  charts: readCharts,
  *perform(values: Values<typeof readFields>, world: World, occurrence: Occurrence): Process<void> {
    const batch = new Objects(values.objects, world.draw('size', values.size), occurrence.index);
    const throughput = Throughput.of(world);
    throughput.begin(world.kernel.now);
    const bytes = yield* world.find('requests').run(batch, occurrence);
    throughput.finish(world.kernel.now, bytes);
  },
});

/** Object i has the size of its number, in every occurrence and every design. */
class Objects implements RequestBatch {
  readonly operation = 'get';
  readonly chains: number;
  readonly parallel = Infinity;
  private readonly sizes: KeyedDraw;
  private readonly firstEntity: number;

  constructor(count: number, sizes: KeyedDraw, occurrenceIndex: number) {
    this.chains = count;
    this.sizes = sizes;
    this.firstEntity = occurrenceIndex * entitiesPerOccurrence;
  }

  requestsIn(): number {
    return 1;
  }
  bytesOf(chain: number): number {
    return Math.round(this.sizes.at(chain, 0));
  }
  keysOf(): number {
    return 1;
  }
  entityOf(chain: number): number {
    return this.firstEntity + chain;
  }
}
