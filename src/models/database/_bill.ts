import type { World } from '../model.ts';
import { PaidTime } from '../paid-time.ts';
import { type DatabaseValues, diskOf, type Size } from './_limits.ts';

/** The item of a machine: paid as it runs, or reserved for years. */
export const machineItem = ({ purchase }: DatabaseValues, { instance }: Size): string =>
  purchase === 'on-demand' ? instance.name : `${instance.name}.${purchase}`;

/** Machines that are paid: all nodes, and those of the copies. */
export const machineCount = ({ replicas }: DatabaseValues, { nodes }: Size): number => nodes * (1 + replicas);

/**
 * What a database is billed for, under the name of its service:
 *
 *     <machine>                 seconds of all nodes and copies
 *     <kind of disk>            bytes bought x seconds, of network disks, with their copies
 *     <kind of disk>-iops       reads a second bought beyond what comes with it x seconds
 *     <kind of disk>-rate       bytes a second bought beyond what comes with it x seconds
 *     storage                   bytes stored x seconds, of shared storage
 *     io                        reads and writes, where they are billed
 *     backup                    bytes of backups beyond the free ones x seconds
 */
export class Bill {
  readonly machines: PaidTime;
  private readonly values: DatabaseValues;
  private readonly world: World;
  private since: number;
  private size: Size;
  private stored = 0;

  constructor(values: DatabaseValues, world: World, size: Size) {
    this.values = values;
    this.world = world;
    this.size = size;
    this.since = world.kernel.now;
    this.machines = new PaidTime(world, values.service, machineItem(values, size), machineCount(values, size));
    world.atBill(() => this.billStorage());
  }

  changed(size: Size): void {
    this.billStorage();
    this.size = size;
    this.machines.machines(machineCount(this.values, size), machineItem(this.values, size));
  }
  holds(bytes: number): void {
    this.billStorage();
    this.stored = bytes;
  }

  /** Units of reading and writing of an activity, where they are billed. */
  io(units: number, activity: string): void {
    if (this.values.readUnit !== null && units > 0) this.world.meter(this.values.service, 'io', units, activity);
  }

  private billStorage(): void {
    const { values, world, size, stored } = this;
    const { now } = world.kernel;
    const seconds = now - this.since;
    this.since = now;
    if (seconds === 0) return;
    const meter = (item: string, quantity: number): void => {
      if (quantity > 0) world.meter(values.service, item, quantity * seconds);
    };
    const copies = 1 + values.replicas;
    const disk = diskOf(values, size.diskBytes);
    if (disk !== null) {
      const kind = values.diskType!.name;
      meter(kind, size.diskBytes * copies);
      meter(`${kind}-iops`, Math.max(0, (values.iops ?? 0) - disk.includedReads) * copies);
      meter(`${kind}-rate`, Math.max(0, (values.throughput ?? 0) - disk.includedRate) * copies);
    }
    if (values.shape === 'shared-storage') meter('storage', stored);
    const free = values.shape === 'shared-storage' ? stored : size.nodes * size.diskBytes;
    meter('backup', Math.max(0, values.backup * stored - free));
  }
}
