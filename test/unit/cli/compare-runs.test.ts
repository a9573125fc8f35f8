import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/cli/commands/verify.ts';
import { findDifferences } from '../../../src/cli/differences.ts';
import { fixtureMeasured, fixtureResults } from '../../report/fixture.ts';

describe('findDifferences', () => {
  it('names the places by JSON pointer', () => {
    const before = { a: 1, list: [1, 2], 'x/y': { z: null }, gone: true };
    const after = { a: 1, list: [1, 3, 4], 'x/y': { z: 0 }, come: 's' };
    expect(findDifferences(before, after)).toEqual([
      { path: '/list/1', before: 2, after: 3 },
      { path: '/list/2', before: undefined, after: 4 },
      { path: '/x~1y/z', before: null, after: 0 },
      { path: '/gone', before: true, after: undefined },
      { path: '/come', before: undefined, after: 's' },
    ]);
  });

  it('takes 0 and -0 for the same, as JSON does', () => {
    expect(findDifferences({ a: 0 }, { a: -0 })).toEqual([]);
  });
});

describe('compareRuns', () => {
  it('on the same engine compares bytes', () => {
    const after = fixtureMeasured();
    expect(compareRuns(fixtureMeasured(), after)).toMatchObject({ same: true, compared: 'bytes', because: null });
    after.designs.streaming_1min!.metrics['query.latency']!.mean! *= 1 + 1e-15 * 4;
    const outcome = compareRuns(fixtureMeasured(), after);
    expect(outcome).toMatchObject({ same: false, compared: 'bytes' });
    expect(outcome.differences.map(({ path }) => path)).toEqual(['/designs/streaming_1min/metrics/query.latency/mean']);
  });

  it('on another engine takes a mean inside the interval, and not one outside', () => {
    const after = fixtureMeasured();
    after.engine.mathDigest = 'another';
    const metric = after.designs.streaming_1min!.metrics['query.latency']!;
    // The interval is 48.2 s ± 6.4 %.
    metric.mean = 48.2 * 1.05;
    expect(compareRuns(fixtureMeasured(), after)).toMatchObject({ same: true, compared: 'intervals' });
    metric.mean = 48.2 * 1.3;
    metric.ci95 = [48.2 * 1.25, 48.2 * 1.35];
    expect(compareRuns(fixtureMeasured(), after)).toMatchObject({ same: false, compared: 'intervals' });
  });

  it('on another engine takes exact values to nine digits', () => {
    const after = fixtureResults();
    after.engine.mathDigest = 'another';
    const metric = after.designs.many_small!.metrics['read.makespan']!;
    Object.assign(metric, { mean: 56 * (1 + 1e-12), ci95: [56 * (1 + 1e-12), 56 * (1 + 1e-12)] });
    expect(compareRuns(fixtureResults(), after).same).toBe(true);
    Object.assign(metric, { mean: 56.001, ci95: [56.001, 56.001] });
    expect(compareRuns(fixtureResults(), after).same).toBe(false);
  });

  it('on another engine a verdict that turned is a difference', () => {
    const after = fixtureResults();
    after.engine.mathDigest = 'another';
    after.claims[0]!.verdict = 'refuted';
    expect(compareRuns(fixtureResults(), after).differences).toEqual([
      { path: '/claims/0/verdict', before: 'confirmed', after: 'refuted' },
    ]);
  });

  it('of another version of lakesim is compared within the intervals too', () => {
    const after = { ...fixtureResults(), lakesim: '9.9.9' };
    expect(compareRuns(fixtureResults(), after)).toMatchObject({ same: true, compared: 'intervals' });
  });
});
