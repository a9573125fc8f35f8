/** Results with a wish, the numbers made up: four delivery buffers under a limit of freshness, and variants of that. */
import type { Results, TuneCandidate, TuneResult } from '../../src/results/index.ts';
import { answerSentence } from '../../src/results/index.ts';
import { fixtureMeasured } from './fixture-measured.ts';

const interval = (value: number): TuneCandidate['settings'][number] => ({
  address: 'stream.interval',
  value,
  unit: 's',
});
const buffer = (value: number): TuneCandidate['settings'][number] => ({ address: 'stream.size', value, unit: 'B' });
const around = (value: number, half: number) => ({ value, ci95: [value - half, value + half] as const });

interface Given {
  seconds: number;
  bytes: number;
  usd: number;
  freshness: number;
  base?: boolean;
  front?: boolean;
  feasible?: TuneCandidate['feasible'];
  tied?: boolean;
}

const candidate = ({
  seconds,
  bytes,
  usd,
  freshness,
  base = false,
  front = false,
  feasible = 'yes',
  tied = false,
}: Given): TuneCandidate => ({
  design: 'streaming_1min',
  settings: [interval(seconds), buffer(bytes)],
  base,
  objectives: [around(usd, 0.04)],
  constraints: [{ ...around(freshness, 1.2), met: feasible }],
  feasible,
  front,
  against: {
    ratio: usd / 12.4,
    ci95: [usd / 12.5, usd / 12.3],
    difference: usd - 12.4,
    differenceCi95: [usd - 12.5, usd - 12.3],
  },
  tied,
});

const wish: TuneResult = {
  objectives: [{ expression: 'cost.monthly', unit: 'USD', better: 'low' }],
  constraints: [
    {
      expression: 'ingest.freshness.p99',
      unit: 's',
      expect: { text: '< 5 min', low: null, high: 300, lowOpen: false, highOpen: true },
    },
  ],
  given: [],
  frontOf: { objectives: [0], constraints: [0] },
  candidates: [
    candidate({ seconds: 240, bytes: 64 * 2 ** 20, usd: 12.4, freshness: 252, front: true }),
    candidate({ seconds: 240, bytes: 128e6, usd: 12.4, freshness: 256, tied: true }),
    candidate({ seconds: 60, bytes: 64 * 2 ** 20, usd: 13.1, freshness: 71, front: true, base: true }),
    candidate({ seconds: 10, bytes: 2 ** 20, usd: 41.2, freshness: 19, front: true }),
    candidate({ seconds: 10, bytes: 64 * 2 ** 20, usd: 43.9, freshness: 20 }),
    candidate({ seconds: 300, bytes: 64 * 2 ** 20, usd: 12.2, freshness: 300.5, feasible: 'undecided' }),
    candidate({ seconds: 900, bytes: 64 * 2 ** 20, usd: 11.9, freshness: 912, feasible: 'no', front: true }),
  ],
  recommended: 0,
  runnerUp: 2,
  nearest: null,
  binding: [0],
  flips: [
    { constraint: 0, side: 'below', limit: 253.2, candidate: 2 },
    { constraint: 0, side: 'below', limit: 72.2, candidate: 3 },
    { constraint: 0, side: 'below', limit: 20.2, candidate: null },
    { constraint: 0, side: 'above', limit: 301.7, candidate: 5 },
    { constraint: 0, side: 'above', limit: 913.2, candidate: 6 },
  ],
  elsewhere: [],
};

const withWish = (given: TuneResult): Results => {
  const tune = structuredClone(given);
  const { answer: _, ...rest } = fixtureMeasured();
  const results = { ...rest, tune };
  return { ...results, answer: answerSentence(results) };
};

/** One objective and one limit. */
export const fixtureWish = (): Results => withWish(wish);

/** Two objectives, and several rates of the stream. */
export const fixtureFront = (): Results => {
  const rate = (value: number) => [{ address: 'rate', value, unit: 'B/s' }];
  const candidates = wish.candidates
    .filter(({ feasible }) => feasible === 'yes')
    .map(
      (each): TuneCandidate => ({
        ...each,
        objectives: [each.objectives[0]!, around(each.objectives[0]!.value! > 20 ? 95 : 40, 2)],
        front: each === wish.candidates[0] || each === wish.candidates[2],
      }),
    );
  return withWish({
    ...wish,
    objectives: [...wish.objectives, { expression: 'query.latency.p95', unit: 's', better: 'low' }],
    given: rate(1e6),
    frontOf: { objectives: [0, 1], constraints: [] },
    candidates,
    flips: wish.flips.slice(0, 3),
    elsewhere: [
      { given: rate(1e4), candidate: candidates[2]! },
      { given: rate(1e8), candidate: null },
    ],
  });
};

/** No candidate keeps the limit. */
export const fixtureNothing = (): Results =>
  withWish({
    ...wish,
    constraints: [
      { ...wish.constraints[0]!, expect: { text: '< 10 s', low: null, high: 10, lowOpen: false, highOpen: true } },
    ],
    candidates: [3, 4, 2].map((i) => {
      const each = wish.candidates[i]!;
      return { ...each, feasible: 'no', against: null, constraints: [{ ...each.constraints[0]!, met: 'no' }] };
    }),
    recommended: null,
    runnerUp: null,
    nearest: 0,
    binding: [],
    flips: [
      { constraint: 0, side: 'above', limit: 20.2, candidate: 0 },
      { constraint: 0, side: 'above', limit: 72.2, candidate: 2 },
    ],
  });
