import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { straighten } from '../../../src/report/charts/_straighten.ts';

const pointsOf = (path: string) =>
  path
    .slice(1)
    .replace(/Z$/, '')
    .split('L')
    .map((pair) => pair.split(',').map(Number) as [number, number]);
const distance = ([x, y]: [number, number], [a, b]: [number, number], [c, d]: [number, number]): number => {
  const square = (c - a) ** 2 + (d - b) ** 2;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a) * (c - a) + (y - b) * (d - b)) / square));
  return Math.hypot(x - a - t * (c - a), y - b - t * (d - b));
};

describe('a path of straight lines', () => {
  it('loses what lies on a line between others, and nothing else', () => {
    expect(straighten('M0,5L1,5L1,5L2,5L9,5')).toBe('M0,5L9,5');
    expect(straighten('M0,0L5,5L10,0L12,0L20,0Z')).toBe('M0,0L5,5L10,0L20,0Z');
    expect(straighten('M0,0L5,0ZM0,9L3,9L6,9')).toBe('M0,0L5,0ZM0,9L6,9');
    expect(straighten('M3,4')).toBe('M3,4');
  });
  it('keeps where it turns back on itself', () => {
    expect(straighten('M0,0L9,0L4,0L6,0')).toBe('M0,0L9,0L4,0L6,0');
  });
  it('is left alone where it has curves', () => {
    expect(straighten('M0,0A3,3,0,1,1,0,6L0,7L0,8')).toBe('M0,0A3,3,0,1,1,0,6L0,7L0,8');
  });
  it('begins and ends where it did, and no point is further than 0.1 px from what is drawn', () => {
    const coordinate = fc.integer({ min: 0, max: 3000 }).map((n) => n / 50);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, fc.constantFrom(5, 5, 5.02, 9)), { minLength: 2, maxLength: 60 }),
        (all) => {
          const given = [...all].sort((a, b) => a[0] - b[0]) as [number, number][];
          const drawn = pointsOf(straighten(`M${given.map((each) => each.join(',')).join('L')}`));
          expect(drawn[0]).toEqual(given[0]);
          expect(drawn.at(-1)).toEqual(given.at(-1));
          for (const point of given) {
            const nearest = Math.min(...drawn.slice(1).map((end, i) => distance(point, drawn[i]!, end)));
            expect(nearest).toBeLessThan(0.1);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});
