import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { RequestBatch, RequestClient } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { entitiesPerOccurrence } from './_entities.ts';
import { listFields } from './fields.ts';
import { listCharts, listMetrics } from './metrics.ts';

/**
 * Lists keys: each prefix is a chain of pages, for a page is asked for with the token of the one before it; prefixes
 * are listed side by side. An empty prefix takes one page as well.
 */
export const list = defineActivity({
  kind: 'list',
  doc: 'lists the keys under some prefixes, page after page',
  fields: listFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'list', 'transfer', 'close'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: listMetrics,
  charts: listCharts,
  *perform(values: Values<typeof listFields>, world: World, occurrence: Occurrence): Process<void> {
    const client = world.find('requests');
    const batch = new Pages(values, client.listing, occurrence.index);
    yield* client.run(batch, occurrence);
    world.metric('pages').add(batch.pages);
  },
});

class Pages implements RequestBatch {
  readonly operation = 'list';
  readonly chains: number;
  readonly parallel: number;
  private readonly objects: number;
  private readonly listing: RequestClient['listing'];
  private readonly firstEntity: number;
  private readonly mostPagesInChain: number;

  constructor(values: Values<typeof listFields>, listing: RequestClient['listing'], occurrenceIndex: number) {
    this.chains = values.prefixes;
    this.parallel = values.parallel;
    this.objects = values.objects;
    this.listing = listing;
    this.firstEntity = occurrenceIndex * entitiesPerOccurrence;
    this.mostPagesInChain = this.requestsIn(0);
  }

  get pages(): number {
    const { chains } = this;
    const longer = this.objects % chains;
    return longer * this.requestsIn(0) + (chains - longer) * this.requestsIn(chains - 1);
  }

  /** The first prefixes have one key more where the keys do not divide evenly. */
  private keysIn(chain: number): number {
    return Math.floor(this.objects / this.chains) + (chain < this.objects % this.chains ? 1 : 0);
  }
  requestsIn(chain: number): number {
    return Math.max(1, Math.ceil(this.keysIn(chain) / this.listing.keysPerPage));
  }
  keysOf(chain: number, index: number): number {
    const { keysPerPage } = this.listing;
    return Math.min(keysPerPage, this.keysIn(chain) - index * keysPerPage);
  }
  bytesOf(chain: number, index: number): number {
    return this.keysOf(chain, index) * this.listing.bytesPerKey;
  }
  entityOf(chain: number, index: number): number {
    return this.firstEntity + chain * this.mostPagesInChain + index;
  }
}
