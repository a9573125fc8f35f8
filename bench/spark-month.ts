/**
 * A month of hourly queries over the last day of a table to which a file of 100 kB came every second: 86,400 files a query,
 * 4 executors of 8 cores, requests drawn as one; every default statistic on, in windows.
 */
import { simulate } from '../src/experiment/core/index.ts';
import { models } from '../src/models/registry.ts';
import { createCatalog, parseScenario, resolveScenario } from '../src/scenario/index.ts';
import type { BenchOutcome } from './model.ts';

const text = `lakesim: 1
title: Hourly queries over small files
question: How fast is a month of them simulated?
designs:
  a:
    storage: s3-standard
    table: { profile: hive, files: 86400, fileSize: 100 kB, encoding: json, codec: none, partitions: 24 }
    compute: { profile: spark-emr, workers: 4, instance: m5.2xlarge, connector: s3fileio }
    workload: [ { query: { every: 1 h } } ]
run: { horizon: 30 d, fidelity: collapsed }
`;
const loaded = await parseScenario('spark-month.yaml', text);
if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
const { resolved } = resolveScenario(loaded.scenario, {}, models);
const catalog = createCatalog(models);

/** An event is a task. */
export const runSparkMonth = (queries: number): BenchOutcome => {
  const run = { ...resolved.run, horizonSeconds: queries * 3600 };
  const { metrics } = simulate(resolved.designs[0]!, { replication: 0, run, catalog });
  const value = (metric: string): number => Number(metrics[metric]?.whole.value);
  return { events: value('query.tasks') * value('query.count'), check: value('query.latency') };
};
