import { describe, expect, it } from 'vitest';
import { createStream, type RandomStream } from '../../../src/random/index.ts';
import { jackknife, meanInterval, studentT } from '../../../src/statistics/index.ts';
import { countHeld, expectCoverage } from './_coverage.ts';

describe("Student's t", () => {
  // Computed elsewhere with 30 digits of working precision; the first column is in every textbook's table.
  it.each([
    [0.95, 1, 12.706204736174705],
    [0.95, 2, 4.302652729749464],
    [0.95, 9, 2.2621571627982053],
    [0.95, 19, 2.0930240544083096],
    [0.95, 19.5, 2.0893976209722465],
    [0.95, 39, 2.022690920036761],
    [0.95, 1000, 1.9623390808264085],
    [0.95, 100_000, 1.9599877075346095],
    [0.5, 1, 1],
    [0.5, 3, 0.7648923284043453],
    [0.9, 5, 2.015048373333024],
    [0.99, 19, 2.860934606464979],
    [0.999, 1, 636.6192487687196],
    [0.999, 100, 3.39049131116423],
  ])('for %d and %d degrees of freedom is %d', (confidence, df, expected) => {
    expect(Math.abs(studentT(confidence, df) / expected - 1)).toBeLessThan(1e-11);
  });

  it('is zero for no confidence, and refuses certainty', () => {
    expect(studentT(0, 5)).toBe(0);
    expect(() => studentT(1, 5)).toThrow('a confidence lies in [0, 1), not 1');
    expect(() => studentT(0.95, 0)).toThrow('degrees of freedom are more than 0, not 0');
  });
});

describe('meanInterval', () => {
  it('is a case worked by hand', () => {
    // 2, 4, 9: mean 5, standard error sqrt(13 / 3) = 2.081666, t with 2 degrees of freedom 4.302653.
    const { mean, lo, hi, n } = meanInterval([2, 4, 9]);
    expect([mean, n]).toEqual([5, 3]);
    expect(hi - 5).toBeCloseTo(8.956686, 5);
    expect(5 - lo).toBeCloseTo(8.956686, 5);
  });

  it('is a point for one value and for equal ones, and absent for none', () => {
    expect(meanInterval([7])).toEqual({ mean: 7, lo: 7, hi: 7, n: 1 });
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, lo: 0.1, hi: 0.1, n: 3 });
    expect(meanInterval([])).toEqual({ mean: NaN, lo: NaN, hi: NaN, n: 0 });
  });

  it('holds the truth 95 times in 100', () => {
    const stream = createStream(1, 0, 'coverage of the mean');
    let held = 0;
    for (let i = 0; i < 1000; i++) {
      // A replication is itself a mean, of 30 exponentials.
      const values = Array.from({ length: 20 }, () => meanOf(30, () => stream.exponential(3)));
      const { lo, hi } = meanInterval(values);
      if (lo <= 3 && hi >= 3) held++;
    }
    expectCoverage(held);
  });
});

describe('coverage of the mean by the law of a single value', () => {
  const normal = (stream: RandomStream) =>
    Math.sqrt(-2 * Math.log(stream.uniform())) * Math.cos(tau * stream.uniform());
  const tau = 2 * Math.PI;
  it.each<[string, number, number, number, (stream: RandomStream) => number, number, number]>([
    // Student's t is exact for normal values, however few.
    ['normal', 5, 0, 1, normal, 926, 974],
    ['normal', 20, 0, 1, normal, 926, 974],
    // The mean of an exponential's sample is skewed: 20 values give 92 of 100, 200 values what is promised.
    ['exponential', 20, 1, 1, (stream) => stream.exponential(1), 890, 945],
    ['exponential', 200, 1, 1, (stream) => stream.exponential(1), 926, 974],
    // A lognormal with a tail of 10 times the median at p99 (sigma 1): 20 values give 86 of 100. Physics, not method:
    // the rare value that carries the mean is not in the sample.
    ['lognormal', 20, Math.exp(0.5), 1, (stream) => Math.exp(normal(stream)), 840, 905],
    ['lognormal', 1000, Math.exp(0.5), 1, (stream) => Math.exp(normal(stream)), 915, 974],
    // As replications are: the mean of 30 exponentials each.
    ['mean of 30 exponentials', 10, 1, 30, (stream) => stream.exponential(1), 926, 974],
  ])('%s, n = %d', (law, n, truth, samples, draw, least, most) => {
    const stream = createStream(9, 0, `${law} ${n}`);
    const held = countHeld(truth, () =>
      meanInterval(Array.from({ length: n }, () => meanOf(samples, () => draw(stream)))),
    );
    expect(held).toBeGreaterThanOrEqual(least);
    expect(held).toBeLessThanOrEqual(most);
  });
});

