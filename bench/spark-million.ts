/**
 * A Spark query over small files, 100 executors of 4 cores: tasks, their requests one after another, the prefix that
 * admits or refuses, pool, keyed latency, network card, keep-alive; every default statistic on. Three requests a file.
 */
import { simulate } from '../src/experiment/core/index.ts';
import { models } from '../src/models/registry.ts';
import { createCatalog, parseScenario, resolveScenario } from '../src/scenario/index.ts';
import type { BenchOutcome } from './model.ts';

const text = `lakesim: 1
title: Small files
question: How fast is a Spark scan simulated?
designs:
  a:
    storage: s3-standard
    table: { profile: hive, files: 1000, fileSize: 20 kB }
    compute: { profile: spark-emr, workers: 100, instance: m5.xlarge, connector: s3fileio }
    workload: [ { query: {} } ]
`;
const loaded = await parseScenario('spark-million.yaml', text);
if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
const { scenario } = loaded;
const catalog = createCatalog(models);

/** An event is a request that is sent; those that are refused and sent again count each time. */
export const runSparkScan = (files: number, prefixes: number): BenchOutcome => {
  const set = { 'table.files': { raw: files }, 'table.prefixes': { raw: prefixes } };
  const { resolved } = resolveScenario(scenario, set, models);
  const result = simulate(resolved.designs[0]!, { replication: 0, run: resolved.run, catalog });
  const value = (metric: string): number => Number(result.metrics[metric]?.whole.value);
  return { events: value('query.requests'), check: value('query.makespan') };
};
