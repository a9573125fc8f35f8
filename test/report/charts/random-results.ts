/** Results of any shape a simulation may hand over: tiny to huge numbers, long names, one design or eight. */
import fc from 'fast-check';
import type {
  AssumptionResult,
  ClaimResult,
  DesignResult,
  MetricResult,
  Results,
  SweepResult,
  TuneCandidate,
  Verdict,
} from '../../../src/results/types.ts';
import { fixtureResults } from '../fixture.ts';

const PHASES = [
  'wait',
  'open',
  'firstByte',
  'transfer',
  'close',
  'retry',
  'list',
  'plan',
  'schedule',
  'compute',
  'shuffle',
  'write',
  'commit',
  'brandNewPhase',
];
const VERDICTS: Verdict[] = ['confirmed', 'refuted', 'inconclusive', 'not_modelled'];

/** Even between 0 and 1; fast-check's own doubles favour zero and the smallest numbers there are. */
const evenly: fc.Arbitrary<number> = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((n) => n / 1e6);

/** Even over decades. */
const magnitude = (low: number, high: number): fc.Arbitrary<number> => evenly.map((u) => low * (high / low) ** u);

const anySeconds = magnitude(1e-9, 1e9);
const anyRatio = magnitude(1e-9, 1e9);
const name = fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,34}$/);

interface Draw {
  designs: string[];
  pick: (arbitrary: 'seconds' | 'ratio' | 'usd') => number;
  word: () => string;
  share: () => number;
  whole: (max: number) => number;
  /** One time in so many. */
  rarely: (times: number) => boolean;
}

/** A stream of numbers out of fast-check's own, so that shrinking and seeds work as usual. */
const draw: fc.Arbitrary<Draw> = fc
  .record({
    designs: fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
    seconds: fc.array(anySeconds, { minLength: 40, maxLength: 40 }),
    ratios: fc.array(anyRatio, { minLength: 40, maxLength: 40 }),
    shares: fc.array(evenly, { minLength: 97, maxLength: 97 }),
    words: fc.array(name, { minLength: 11, maxLength: 11 }),
    /** With near values as often as with far ones. */
    near: fc.boolean(),
  })
  .map(({ designs, seconds, ratios, shares, words, near }) => {
    let at = 0;
    const next = <T>(list: readonly T[]): T => list[at++ % list.length]!;
    const share = (): number => next(shares);
    const around = (centre: number): number => centre * (0.5 + share());
    return {
      designs,
      pick: (kind) => {
        const list = kind === 'ratio' ? ratios : seconds;
        return near ? around(list[0]!) : next(list);
      },
      word: () => next(words),
      share,
      whole: (max) => 1 + Math.floor(share() * max),
      rarely: (times) => share() < 1 / times,
    };
  });

export const randomResults: fc.Arbitrary<Results> = draw.map((d) => {
  const base = fixtureResults();
  const claims = Array.from({ length: d.whole(4) }, (_, index) => claimOf(d, index));
  const horizon = d.rarely(2) ? 86_400 * d.whole(400) : null;
  return {
    ...base,
    horizonSeconds: horizon,
    baseline: d.designs[0]!,
    designOrder: d.designs,
    answer: { sentence: `**2×** faster: ${d.designs.at(-1)}.`, scope: 'exact', claim: claims[0]!.id },
    designs: Object.fromEntries(d.designs.map((design) => [design, designOf(d)])),
    comparisons: d.designs.slice(1).flatMap((design) =>
      ['read.makespan', 'cost.total'].map((metric) => {
        const ratio = d.pick('ratio');
        const wide = d.rarely(3) ? 0 : d.share();
        return {
          metric,
          design,
          baseline: d.designs[0]!,
          ratio: d.rarely(20) ? null : ratio,
          ci95: d.rarely(10) ? null : ([ratio * (1 - 1.2 * wide), ratio * (1 + wide)] as const),
          difference: null,
          differenceCi95: null,
        };
      }),
    ),
    claims,
    sweep: sweepOf(d, claims),
    charts: [
      { id: 'bars', kind: 'bars', x: 'design', y: 'read.makespan', unit: 's', title: '', howToRead: '', scale: 'log' },
      { id: 'series', kind: 'series', x: 'time', y: 'read.latency', unit: 's', title: '', howToRead: '' },
      {
        id: 'lines',
        kind: 'lines',
        x: 'first.axis',
        color: 'second.axis',
        y: 'read.makespan',
        unit: 's',
        title: '',
        howToRead: '',
      },
      {
        id: 'heat',
        kind: 'heat',
        x: 'first.axis',
        color: 'second.axis',
        y: 'read.makespan',
        unit: 's',
        title: '',
        howToRead: '',
      },
    ],
  };
});

function metric(d: Draw, unit: MetricResult['unit']): MetricResult {
  const mean = d.pick('seconds');
  return {
    unit,
    kind: 'total',
    mean: d.rarely(15) ? null : mean,
    ci95: [mean * 0.9, mean * 1.1],
    min: mean,
    max: mean,
    n: 20,
  };
}

