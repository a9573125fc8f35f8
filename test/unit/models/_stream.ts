/**
 * A stream and an ingest from keys as a scenario has them, into a table that only writes down what it is given: files
 * have an overhead and bytes that are compressed, partitions are spans of time and some more of each.
 */
import { simulate } from '../../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../../src/experiment/core/replication.ts';
import { quantity, word } from '../../../src/fields/index.ts';
import type { NewFiles, Table } from '../../../src/models/capabilities.ts';
import { defineComponent, type Model } from '../../../src/models/model.ts';
import { models as registry } from '../../../src/models/registry.ts';
import type { ResolvedDesign, RunSpec } from '../../../src/scenario/core/index.ts';
import { createCatalog, type Profile, parseScenario } from '../../../src/scenario/index.ts';
import { constantStore } from './_spark.ts';

export type Keys = { readonly [key: string]: unknown };

export interface Written extends NewFiles {
  readonly atSeconds: number;
  readonly commits: number;
}

/** What the table was given in the last run. */
export const written: Written[] = [];

const noteTable = defineComponent({
  kind: 'table',
  doc: 'a table that writes down what it is given',
  fields: {
    span: quantity('time', { doc: 'of a partition; 0: none', min: 0, fallback: 0 }),
    partitions: quantity('count', { doc: 'of each span', positive: true, fallback: 1 }),
    prefixes: quantity('count', { doc: 'prefixes', positive: true, fallback: 1 }),
    compression: quantity('number', { doc: 'raw bytes over stored', positive: true, fallback: 1 }),
    overhead: quantity('size', { doc: 'of a file', min: 0, fallback: 0 }),
    encoding: word(['json', 'parquet'], { doc: 'format', fallback: 'json' }),
  },
  defaultProfile: 'notes',
  offers: ['table'],
  needs: [],
  metrics: [],
  charts: [],
  notModelled: [],
  create: (values, world) => {
    written.length = 0;
    let settle: (() => void) | null = null;
    const table: Table = {
      name: world.name,
      encoding: values.encoding,
      codec: 'none',
      columns: 1,
      rowBytes: 1000,
      directories: [],
      catalog: 'glue',
      prefixes: values.prefixes,
      scan: () => {
        settle?.();
        throw new Error('nobody reads it');
      },
      log: () => null,
      ended: () => 'whole',
      writes: {
        partitionSeconds: values.span === 0 ? Infinity : values.span,
        partitionsPerSpan: values.partitions,
        fileBytes: (_rows, rawBytes) => rawBytes / values.compression + values.overhead,
        add: (files, commits) => {
          written.push({ ...files, commits, atSeconds: world.kernel.now });
        },
        beforeLook: (before) => {
          settle = before;
          world.atSettle(before);
        },
        candidates: () => [],
        rewrite: () => {
          throw new Error('nobody writes it anew');
        },
      },
    };
    return { table };
  },
});

const fakeTable: Model = { id: 'notes', components: [noteTable], activities: [] };
export const models = registry.map((model) => (model.id === 'table' ? fakeTable : model));
const catalog = createCatalog(models);
const notes: Profile = {
  name: 'notes',
  for: 'table',
  model: 'notes',
  title: 'notes',
  values: {},
  variants: {},
  own: false,
  notModelled: [],
  prediction: {},
};

export interface StreamLake {
  readonly storage?: Keys;
  readonly stream?: Keys;
  readonly table?: Keys;
  readonly ingest?: Keys;
  readonly run?: Keys;
}

export const streamDesign = async (lake: StreamLake): Promise<{ design: ResolvedDesign; run: RunSpec }> => {
  const scenario = {
    lakesim: 1,
    title: 't',
    question: 'q',
    designs: {
      a: {
        storage: lake.storage ?? constantStore,
        stream: { profile: 'firehose', ...lake.stream },
        table: { ...lake.table },
        workload: [{ ingest: { recordSize: '1 kB', ...lake.ingest } }],
      },
    },
    run: { seed: 1, replications: 1, fidelity: 'exact', ...lake.run },
  };
  const loaded = await parseScenario('stream.yaml', JSON.stringify(scenario), {
    models,
    profiles: { table: { notes } },
  });
  if (!loaded.ok) throw new Error(loaded.issues.map((issue) => `${issue.subject}: ${issue.message}`).join('\n'));
  return { design: loaded.resolved.designs[0]!, run: loaded.resolved.run };
};

export interface StreamRun {
  readonly result: ReplicationResult;
  readonly files: readonly Written[];
  /** A metric's value; 0 where nothing was added. */
  of(metric: string): number;
  readonly objects: number;
  readonly rows: number;
}

export const simulateStream = async (lake: StreamLake, replication = 0): Promise<StreamRun> => {
  const { design, run } = await streamDesign(lake);
  const result = simulate(design, { replication, run, catalog });
  const files = [...written];
  return {
    result,
    files,
    of: (metric) => Number(result.metrics[metric]?.whole.value ?? 0),
    objects: files.reduce((sum, { count }) => sum + count, 0),
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
  };
};
