import type { Metric } from '../../results/index.ts';

const total = (name: string, doc: string): Metric => ({ name, unit: '1', kind: 'total', doc, better: 'low' });

export const hdfsMetrics: readonly Metric[] = [
  { name: 'objects', unit: '1', kind: 'level', doc: 'files stored', better: 'low' },
  { name: 'bytes', unit: 'B', kind: 'level', doc: 'bytes stored, replicas not counted', better: 'low' },
  { name: 'fill', unit: '1', kind: 'level', doc: 'share of the disks that is taken, replicas counted', better: 'low' },
  { name: 'heap', unit: 'B', kind: 'level', doc: "the NameNode's heap for files and blocks", better: 'low' },
  total('requests.get', 'reads asked of DataNodes'),
  total('requests.put', 'files written, parts of uploads, and what creates and completes them'),
  total('requests.list', 'pages of listings'),
  total('requests.head', 'looks at one file: its status, or the places of its blocks'),
  total('requests.copy', 'renames'),
  total('requests.delete', 'deletes asked for'),
  total('requests.total', 'requests sent'),
  total('throttled', 'creates refused: no room in the heap of the NameNode or on the disks'),
  total('retries', 'requests sent once more after a failure'),
  total('rpcs', 'calls that the NameNode served'),
  { name: 'rpcWait', unit: 's', kind: 'samples', doc: 'what a call waited for those before it', better: 'low' },
  { name: 'rpcBusy', unit: 's', kind: 'total', doc: 'time in which the NameNode was serving', better: 'low' },
];
