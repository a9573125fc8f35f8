import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { createDistribution, createStream } from '../../../src/random/index.ts';
import { chiSquareLimit, equidistribution, lowBits, pairs } from './_chi-square.ts';

describe('a stream', () => {
  it("steps through the very sequence of seedrandom's alea", () => {
    for (const [seed, replication, name] of [
      [42, 0, 'arrivals'],
      [1, 19, 'object size'],
      [-3, 2, ''],
    ] as const) {
      const stream = createStream(seed, replication, name);
      const alea = seedrandom.alea(`stream\n${seed}\n${replication}\n${name}`);
      for (let i = 0; i < 10_000; i++) expect(stream.uniform()).toBe(alea.double());
    }
  });

  it('begins as it began when this test was written', () => {
    const stream = createStream(42, 0, 'arrivals');
    expect([stream.uniform(), stream.uniform(), stream.uniform()]).toMatchInlineSnapshot(`
      [
        0.9659560096574263,
        0.334538371828793,
        0.4786947815459691,
      ]
    `);
  });

  it('is the same for equal arguments, whatever other streams draw', () => {
    const alone = createStream(7, 1, 'sizes');
    const first = Array.from({ length: 5 }, () => alone.uniform());
    const disturbed = createStream(7, 1, 'sizes');
    const other = createStream(7, 1, 'keys');
    const second = Array.from({ length: 5 }, () => {
      other.uniform();
      return disturbed.uniform();
    });
    expect(second).toEqual(first);
  });

  it('fills (0, 1) evenly, to the last bits', () => {
    const stream = createStream(3, 0, 'even');
    const coarse = new Float64Array(1024);
    const fine = new Float64Array(1024);
    for (let i = 0; i < 400_000; i++) {
      const u = stream.uniform();
      coarse[Math.floor(u * 1024)]! += 1;
      // The last 13 of 53 bits.
      fine[Math.floor(lowBits(u, 40) * 1024)]! += 1;
    }
    expect(Math.abs(equidistribution(coarse))).toBeLessThan(chiSquareLimit);
    expect(Math.abs(equidistribution(fine))).toBeLessThan(chiSquareLimit);
  });

  it.each([
    ['seeds', (i: number) => [createStream(i, 0, 'a'), createStream(i + 1, 0, 'a')] as const],
    ['replications', (i: number) => [createStream(1, i, 'a'), createStream(1, i + 1, 'a')] as const],
    ['names', (i: number) => [createStream(1, 0, `a${i}`), createStream(1, 0, `b${i}`)] as const],
  ])('has nothing to do with its neighbour in %s', (_, neighbours) => {
    const firsts = pairs(
      60_000,
      (i) => {
        const [a, b] = neighbours(i);
        return [a.uniform(), b.uniform()];
      },
      16,
    );
    expect(Math.abs(firsts)).toBeLessThan(chiSquareLimit);
  });

  it('draws exponentials of the right mean, beyond 12 means in a million', () => {
    const stream = createStream(5, 0, 'exponential');
    let sum = 0;
    let least = 1;
    let largest = 0;
    const n = 1_000_000;
    for (let i = 0; i < n; i++) {
      const x = stream.exponential(2);
      sum += x;
      least = Math.min(least, x);
      largest = Math.max(largest, x);
    }
    expect(least).toBeGreaterThan(0);
    // Standard error 0.1 %; four of them.
    expect(sum / n / 2).toBeGreaterThan(0.996);
    expect(sum / n / 2).toBeLessThan(1.004);
    // The largest of a million exponentials is ln(1e6) + Gumbel: below 12 means but once in e^6.2 = 490.
    expect(largest / 2).toBeGreaterThan(12);
  });

  it('draws whole numbers below n, each as often', () => {
    const stream = createStream(6, 0, 'integers');
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[stream.integer(7)]! += 1;
    // Chi-square with 6 degrees of freedom is under 27.9 but once in 10,000: (27.9 - 6) / sqrt(12) = 6.3.
    expect(equidistribution(counts)).toBeLessThan(6.3);
  });

  it('spends one uniform on a draw from a distribution', () => {
    const drawn = createStream(8, 0, 'x');
    const plain = createStream(8, 0, 'x');
    const distribution = createDistribution({ kind: 'lognormal', mu: 0, sigma: 1 });
    for (let i = 0; i < 100; i++) expect(drawn.draw(distribution)).toBe(distribution.quantile(plain.uniform()));
  });
});
