import type { Row, Values } from '../../fields/index.ts';
import type { databaseFields } from './fields.ts';

export type DatabaseValues = Values<typeof databaseFields>;

/** What changes when a database grows: its machines and its disk. */
export interface Size {
  readonly instance: Row;
  readonly nodes: number;
  /** Of the network disk, or of each node's own disks; 0 where it has neither. */
  readonly diskBytes: number;
}

/** What a machine carries above its baseline while its credits last. */
export interface DiskBurst {
  /** Of the machine and the disk together. */
  readonly bytesPerSecond: number;
  /** Of the machine alone. */
  readonly baselineBytesPerSecond: number;
  readonly bucketBytes: number;
}

/** What it can do at that size, all nodes together. */
export interface Limits {
  readonly cores: number;
  /** From where its data lie, for as long as you like. */
  readonly bytesPerSecond: number;
  /** Null: no more than that, ever. */
  readonly burst: DiskBurst | null;
  readonly readsPerSecond: number;
  readonly cacheBytes: number;
  /** What it can hold. */
  readonly storageBytes: number;
}

const gib = 2 ** 30;

/** The value of a column, or what stands for it where the machine has none. */
export const column = ({ values }: Row, name: string, otherwise: number): number => values[name] ?? otherwise;

export interface DiskLimits {
  readonly readsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of both, what comes with the disk and is not billed. */
  readonly includedReads: number;
  readonly includedRate: number;
}

/**
 * A network disk of so many bytes: the larger, the more of its kind does it come with; what is bought stands in its
 * place. No disk gives more than the most of its kind, and where a read has a size no more than its reads carry.
 */
export const diskLimits = (
  disk: Row,
  sizeBytes: number,
  bought: { readonly reads: number | null; readonly rate: number | null },
): DiskLimits => {
  const isStriped = sizeBytes >= column(disk, 'stripedFrom', Infinity);
  const of = (name: string): number =>
    column(disk, isStriped && disk.values[`striped${name}`] !== undefined ? `striped${name}` : name.toLowerCase(), 0);
  const byPart = (column(disk, 'readsPerGiB', 0) * sizeBytes) / gib;
  const includedReads = Math.min(Math.max(of('Reads'), byPart), column(disk, 'mostReads', Infinity));
  const includedRate = of('Rate');
  const readsPerSecond = Math.min(bought.reads ?? includedReads, column(disk, 'mostReads', Infinity));
  const carried = readsPerSecond * column(disk, 'readSize', Infinity);
  const bytesPerSecond = Math.min(bought.rate ?? includedRate, column(disk, 'mostRate', Infinity), carried);
  return { readsPerSecond, bytesPerSecond, includedReads, includedRate };
};

export const diskOf = (values: DatabaseValues, sizeBytes: number): DiskLimits | null =>
  values.diskType === null
    ? null
    : diskLimits(values.diskType, sizeBytes, { reads: values.iops, rate: values.throughput });

/**
 * The whole of it: of a network disk the least of what the disk and what the machine carries; of disks in nodes all of
 * them; of shared storage what the nodes' network cards carry. Nodes keep pages in a share of their memory, and where the
 * storage is shared on their own disks.
 */
export const limitsOf = (values: DatabaseValues, { instance, nodes, diskBytes }: Size): Limits => {
  const { shape, cacheShare, mostStorage } = values;
  const scanRate = values.scanRate ?? Infinity;
  const most = mostStorage ?? Infinity;
  const cores = nodes * column(instance, 'vcpu', 1);
  const memory = nodes * column(instance, 'memory', 0) * cacheShare;
  switch (shape) {
    case 'network-disk': {
      const disk = diskOf(values, diskBytes);
      const ofDisk = disk ?? { bytesPerSecond: Infinity, readsPerSecond: Infinity };
      const carried = Math.min(ofDisk.bytesPerSecond, scanRate);
      return {
        cores,
        bytesPerSecond: Math.min(carried, column(instance, 'ebs', Infinity)),
        burst: burstOf(instance, carried, values.burst),
        readsPerSecond: Math.min(ofDisk.readsPerSecond, column(instance, 'ebsReads', Infinity)),
        cacheBytes: memory,
        storageBytes: Math.min(diskBytes, most),
      };
    }
    case 'local-disks':
      return {
        cores,
        burst: null,
        bytesPerSecond: nodes * Math.min(column(instance, 'diskRate', Infinity), scanRate),
        readsPerSecond: nodes * column(instance, 'diskReads', Infinity),
        cacheBytes: memory,
        storageBytes: Math.min(nodes * diskBytes, most),
      };
    case 'shared-storage':
      return {
        cores,
        burst: null,
        bytesPerSecond: nodes * Math.min(column(instance, 'network', Infinity), scanRate),
        readsPerSecond: Infinity,
        cacheBytes: memory + nodes * column(instance, 'disk', 0),
        storageBytes: Math.min(nodes * column(instance, 'storage', Infinity), most),
      };
  }
};

function burstOf(instance: Row, carried: number, burstSeconds: number): DiskBurst | null {
  const baseline = column(instance, 'ebs', Infinity);
  const peak = column(instance, 'ebsBurst', 0);
  if (!(peak > baseline && carried > baseline && burstSeconds > 0)) return null;
  return {
    bytesPerSecond: Math.min(carried, peak),
    baselineBytesPerSecond: baseline,
    bucketBytes: (peak - baseline) * burstSeconds,
  };
}

/** The size at the start. */
export const firstSize = ({ shape, instance, nodes, disk }: DatabaseValues): Size => ({
  instance,
  nodes,
  diskBytes: shape === 'shared-storage' ? 0 : (disk ?? column(instance, 'disk', 0)),
});
