import { describe, expect, it } from 'vitest';
import { createStream, type RandomStream } from '../../../src/random/index.ts';
import { QuantileHistogram, quantileInterval, samplesForInterval, studentT } from '../../../src/statistics/index.ts';
import { countHeld, expectCoverage } from './_coverage.ts';

function histogramOf(values: readonly number[]): QuantileHistogram {
  const histogram = new QuantileHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const drawn = (replications: number, samples: number, draw: () => number): QuantileHistogram[] =>
  Array.from({ length: replications }, () => histogramOf(Array.from({ length: samples }, draw)));

describe('the interval of a quantile', () => {
  it('is a case worked by hand: the spread of the sections around the pooled quantile', () => {
    // Medians 2, 3, 7; pooled 1 2 2 3 3 3 5 7 9 -> 3. Squares 1 + 0 + 16, over 3 sections and 2 degrees of freedom:
    // standard error sqrt(17 / 3 / 2) = 1.683251; t = 4.302653.
    const found = quantileInterval(
      [
        [1, 2, 3],
        [2, 3, 3],
        [5, 7, 9],
      ].map(histogramOf),
      0.5,
    );
    expect(found).toMatchObject({ value: 3, samples: 9, sections: 3 });
    expect(found.hi - 3).toBeCloseTo(studentT(0.95, 2) * Math.sqrt(17 / 6), 9);
    expect(3 - found.lo).toBeCloseTo(4.302653 * 1.683251, 5);
  });

  it('is a point where all agree, passes empty replications over, and is none of a single one', () => {
    const same = histogramOf([4, 4, 4]);
    expect(quantileInterval([same, new QuantileHistogram(), same], 0.5)).toMatchObject({
      value: 4,
      lo: 4,
      hi: 4,
      sections: 2,
    });
    expect(quantileInterval([same], 0.5)).toMatchObject({ value: 4, lo: Number.NaN, hi: Number.NaN });
    expect(quantileInterval([], 0.5).value).toBeNaN();
  });

  it('puts replications together until a section expects five samples beyond, while five sections are left', () => {
    const stream = createStream(1, 0, 'sections');
    const sections = (replications: number, samples: number, p: number) =>
      quantileInterval(
        drawn(replications, samples, () => stream.uniform()),
        p,
      ).sections;
    expect(sections(20, 1000, 0.99)).toBe(20);
    // 2,000 samples, 20 beyond p99: four sections would have five each.
    expect(sections(20, 100, 0.99)).toBe(5);
    expect(sections(100, 40, 0.99)).toBe(8);
    expect(sections(20, 100, 0.95)).toBe(20);
    expect(sections(3, 10, 0.99)).toBe(3);
  });

  it('wants ten samples beyond the quantile', () => {
    expect([0.5, 0.9, 0.95, 0.99, 0.999].map(samplesForInterval)).toEqual([20, 100, 200, 1000, 10_000]);
  });

  const exponential = (stream: RandomStream) => () => stream.exponential(1);
  // Of Box and Muller; the law with the tail of a first byte.
  const lognormal = (stream: RandomStream) => () =>
    Math.exp(Math.sqrt(-2 * Math.log(stream.uniform())) * Math.cos(2 * Math.PI * stream.uniform()));
  it.each([
    ['exponential', exponential, 0.5, Math.LN2, 20, 50],
    ['exponential', exponential, 0.95, Math.log(20), 20, 50],
    ['exponential', exponential, 0.99, Math.log(100), 20, 250],
    // As few samples as there may be: ten beyond, in sections of two.
    ['exponential', exponential, 0.95, Math.log(20), 20, 10],
    ['exponential', exponential, 0.99, Math.log(100), 100, 10],
    ['lognormal', lognormal, 0.5, 1, 20, 50],
    ['lognormal', lognormal, 0.95, Math.exp(1.6448536269514722), 20, 50],
    ['lognormal', lognormal, 0.99, Math.exp(2.3263478740408408), 20, 250],
  ])('of an %s sample holds the truth 95 times in 100: %#', (law, drawFrom, p, truth, replications, samples) => {
    const stream = createStream(2, 0, `${law} ${p} ${replications} ${samples}`);
    const draw = drawFrom(stream);
    const held = countHeld(truth, () => quantileInterval(drawn(replications, samples, draw), p));
    expectCoverage(held);
  });
});
