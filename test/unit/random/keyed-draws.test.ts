import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { keyedDraws } from '../../../src/random/index.ts';
import { chiSquareLimit, equidistribution, lowBits, pairs } from './_chi-square.ts';

/** The same network in slow, obvious whole numbers. */
function slowTwin(seed: number, replication: number, purpose: string): (entity: bigint, attempt: bigint) => number {
  const mask = 0xffffffffn;
  const alea = seedrandom.alea(`keyed\n${seed}\n${replication}\n${purpose}`);
  const keys = [0, 1, 2, 3].map(() => BigInt(alea.int32()) & mask);
  const mix = (input: bigint): bigint => {
    let h = input & mask;
    h ^= h >> 16n;
    h = (h * 0x7feb352dn) & mask;
    h ^= h >> 15n;
    h = (h * 0x846ca68bn) & mask;
    return h ^ (h >> 16n);
  };
  return (entity, attempt) => {
    const high = ((entity >> 32n) * 0x9e3779b1n) & mask;
    let left = entity & mask;
    let right = attempt & mask;
    right ^= mix(((left + keys[0]!) & mask) ^ high);
    left ^= mix(right + keys[1]!);
    right ^= mix(((left + keys[2]!) & mask) ^ high);
    left ^= mix(right + keys[3]!);
    return Number((left >> 5n) * 2n ** 26n + (right >> 6n)) / 2 ** 53;
  };
}

const draws = keyedDraws(7, 3, 'get.firstByte');

describe('keyed draws', () => {
  it('agree with the same network in whole numbers of any size', () => {
    const twin = slowTwin(7, 3, 'get.firstByte');
    for (let i = 0; i < 2000; i++) {
      const entity = i < 1000 ? i : i * 4_502_312_345_679;
      const attempt = i % 7 === 0 ? 2 ** 32 - 1 - i : i % 5;
      expect(draws.uniform(entity, attempt)).toBe(twin(BigInt(entity), BigInt(attempt)));
    }
  });

  it('begin as they began when this test was written', () => {
    expect([draws.uniform(0, 0), draws.uniform(17, 1), draws.uniform(17, 2)]).toMatchInlineSnapshot(`
      [
        0.8388122408471745,
        0.8867490985951847,
        0.8435047730230288,
      ]
    `);
  });

  it('do not depend on the order in which they are asked', () => {
    const forward = Array.from({ length: 100 }, (_, i) => draws.uniform(i, 1));
    const again = keyedDraws(7, 3, 'get.firstByte');
    const backward = Array.from({ length: 100 }, (_, i) => again.uniform(99 - i, 1)).reverse();
    expect(backward).toEqual(forward);
  });

  it('fill (0, 1) evenly over entities and over attempts, to the last bits', () => {
    const byEntity = new Float64Array(1024);
    const byAttempt = new Float64Array(1024);
    const last = new Float64Array(1024);
    for (let i = 0; i < 400_000; i++) {
      const u = draws.uniform(i, 0);
      byEntity[Math.floor(u * 1024)]! += 1;
      byAttempt[Math.floor(draws.uniform(12, i) * 1024)]! += 1;
      // The last 13 of 53 bits.
      last[Math.floor(lowBits(u, 40) * 1024)]! += 1;
    }
    for (const counts of [byEntity, byAttempt, last]) {
      expect(Math.abs(equidistribution(counts))).toBeLessThan(chiSquareLimit);
    }
  });

  const seedAfter = keyedDraws(8, 3, 'get.firstByte');
  const replicationAfter = keyedDraws(7, 4, 'get.firstByte');
  const otherPurpose = keyedDraws(7, 3, 'get.firstBytf');
  it.each<[string, (i: number) => readonly [number, number]]>([
    ['neighbouring entities', (i) => [draws.uniform(2 * i, 0), draws.uniform(2 * i + 1, 0)]],
    ['neighbouring attempts', (i) => [draws.uniform(i, 0), draws.uniform(i, 1)]],
    ['entities 65,536 apart', (i) => [draws.uniform(i * 65_536, 0), draws.uniform((i + 1) * 65_536, 0)]],
    [
      'entities 2^32 apart',
      (i) => [draws.uniform((i % 2 ** 20) * 2 ** 32, 0), draws.uniform(((i % 2 ** 20) + 1) * 2 ** 32, 0)],
    ],
    ['entity and attempt exchanged', (i) => [draws.uniform(i, i + 1), draws.uniform(i + 1, i)]],
    ['neighbouring seeds', (i) => [draws.uniform(i, 0), seedAfter.uniform(i, 0)]],
    ['neighbouring replications', (i) => [draws.uniform(i, 0), replicationAfter.uniform(i, 0)]],
    ['purposes a letter apart', (i) => [draws.uniform(i, 0), otherPurpose.uniform(i, 0)]],
    ['high and low bits', (i) => [draws.uniform(i, 0), lowBits(draws.uniform(i, 0), 40)]],
  ])('are independent: %s', (_, draw) => {
    expect(Math.abs(pairs(500_000, draw))).toBeLessThan(chiSquareLimit);
  });

  it('flip each output bit half the time when one bit of the key flips', () => {
    const n = 1000;
    const flips = new Float64Array(64 * 53);
    for (let i = 0; i < n; i++) {
      const entity = (i * 7919) >>> 0;
      const attempt = i % 5;
      const u = BigInt(draws.uniform(entity, attempt) * 2 ** 53);
      for (let bit = 0; bit < 64; bit++) {
        const flipped =
          bit < 32
            ? draws.uniform((entity ^ (1 << bit)) >>> 0, attempt)
            : draws.uniform(entity, (attempt ^ (1 << (bit - 32))) >>> 0);
        const changed = (u ^ BigInt(flipped * 2 ** 53)).toString(2).padStart(53, '0');
        for (let j = 0; j < 53; j++) if (changed[j] === '1') flips[bit * 53 + j]! += 1;
      }
    }
    // The farthest of 3,392 binomial counts is past 5 standard deviations once in 500 generators.
    const farthest = Math.max(...flips.map((count) => Math.abs(count - n / 2) / Math.sqrt(n / 4)));
    expect(farthest).toBeLessThan(5);
  });

  it('stay inside (0, 1) and reach beyond 22 means of an exponential', () => {
    // 32-bit uniforms would end there: -ln(2^-32) = 22.18. Four hundred million draws would be needed to see it happen
    // by chance, so the finest grain is looked at instead: values are not multiples of 2^-32, nor of 2^-52.
    let least = 1;
    let greatest = 0;
    let oddCount = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const u = draws.uniform(i, 3);
      least = Math.min(least, u);
      greatest = Math.max(greatest, u);
      if ((u * 2 ** 53) % 2 === 1) oddCount++;
    }
    expect(least).toBeGreaterThan(0);
    expect(greatest).toBeLessThan(1);
    // Binomial: 500,000 with a standard deviation of 500; four of them.
    expect(Math.abs(oddCount - 500_000)).toBeLessThan(2000);
  });
});
