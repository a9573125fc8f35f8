import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Objects } from './_objects.ts';
import { IndependentRequests } from './_one-each.ts';
import { staleReadsOf } from './_watch.ts';
import { headFields } from './fields.ts';
import { headCharts, headMetrics } from './metrics.ts';

/** Asks about n objects, each by one HEAD. */
export const head = defineActivity({
  kind: 'head',
  doc: 'asks about objects, each by one HEAD',
  fields: headFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: headMetrics,
  charts: headCharts,
  *perform(values: Values<typeof headFields>, world: World, occurrence: Occurrence): Process<void> {
    const objects = new Objects(
      { operation: 'head', count: values.objects, sizes: null, prefixes: values.prefixes },
      occurrence,
    );
    const reached = staleReadsOf(world, values.of, values.objects);
    yield* world.find('requests').run(new IndependentRequests(objects, null, reached), occurrence);
  },
});
