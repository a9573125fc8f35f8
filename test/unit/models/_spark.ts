/** Spark in a lake where times are constants: from keys as a scenario has them to the metrics of one replication. */
import { simulate } from '../../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../../src/experiment/core/replication.ts';
import type { Row } from '../../../src/fields/index.ts';
import { models } from '../../../src/models/registry.ts';
import type { ResolvedDesign } from '../../../src/scenario/core/index.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { load } from '../scenario/_load.ts';
import { tableRow } from './_spark-tables.ts';

type Keys = { readonly [key: string]: unknown };

/** 10 ms to every answer, 1 MB/s a connection, connections that are there and stay. */
export const constantStore: Keys = {
  profile: 's3-standard',
  open: '0 s',
  close: '0 s',
  firstByte: '10 ms',
  put: '10 ms',
  upload: '10 ms',
  head: '10 ms',
  list: '10 ms',
  listKey: '0 s',
  delete: '10 ms',
  copy: '10 ms',
  connectionRate: '1 MB/s',
  partitions: 'none',
  latencyFactor: 1,
};

/** One slot a worker, nothing but what a test asks for. */
export const plainCompute: Keys = {
  profile: 'spark-emr',
  instance: 'm5.xlarge',
  cores: 1,
  workers: 4,
  start: '0 s',
  planning: '0 s',
  catalogPartition: '0 s',
  client: { nic: 'none', connections: 100, timeout: 'none' },
};

/** A scheduler that takes no time: all that a row has is zero, but for the rate of results. */
const yarn = tableRow('spark-schedulers', 'yarn');
const noOverhead: Row = {
  ...yarn,
  name: 'none',
  values: { ...Object.fromEntries(Object.keys(yarn.values).map((key) => [key, 0])), resultRate: 1e9 },
};

export interface SparkLake {
  readonly storage?: Keys;
  readonly table?: Keys;
  readonly compute?: Keys;
  /** A second cluster. */
  readonly other?: Keys;
  readonly query?: Keys;
  readonly workload?: readonly Keys[];
  readonly run?: Keys;
  readonly network?: Keys;
  /** With what the scheduler takes on YARN. */
  readonly overhead?: boolean;
}

const catalog = createCatalog(models);

export const sparkDesign = async (lake: SparkLake) => {
  const scenario = {
    lakesim: 1,
    title: 't',
    question: 'q',
    designs: {
      a: {
        storage: { ...constantStore, ...lake.storage },
        table: { profile: 'hive', encoding: 'json', codec: 'none', files: 100, fileSize: '10 kB', ...lake.table },
        compute: { ...plainCompute, ...lake.compute },
        ...(lake.other ? { also: [{ compute: { ...plainCompute, name: 'other', ...lake.other } }] } : {}),
        ...(lake.network ? { network: lake.network } : {}),
        workload: lake.workload ?? [{ query: lake.query ?? {} }],
      },
    },
    run: { seed: 1, replications: 1, ...lake.run },
  };
  const { resolved } = await load(
    `lakesim: 1\n${JSON.stringify({ ...scenario, lakesim: undefined })}`.replace('lakesim: 1\n{', '{"lakesim":1,'),
  );
  const design = resolved.designs[0]!;
  const components = design.components.map((component) =>
    component.kind !== 'compute' || lake.overhead
      ? component
      : { ...component, values: { ...component.values, scheduler: noOverhead } },
  );
  return { design: { ...design, components } as ResolvedDesign, run: resolved.run };
};

export const simulateSpark = async (lake: SparkLake, replication = 0): Promise<ReplicationResult> => {
  const { design, run } = await sparkDesign(lake);
  return simulate(design, { replication, run, catalog });
};

/** Several replications of one lake. */
export const replicateSpark = async (lake: SparkLake, replications: number): Promise<ReplicationResult[]> => {
  const { design, run } = await sparkDesign(lake);
  return Array.from({ length: replications }, (_, replication) => simulate(design, { replication, run, catalog }));
};

export const measureOf = (result: ReplicationResult, metric: string): number =>
  Number(result.metrics[metric]?.whole.value ?? Number.NaN);