function designOf(d: Draw): DesignResult {
  const total = d.pick('seconds');
  const count = d.whole(12);
  const weights = Array.from({ length: count }, () => d.share() ** 3);
  const sum = weights.reduce((a, b) => a + b, 0) || 1;
  const makespan = metric(d, 's');
  const buckets: [number, number, number][] = [];
  let low = d.pick('seconds');
  const width = 1 + d.share() * (d.rarely(3) ? 3 : 0.1);
  for (let i = 0; i < d.whole(80); i++) {
    const high = low * width;
    if (high > low && !d.rarely(5)) buckets.push([low, high, d.whole(1000)]);
    low = high;
  }
  const samples = buckets.reduce((a, [, , n]) => a + n, 0);
  const middle = buckets[Math.floor(buckets.length / 2)];
  const lanes = d.whole(16);
  let now = 0;
  return {
    metrics: {
      'read.makespan': makespan,
      'read.latency': metric(d, 's'),
      'cost.total': metric(d, 'USD'),
      ...(d.rarely(2) ? {} : { 'cost.monthly': metric(d, 'USD') }),
    },
    cost: {
      totalUsd: total,
      lines: Array.from({ length: d.whole(9) - 1 }, () => ({
        service: d.rarely(2) ? 'S3' : d.word(),
        item: d.word(),
        quantity: 1,
        unit: 'requests',
        unitPriceUsd: 1,
        usd: d.pick('usd'),
      })),
      notPriced: [],
      priceBook: { name: 'aws', date: '2025-06-01' },
    },
    time: {
      basis: 'sum of the latencies of read',
      totalSeconds: total,
      phases: Object.fromEntries(
        weights.map((weight, i) => [PHASES[(i * 5) % PHASES.length]!, (total * weight) / sum]),
      ),
    },
    lowerBounds: Array.from({ length: d.whole(4) - 1 }, () => ({
      metric: 'read.makespan',
      name: `${d.word().slice(0, 14)} alone`,
      value: (makespan.mean ?? 1) * d.share(),
    })),
    events: 1,
    fidelity: 'exact',
    distributions:
      middle && buckets.length > 0
        ? [
            {
              metric: 'read.latency',
              unit: 's',
              samples,
              mean: middle[0],
              min: buckets[0]![0],
              max: buckets.at(-1)![1],
              p50: middle[0],
              p99: buckets.at(-1)![0],
              buckets,
            },
          ]
        : [],
    series: [
      {
        metric: 'read.latency',
        unit: 's',
        windowSeconds: 3600 * d.whole(48),
        from: 0,
        mean: Array.from({ length: d.whole(120) }, () => (d.rarely(9) ? null : d.pick('seconds'))),
      },
    ],
    timeline: d.rarely(3)
      ? null
      : {
          bars: Array.from({ length: d.whole(60) }, (_, i) => {
            const from = now;
            now += (d.share() * total) / 60;
            return {
              activity: 'read',
              lane: i % lanes,
              entity: Math.floor(i / 3),
              phase: PHASES[i % 5]!,
              from,
              to: now,
            };
          }),
          shown: 20,
          of: d.whole(1000),
        },
    differs: {},
  };
}

function claimOf(d: Draw, index: number): ClaimResult {
  const value = d.pick('ratio');
  const low = value * (0.4 + d.share());
  return {
    id: `claim_${index}`,
    says: 'It is faster',
    source: null,
    tags: [],
    basis: 'stated',
    ...(d.rarely(3)
      ? { expression: `${d.designs[0]}.read.makespan`, unit: 's' }
      : { expression: `${d.designs[0]}.read.makespan / ${d.designs.at(-1)}.read.makespan`, unit: '1' }),
    value: d.rarely(9) ? null : value,
    ci95: [value, value],
    expect: d.rarely(6)
      ? null
      : {
          text: `between ${low} and more`,
          low,
          high: d.rarely(2) ? null : low * (1 + d.share()),
          lowOpen: false,
          highOpen: false,
        },
    verdict: VERDICTS[d.whole(4) - 1]!,
    assumptions: Array.from({ length: d.whole(10) - 1 }, () => assumptionOf(d)),
  };
}

function assumptionOf(d: Draw): AssumptionResult {
  const worded = d.rarely(4);
  const flips = d.rarely(2);
  const [low, high] = [d.pick('seconds'), d.pick('seconds')].sort((a, b) => a - b) as [number, number];
  const at = low + (high - low) * d.share();
  return {
    name: `${d.word()}.${d.word()}`,
    base: worded ? d.word() : at,
    low: worded ? d.word() : low,
    high: worded ? d.word() : high,
    unit: worded ? '' : 's',
    valueLow: d.rarely(9) ? null : d.pick('ratio'),
    valueHigh: d.rarely(9) ? null : d.pick('ratio'),
    verdictLow: VERDICTS[d.whole(4) - 1]!,
    verdictHigh: VERDICTS[d.whole(4) - 1]!,
    flipsAt: flips && !worded ? at : null,
    ...(flips && d.rarely(2) ? { flipsBetween: [low, high] as const } : {}),
    changes: flips ? 1 : 0,
    points: 9,
    curve: [],
  };
}

