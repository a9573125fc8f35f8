/**
 * Results made by hand, for the tests of the report: no simulation behind them, every number can be checked on paper.
 *
 * The question: a thousand files of 1 kB against one of 1 MB, on one connection that is opened anew each time.
 * A request takes open 50 ms + first byte f + bytes x t + close 5 ms. With f + 1 kB x t = 1 ms and f + 1 MB x t = 20 ms:
 * t = 19/999 us a byte x 1e-3, f = 1 - 19/999 ms. So 1,000 small ones take 56 s, one large takes 75 ms: 746.67 times.
 */
import type {
  AssumptionResult,
  ClaimResult,
  DesignResult,
  Metric,
  MetricResult,
  Results,
  SweepResult,
  TimelineBar,
  Verdict,
} from '../../src/results/types.ts';

export { fixtureMeasured } from './fixture-measured.ts';

const OPEN_SECONDS = 0.05;
const CLOSE_SECONDS = 0.005;
const SECONDS_PER_KILOBYTE = 0.019 / 999;
const FIRST_BYTE_SECONDS = 0.001 - SECONDS_PER_KILOBYTE;
const USD_PER_GET = 4e-7;

/** Seconds of `count` requests of `kilobytes` each over `connections`, in whole rounds. */
function makespanSeconds(count: number, kilobytes: number, connections: number): number {
  const one = OPEN_SECONDS + FIRST_BYTE_SECONDS + kilobytes * SECONDS_PER_KILOBYTE + CLOSE_SECONDS;
  return Math.ceil(count / connections) * one;
}

function phases(count: number, kilobytes: number): Record<string, number> {
  return {
    open: count * OPEN_SECONDS,
    firstByte: count * FIRST_BYTE_SECONDS,
    transfer: count * kilobytes * SECONDS_PER_KILOBYTE,
    close: count * CLOSE_SECONDS,
  };
}

/** A metric that nothing random touches: the interval is a point, one replication. */
export function exactMetric(value: number, unit: MetricResult['unit'], kind: MetricResult['kind']): MetricResult {
  return { unit, kind, mean: value, ci95: [value, value], min: value, max: value, n: 1, values: [value] };
}

function timelineBars(requests: number, kilobytes: number): TimelineBar[] {
  const bars: TimelineBar[] = [];
  let now = 0;
  for (let entity = 0; entity < requests; entity++) {
    for (const [phase, seconds] of Object.entries(phases(1, kilobytes))) {
      bars.push({ activity: 'read', lane: 0, entity, phase, from: now, to: now + seconds });
      now += seconds;
    }
  }
  return bars;
}

function design(count: number, kilobytes: number): DesignResult {
  const total = makespanSeconds(count, kilobytes, 1);
  const each = total / count;
  return {
    metrics: {
      'read.makespan': exactMetric(total, 's', 'total'),
      'read.latency': {
        ...exactMetric(each, 's', 'samples'),
        p50: each,
        p90: each,
        p95: each,
        p99: each,
        samples: count,
      },
      'read.firstByte': { ...exactMetric(FIRST_BYTE_SECONDS, 's', 'samples'), p50: FIRST_BYTE_SECONDS, samples: count },
      'read.requests': exactMetric(count, '1', 'total'),
      'read.bytesRead': exactMetric(count * kilobytes * 1000, 'B', 'total'),
      'read.throughput': exactMetric((count * kilobytes * 1000) / total, 'B/s', 'total'),
      'cost.total': exactMetric(count * USD_PER_GET, 'USD', 'total'),
    },
    cost: {
      totalUsd: count * USD_PER_GET,
      lines: [
        {
          service: 'S3',
          item: 'GET requests',
          quantity: count,
          unit: 'requests',
          unitPriceUsd: USD_PER_GET,
          usd: count * USD_PER_GET,
          source: 'https://aws.amazon.com/s3/pricing/',
        },
      ],
      notPriced: ['storage: the table has no size', 'the client machine'],
      priceBook: { name: 'aws-us-east-1', date: '2025-06-01', note: 'on demand, before any discount' },
    },
    time: { basis: 'sum of the latencies of read', totalSeconds: total, phases: phases(count, kilobytes) },
    lowerBounds: [
      {
        metric: 'read.makespan',
        name: 'latency alone',
        value: count * (OPEN_SECONDS + FIRST_BYTE_SECONDS + CLOSE_SECONDS),
      },
      { metric: 'read.makespan', name: 'bandwidth alone', value: count * kilobytes * SECONDS_PER_KILOBYTE },
    ],
    events: count * 4,
    fidelity: 'exact',
    distributions: [
      {
        metric: 'read.latency',
        unit: 's',
        samples: count,
        mean: each,
        min: each,
        max: each,
        p50: each,
        ...(count >= 1000 ? { p99: each } : {}),
        buckets: [[each * 0.995, each * 1.005, count]],
      },
    ],
    series: [],
    timeline: { bars: timelineBars(Math.min(count, 12), kilobytes), shown: Math.min(count, 12), of: count },
    differs: { 'read.objects': count.toLocaleString('en-US'), 'read.size': kilobytes === 1 ? '1 kB' : '1 MB' },
  };
}

