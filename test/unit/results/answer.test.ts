import { describe, expect, it } from 'vitest';
import { answerSentence, type ClaimResult, formatClaimValue, type Results } from '../../../src/results/index.ts';
import { fixtureMeasured, fixtureResults } from '../../report/fixture.ts';

/** The results with one claim, changed. */
function withClaim(results: Results, index: number, change: Partial<ClaimResult>): Results {
  return { ...results, claims: [{ ...results.claims[index]!, ...change }] };
}

const exact = fixtureResults();
const chance = fixtureMeasured();
const plain = (text: string): string => text.replace(/\u00a0/g, ' ');
const sentenceOf = (results: Results): string => plain(answerSentence(results).sentence);

describe('the answer', () => {
  it('is the first claim that compares two designs, however the claims are ordered', () => {
    const claims = [...exact.claims].reverse();
    expect(answerSentence({ ...exact, claims }).claim).toBe('speedup_750x');
  });

  it.each([
    ['a ratio without chance', exact, '**747×** faster: one_large finishes the read in 75 ms, many_small in 56 s.'],
    [
      'a ratio with its interval',
      chance,
      '**7.0×** (6.6 to 7.4) faster: a query takes 6.9 s in compacted_hourly, 48 s in streaming_1min.',
    ],
    [
      'a ratio below one, told against the baseline',
      withClaim(chance, 0, { value: 0.25, ci95: [0.2, 0.32] }),
      '**4.0×** (3.1 to 5.0) slower: a query takes 6.9 s in compacted_hourly, 48 s in streaming_1min.',
    ],
    [
      'a ratio near one as per cent',
      withClaim(chance, 0, { value: 1.04, ci95: [1.03, 1.05] }),
      '**4%** (3% to 5%) faster: a query takes 6.9 s in compacted_hourly, 48 s in streaming_1min.',
    ],
    [
      'no difference, where the interval holds none',
      withClaim(chance, 0, { value: 1.04, ci95: [0.97, 1.11] }),
      '**No difference** seen (0.90 to 1.03×): a query takes 6.9 s in compacted_hourly, 48 s in streaming_1min.',
    ],
    [
      'a refuted ratio',
      withClaim(chance, 0, {
        verdict: 'refuted',
        expect: { text: '> 10', low: 10, high: null, lowOpen: true, highOpen: false },
      }),
      'Not over 10×: **7.0×** (6.6 to 7.4) slower; a query takes 48 s in streaming_1min, 6.9 s in compacted_hourly.',
    ],
    [
      'a refuted ratio in the other direction',
      withClaim(chance, 0, {
        verdict: 'refuted',
        value: 0.5,
        ci95: [0.48, 0.52],
        expect: { text: '> 1', low: 1, high: null, lowOpen: true, highOpen: false },
      }),
      'Not slower: **2.00×** (1.92 to 2.08) faster; a query takes 48 s in streaming_1min, 6.9 s in compacted_hourly.',
    ],
    [
      'money',
      withClaim(chance, 1, {}),
      'Not 2×: **2.22×** (2.17 to 2.28) more expensive; streaming_1min costs $214, buffered_15min $96.40.',
    ],
    ['one metric', withClaim(chance, 2, {}), '**61.0 s** (59.8 to 62.2): ingest freshness, for streaming_1min.'],
    [
      'a share, refuted',
      withClaim(exact, 1, {}),
      'Not over 50%: **0.03%** for \u201cMost of the time goes into moving bytes\u201d.',
    ],
    [
      'the primary metric, without claims',
      { ...exact, claims: [] },
      '**747×** faster: one_large finishes the read in 75 ms, many_small in 56 s.',
    ],
    [
      'one design without claims',
      { ...exact, claims: [], comparisons: [], designOrder: ['many_small'] },
      '**56 s**: read makespan, for many_small.',
    ],
    [
      'nothing measured',
      withClaim(exact, 0, { value: null, ci95: null, verdict: 'inconclusive', reason: 'no read finished' }),
      '**No answer**: no read finished.',
    ],
  ])('of %s', (_, results, sentence) => {
    expect(sentenceOf(results)).toBe(sentence);
  });

  it('says at least where the horizon cut the value off', () => {
    const results = structuredClone(exact);
    results.designs.many_small!.metrics['read.makespan']!.atLeast = true;
    expect(sentenceOf(results)).toBe(
      'At least **747×** slower: many_small finishes the read in at least 56 s, one_large in 75 ms.',
    );
  });

  it('names the break-even of two costs', () => {
    const assumption = {
      ...chance.claims[0]!.assumptions[0]!,
      name: 'goal',
      unit: 'B',
      base: 1e15,
      low: 2e12,
      high: 1e15,
      valueLow: 0.5,
      valueHigh: 3.4,
      flipsAt: 8.1e12,
      flipsBetween: [7.9e12, 8.3e12] as [number, number],
      changes: 1,
    };
    const results = withClaim(chance, 1, {
      verdict: 'confirmed',
      value: 3.4,
      ci95: [3.3, 3.5],
      expect: { text: '> 1', low: 1, high: null, lowOpen: true, highOpen: false },
      assumptions: [assumption],
    });
    expect(sentenceOf(results)).toBe(
      'buffered_15min is cheaper than streaming_1min from **8.1 TB** (7.9 TB to 8.3 TB) of goal on; ' +
        'as asked (1 PB) it is 3.4× cheaper.',
    );
  });

  it.each([
    [1e6, 1e9, 8.9e6, 128e6, 'From **8.9 MB** (8.5 MB to 9.5 MB) of file on'],
    [1e6, 1e9, 8.9e6, 2e6, 'Up to **8.9 MB** (8.5 MB to 9.5 MB) of file'],
  ])('names how far two are alike: between %d and %d, flip at %d, asked at %d', (low, high, flipsAt, base, side) => {
    const assumption = {
      ...chance.claims[0]!.assumptions[0]!,
      ...{ name: 'file', unit: 'B', base, low, high, flipsAt, changes: 3 },
      ...{ verdictLow: 'refuted' as const, verdictHigh: 'confirmed' as const, curve: [] },
      flipsBetween: [8.5e6, 9.5e6] as [number, number],
    };
    const results = withClaim(chance, 0, {
      verdict: 'confirmed',
      value: 0.97,
      ci95: [0.96, 0.98],
      expect: { text: '1 ± 10%', low: 0.9, high: 1.1, lowOpen: false, highOpen: false },
      assumptions: [assumption],
    });
    const sentence = sentenceOf(results);
    expect(sentence.startsWith(side), sentence).toBe(true);
    expect(sentence).toMatch(/, \w+ is within 10% of \w+; as asked \(\d+ MB\) it is 3% faster\.$/);
  });

  it('keeps numbers and units on one line', () => {
    for (const results of [exact, chance]) {
      expect(answerSentence(results).sentence).not.toMatch(/\d (?:ns|µs|ms|s|min|h|d|B|kB|MB|GB|TB)\b/);
    }
  });

  it.each([
    [exact, 'exact: nothing random in this model; ratio of means of read.makespan'],
    [chance, '95% interval over 20 replications; ratio of means of query.latency'],
    [withClaim(exact, 2, {}), '95% interval over 1 replication; p999 of read.latency'],
  ])('has a scope line (%#)', (results, scope) => {
    expect(answerSentence(results).scope).toBe(scope);
  });
});

describe('a claim\u2019s value', () => {
  it.each([
    [exact.claims[0]!, '746.67×'],
    [exact.claims[1]!, '0.03%'],
    [exact.claims[2]!, '60 (40 to 120) ms'],
    [exact.claims[3]!, null],
    [chance.claims[0]!, '7.0× (6.6 to 7.4)'],
    [chance.claims[2]!, '61.0 ±1.2 s'],
  ])('is printed as its kind asks (%#)', (claim, text) => {
    const found = formatClaimValue(claim);
    expect(found === null ? null : plain(found)).toBe(text);
  });
});
