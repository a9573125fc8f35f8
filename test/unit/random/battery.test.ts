import { describe, expect, it } from 'vitest';
import { createStream, keyedDraws } from '../../../src/random/index.ts';
import { birthdaySpacings, evenness, gaps, type Next, runs, serialCorrelation } from './_battery.ts';
import { chiSquareLimit, lowBits } from './_chi-square.ts';

/**
 * The sequences that a simulation meets. Limits are 4.5 standard deviations: a sound generator is beyond in one of
 * 150,000 tests, all seeds are fixed, and each case draws about a million values.
 */
const sources: [string, () => Next][] = [
  ['a stream', () => streamOf(createStream(11, 0, 'battery'))],
  ['the last bits of a stream', () => lastBits(streamOf(createStream(11, 0, 'battery')))],
  [
    'the first values of streams with neighbouring seeds',
    () => counting((i) => createStream(i, 0, 'arrivals').uniform()),
  ],
  ['the first values of neighbouring replications', () => counting((i) => createStream(7, i, 'arrivals').uniform())],
  [
    'the first values of streams with neighbouring names',
    () => counting((i) => createStream(7, 0, `client${i}.arrivals`).uniform()),
  ],
  [
    'two streams with neighbouring names in turn',
    () => {
      const both = [createStream(7, 0, 'client1.arrivals'), createStream(7, 0, 'client2.arrivals')] as const;
      return counting((i) => both[i % 2 === 0 ? 0 : 1].uniform());
    },
  ],
  ['draws by key, entity after entity', () => counting((i) => firstByte.uniform(i, 0))],
  ['their last bits', () => lastBits(counting((i) => firstByte.uniform(i, 0)))],
  ['draws by key, attempt after attempt', () => counting((i) => firstByte.uniform(17, i))],
  ['draws by key, eight attempts an entity', () => counting((i) => firstByte.uniform(i >> 3, i & 7))],
  ['draws by key, entities a million apart', () => counting((i) => firstByte.uniform(i * 1e6, 0))],
  ['one key in neighbouring replications', () => counting((i) => keyedDraws(7, i, 'get.firstByte').uniform(0, 0))],
];

const firstByte = keyedDraws(7, 0, 'get.firstByte');

const streamOf =
  (stream: { uniform(): number }): Next =>
  () =>
    stream.uniform();
const lastBits =
  (next: Next): Next =>
  () =>
    lowBits(next(), 21);
function counting(draw: (i: number) => number): Next {
  let i = 0;
  return () => draw(i++);
}

/** Seeding from text takes a hundred times as long as a draw: those sequences are shorter. */
const isSeeded = (name: string): boolean => /^(the first|one key)/.test(name);

describe.each(sources)('%s', (name, source) => {
  const n = isSeeded(name) ? 60_000 : 600_000;
  const sound = (deviations: number): void => expect(Math.abs(deviations)).toBeLessThan(chiSquareLimit);

  it('fills a line, a square and a cube evenly', () => {
    sound(evenness(source(), 1, isSeeded(name) ? 512 : 4096, n));
    sound(evenness(source(), 2, isSeeded(name) ? 24 : 64, n / 2));
    sound(evenness(source(), 3, isSeeded(name) ? 8 : 16, n / 3));
  });

  it('does not remember the values before', () => {
    for (const lag of [1, 2, 3, 8, 97]) sound(serialCorrelation(source(), lag, n / 2));
  });

  it('rises and falls as often as it should', () => {
    sound(runs(source(), n));
  });

  it('comes back to a tenth of the line after gaps of the right length', () => {
    sound(gaps(source(), 0.1, 30, n / 20));
  });

  it('is no lattice: spacings of birthdays repeat as often as those of chance', () => {
    sound(birthdaySpacings(source(), Math.floor(n / 12_000)));
  });
});

describe('the battery itself', () => {
  const bad = (): Next => {
    // A linear congruential generator of 31 bits whose points lie on few planes (RANDU).
    let state = 1;
    return () => {
      state = (state * 65_539) % 2 ** 31;
      return state / 2 ** 31;
    };
  };
  const lattice = (): Next => {
    // A lattice by the golden section: perfectly even, and no chance at all.
    let i = 0;
    return () => (i++ * 0.6180339887498949) % 1;
  };
  it('finds the planes of RANDU in the cube, and a lattice by everything but evenness', () => {
    expect(Math.abs(evenness(bad(), 3, 16, 200_000))).toBeGreaterThan(20);
    expect(Math.abs(serialCorrelation(lattice(), 1, 10_000))).toBeGreaterThan(20);
    expect(Math.abs(runs(lattice(), 10_000))).toBeGreaterThan(20);
    expect(Math.abs(gaps(lattice(), 0.1, 30, 1000))).toBeGreaterThan(20);
    expect(birthdaySpacings(lattice(), 1)).toBeGreaterThan(20);
  });
});
