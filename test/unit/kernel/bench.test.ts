import { describe, expect, it } from 'vitest';
import { Draws } from '../../../bench/draws.ts';
import { hashOf } from '../../../bench/measure.ts';
import { models } from '../../../bench/models.ts';
import { reference } from '../../../bench/reference.ts';

describe('the bench', () => {
  it('has the models that are promised, in order', () => {
    const names = models.map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual([
      'mm1-handlers',
      'mm1-processes',
      'mm16-processes',
      'hold-1k',
      'hold-100k',
      'hold-1m',
      'link-1000',
      'components-64',
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  // The same simulation as ever: a check that changes is a model that changed.
  it.each([reference, ...models].map((model) => ({ name: model.name, model })))(
    '$name gives its check',
    ({ model }) => {
      const { check } = model.run(model.small.size);
      expect(check / model.small.check).toBeCloseTo(1, 9);
    },
  );

  it('hashes a result by its bits', () => {
    expect([hashOf(1), hashOf(0.1), hashOf(-0)]).toEqual(['3ff0000000000000', '3fb999999999999a', '8000000000000000']);
  });

  it('simulates the same M/M/1 with processes as the bare loop: mean wait plus service is the mean sojourn', () => {
    // The draws are made in the same order, so the times agree; the loop counts services, the pool waits.
    const processes = models[1]!.run(50_000).check;
    const bare = reference.run(50_000).check;
    expect(bare - processes).toBeGreaterThan(0.98);
    expect(bare - processes).toBeLessThan(1.02);
  });

  it('draws exponentials: moments of a million, within four standard errors', () => {
    const draws = new Draws(7);
    let sum = 0;
    let squares = 0;
    let above = 0;
    const n = 1_000_000;
    for (let k = 0; k < n; k++) {
      const x = draws.exponential();
      sum += x;
      squares += x * x;
      if (x > 7.7) above++;
    }
    // Mean 1, variance 1; mean square 2, variance 20; P(x > 7.7) = exp(-7.7).
    expect(Math.abs(sum / n - 1)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(squares / n - 2)).toBeLessThan(4 * Math.sqrt(20 / n));
    const tail = Math.exp(-7.7);
    expect(Math.abs(above / n - tail)).toBeLessThan(4 * Math.sqrt(tail / n));
  });
});
