/**
 * Whole GETs: connection pool, first-byte latency by key from the measured table, the fair-share network card, keep-alive;
 * with every default statistic on. A GET makes one draw and two kernel events.
 */
import { simulate } from '../src/experiment/core/index.ts';
import { models } from '../src/models/registry.ts';
import { createCatalog, parseScenario, resolveScenario } from '../src/scenario/index.ts';
import type { BenchOutcome } from './model.ts';

const text = `lakesim: 1
title: GETs
question: How fast are GETs simulated?
designs:
  a:
    storage: s3-standard
    client: { connections: 64, instance: m5.8xlarge }
    workload: [ { read: { objects: 1000, size: 64 kB } } ]
`;
const loaded = await parseScenario('s3-get.yaml', text);
if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
const { scenario } = loaded;
const catalog = createCatalog(models);

/** An event is a whole GET. */
export const runGets = (gets: number): BenchOutcome => {
  const { resolved } = resolveScenario(scenario, { 'read.objects': { raw: gets } }, models);
  const result = simulate(resolved.designs[0]!, { replication: 0, run: resolved.run, catalog });
  return { events: gets, check: Number(result.metrics['read.makespan']?.whole.value) };
};
