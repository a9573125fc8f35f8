import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Objects } from './_objects.ts';
import { IndependentRequests } from './_one-each.ts';
import { copyFields, largestPutBytes } from './fields.ts';
import { copyCharts } from './metrics.ts';

/** Copies n objects inside the store, each by one COPY: their bytes do not pass through the client. */
export const copy = defineActivity({
  kind: 'copy',
  doc: 'copies objects inside the store, each by one COPY',
  fields: copyFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: [],
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
    const through = (object: number): void => client.contents.write(1, objects.bytesOf(object));
    yield* client.run(new IndependentRequests(objects, through), occurrence);
  },
});
