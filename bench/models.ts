import { runComponents } from './components.ts';
import { runHold } from './hold.ts';
import { runLink } from './link.ts';
import { runHandlers, runProcesses } from './mm.ts';
import type { BenchModel } from './model.ts';
import { runGets } from './s3-get.ts';
import { runSparkScan } from './spark-million.ts';
import { runSparkMonth } from './spark-month.ts';

/** The models of the bench, in the order in which they are printed. */
export const models: BenchModel[] = [
  {
    name: 'mm1-handlers',
    about: 'M/M/1, load 0.9, a handler that calls serve(); an event is an arrival or a departure, one exponential each',
    shortSize: 250_000,
    longSize: 2_500_000,
    small: { size: 20_000, check: 10.03851731551561 },
    run: runHandlers,
  },
  {
    name: 'mm1-processes',
    about: 'M/M/1, load 0.9, a generator process for each customer; events and draws as above',
    shortSize: 100_000,
    longSize: 1_000_000,
    small: { size: 20_000, check: 6.006048826107048 },
    run: (customers) => runProcesses(customers, 1),
  },
  {
    name: 'mm16-processes',
    about: 'M/M/16, load 0.9, a generator process for each customer; events and draws as above',
    shortSize: 100_000,
    longSize: 1_000_000,
    small: { size: 20_000, check: 0.3462542385531399 },
    run: (customers) => runProcesses(customers, 16),
  },
  {
    name: 'hold-1k',
    about: 'hold model, 1,000 pending; an event is one removal and one scheduling, one exponential each',
    shortSize: 300_000,
    longSize: 3_300_000,
    small: { size: 20_000, check: 19.866421604398926 },
    run: (holds) => runHold(holds, 1_000),
  },
  {
    name: 'hold-100k',
    about: 'the same, 100,000 pending',
    shortSize: 200_000,
    longSize: 2_200_000,
    small: { size: 200_000, check: 1.9890712070838208 },
    run: (holds) => runHold(holds, 100_000),
  },
  {
    name: 'hold-1m',
    about: 'the same, 1,000,000 pending',
    shortSize: 200_000,
    longSize: 1_700_000,
    small: { size: 10_000, check: 0.009986250593203815 },
    run: (holds) => runHold(holds, 1_000_000),
  },
  {
    name: 'link-1000',
    about: 'a fair-share link with 1,000 flows; an event is a completion and the start of a flow, one exponential each',
    shortSize: 200_000,
    longSize: 2_200_000,
    small: { size: 20_000, check: 1.0415395977406876 },
    run: (completions) => runLink(completions, 1_000),
  },
  {
    name: 'components-64',
    about: '64 stations with pools, 256 jobs; an event is a kernel event, one exponential and one routing a service',
    shortSize: 200_000,
    longSize: 2_200_000,
    small: { size: 20_000, check: 196.4543612292966 },
    run: runComponents,
  },
  {
    name: 's3-get',
    about:
      'whole GETs of an object store: pool, keyed latency, network card, keep-alive; an event is a GET, one draw each',
    shortSize: 100_000,
    longSize: 1_100_000,
    small: { size: 2_000, check: 1.1567536384178378 },
    run: runGets,
  },
  {
    name: 'spark-million-1',
    about:
      'a Spark scan of small files on one prefix, 100 executors of 4 cores; an event is a request, three a file and those that are refused and sent again',
    shortSize: 20_000,
    longSize: 220_000,
    small: { size: 20_000, check: 13.704771006898486 },
    run: (files) => runSparkScan(files, 1),
  },
  {
    name: 'spark-million-100',
    about: 'the same on 100 prefixes, of which none refuses',
    shortSize: 20_000,
    longSize: 220_000,
    small: { size: 20_000, check: 9.091919331776174 },
    run: (files) => runSparkScan(files, 100),
  },
  {
    name: 'spark-month-collapsed',
    about:
      'hourly scans of 86,400 small files, 4 executors of 8 cores, requests drawn as one; an event is a task, of which a query has 2,700',
    shortSize: 24,
    longSize: 240,
    small: { size: 2, check: 105.63610441319943 },
    run: runSparkMonth,
  },
];
