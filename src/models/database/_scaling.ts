import type { Row } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { OccurrencePort } from '../capabilities.ts';
import { column, type DatabaseValues, type Size } from './_limits.ts';
import type { Server } from './server.ts';

/** Queries that were to be through by a time, and those that were not. */
export class Deadlines {
  private readonly now: () => number;
  private queries = 0;
  private late = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  ended({ askedAtSeconds, deadlineSeconds }: Pick<OccurrencePort, 'askedAtSeconds' | 'deadlineSeconds'>): void {
    if (askedAtSeconds === undefined || deadlineSeconds === undefined || deadlineSeconds === null) return;
    this.queries++;
    if (this.now() - askedAtSeconds > deadlineSeconds) this.late++;
  }

  /** The share that was late since it was asked last. */
  take(): number {
    const share = this.queries === 0 ? 0 : this.late / this.queries;
    this.queries = 0;
    this.late = 0;
    return share;
  }
}

/** Machines of a family, the smallest first: by cores, then memory. */
export const ladderOf = ({ instances, scale }: DatabaseValues): readonly Row[] => {
  const family = `${scale?.ladder ?? ''}.`;
  const of = (row: Row, name: string): number => row.values[name] ?? 0;
  return Object.values(instances)
    .filter(({ name }) => name.startsWith(family))
    .sort((a, b) => of(a, 'vcpu') - of(b, 'vcpu') || of(a, 'memory') - of(b, 'memory') || (a.name < b.name ? -1 : 1));
};

/** The next larger machine of the family; null: there is none. */
export const nextOf = (ladder: readonly Row[], instance: Row): Row | null =>
  ladder.find((row) => (row.values.vcpu ?? 0) > (instance.values.vcpu ?? 0)) ?? null;

/** In place of a family: a cluster over shared storage takes more nodes. */
export const nodesLadder = 'nodes';

/**
 * What comes after a size: the next machine of the family; or twice the nodes, as far as an elastic resize of the cluster
 * that there was at first goes. Null: there is nothing larger.
 */
export const largerThan = (values: DatabaseValues, { instance, nodes }: Size): Partial<Size> | null => {
  if (values.scale?.ladder !== nodesLadder) {
    const next = nextOf(ladderOf(values), instance);
    return next === null ? null : { instance: next };
  }
  const most = Math.min(values.nodes * column(instance, 'elastic', 1), column(instance, 'mostNodes', Infinity));
  return nodes < most ? { nodes: Math.min(most, 2 * nodes) } : null;
};

/** Looks at what was going on since it looked last, and takes what is larger if that was too much. */
export const scaleUp = (server: Server, deadlines: Deadlines): void => {
  const { values, world } = server;
  const { scale } = values;
  if (scale === null) return;
  const downtime = world.draw('downtime', values.downtime);
  const upgrades = world.metric('upgrades');
  let steps = 0;
  let isUnderWay = false;
  const watched = (): number => {
    const use = server.resources.takeUse();
    const late = deadlines.take();
    return scale.watch === 'cpu' ? use : scale.watch === 'fill' ? server.fill : late;
  };
  const step = function* (larger: Partial<Size>): Process<void> {
    isUnderWay = true;
    yield* server.restart(larger, downtime.at(steps++, 0));
    upgrades.add(1);
    isUnderWay = false;
    deadlines.take();
    server.resources.takeUse();
  };
  const look = world.kernel.handler(() => {
    if (!(watched() > scale.at) || isUnderWay) return;
    const larger = largerThan(values, server.size);
    if (larger !== null) world.kernel.spawn(step(larger), `${world.name}: something larger`);
  }, `${world.name}: is it large enough`);
  world.kernel.every(scale.every, look, 0, { from: scale.every });
};