function sweepOf(d: Draw, claims: readonly ClaimResult[]): SweepResult | null {
  if (d.rarely(5)) return null;
  const axis = (address: string): SweepResult['axes'][number] => {
    const worded = d.rarely(3);
    const count = d.whole(14);
    const numbers = Array.from({ length: count }, () => d.pick('seconds')).sort((a, b) => a - b);
    const values = [...new Set<number | string>(worded ? numbers.map((_, i) => `${d.word()}${i}`) : numbers)];
    const base = d.rarely(3) ? null : values[d.whole(values.length) - 1]!;
    return {
      address,
      unit: worded ? '' : 's',
      values,
      scale: worded ? 'ordinal' : d.rarely(2) ? 'linear' : 'log',
      base,
    };
  };
  const axes = [axis('first.axis'), ...(d.rarely(2) ? [axis('second.axis')] : [])];
  const columns = [
    ...d.designs.map((design) => ({ name: `${design}.read.makespan`, unit: 's', design, metric: 'read.makespan' })),
    ...claims.map(({ id }) => ({ name: id, unit: '1', claim: id })),
  ];
  const settings = axes.reduce<(number | string | boolean)[][]>(
    (all, { values }) => all.flatMap((at) => values.map((value) => [...at, value])),
    [[]],
  );
  const bounded = d.rarely(3)
    ? {}
    : {
        lowerBounds: ['latency alone', 'connections alone', 'nic alone', `${d.word()} alone`].map((name) => ({
          name,
          design: d.designs[0]!,
          metric: 'read.makespan',
          values: settings.map(() => (d.rarely(9) ? null : d.rarely(9) ? 0 : d.pick('seconds') * d.share())),
        })),
      };
  return {
    ...bounded,
    axes,
    paired: false,
    columns,
    points: settings.map((at) => {
      const mean = columns.map(() => (d.rarely(12) ? null : d.pick('seconds')));
      return {
        at,
        mean,
        lo: mean.map((m) => (m === null ? null : m * 0.9)),
        hi: mean.map((m) => (m === null ? null : m * 1.1)),
      };
    }),
  };
}

/** Candidates of a wish anywhere in the plane, some of them alike, with a limit among them or far off. */
export const randomWishes: fc.Arbitrary<Results> = draw.map((d) => {
  const count = 2 + d.whole(60);
  const directions = ['low', 'high'] as const;
  const candidates = Array.from({ length: count }, (_, i): TuneCandidate => {
    const value = (kind: 'seconds' | 'usd') => {
      const found = d.pick(kind);
      return { value: d.rarely(20) ? null : found, ci95: [found * 0.9, found * 1.1] as const };
    };
    const met = (['yes', 'no', 'undecided'] as const)[d.whole(3) - 1]!;
    return {
      design: d.designs[i % d.designs.length]!,
      settings: [
        { address: `stream.${d.word()}`, value: d.pick('seconds'), unit: d.rarely(2) ? 's' : 'B' },
        ...(d.rarely(2) ? [{ address: d.word(), value: d.whole(1000), unit: '1' }] : []),
      ],
      base: i === 0,
      objectives: [value('usd'), value('seconds')],
      constraints: [{ ...value('seconds'), met }],
      feasible: met,
      front: d.rarely(4),
      against: null,
      tied: d.rarely(9),
    };
  });
  const index = (): number | null => (d.rarely(3) ? null : d.whole(count) - 1);
  const limit = d.pick('seconds');
  const up = directions[d.whole(2) - 1]!;
  const across = directions[d.whole(2) - 1]!;
  const two = d.rarely(2);
  return {
    ...fixtureResults(),
    designOrder: d.designs,
    tune: {
      objectives: [
        { expression: `cost.${d.word()}`, unit: 'USD', better: up },
        ...(two ? [{ expression: 'query.latency.p95', unit: 's', better: across }] : []),
      ],
      constraints: [
        {
          expression: d.rarely(2) ? 'query.latency.p95' : `ingest.${d.word()}.p99`,
          unit: 's',
          expect: {
            text: `${across === 'low' ? '<' : '>'} ${limit} s`,
            low: across === 'low' ? null : limit,
            high: across === 'low' ? limit : null,
            lowOpen: true,
            highOpen: true,
          },
        },
      ],
      given: [],
      frontOf: two ? { objectives: [0, 1], constraints: [] } : { objectives: [0], constraints: [0] },
      candidates: candidates.map((each) => ({ ...each, objectives: each.objectives.slice(0, two ? 2 : 1) })),
      recommended: index(),
      runnerUp: index(),
      nearest: index(),
      binding: [],
      flips: Array.from({ length: d.whole(5) }, () => ({
        constraint: 0,
        side: 'below' as const,
        limit: d.pick('seconds'),
        candidate: index(),
      })),
      elsewhere: [],
    },
  };
});