const CONNECTIONS = [1, 2, 4, 8, 12, 16, 32, 48, 64];

function ratioAt(files: number, connections: number): number {
  return makespanSeconds(files, 1, connections) / makespanSeconds(1, files, 1);
}

function verdictOf(value: number, low: number, high: number): Verdict {
  return value >= low && value <= high ? 'confirmed' : 'refuted';
}

function connections(low: number, high: number): AssumptionResult {
  const curve = CONNECTIONS.map((at) => {
    const value = ratioAt(1000, at);
    return { at, value, verdict: verdictOf(value, low, high) };
  });
  return {
    name: 'client.connections',
    base: 1,
    low: 1,
    high: 64,
    unit: '1',
    valueLow: ratioAt(1000, 1),
    valueHigh: ratioAt(1000, 64),
    verdictLow: verdictOf(ratioAt(1000, 1), low, high),
    verdictHigh: verdictOf(ratioAt(1000, 64), low, high),
    flipsAt: 2,
    flipsBetween: [1, 2],
    integer: true,
    scale: 'log',
    changes: 1,
    points: CONNECTIONS.length,
    curve,
  };
}

function storage(): AssumptionResult {
  const words: [string, number, Verdict][] = [
    ['textbook', 746.666666666667, 'confirmed'],
    ['s3-standard', 612.4, 'refuted'],
    ['s3-express-one-zone', 388.1, 'refuted'],
  ];
  return {
    name: 'storage',
    base: 'textbook',
    low: 'textbook',
    high: 's3-express-one-zone',
    unit: '',
    valueLow: 746.666666666667,
    valueHigh: 388.1,
    verdictLow: 'confirmed',
    verdictHigh: 'refuted',
    flipsAt: null,
    changes: 1,
    points: 3,
    curve: words.map(([at, value, verdict]) => ({ at, value, verdict })),
    reason: 'words have no value between them',
  };
}

function claims(): ClaimResult[] {
  const ratio = ratioAt(1000, 1);
  return [
    {
      id: 'speedup_750x',
      says: 'Speedup: ~750x faster',
      source: 'interview notes, question 2',
      tags: ['q2'],
      basis: 'stated',
      expression: 'many_small.read.makespan / one_large.read.makespan',
      unit: '1',
      value: ratio,
      ci95: [ratio, ratio],
      expect: { text: '750 ± 1%', low: 742.5, high: 757.5, lowOpen: false, highOpen: false },
      verdict: 'confirmed',
      promised: 'confirmed',
      assumptions: [connections(742.5, 757.5), storage()],
    },
    {
      id: 'transfer_dominates',
      says: 'Most of the time goes into moving bytes',
      source: 'interview notes, question 2',
      tags: ['q2'],
      basis: 'stated',
      expression: 'many_small.time.transfer / many_small.time.total',
      unit: '1',
      value: 0.019019019019019 / 56,
      ci95: [0.019019019019019 / 56, 0.019019019019019 / 56],
      expect: { text: '> 50%', low: 0.5, high: null, lowOpen: true, highOpen: false },
      verdict: 'refuted',
      assumptions: [],
    },
    {
      id: 'tail_under_100ms',
      says: 'The slowest 1 in 1,000 stay under 100 ms',
      source: null,
      tags: [],
      basis: 'measured',
      expression: 'many_small.read.latency.p999',
      unit: 's',
      value: 0.056,
      ci95: [0.041, 0.118],
      expect: { text: '< 100 ms', low: null, high: 0.1, lowOpen: false, highOpen: true },
      verdict: 'inconclusive',
      replicationsToSettle: 40,
      reason: 'the interval reaches past 100 ms',
      assumptions: [],
    },
    {
      id: 'human_attention',
      says: 'Nobody waits a minute for a page',
      source: 'interview notes, question 2',
      tags: ['q2'],
      basis: 'stated',
      expression: null,
      unit: '1',
      value: null,
      ci95: null,
      expect: null,
      verdict: 'not_modelled',
      reason: 'people are outside the model',
      assumptions: [],
    },
  ];
}

