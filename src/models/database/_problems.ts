import type { NeededValues, ValueProblem } from '../model.ts';
import { type DatabaseValues, firstSize, limitsOf } from './_limits.ts';
import { storedRowBytes } from './_pages.ts';
import { ladderOf, nodesLadder } from './_scaling.ts';
import { databaseFields } from './fields.ts';
import { firstRows, type NativeValues } from './native-table.ts';

/** Keys that the shape of a database has no use for, or wants. */
export const problemOfShape = (values: DatabaseValues): ValueProblem | null => {
  const { shape, instance, nodes, leastNodes, disk, diskType, grow, scale } = values;
  const isNetwork = shape === 'network-disk';
  if (isNetwork && diskType === null)
    return { key: 'diskType', message: 'a network disk is of some kind', hint: 'such as diskType: gp3' };
  if (isNetwork && disk === null)
    return { key: 'disk', message: 'says how large its network disk is', hint: 'such as disk: 1 TB' };
  if (!isNetwork && diskType !== null)
    return { key: 'diskType', message: `${shape} has no network disk`, hint: 'write diskType: none' };
  if (shape === 'shared-storage' && disk !== null)
    return { key: 'disk', message: 'shared storage grows by itself: nobody buys a disk', hint: 'leave it out' };
  if (shape === 'shared-storage' && grow !== null)
    return { key: 'grow', message: 'shared storage grows by itself', hint: 'write grow: none' };
  const most = instance.values.mostNodes ?? Infinity;
  if (nodes < leastNodes || nodes > most) {
    const range = most === Infinity ? `at least ${leastNodes}` : `${leastNodes} to ${most}`;
    return { key: 'nodes', message: `a cluster of ${instance.name} has ${range} nodes; here are ${nodes}` };
  }
  if (scale?.ladder === nodesLadder) {
    if (shape === 'shared-storage' && instance.values.elastic !== undefined) return null;
    return {
      key: 'scale',
      message: `${instance.name} is not taken by the node: its ladder is a family of machines`,
      hint: shape === 'local-disks' ? 'disks in nodes grow with grow' : 'such as ladder: db.r5',
    };
  }
  if (scale !== null && ladderOf(values).length === 0) {
    const families = [...new Set(Object.keys(values.instances).map((name) => name.replace(/\.[^.]*$/, '')))];
    return {
      key: 'scale',
      message: `there is no family of machines "${scale.ladder}"`,
      hint: `families: ${families.join(', ')}`,
    };
  }
  return null;
};

export const problemOfTable = (values: NativeValues): ValueProblem | null => {
  if (values.rows !== null && values.size !== null)
    return { key: 'size', message: 'rows and size say the same: give one of them' };
  if (values.partitions !== null && values.partitionBy.length === 0)
    return { key: 'partitions', message: 'needs partitionBy: what they are by', hint: 'such as partitionBy: [day]' };
  const known = Object.keys(values.columns);
  const unknown = values.indexes.find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  const hint = known.length > 0 ? `columns: ${known.join(', ')}` : 'name it: columns: { it: { distinct: 1000 } }';
  return { key: 'indexes', message: `the table names no column "${unknown}"`, hint };
};

/** What is there at the start has to fit. */
export const problemOfSpace = (values: NativeValues, { tablespace }: NeededValues): ValueProblem | null => {
  // What could not be read of the database has an issue of its own.
  if (tablespace === undefined || Object.keys(databaseFields).some((key) => tablespace.values[key] === undefined))
    return null;
  const database = tablespace.values as unknown as DatabaseValues;
  const { storageBytes } = limitsOf(database, firstSize(database));
  const { indexEntry, indexFill, walSpace } = database;
  const rowBytes = storedRowBytes(database, values.rowSize) + (values.indexes.length * indexEntry) / indexFill;
  const bytes = firstRows(values) * rowBytes + walSpace;
  if (!(bytes > storageBytes)) return null;
  const gb = (amount: number): string => `${Math.ceil(amount / 1e9)} GB`;
  return {
    key: values.rows === null ? 'size' : 'rows',
    message: `stored it takes ${gb(bytes)}; ${tablespace.name} has room for ${Math.floor(storageBytes / 1e9)} GB`,
    hint: 'give the database more disk or nodes',
  };
};
