import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { RequestBatch } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Objects } from './_objects.ts';
import { IndependentRequests } from './_one-each.ts';
import { ObjectsInParts } from './_parts.ts';
import { Throughput } from './_throughput.ts';
import { keysToWrite, puttingInto } from './_watch.ts';
import { largestPutBytes, mostParts, writeFields } from './fields.ts';
import { writeCharts, writeMetrics } from './metrics.ts';

/**
 * Writes n objects: each by one PUT, or, if it is larger than a part, by a multipart upload: a request that creates it,
 * the parts side by side, and a request that completes it. What S3 would refuse fails before anything is sent.
 */
export const write = defineActivity({
  kind: 'write',
  doc: 'writes objects, each by one PUT or as a multipart upload',
  fields: writeFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'transfer', 'firstByte', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: writeMetrics,
  charts: writeCharts,
  *perform(values: Values<typeof writeFields>, world: World, occurrence: Occurrence): Process<void> {
    const { partSize } = values;
    const sizes = world.draw('size', values.size);
    const objects = new Objects(
      { operation: 'put', count: values.objects, sizes, prefixes: values.prefixes, samplesFirstByte: true },
      occurrence,
    );
    const client = world.find('requests');
    const keys = keysToWrite(world, values.over, values.objects);
    const through = puttingInto(client.contents, keys, (object) => objects.bytesOf(object));
    let batch: RequestBatch = new IndependentRequests(objects, through);
    if (partSize === null) {
      if (objects.largestBytes() > largestPutBytes) {
        occurrence.fail('an object is too large for one PUT: give partSize');
        return;
      }
    } else {
      const parallelParts = values.parallelParts ?? Infinity;
      const parts = new ObjectsInParts(objects, { direction: 'put', partSizeBytes: partSize, parallelParts, through });
      if (parts.mostParts > mostParts) {
        occurrence.fail(`an upload has more than ${mostParts} parts: give a larger partSize`);
        return;
      }
      batch = parts;
    }
    const throughput = Throughput.of(world);
    throughput.begin(world.kernel.now);
    const bytes = yield* client.run(batch, occurrence);
    throughput.finish(world.kernel.now, bytes);
  },
});