function sweep(): SweepResult {
  const points: SweepResult['points'] = [];
  const latencyBounds: number[] = [];
  for (const files of [10, 100, 1000]) {
    for (const lanes of [1, 8, 64]) {
      const small = makespanSeconds(files, 1, lanes);
      const large = makespanSeconds(1, files, 1);
      const row = [small, large, files * USD_PER_GET, USD_PER_GET, small / large];
      points.push({ at: [files, lanes], mean: row, lo: row.slice(), hi: row.slice() });
      latencyBounds.push(Math.ceil(files / lanes) * (OPEN_SECONDS + FIRST_BYTE_SECONDS + CLOSE_SECONDS));
    }
  }
  return {
    axes: [
      { address: 'files', unit: '1', values: [10, 100, 1000], scale: 'log', base: 1000 },
      { address: 'client.connections', unit: '1', values: [1, 8, 64], scale: 'log', base: 1 },
    ],
    paired: false,
    columns: [
      { name: 'many_small.read.makespan', unit: 's', design: 'many_small', metric: 'read.makespan' },
      { name: 'one_large.read.makespan', unit: 's', design: 'one_large', metric: 'read.makespan' },
      { name: 'many_small.cost.total', unit: 'USD', design: 'many_small', metric: 'cost.total' },
      { name: 'one_large.cost.total', unit: 'USD', design: 'one_large', metric: 'cost.total' },
      { name: 'speedup_750x', unit: '1', claim: 'speedup_750x' },
    ],
    points,
    lowerBounds: [
      { name: 'latency alone', design: 'many_small', metric: 'read.makespan', values: latencyBounds },
      { name: 'bandwidth alone', design: 'many_small', metric: 'read.makespan', values: points.map(() => null) },
    ],
  };
}

const METRIC_INFO: Metric[] = [
  { name: 'read.makespan', unit: 's', kind: 'total', doc: 'first begun to last done', better: 'low' },
  { name: 'read.latency', unit: 's', kind: 'samples', doc: 'asked to done', better: 'low' },
  { name: 'read.firstByte', unit: 's', kind: 'samples', doc: 'sent to first byte', better: 'low' },
  { name: 'read.requests', unit: '1', kind: 'total', doc: 'requests sent' },
  { name: 'read.bytesRead', unit: 'B', kind: 'total', doc: 'bytes read' },
  { name: 'read.throughput', unit: 'B/s', kind: 'total', doc: 'bytes over makespan', better: 'high' },
  { name: 'cost.total', unit: 'USD', kind: 'total', doc: 'the bill of the whole run', better: 'low' },
];

const SCENARIO_TEXT = `lakesim: 1
title: 1,000 files of 1 KB versus 1 file of 1 MB
question: How much faster is one large object than a thousand small ones?
parameters: { files: 1000, size: 1 kB }
defaults: { storage: textbook, client: { connections: 1, keepAlive: false } }
designs:
  many_small: { workload: [ { read: { objects: =files, size: =size } } ] }
  one_large: { workload: [ { read: { objects: 1, size: =files * size } } ] }
run: { seed: 42, replications: 1 }
`;

