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
  let refused = 0;
  /** Of the minute to come: as a fluid it is known. */
  const foretell = (): void => {
    const { now } = kernel;
    const middle = now + reportSeconds / 2;
    const taken = inflow.at(now + reportSeconds) - inflow.at(now);
    utilization.set(taken / (reportSeconds * inflow.capacityAt(middle)));
  };
  const report = (): void => {
    const { now } = kernel;
    const refusedBy = inflow.refusedBy(now);
    const more = Math.round(refusedBy) - Math.round(refused);
    if (more > 0) {
      throttled.add(more);
      counts.delayed(more);
    }
    refused = refusedBy;
  };
  foretell();
  const tick = (): void => {
    report();
    foretell();
  };
  const ticks = kernel.every(reportSeconds, kernel.handler(tick, `${world.name}: shards`), 0, {
    from: began + reportSeconds,
  });
  const stop = (): void => {
    ticks.stop();
    report();
    utilization.set(0);
  };
  return { stop, atEnd: report };
}
