import { describe, expect, it } from 'vitest';
import { createStream, Zipf } from '../../../src/random/index.ts';
import { chiSquareLimit } from './_chi-square.ts';

/** Cells that hold each rank up to 32, then ranks by powers of two: enough is expected in each. */
const cellOf = (rank: number): number => (rank <= 32 ? rank - 1 : 27 + Math.floor(Math.log2(rank - 0.5)));

/** In standard deviations of the chi-square law, of ranks drawn from a law against the sum of k^-s. */
function deviation(n: number, exponent: number, draws: number): number {
  const expected: number[] = [];
  let whole = 0;
  for (let rank = n; rank >= 1; rank--) {
    const weight = rank ** -exponent;
    whole += weight;
    expected[cellOf(rank)] = (expected[cellOf(rank)] ?? 0) + weight;
  }
  const counts = new Float64Array(expected.length);
  const zipf = new Zipf(n, exponent);
  const stream = createStream(1, 0, `zipf ${n} ${exponent}`);
  for (let i = 0; i < draws; i++) counts[cellOf(zipf.rank(stream))]! += 1;
  let chiSquare = 0;
  let cells = 0;
  let rest = { counts: 0, expected: 0 };
  for (let cell = 0; cell < counts.length; cell++) {
    rest = { counts: rest.counts + counts[cell]!, expected: rest.expected + (draws * expected[cell]!) / whole };
    // Cells in which too little is expected are joined with the next.
    if (rest.expected < 20 && cell < counts.length - 1) continue;
    chiSquare += (rest.counts - rest.expected) ** 2 / rest.expected;
    cells++;
    rest = { counts: 0, expected: 0 };
  }
  return cells < 2 ? chiSquare : (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

describe('ranks by the law of Zipf', () => {
  it.each([
    [2, 0.7],
    [10, 1],
    [1000, 0],
    [1000, 0.5],
    [1000, 0.99],
    [1000, 1],
    [1000, 1.3],
    [1000, 3],
    [1_000_000, 0.8],
    [1_000_000, 1],
    [1_000_000, 1.2],
  ])('of %i with exponent %d come as often as they should', (n, exponent) => {
    expect(deviation(n, exponent, 200_000)).toBeLessThan(chiSquareLimit);
  });

  it('would be told from those with a slightly other exponent', () => {
    const zipf = new Zipf(1000, 1.02);
    const stream = createStream(1, 0, 'other');
    let firsts = 0;
    for (let i = 0; i < 200_000; i++) if (zipf.rank(stream) === 1) firsts++;
    let harmonic = 0;
    for (let rank = 1; rank <= 1000; rank++) harmonic += 1 / rank;
    const chance = 1 / harmonic;
    expect(Math.abs(firsts - 200_000 * chance) / Math.sqrt(200_000 * chance * (1 - chance))).toBeGreaterThan(4);
  });

  it('are whole numbers from 1 to n, and 1 where there is only one', () => {
    const stream = createStream(1, 0, 'bounds');
    const steep = new Zipf(3, 8);
    const flat = new Zipf(3, 0.01);
    const seen = new Set<number>();
    for (let i = 0; i < 20_000; i++) {
      seen.add(steep.rank(stream));
      seen.add(flat.rank(stream));
      expect(new Zipf(1, 1).rank(stream)).toBe(1);
    }
    expect([...seen].sort()).toEqual([1, 2, 3]);
  });
});