/** Exact results (nothing random): two designs, four verdicts, a grid of 3 x 3, request bills, first requests. */
export function fixtureResults(): Results {
  const ratio = 1 / ratioAt(1000, 1);
  const cheaper = 1 / 1000;
  const gap = makespanSeconds(1, 1000, 1) - makespanSeconds(1000, 1, 1);
  return {
    schema: 1,
    lakesim: '0.1.0',
    engine: { mathDigest: '5f1c0a2b' },
    scenario: {
      file: 'small-files.yaml',
      title: '1,000 files of 1 KB versus 1 file of 1 MB',
      question: 'How much faster is one large object than a thousand small ones?',
      sha256: '9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab',
      text: SCENARIO_TEXT,
      overrides: { set: {} },
    },
    seed: 42,
    replications: { n: 1, asked: 1, stoppedBy: 'nothing random' },
    horizonSeconds: null,
    baseline: 'many_small',
    designOrder: ['many_small', 'one_large'],
    primaryMetrics: ['read.makespan', 'cost.total'],
    answer: {
      sentence: '**747×** faster: one_large reads 1 MB in 75\u00a0ms, many_small in 56\u00a0s.',
      scope: 'exact: nothing random in this model; read.makespan',
      claim: 'speedup_750x',
    },
    designs: { many_small: design(1000, 1), one_large: design(1, 1000) },
    comparisons: [
      {
        metric: 'read.makespan',
        design: 'one_large',
        baseline: 'many_small',
        ratio,
        ci95: [ratio, ratio],
        difference: gap,
        differenceCi95: [gap, gap],
      },
      {
        metric: 'cost.total',
        design: 'one_large',
        baseline: 'many_small',
        ratio: cheaper,
        ci95: [cheaper, cheaper],
        difference: -999 * USD_PER_GET,
        differenceCi95: [-999 * USD_PER_GET, -999 * USD_PER_GET],
      },
    ],
    claims: claims(),
    sweep: sweep(),
    charts: [
      {
        id: 'requests',
        kind: 'bars',
        x: 'design',
        y: 'read.requests',
        unit: '1',
        title: 'one_large sends 1,000× fewer requests than many_small',
        howToRead: 'One bar a design: requests sent in the whole run.',
      },
      {
        id: 'makespan-by-files',
        kind: 'lines',
        x: 'files',
        y: 'read.makespan',
        color: 'client.connections',
        scale: 'log',
        unit: 's',
        title: '1,000 files take read.makespan from 560\u00a0ms to 56\u00a0s',
        howToRead: 'One line a number of connections; both axes are logarithmic.',
      },
      {
        id: 'makespan-grid',
        kind: 'heat',
        x: 'files',
        y: 'read.makespan',
        color: 'client.connections',
        unit: 's',
        title: '64 connections take read.makespan from 56\u00a0s to 896\u00a0ms',
        howToRead: 'Stronger colour is slower.',
      },
    ],
    inputs: [
      {
        path: 'files',
        value: 1000,
        unit: '1',
        origin: 'given',
        source: 'interview notes, question 2',
        doc: 'How many small files.',
      },
      { path: 'size', value: 1000, unit: 'B', origin: 'given', source: 'interview notes, question 2' },
      {
        path: 'many_small.client.connections',
        value: 1,
        unit: '1',
        origin: 'given',
        source: null,
        low: 1,
        high: 64,
        doc: 'Connections open at once.',
      },
      { path: 'one_large.client.connections', value: 1, unit: '1', origin: 'given', source: null, low: 1, high: 64 },
      { path: 'many_small.client.keepAlive', value: false, unit: '', origin: 'given', source: null },
      { path: 'one_large.client.keepAlive', value: false, unit: '', origin: 'given', source: null },
      { path: 'many_small.read.objects', value: 1000, unit: '1', origin: 'derived', source: '=files' },
      { path: 'one_large.read.objects', value: 1, unit: '1', origin: 'given', source: 'small-files.yaml:8' },
      { path: 'many_small.read.size', value: 1000, unit: 'B', origin: 'derived', source: '=size' },
      { path: 'one_large.read.size', value: 1_000_000, unit: 'B', origin: 'derived', source: '=files * size' },
      {
        path: 'many_small.storage.open',
        value: { constant: OPEN_SECONDS },
        unit: 's',
        origin: 'default',
        source: 'the notes\u2019 own arithmetic',
        date: '2025-01-15',
        profile: 'textbook',
      },
      {
        path: 'many_small.storage.firstByte',
        value: FIRST_BYTE_SECONDS,
        unit: 's',
        origin: 'assumed',
        source: null,
        profile: 'textbook',
        low: 0.0005,
        high: 0.03,
      },
      {
        path: 'many_small.storage.close',
        value: CLOSE_SECONDS,
        unit: 's',
        origin: 'default',
        source: 'the notes\u2019 own arithmetic',
        profile: 'textbook',
      },
      { path: 'run.seed', value: 42, unit: '1', origin: 'given', source: null },
    ],
    metricInfo: Object.fromEntries(METRIC_INFO.map((metric) => [metric.name, metric])),
    phaseOrder: ['open', 'firstByte', 'transfer', 'close'],
    notModelled: [
      { text: 'TCP slow start on a new connection', direction: 'would make one_large slower' },
      { text: 'local file systems and their caches' },
    ],
    warnings: [
      {
        code: 'single_replication',
        text: 'Nothing is random in this model, so the intervals are points',
        remedy: 'use storage: s3-standard for measured latencies',
      },
    ],
  };
}
