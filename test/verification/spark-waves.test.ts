/** Spark against closed forms: waves of tasks whose times have a spread. */
import { describe, expect, it } from 'vitest';
import { measureOf, replicateSpark } from '../unit/models/_spark.ts';

/** Mean and its standard error. */
const estimate = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
};
const harmonic = (n: number): number => Array.from({ length: n }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b, 0);

describe('exponential tasks on slots', () => {
  // n tasks on c slots: with all slots busy one ends every 1/c of the mean, n - c times; then the last c die out.
  it.each([
    { tasks: 200, workers: 16 },
    { tasks: 40, workers: 4 },
    { tasks: 16, workers: 16 },
  ])('$tasks on $workers take (n - c)/c + H_c means', async ({ tasks, workers }) => {
    const stages = [{ id: 'a', tasks, cpu: { exponential: { mean: '1 s' } } }];
    const runs = await replicateSpark({ compute: { workers }, query: { stages } }, 400);
    const { mean, error } = estimate(runs.map((each) => measureOf(each, 'query.latency')));
    const exact = (tasks - workers) / workers + harmonic(workers);
    expect(error).toBeLessThan(0.02 * exact);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
    if (tasks === 200) expect(exact).toBeCloseTo(14.88073, 5);
  });
});

describe('slots that are busy', () => {
  it('are busy for the tasks, however they are cut over the machines', async () => {
    const stages = [{ id: 'a', tasks: 64, cpu: { exponential: { mean: '1 s' } } }];
    const shapes = [
      { workers: 1, cores: 16 },
      { workers: 4, cores: 4 },
      { workers: 16, cores: 1 },
    ];
    const latencies: number[] = [];
    for (const shape of shapes) {
      const [only] = await replicateSpark({ compute: shape, query: { stages } }, 1);
      latencies.push(measureOf(only!, 'query.latency'));
    }
    // The same tasks with the same luck, in the same order, on 16 slots.
    expect(new Set(latencies).size).toBe(1);
  });
});
