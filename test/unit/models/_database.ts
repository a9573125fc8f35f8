/** A database of round numbers with one table, and what is asked of it. */
import type { Row, Values } from '../../../src/fields/index.ts';
import type { databaseFields } from '../../../src/models/database/fields.ts';
import { databaseServer, nativeTable } from '../../../src/models/database/index.ts';
import type { NativeTable } from '../../../src/models/database/native-table.ts';
import type { Server } from '../../../src/models/database/server.ts';
import type { nativeFields } from '../../../src/models/database/table-fields.ts';
import { ingest } from '../../../src/models/ingest/ingest.ts';
import { query } from '../../../src/models/query/query.ts';
import { constant, type FakeOccurrence, perform, Replication } from './_world.ts';

export type DatabaseValues = Values<typeof databaseFields>;
export type NativeValues = Values<typeof nativeFields>;

export const row = (name: string, values: Record<string, number> = {}): Row => ({ name, values });
export const machine = row('m.large', { vcpu: 4, memory: 8e9, ebs: 1e9, ebsReads: 10_000, network: 2e9 });

/** 100 MB/s of disk, 1,000 reads a second, 4 cores, 4 GB of cache; rows of 100 B, 80 to a page. */
export const plainDatabase: DatabaseValues = {
  shape: 'network-disk',
  instance: machine,
  instances: { 'm.large': machine },
  nodes: 1,
  leastNodes: 1,
  replicas: 0,
  purchase: 'on-demand',
  service: 'db',
  disk: 100e9,
  diskType: row('slow', { reads: 1000, rate: 100e6, mostReads: 5000, mostRate: 400e6 }),
  iops: null,
  throughput: null,
  mostStorage: null,
  scanRate: null,
  burst: 0,
  randomRead: 0.001,
  readsAhead: 1,
  form: 'rows',
  page: 8000,
  pageHeader: 0,
  rowOverhead: 0,
  expansion: 1,
  fillFactor: 1,
  wasted: 0,
  bloat: 1,
  walSpace: 0,
  indexEntry: 20,
  indexFill: 1,
  randomPageCost: 4,
  cacheShare: 0.5,
  scanCpu: 1e-9,
  workers: 3,
  workerTable: 8e6,
  serial: 0,
  connections: 100,
  plan: constant(0),
  workMemory: 1e6,
  loadRate: 50e6,
  loadStreams: 1,
  loadEvery: 60,
  walFactor: 1,
  indexCpu: 0,
  readUnit: null,
  writeUnit: 4096,
  backup: 1,
  grow: null,
  leastGrowth: 0,
  growTime: constant(0),
  moveRate: 100e6,
  scale: null,
  downtime: constant(0),
};

export const plainTable: NativeValues = {
  in: null,
  size: 10e9,
  rows: null,
  rowSize: 100,
  columnCount: 20,
  columns: {},
  indexes: [],
  partitionBy: [],
  partitions: null,
};

export class Base extends Replication {
  constructor(values: Partial<DatabaseValues> = {}, table: Partial<NativeValues> = {}) {
    super();
    const made = databaseServer.create({ ...plainDatabase, ...values }, this.world('database'));
    Object.assign(this.capabilities, made);
    Object.assign(this.capabilities, nativeTable.create({ ...plainTable, ...table }, this.world('table')));
  }
  get server(): Server {
    return this.capabilities.tablespace as Server;
  }
  get table(): NativeTable {
    return this.capabilities.table as NativeTable;
  }
  ask(values: Parameters<typeof perform<(typeof query)['fields']>>[2] = {}, at = 0, index = 0): FakeOccurrence {
    return perform(this, query, values, { at, index });
  }
  takeIn(bytesPerSecond: number, seconds: number): FakeOccurrence {
    return perform(
      this,
      {
        ...ingest,
        perform: (values, world, occurrence) =>
          ingest.perform(values, world, Object.assign(occurrence, { untilSeconds: seconds })),
      },
      { bytes: { base: bytesPerSecond }, recordSize: constant(100) },
    );
  }
  amount(item: string): number {
    return this.metered.filter((each) => each.item === item).reduce((sum, each) => sum + each.quantity, 0);
  }
}
