import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { Operation, RequestBatch, RequestClient } from '../capabilities.ts';
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
  phases: ['wait', 'open', 'list', 'transfer', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: listMetrics,
  charts: listCharts,
  *perform(values: Values<typeof listFields>, world: World, occurrence: Occurrence): Process<void> {
    const client = world.find('requests');
    const batch = new Pages(values, client.listing, occurrence.index);
    const keys = values.of === null ? null : client.contents.keys(values.of);
    if (keys?.isEventual) {
      const first = keys.lastOf(values.objects);
      const missedKeys = world.metric('missedKeys');
      const ghostKeys = world.metric('ghostKeys');
      // Object i lies under prefix i modulo the prefixes, and keys are in the order of their numbers.
      batch.reached = (page) => {
        const found = keys.list(first + batch.firstKeyOf(page), values.prefixes, batch.keysOf(page));
        missedKeys.add(found.missedKeys);
        ghostKeys.add(found.ghostKeys);
      };
    }
    yield* client.run(batch, occurrence);
    world.metric('pages').add(batch.pages);
  },
});

class Pages implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase = 'list';
  readonly samplesFirstByte = false;
  readonly paths = null;
  reached?: (page: number) => void;
  private readonly prefixes: number;
  private readonly objects: number;
  private readonly listing: RequestClient['listing'];
  private readonly firstEntity: number;
  private readonly mostPagesInChain: number;
  private nextPrefix = 0;
  /** The page that failed last: its prefix goes no further. */
  private broken = -1;

  constructor(values: Values<typeof listFields>, listing: RequestClient['listing'], occurrenceIndex: number) {
    this.prefixes = values.prefixes;
    this.parallel = Math.min(values.prefixes, values.parallel);
    this.objects = values.objects;
    this.listing = listing;
    this.firstEntity = occurrenceIndex * entitiesPerOccurrence;
    this.mostPagesInChain = this.pagesOf(0);
  }

  get pages(): number {
    const { prefixes } = this;
    const longer = this.objects % prefixes;
    return longer * this.pagesOf(0) + (prefixes - longer) * this.pagesOf(prefixes - 1);
  }

  /** The first prefixes have one key more where the keys do not divide evenly. */
  private keysIn(prefix: number): number {
    return Math.floor(this.objects / this.prefixes) + (prefix < this.objects % this.prefixes ? 1 : 0);
  }
  private pagesOf(prefix: number): number {
    return Math.max(1, Math.ceil(this.keysIn(prefix) / this.listing.keysPerPage));
  }
  /** A page is known by prefix x most pages of a prefix + its place there. */
  prefixOf(page: number): number {
    return Math.floor(page / this.mostPagesInChain);
  }
  next(after: number): number {
    if (after >= 0 && after !== this.broken && (after % this.mostPagesInChain) + 1 < this.pagesOf(this.prefixOf(after)))
      return after + 1;
    return this.nextPrefix < this.prefixes ? this.nextPrefix++ * this.mostPagesInChain : -1;
  }
  /** Without its token the next page cannot be asked for. */
  ended(page: number, succeeded: boolean): void {
    if (!succeeded) this.broken = page;
  }
  follows(page: number): boolean {
    return page % this.mostPagesInChain > 0;
  }
  operationOf(): Operation {
    return 'list';
  }
  keysOf(page: number): number {
    const { keysPerPage } = this.listing;
    return Math.min(keysPerPage, this.keysIn(this.prefixOf(page)) - (page % this.mostPagesInChain) * keysPerPage);
  }
  /** The number of the first key on a page. */
  firstKeyOf(page: number): number {
    const place = (page % this.mostPagesInChain) * this.listing.keysPerPage;
    return this.prefixOf(page) + place * this.prefixes;
  }
  bytesOf(page: number): number {
    return this.keysOf(page) * this.listing.bytesPerKey;
  }
  entityOf(page: number): number {
    return this.firstEntity + page;
  }
}
