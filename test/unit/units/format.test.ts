import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatComparison,
  formatCount,
  formatFixed,
  formatInterval,
  formatRate,
  formatRatio,
  formatShare,
  formatTime,
  formatUsd,
  formatValue,
  printScale,
} from '../../../src/units/index.ts';

/** A plain space for the no-break space, and back to nothing else: so that tests read as the page does. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('times', () => {
  it.each([
    [0, '0 s'],
    [1e-9, '1 ns'],
    [1.7e-6, '1.7 µs'],
    [0.0017, '1.7 ms'],
    [0.7466, '747 ms'],
    [0.9996, '1 s'],
    [30.2, '30.2 s'],
    [56, '56 s'],
    [119.4, '119 s'],
    [119.97, '2 min'],
    [120, '2 min'],
    [653, '10.9 min'],
    [7199, '2 h'],
    [86_400, '24 h'],
    [172_800, '2 d'],
    [3 * 8760 * 3600, '1,095 d'],
    [-0.5, '−500 ms'],
    [Number.NaN, 'no value'],
    [Number.POSITIVE_INFINITY, 'unbounded'],
  ])('%d s is %s', (seconds, text) => {
    expect(plain(formatTime(seconds))).toBe(text);
  });

  it('keeps the number and its unit on one line', () => {
    expect(formatTime(0.0017)).toBe('1.7\u00a0ms');
  });

  it('prints two to three digits in a title, five where exact', () => {
    expect(plain(formatTime(30.24, { style: 'title' }))).toBe('30 s');
    expect(plain(formatTime(0.746666667, { style: 'title' }))).toBe('747 ms');
    expect(plain(formatTime(30.24, { style: 'exact' }))).toBe('30.24 s');
    expect(plain(formatTime(30.24, { digits: 1 }))).toBe('30 s');
  });

  it('never prints more than a unit holds', () => {
    // 1,000 ms would be a second, 120 s two minutes, 120 min two hours, 48 h two days.
    const limit: Record<string, number> = { ns: 1000, µs: 1000, ms: 1000, s: 120, min: 120, h: 48 };
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e8, noNaN: true }), (seconds) => {
        const [number = '', unit = ''] = formatTime(seconds).split('\u00a0');
        expect(Number(number.replaceAll(',', ''))).toBeLessThan(limit[unit] ?? Number.POSITIVE_INFINITY);
      }),
      { seed: 21, numRuns: 2000 },
    );
  });
});

describe('bytes and rates', () => {
  it.each([
    [512, '512 B', '512 B'],
    [1000, '1 kB', '1,000 B'],
    [134_217_728, '134 MB', '128 MiB'],
    [999_960, '1 MB', '977 KiB'],
    [1e18, '1 EB', '888 PiB'],
    [0, '0 B', '0 B'],
  ])('%d B', (bytes, decimal, binary) => {
    expect(plain(formatBytes(bytes))).toBe(decimal);
    expect(plain(formatBytes(bytes, { binary: true }))).toBe(binary);
  });

  it('prints rates in bytes per second', () => {
    expect(plain(formatRate(93e6))).toBe('93 MB/s');
  });
});

describe('money', () => {
  it.each([
    [0, '$0'],
    [0.000041, '$0.000041'],
    [0.0000041239, '$0.00000412'],
    [0.05, '$0.05'],
    [12.3, '$12.30'],
    [99.996, '$100'],
    [1234.5, '$1,235'],
    [1_234_567, '$1,234,567'],
    [-5, '−$5.00'],
  ])('%d USD is %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  it('counts millions in titles only', () => {
    expect(plain(formatUsd(1_234_567, { style: 'title' }))).toBe('$1.2 M');
    expect(plain(formatUsd(999_700, { style: 'title' }))).toBe('$1 M');
    expect(plain(formatUsd(850_000, { style: 'title' }))).toBe('$850,000');
  });

  it('keeps the digits of a unit price', () => {
    expect(formatUsd(0.0000004, { digits: 12 })).toBe('$0.0000004');
    expect(formatUsd(0.0125, { digits: 12 })).toBe('$0.0125');
    expect(formatUsd(5, { digits: 12 })).toBe('$5.00');
    expect(formatUsd(12.345, { style: 'exact' })).toBe('$12.345');
  });
});

describe('counts, shares and ratios', () => {
  it.each([
    [0, '0'],
    [1_234_567, '1,234,567'],
    [9_999_999, '9,999,999'],
    [10_000_000, '10 M'],
    [62_210_000, '62.2 M'],
    [999_960_000, '1 bn'],
    [1e9, '1 bn'],
    [3e12, '3 tn'],
    [3.2666, '3.27'],
    [12_345.6, '12,346'],
    [-2, '−2'],
  ])('counts %d as %s', (n, text) => {
    expect(plain(formatCount(n))).toBe(text);
  });

  it.each([
    [0, '0%'],
    [0.05, '5%'],
    [0.07, '7%'],
    [0.648, '65%'],
    [0.004, '0.4%'],
    [0.9, '90%'],
    [0.973, '97.3%'],
    [0.9995, '99.95%'],
    [0.99999, '99.999%'],
    [1, '100%'],
    [1.5, '150%'],
    [-0.3, '−30%'],
  ])('prints the share %d as %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  it.each([
    [1.4321, '1.43×', '1.4×', '1.4321×'],
    [34.2, '34.2×', '34×', '34.2×'],
    [746.666667, '747×', '747×', '746.67×'],
    [12_345, '12,300×', '12,300×', '12,345×'],
    [1.04, '1.04×', '1.04×', '1.04×'],
    [0.5, '2×', '2×', '2×'],
  ])('prints the ratio %d in text, title and exactly', (ratio, text, title, exact) => {
    expect([formatRatio(ratio), formatRatio(ratio, 'title'), formatRatio(ratio, 'exact')]).toEqual([
      text,
      title,
      exact,
    ]);
  });

  it('puts the word for the direction to a ratio, and per cent under 1.1', () => {
    const words = { above: 'slower', below: 'faster' };
    expect(formatComparison(747, words)).toBe('747× slower');
    expect(formatComparison(1 / 3, words)).toBe('3× faster');
    expect(formatComparison(1.04, words)).toBe('4% slower');
    expect(formatComparison(1 / 1.04, words)).toBe('4% faster');
    expect(formatComparison(1, words)).toBe('the same');
  });
});

describe('formatValue', () => {
  it.each([
    [30.2, 's', '30.2 s'],
    [134_217_728, 'B', '134 MB'],
    [93e6, 'B/s', '93 MB/s'],
    [12.3, 'USD', '$12.30'],
    [1000, '1', '1,000'],
    [0.05, '%', '5%'],
    [747, '×', '747×'],
    [1200, '1/s', '1,200 /s'],
    [2.3e-8, 'USD/B', '0.000000023 USD/B'],
  ])('prints %d %s as %s', (value, unit, text) => {
    expect(plain(formatValue(value, unit))).toBe(text);
  });
});

describe('intervals', () => {
  it.each([
    // Half-width 14.1: begins with 1, so two digits; the value ends at the same place.
    [65.32, 51.22, 79.42, 's', '65 ±14 s'],
    // Half-width 0.141.
    [6.532, 6.391, 6.673, 's', '6.53 ±0.14 s'],
    // Half-width 34: one digit, the tens.
    [653, 619, 687, '1', '650 ±30'],
    [65_312, 63_912, 66_712, '1', '65,300 ±1,400'],
    // Sides of 15 and 24 differ by 9, more than a tenth of the half-width of 19.5.
    [0.306, 0.291, 0.33, 's', '306 (291 to 330) ms'],
    // Sides that differ by 8 % and by 12 % of the half-width of 10.
    [300, 289.6, 309.6, '1', '300 ±10'],
    [300, 289.4, 309.4, '1', '300 (289 to 309)'],
    [653, 638.8, 667.2, 's', '10.88 ±0.24 min'],
    // One digit would end at ten cents; money has cents or none.
    [12.34, 12, 12.7, 'USD', '$12.34 ±0.35'],
    [747, 735, 759, '×', '747 ±12×'],
    [0.95, 0.94, 0.96, '%', '95.0 ±1.0%'],
    [0, -2, 2, '1', '0.0 ±2.0'],
    [5, 5, 5, 's', '5 s'],
    [5, 5 - 1e-12, 5 + 1e-12, 's', '5 s'],
    [5, Number.NaN, Number.NaN, 's', '5 s'],
  ])('prints %d (%d to %d) %s as %s', (value, lo, hi, unit, text) => {
    expect(plain(formatInterval(value, lo, hi, unit))).toBe(text);
  });

  it('stays in the scale it is given', () => {
    const seconds = printScale(65, 's');
    expect(plain(formatInterval(653, 639, 667, 's', seconds))).toBe('653 ±14 s');
    expect(plain(formatInterval(306, 291, 330, 's', seconds))).toBe('306 (291 to 330) s');
  });

  it('rounds columns to a number of decimals', () => {
    expect(formatFixed(1234.567, 1)).toBe('1,234.6');
    expect(formatFixed(-0.04, 1)).toBe('0.0');
    expect(formatFixed(1284, -2)).toBe('1,300');
  });
});
