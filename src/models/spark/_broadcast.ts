import { type Process, Signal } from '../../kernel/index.ts';
import type { QueryContext } from './_query-context.ts';

/**
 * A small table goes to every executor before the stage that joins with it. Executors fetch its blocks from the driver
 * and from each other (apache/spark, TorrentBroadcast.scala), so that each receives all of it at what its own network
 * carries beside what else comes in, whatever their number; the driver's own copy is there.
 * Left out: collecting it, building its hash table, the time until the first blocks have spread.
 */
export function* broadcast({ engine, occurrence, nowSeconds }: QueryContext, bytes: number): Process<void> {
  const { awaited, world } = engine;
  const { kernel } = world;
  const from = nowSeconds;
  const done = new Signal(kernel);
  let left = 0;
  const receiver = {
    goOn: () => {
      if (--left === 0) done.fire();
    },
  };
  for (const link of engine.cluster.networksNow) {
    left++;
    link.start(bytes, link.flowClass(Infinity), awaited.handler, awaited.by(receiver));
  }
  if (left > 0) yield done.wait();
  occurrence.phase('shuffle', kernel.now - from);
}
