import type { Metric } from '../../results/index.ts';

export const streamMetrics: readonly Metric[] = [
  { name: 'utilization', unit: '1', kind: 'level', doc: 'share of what the shards take in that is used' },
  { name: 'throttled', unit: '1', kind: 'total', doc: 'records that the shards refused at first', better: 'low' },
  { name: 'lag', unit: 's', kind: 'samples', doc: 'from when a record comes until it is in a buffer', better: 'low' },
  { name: 'flushes.size', unit: '1', kind: 'total', doc: 'deliveries because a buffer was full' },
  { name: 'flushes.interval', unit: '1', kind: 'total', doc: 'deliveries because the interval was over' },
  { name: 'flushes.total', unit: '1', kind: 'total', doc: 'deliveries' },
  { name: 'objectSize', unit: 'B', kind: 'samples', doc: 'bytes of an object, encoded and compressed', better: 'high' },
  {
    name: 'commitTime',
    unit: 's',
    kind: 'samples',
    doc: 'from when the files of a delivery are written until it is committed, where it waits for its turn',
    better: 'low',
  },
  {
    name: 'compactTime',
    unit: 's',
    kind: 'samples',
    doc: 'a compaction that a writer does after its commit, and that its next batch waits for',
    better: 'low',
  },
  {
    name: 'uncommitted',
    unit: '1',
    kind: 'total',
    doc: 'deliveries whose commit came to nothing: their records go with the next one',
    better: 'low',
  },
  { name: 'activePartitions', unit: '1', kind: 'level', doc: 'partitions that have a buffer' },
  { name: 'errorBytes', unit: 'B', kind: 'total', doc: 'bytes that went to the error prefix', better: 'low' },
];