describe('jackknife', () => {
  const ratio = ([a = 0, b = 0]: readonly number[]): number => a / b;

  it('of a plain mean is the interval of the mean', () => {
    const values = [2, 4, 9, 3];
    const { mean, lo, hi } = meanInterval(values);
    const result = jackknife([values], ([x = 0]) => x);
    expect(result.value).toBe(mean);
    expect(result.lo).toBeCloseTo(lo, 12);
    expect(result.hi).toBeCloseTo(hi, 12);
    expect(result.bias).toBeCloseTo(0, 12);
    expect(result.biasCorrected).toBe(false);
  });

  it('of a ratio is a case worked by hand', () => {
    // Means 4 / 2. Leaving out each: 5 / 2, 4 / 1.5, 3 / 2.5 = 2.5, 2.666667, 1.2; their mean 2.122222.
    // Standard error sqrt(2 / 3 x (0.142716 + 0.296420 + 0.850494)) = 0.927229; t = 4.302653; bias 2 x 0.122222.
    const result = jackknife(
      [
        [2, 4, 6],
        [2, 3, 1],
      ],
      ratio,
    );
    expect(result.bias).toBeCloseTo(0.244444, 6);
    expect((result.hi - result.lo) / 2).toBeCloseTo(4.302653 * 0.927229, 5);
    // The bias is less than a tenth of the half-width of 3.99.
    expect([result.value, result.biasCorrected]).toEqual([2, false]);
  });

  it('takes the ratio of means, not the mean of ratios', () => {
    expect(
      jackknife(
        [
          [10, 1000],
          [1, 1],
        ],
        ratio,
      ).value,
    ).toBe(505);
    expect(
      jackknife(
        [
          [10, 10],
          [1, 4],
        ],
        ratio,
      ).bias,
    ).not.toBe(0);
    // Two replications: the left-out ratios are 10 / 4 and 10 / 1, the ratio of means 4.
    const { value, bias, biasCorrected } = jackknife(
      [
        [10, 10],
        [1, 4],
      ],
      ratio,
    );
    expect([bias, biasCorrected, value]).toEqual([2.25, false, 4]);
  });

  it('subtracts a bias of more than a tenth of the half-width, and says so', () => {
    // The square of a mean is too large by the variance of the mean. Ten times -1 and ten times 1: mean 0, variance
    // 20 / 19, that of the mean 1 / 19.
    const values = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? -1 : 1));
    const result = jackknife([values], ([x = 0]) => x * x);
    // Leaving one out gives a mean of 1/19 or -1/19, squared 1/361 either way: bias 19 / 361, and no spread.
    expect(result.bias).toBeCloseTo(1 / 19, 12);
    expect(result.biasCorrected).toBe(true);
    expect(result.value).toBeCloseTo(-1 / 19, 12);
  });

  it('lets cancel what the designs share', () => {
    // The second design takes twice as long in every replication: no chance is left in the ratio.
    const shared = [3.1, 4.7, 2.9, 5.3];
    const result = jackknife([shared.map((x) => 2 * x), shared], ratio);
    expect(result).toEqual({ value: 2, lo: 2, hi: 2, bias: 0, biasCorrected: false, n: 4 });
  });

  it('is a point for one replication, and for none where nothing was measured', () => {
    const point = { bias: 0, biasCorrected: false };
    expect(jackknife([[6], [2]], ratio)).toEqual({ value: 3, lo: 3, hi: 3, n: 1, ...point });
    expect(jackknife([], () => 7)).toEqual({ value: 7, lo: 7, hi: 7, n: 0, ...point });
    expect(jackknife([[5, 5, 5]], ([x = 0]) => 1 / x)).toEqual({ value: 0.2, lo: 0.2, hi: 0.2, n: 3, ...point });
  });

  it('has a value but no interval where leaving one out divides by zero', () => {
    const result = jackknife(
      [
        [1, 1, 1],
        [0, 0, 3],
      ],
      ratio,
    );
    expect(result.value).toBe(1);
    expect([result.lo, result.hi]).toEqual([NaN, NaN]);
  });

  it('refuses inputs of different length', () => {
    expect(() => jackknife([[1, 2], [1]], ratio)).toThrow('differ in their number of replications');
  });

  it('holds the true ratio 95 times in 100', () => {
    const stream = createStream(1, 0, 'coverage of a ratio');
    let held = 0;
    for (let i = 0; i < 1000; i++) {
      const above: number[] = [];
      const below: number[] = [];
      for (let k = 0; k < 20; k++) {
        // Both designs meet the same ten arrivals and then their own luck.
        const shared = meanOf(10, () => stream.exponential(2));
        above.push(shared + meanOf(30, () => stream.exponential(6)));
        below.push(shared + meanOf(30, () => stream.exponential(2)));
      }
      const { lo, hi } = jackknife([above, below], ratio);
      if (lo <= 2 && hi >= 2) held++;
    }
    expectCoverage(held);
  });
});

function meanOf(n: number, draw: () => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += draw();
  return sum / n;
}
