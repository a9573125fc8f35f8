import { describe, expect, it } from 'vitest';
import { choose, directionOfLimit, dominates, type Option, type Wish } from '../../../src/experiment/core/choose.ts';
import type { ExpectSpec } from '../../../src/scenario/core/index.ts';

const under = (high: number): ExpectSpec => ({
  text: `< ${high}`,
  low: Number.NEGATIVE_INFINITY,
  high,
  lowOpen: false,
  highOpen: true,
});
const over = (low: number): ExpectSpec => ({
  text: `> ${low}`,
  low,
  high: Number.POSITIVE_INFINITY,
  lowOpen: true,
  highOpen: false,
});

/** An option that costs and lasts so much, each limit judged by its interval. */
const option = (
  cost: number | null,
  held: readonly (number | [number, number, number])[],
  limits: readonly ExpectSpec[],
  more: readonly number[] = [],
): Option => ({
  objectives: [cost, ...more],
  open: false,
  constraints: held.map((each, k) => {
    const [value, lo, hi] = typeof each === 'number' ? [each, each, each] : each;
    const { low, high } = limits[k]!;
    const met = lo > low && hi < high ? 'yes' : lo >= high || hi <= low ? 'no' : 'undecided';
    return { value, lo, hi, met };
  }),
});

const wish = (limits: readonly ExpectSpec[], given: Partial<Wish> = {}): Wish => ({
  better: ['low'],
  limits,
  tied: () => false,
  ...given,
});

