import { describe, expect, it } from 'vitest';
import {
  answerSentence,
  candidateVerdict,
  type Results,
  settingWords,
  type TuneCandidate,
} from '../../../src/results/index.ts';
import { fixtureFront, fixtureNothing, fixtureWish } from '../../report/fixture-wish.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const sentence = (results: Results): string => plain(answerSentence(results).sentence);

describe('the answer to a wish', () => {
  it('names the setting, its numbers, what does as well, the next one, and the limit at which that is the choice', () => {
    expect(sentence(fixtureWish())).toBe(
      '**Interval 4 min with size 64 MiB**: $12.40 a month, ingest freshness at p99 4.2 min; no difference is seen with size 128 MB; next is the same with interval 1 min at $13.10, also the choice for a limit under 4.22 min.',
    );
    expect(plain(answerSentence(fixtureWish()).scope)).toBe(
      'lowest monthly cost with ingest freshness at p99 under 5 min, among 7 candidates; 95% intervals over 20 replications',
    );
  });

  it('says for which circumstances, and that the first objective decided', () => {
    expect(sentence(fixtureFront())).toBe(
      'At rate 1 MB/s: **interval 4 min with size 64 MiB**: $12.40 a month, query latency at p95 40 s, ingest freshness at p99 4.2 min, cheapest of 2 on the front; no difference is seen with size 128 MB; next is the same with interval 1 min at $13.10, also the choice for a limit under 4.22 min.',
    );
  });

  it('names what comes nearest where nothing keeps the limits', () => {
    expect(sentence(fixtureNothing())).toBe(
      '**Nothing** keeps ingest freshness at p99 under 10 s; nearest is interval 10 s with size 1 MiB: $41.20 a month, ingest freshness at p99 19 s.',
    );
  });

  it('says why a limit is in doubt', () => {
    const results = fixtureNothing();
    const [first] = results.tune!.candidates;
    first!.feasible = 'undecided';
    first!.constraints[0]!.met = 'undecided';
    first!.constraints[0]!.reason = 'p99 needs 1,000 samples for an interval; there were 5';
    expect(sentence(results)).toMatch(
      /^\*\*Nothing\*\* keeps ingest freshness at p99 under 10 s for certain; nearest is .* 19 s \(p99 needs 1,000 samples for an interval; there were 5\)\.$/,
    );
  });

  it('tells other candidates by what sets them apart, with the design where that differs', () => {
    const results = fixtureWish();
    const { candidates } = results.tune!;
    const other: TuneCandidate = { ...candidates[2]!, design: 'compacted_hourly' };
    results.tune!.candidates[2] = other;
    expect(sentence(results)).toContain('; next is compacted_hourly with interval 1 min at $13.10');
    expect(sentence(results)).toMatch(/^\*\*streaming_1min with interval 4 min and size 64 MiB\*\*: /);
  });

  it('falls back on looser limits, then on other circumstances', () => {
    const results = fixtureFront();
    results.tune!.flips = [{ constraint: 0, side: 'above', limit: 913.2, candidate: 2 }];
    results.tune!.runnerUp = null;
    expect(sentence(results)).toMatch(/; for a limit over 15\.2 min it would be the same with interval 1 min\.$/);
    results.tune!.flips = [];
    expect(sentence(results)).toMatch(/; at rate 10 kB\/s it would be the same with interval 1 min\.$/);
  });
});

describe('words of a wish', () => {
  it.each([
    [{ address: 'stream.interval', value: 300, unit: 's' }, 'interval 5 min'],
    [{ address: 'interval', value: 90, unit: 's' }, 'interval 90 s'],
    [{ address: 'stream.size', value: 67108864, unit: 'B' }, 'size 64 MiB'],
    [{ address: 'stream.size', value: 128e6, unit: 'B' }, 'size 128 MB'],
    [{ address: 'stream.size', value: 5 * 2 ** 30, unit: 'B' }, 'size 5 GiB'],
    [{ address: 'client.connections', value: 64, unit: '1' }, '64 connections'],
    [{ address: 'storage', value: 's3-standard', unit: '' }, 'storage s3-standard'],
    [{ address: 'client.keepAlive', value: true, unit: '' }, 'keep alive true'],
  ])('say the setting %j as people do', (setting, words) => {
    expect(plain(settingWords(setting))).toBe(words);
  });

  it('give each candidate one verdict', () => {
    expect(fixtureWish().tune!.candidates.map((_, i) => candidateVerdict(fixtureWish(), i))).toEqual([
      'recommended',
      'no different',
      'next',
      'satisfies',
      'satisfies',
      'undecided',
      'breaks a limit',
    ]);
    expect(candidateVerdict(fixtureNothing(), 0)).toBe('nearest');
  });
});
