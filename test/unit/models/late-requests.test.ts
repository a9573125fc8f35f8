import { describe, expect, it } from 'vitest';
import { measureOf, simulateSpark } from './_spark.ts';

describe('requests late in a long run', () => {
  it('may be as short as the clock can tell: a delay added to two million seconds is rounded', async () => {
    const result = await simulateSpark({
      run: { horizon: '60 d' },
      workload: [{ head: { objects: 1, every: '1 h' } }, { delete: { objects: 3, every: '1 h' } }],
    });
    expect(measureOf(result, 'head.count')).toBe(1440);
    expect(measureOf(result, 'head.latency')).toBeCloseTo(0.01, 8);
    expect(measureOf(result, 'delete.unfinished')).toBe(0);
  });
});