describe('the choice', () => {
  const limits = [under(300)];
  //                cost, freshness
  const pairs = [
    [9, 900],
    [12, 295],
    [13, 60],
    [40, 10],
    [41, 12],
  ] as const;
  const options = pairs.map(([cost, freshness]) => option(cost, [freshness], limits));

  it('takes the cheapest that keeps the limit, and names the next', () => {
    expect(choose(options, wish(limits))).toMatchObject({
      recommended: 1,
      runnerUp: 2,
      nearest: null,
      order: [1, 2, 3, 4, 0],
    });
  });

  it('walks the limit both ways: below each choice the next, from a looser one on a cheaper', () => {
    expect(choose(options, wish(limits)).flips).toEqual([
      { constraint: 0, side: 'below', limit: 295, candidate: 2 },
      { constraint: 0, side: 'below', limit: 60, candidate: 3 },
      { constraint: 0, side: 'below', limit: 10, candidate: null },
      { constraint: 0, side: 'above', limit: 900, candidate: 0 },
    ]);
  });

  it('agrees with choosing anew under each limit of the walk', () => {
    for (const { side, limit, candidate } of choose(options, wish(limits)).flips) {
      const moved = [under(side === 'below' ? limit : limit * 1.0001)];
      const again = pairs.map(([cost, freshness]) => option(cost, [freshness], moved));
      expect(choose(again, wish(moved)).recommended).toBe(candidate);
    }
  });

  it('walks at the far end of an interval', () => {
    const found = choose([option(12, [[290, 285, 296]], limits), option(13, [60], limits)], wish(limits));
    expect(found.flips[0]).toEqual({ constraint: 0, side: 'below', limit: 296, candidate: 1 });
  });

  it('says which limit binds, and that none does where the best keeps all with room', () => {
    expect(choose(options, wish(limits)).binding).toEqual([0]);
    const roomy = [under(1000)];
    expect(
      choose(
        pairs.map(([cost, f]) => option(cost, [f], roomy)),
        wish(roomy),
      ).binding,
    ).toEqual([]);
  });

  it('does not take what may break the limit, however cheap', () => {
    const doubtful = [option(5, [[299, 290, 308]], limits), option(12, [200], limits)];
    expect(choose(doubtful, wish(limits))).toMatchObject({ recommended: 1, order: [1, 0] });
  });

  it('names the nearest where nothing keeps the limit, and from which limit on something would', () => {
    const none = [option(9, [900], limits), option(12, [400], limits), option(13, [360], limits)];
    const found = choose(none, wish(limits));
    expect(found).toMatchObject({ recommended: null, runnerUp: null, nearest: 2, order: [2, 1, 0] });
    expect(found.flips).toEqual([
      { constraint: 0, side: 'above', limit: 360, candidate: 2 },
      { constraint: 0, side: 'above', limit: 400, candidate: 1 },
      { constraint: 0, side: 'above', limit: 900, candidate: 0 },
    ]);
  });

  it('holds what is in doubt to be nearer than what is not', () => {
    const none = [option(9, [301], limits), option(50, [[299, 290, 308]], limits)];
    expect(choose(none, wish(limits)).nearest).toBe(1);
  });

  it('passes over those that tie with the choice for the runner-up, and for a looser limit', () => {
    const tied = (a: number, b: number): boolean => a + b === 1;
    const found = choose(
      [option(12, [200], limits), option(12.1, [210], limits), option(14, [100], limits)],
      wish(limits, { tied }),
    );
    expect(found).toMatchObject({ recommended: 0, runnerUp: 2 });
    const loose = choose([option(12, [200], limits), option(11.9, [400], limits)], wish(limits, { tied }));
    expect(loose).toMatchObject({ recommended: 0, binding: [] });
    expect(loose.flips.filter(({ side }) => side === 'above')).toEqual([]);
  });

  it('takes of equals in the objective the one further from the limit, else the first', () => {
    expect(
      choose([option(12, [200], limits), option(12, [100], limits), option(12, [100], limits)], wish(limits))
        .recommended,
    ).toBe(1);
  });

  it('turns with the direction of objective and limit', () => {
    const floor = [over(100)];
    const rates = [option(50, [90], floor), option(40, [120], floor), option(30, [200], floor)];
    const found = choose(rates, wish(floor, { better: ['high'] }));
    expect(found.recommended).toBe(1);
    expect(found.flips).toEqual([
      { constraint: 0, side: 'above', limit: 120, candidate: 2 },
      { constraint: 0, side: 'above', limit: 200, candidate: null },
      { constraint: 0, side: 'below', limit: 90, candidate: 0 },
    ]);
  });

  it('walks one limit over those that keep the others', () => {
    const two = [under(300), under(10)];
    const found = choose(
      [option(9, [200, 20], two), option(12, [250, 5], two), option(13, [100, 20], two), option(20, [100, 5], two)],
      wish(two),
    );
    expect(found.recommended).toBe(1);
    expect(found.binding).toEqual([1]);
    expect(found.flips).toEqual([
      { constraint: 0, side: 'below', limit: 250, candidate: 3 },
      { constraint: 0, side: 'below', limit: 100, candidate: null },
      { constraint: 1, side: 'below', limit: 5, candidate: null },
      { constraint: 1, side: 'above', limit: 20, candidate: 0 },
    ]);
  });

  it('puts last, and never takes, what was not measured or may be worse than seen', () => {
    const odd = [option(null, [10], limits), { ...option(1, [10], limits), open: true }, option(12, [10], limits)];
    expect(choose(odd, wish(limits))).toMatchObject({ recommended: 2, order: [2, 1, 0] });
    expect(choose(odd.slice(0, 2), wish(limits))).toMatchObject({ recommended: null, nearest: null });
  });

  it('does without limits', () => {
    expect(choose([option(3, [], []), option(2, [], [])], wish([]))).toMatchObject({
      recommended: 1,
      runnerUp: 0,
      flips: [],
      binding: [],
    });
  });
});

describe('the front', () => {
  it('of one objective is over the limited number, beyond the limit too', () => {
    const limits = [under(300)];
    const found = choose(
      [option(9, [900], limits), option(12, [295], limits), option(14, [296], limits), option(40, [10], limits)],
      wish(limits),
    );
    expect([...found.front]).toEqual([0, 1, 3]);
  });

  it('of two objectives is over both, among those that keep the limits', () => {
    const limits = [under(300)];
    const options = [
      option(9, [900], limits, [1]),
      option(12, [10], limits, [8]),
      option(13, [10], limits, [8]),
      option(15, [10], limits, [5]),
    ];
    const found = choose(options, wish(limits, { better: ['low', 'low'] }));
    expect([...found.front]).toEqual([1, 3]);
    expect(found.recommended).toBe(1);
  });

  it('keeps equals', () => {
    expect([
      ...choose([option(1, [], [], [2]), option(1, [], [], [2])], wish([], { better: ['low', 'low'] })).front,
    ]).toEqual([0, 1]);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 3], [2, 2])).toBe(false);
  });
});

describe('a limit', () => {
  it('has a direction unless it is a range', () => {
    expect([under(1), over(1)].map(directionOfLimit)).toEqual(['low', 'high']);
    expect(directionOfLimit({ low: 1, high: 2 })).toBeNull();
  });
});
