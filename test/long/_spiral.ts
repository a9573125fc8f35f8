/**
 * A file a second for so many days, and every hour a query over the last day, at a fidelity: no fix, nobody compacts.
 * Prints what came out, the requests that tasks made, the seconds that it took on the clock and on its core, and the most memory of the process.
 */
import { simulate } from '../../src/experiment/core/index.ts';
import { models } from '../../src/models/registry.ts';
import { createCatalog } from '../../src/scenario/index.ts';
import { QuantileHistogram } from '../../src/statistics/index.ts';
import { load } from '../unit/scenario/_load.ts';

const [fidelity, days] = process.argv.slice(2);
const { resolved } = await load(`lakesim: 1
title: a file a second
question: q
designs:
  no_fix:
    storage: s3-standard
    stream: { profile: firehose, interval: 1 s, size: 128 MiB }
    table: { profile: hive, encoding: json, codec: none, partitionBy: [hour] }
    compute: { profile: spark-emr, instance: m5.2xlarge, workers: 4 }
    workload:
      - ingest: { bytes: 100 kB/s, recordSize: 1 kB }
      - query: { every: 1 h, recent: 1 d, overlap: queue }
run: { seed: 1, replications: 1, horizon: ${days} d, warmUp: 1 d, window: 1 d, fidelity: ${fidelity} }
`);
const design = resolved.designs[0]!;
const begun = performance.now();
const before = process.cpuUsage();
const result = simulate(design, { replication: 0, run: resolved.run, catalog: createCatalog(models) });
const seconds = (performance.now() - begun) / 1000;
const cpuSeconds = process.cpuUsage(before).user / 1e6;
const whole = (metric: string) => result.metrics[metric]!.whole;
const latency = whole('query.latency');
const histogram = QuantileHistogram.fromJSON(latency.histogram!);
console.log(
  JSON.stringify({
    fidelity: result.fidelity,
    queries: latency.samples,
    latency: { mean: latency.value, p50: histogram.quantile(0.5), p95: histogram.quantile(0.95) },
    cost: whole('cost.total').value,
    gets: whole('storage.requests.get').value,
    heads: whole('storage.requests.head').value,
    filesAtEnd: whole('table.files').end,
    seconds,
    cpuSeconds,
    mostBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
