import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Objects } from './_objects.ts';
import { IndependentRequests } from './_one-each.ts';
import { keysToWrite, puttingInto, staleReadsOf } from './_watch.ts';
import { copyFields, largestPutBytes } from './fields.ts';
import { copyCharts, copyMetrics } from './metrics.ts';

/** Copies n objects inside the store, each by one COPY: their bytes do not pass through the client. */
export const copy = defineActivity({
  kind: 'copy',
  doc: 'copies objects inside the store, each by one COPY',
  fields: copyFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: copyMetrics,
  charts: copyCharts,
  *perform(values: Values<typeof copyFields>, world: World, occurrence: Occurrence): Process<void> {
    const sizes = world.draw('size', values.size);
    const objects = new Objects(
      { operation: 'copy', count: values.objects, sizes, prefixes: values.prefixes },
      occurrence,
    );
    if (objects.largestBytes() > largestPutBytes) {
      occurrence.fail('an object is too large for one COPY');
      return;
    }
    const client = world.find('requests');
    const keys = keysToWrite(world, null, values.objects);
    const through = puttingInto(client.contents, keys, (object) => objects.bytesOf(object));
    const reached = staleReadsOf(world, values.of, values.objects);
    yield* client.run(new IndependentRequests(objects, through, reached), occurrence);
  },
});
