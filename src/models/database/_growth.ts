import type { Process } from '../../kernel/index.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import { column, type DatabaseValues, type Size } from './_limits.ts';
import type { Grower, Server } from './server.ts';

/** What it would be after one step more, with the bytes that move and the seconds that takes; null: there is no more. */
export interface GrowthStep {
  readonly size: Size;
  readonly movedBytes: number;
  readonly moveSeconds: number;
}

/**
 * The next step of a database that is too full, by a share of what there is:
 *
 * - a network disk grows alone, up to the most that the service gives;
 * - disks in nodes come with nodes. Data are spread evenly over n nodes before and m after, so that D (m - n) / m bytes
 *   move, each node sending or taking in at its rate: D (m - n) / m / (min(n, m - n) x moveRate) seconds;
 * - shared storage grows by itself.
 */
export const nextStep = (values: DatabaseValues, size: Size, storedBytes: number): GrowthStep | null => {
  const { shape, grow, leastGrowth, mostStorage, moveRate } = values;
  if (grow === null || shape === 'shared-storage') return null;
  const { nodes, diskBytes, instance } = size;
  if (shape === 'network-disk') {
    const larger = Math.min(mostStorage ?? Infinity, diskBytes * (1 + Math.max(grow.by, leastGrowth)));
    return larger > diskBytes ? { size: { ...size, diskBytes: larger }, movedBytes: 0, moveSeconds: 0 } : null;
  }
  const wanted = Math.max(nodes + 1, Math.ceil(nodes * (1 + grow.by) - 1e-9));
  const more = Math.min(column(instance, 'mostNodes', Infinity), wanted);
  if (more <= nodes) return null;
  const movedBytes = (storedBytes * (more - nodes)) / more;
  return {
    size: { ...size, nodes: more },
    movedBytes,
    moveSeconds: movedBytes / (Math.min(nodes, more - nodes) * moveRate),
  };
};

/** Buys disk space when a database is as full as `grow` says, one step after another. */
export class Growth implements Grower {
  private readonly server: Server;
  private readonly world: World;
  private readonly growTime: KeyedDraw;
  private readonly downtime: KeyedDraw;
  private readonly grown: Recorder;
  private readonly bytesMoved: Recorder;
  private steps = 0;
  private isUnderWay = false;

  constructor(server: Server) {
    const { world, values } = server;
    this.server = server;
    this.world = world;
    this.growTime = world.draw('growTime', values.growTime);
    this.downtime = world.draw('growDowntime', values.downtime);
    this.grown = world.metric('grown');
    this.bytesMoved = world.metric('bytesMoved');
  }

  get canGrow(): boolean {
    const { values, size, storedBytes } = this.server;
    return nextStep(values, size, storedBytes) !== null;
  }

  look(): void {
    const { server, world } = this;
    const { grow } = server.values;
    if (this.isUnderWay || grow === null || server.fill < grow.at) return;
    const step = nextStep(server.values, server.size, server.storedBytes);
    if (step === null) return;
    this.isUnderWay = true;
    world.kernel.spawn(this.take(step, grow.cooldown), `${world.name}: grows`);
  }

  /** The next step may begin `cooldown` after this one did, and not before this one is through. */
  private *take({ size, movedBytes, moveSeconds }: GrowthStep, cooldownSeconds: number): Process<void> {
    const { server, world } = this;
    const beganAt = world.kernel.now;
    const step = this.steps++;
    yield this.growTime.at(step, 0);
    if (size.nodes === server.size.nodes) server.resize({ ...server.size, diskBytes: size.diskBytes });
    else {
      server.setWritable(false);
      yield moveSeconds;
      this.bytesMoved.add(movedBytes);
      yield* server.restart({ nodes: size.nodes }, this.downtime.at(step, 0));
      server.setWritable(true);
    }
    this.grown.add(1);
    yield Math.max(0, beganAt + cooldownSeconds - world.kernel.now);
    this.isUnderWay = false;
    this.look();
  }
}
