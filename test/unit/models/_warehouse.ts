/** A warehouse or a service by the scan over a store of constants: nothing takes time but what a test asks for. */
import { simulate } from '../../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../../src/experiment/core/replication.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { load } from '../scenario/_load.ts';
import { constantStore } from './_spark.ts';

type Keys = { readonly [key: string]: unknown };

const nothingElse: Keys = {
  planning: '0 s',
  replayAction: '0 s',
  catalogPartition: '0 s',
  start: '0 s',
  serial: 0,
};
export const plainWarehouse: Keys = {
  ...nothingElse,
  profile: 'warehouse',
  cores: 4,
  network: '10 MB/s',
  streams: 1000,
  disk: '100 MB/s',
  cache: '0 B',
  coordination: '0 s',
  split: '1 kB',
};
export const plainService: Keys = { ...nothingElse, profile: 'athena', slots: 10, rate: '1 MB/s', split: '1 MB' };

export interface RentedLake {
  readonly storage?: Keys;
  readonly table?: Keys;
  readonly compute?: Keys;
  readonly also?: readonly Keys[];
  readonly workload: readonly Keys[];
  readonly run?: Keys;
}

const catalog = createCatalog(models);

/** A text table of 100 files of 1 MB, of which nothing is compressed; a byte takes no CPU but what a query says. */
export const simulateRented = async (lake: RentedLake, replication = 0): Promise<ReplicationResult> => {
  const scenario = {
    title: 't',
    question: 'q',
    designs: {
      a: {
        storage: { ...constantStore, firstByte: '0 s', list: '0 s', connectionRate: '1 GB/s', ...lake.storage },
        table: { profile: 'plain', encoding: 'csv', codec: 'none', files: 100, fileSize: '1 MB', ...lake.table },
        compute: lake.compute,
        ...(lake.also ? { also: lake.also } : {}),
        workload: lake.workload,
      },
    },
    run: { seed: 1, replications: 1, ...lake.run },
  };
  const { resolved } = await load(`{"lakesim":1,${JSON.stringify(scenario).slice(1)}`);
  const design = resolved.designs[0]!;
  return simulate(design, { replication, run: resolved.run, catalog });
};
