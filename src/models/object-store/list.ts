import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Directories } from './_directories.ts';
import { Pages } from './_pages.ts';
import { listFields } from './fields.ts';
import { listCharts, listMetrics } from './metrics.ts';

/** More would not fit in memory side by side. */
const mostDirectories = 2 ** 24;

/**
 * Lists keys: each prefix is a chain of pages, for a page is asked for with the token of the one before it; prefixes
 * are listed side by side. An empty prefix takes one page as well. With `directories` the keys are walked to: each
 * directory is such a chain, which can begin once a page of its parent has named it.
 */
export const list = defineActivity({
  kind: 'list',
  doc: 'lists the keys under some prefixes, page after page, or directory by directory',
  fields: listFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'list', 'transfer', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: listMetrics,
  charts: listCharts,
  *perform(values: Values<typeof listFields>, world: World, occurrence: Occurrence): Process<void> {
    const client = world.find('requests');
    const { prefixes, directories: children, objects: keys, parallel } = values;
    const directories = new Directories({ prefixes, children, keys }, client.listing);
    if (directories.total > mostDirectories) {
      occurrence.fail(`more than ${mostDirectories} directories`);
      return;
    }
    const { bytesPerKey } = client.listing;
    const batch = new Pages(directories, { parallel, bytesPerKey, occurrenceIndex: occurrence.index });
    const written = values.of === null ? null : client.contents.keys(values.of);
    if (written?.isEventual) {
      const first = written.lastOf(values.objects);
      const missedKeys = world.metric('missedKeys');
      const ghostKeys = world.metric('ghostKeys');
      batch.reached = (page) => {
        // Only the pages of the last directories have keys; those are spread over all of them in turn.
        const place = batch.firstKeyOf(page);
        if (place < 0) return;
        const found = written.list(first + place, directories.counts[directories.lastLevel]!, batch.keysOf(page));
        missedKeys.add(found.missedKeys);
        ghostKeys.add(found.ghostKeys);
      };
    }
    yield* client.run(batch, occurrence);
    world.metric('pages').add(batch.fetched);
  },
});
