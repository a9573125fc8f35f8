import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { entitiesPerOccurrence } from './_entities.ts';
import { IndependentRequests, type OneEach } from './_one-each.ts';
import { deleteFields } from './fields.ts';
import { deleteCharts } from './metrics.ts';

/** Deletes n objects, each by a DELETE or so many keys at a time. */
export const remove = defineActivity({
  kind: 'delete',
  doc: 'deletes objects, one by one or in batches of keys',
  fields: deleteFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: [],
  charts: deleteCharts,
  *perform(values: Values<typeof deleteFields>, world: World, occurrence: Occurrence): Process<void> {
    const client = world.find('requests');
    const batches = batchesOf(values, occurrence.index);
    const { of, objects, batch } = values;
    const keys = of === null ? null : client.contents.keys(of);
    const first = keys?.lastOf(objects) ?? 0;
    const through = (request: number): void => {
      const count = batches.keysOf(request);
      if (keys === null) client.contents.remove(count);
      else for (let place = 0; place < count; place++) keys.remove(first + request * batch + place);
    };
    yield* client.run(new IndependentRequests(batches, through), occurrence);
  },
});

/** The last batch has what is left. */
function batchesOf({ objects, batch, prefixes }: Values<typeof deleteFields>, index: number): OneEach {
  return {
    operation: 'delete',
    count: Math.ceil(objects / batch),
    firstEntity: index * entitiesPerOccurrence,
    samplesFirstByte: false,
    prefixes,
    bytesOf: () => 0,
    keysOf: (request) => Math.min(batch, objects - request * batch),
  };
}
