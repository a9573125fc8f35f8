import type { Values } from '../../fields/index.ts';
import type { World } from '../model.ts';
import { type OpenInflow, ShardedInflow } from './_inflow.ts';
import type { Counts } from './_intake.ts';
import type { streamFields } from './fields.ts';

/** How often what shards have done is told. */
const reportSeconds = 60;

/** Tells how busy the shards are and what they refused; nothing where there are none. */
export function watchShards(
  { shards }: Values<typeof streamFields>,
  world: World,
  inflow: OpenInflow | ShardedInflow,
  counts: Counts,
): { stop(): void; atEnd(): void } {
  if (shards === null || !(inflow instanceof ShardedInflow)) return { stop: () => {}, atEnd: () => {} };
  const utilization = world.metric('utilization');
  const throttled = world.metric('throttled');
  const { kernel } = world;
  const began = kernel.now;
  let since = began;
  let taken = 0;
  let refused = 0;
  const report = (): void => {
    const { now } = kernel;
    if (now <= since) return;
    const takenBy = inflow.at(now);
    const refusedBy = inflow.refusedBy(now);
    const more = Math.round(refusedBy) - Math.round(refused);
    if (more > 0) {
      throttled.add(more);
      counts.delayed(more);
    }
    utilization.set((takenBy - taken) / ((now - since) * inflow.capacityPerSecond));
    since = now;
    taken = takenBy;
    refused = refusedBy;
  };
  const ticks = kernel.every(reportSeconds, kernel.handler(report, `${world.name}: shards`), 0, {
    from: began + reportSeconds,
  });
  return { stop: () => ticks.stop(), atEnd: report };
}
