import { describe, expect, it } from 'vitest';
import { type ClaimResult, type Replications, replicationWords } from '../../../src/results/index.ts';

const claims = [{ expression: 'a.read.latency' } as ClaimResult];
const said = (replications: Replications, of: ClaimResult[] = claims): string =>
  replicationWords({ replications, claims: of });

describe('how many replications there were', () => {
  it.each<[string, Replications]>([
    ['1 replication', { n: 1, asked: 1, stoppedBy: 'count' }],
    ['20 replications', { n: 20, asked: 20, stoppedBy: 'count' }],
    ['1 replication', { n: 1, asked: 1000, stoppedBy: 'nothing random', precision: 0.02 }],
    [
      '28 replications, until every claim was known to ±2%',
      { n: 28, asked: 1000, stoppedBy: 'precision', precision: 0.02, reached: 0.019 },
    ],
    [
      '1,000 replications, the most allowed: not every claim is known to ±0.5%, the worst to ±0.8%',
      { n: 1000, asked: 1000, stoppedBy: 'limit', precision: 0.005, reached: 0.008 },
    ],
    [
      '14 replications, the most allowed: not every claim is known to ±1%',
      { n: 14, asked: 14, stoppedBy: 'limit', precision: 0.01 },
    ],
  ])('%s', (words, replications) => {
    expect(said(replications)).toBe(words);
  });

  it('is of metrics where nothing is claimed', () => {
    const found: Replications = { n: 14, asked: 1000, stoppedBy: 'precision', precision: 0.1, reached: 0.09 };
    expect(said(found, [])).toBe('14 replications, until every primary metric was known to ±10%');
  });
});
