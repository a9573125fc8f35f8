import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Kernel, ServerPool } from '../../../src/kernel/index.ts';
import { createStream } from '../../../src/random/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use after a collection: JavaScript objects, and the buffers of typed arrays. */
function bytesInUse(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** How many bytes a kernel with handlers, timers and a pool at load 0.8 grows by an event, over so many events. */
export function heapGrowth(events: number): number {
  const stream = createStream(1, 0, 'heap growth');
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'pool', servers: 125 });
  const strike = kernel.handler(() => undefined, 'strike');
  const timers = Array.from({ length: 100 }, (_, index) => kernel.timer(strike, index));
  const visit = kernel.handler((index) => {
    pool.serve(stream.exponential(1));
    timers[index]!.set(stream.exponential(2));
    kernel.schedule(stream.exponential(1), visit, index);
  }, 'visit');
  for (let index = 0; index < 100; index++) kernel.schedule(stream.exponential(1), visit, index);
  // By then lines, table and buckets have the size they need, and the engine has compiled what runs.
  kernel.run(2_000);
  const firstEvent = kernel.eventCount;
  const before = bytesInUse();
  while (kernel.eventCount - firstEvent < events) kernel.run(kernel.now + 100);
  return (bytesInUse() - before) / (kernel.eventCount - firstEvent);
}
