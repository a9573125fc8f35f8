import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, displayWidth, padEnd, wrap } from '../../../src/cli/terminal/width.ts';

describe('displayWidth', () => {
  const cases: [string, number][] = [
    ['', 0],
    ['plain', 5],
    ['747×', 4],
    ['naïve', 5],
    ['nai\u0308ve', 5],
    ['大きい', 6],
    ['ｆｕｌｌ', 8],
    ['한국', 4],
    ['✓ ✗ – █', 7],
    ['👍', 2],
    ['👩\u200d💻', 2],
    ['❤\ufe0f', 2],
  ];
  it.each(cases)('%s takes %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('cut', () => {
  it('leaves what fits and marks what does not', () => {
    expect(cut('four', 4)).toBe('four');
    expect(cut('fours', 4)).toBe('fou…');
    expect(cut('大きい', 4)).toBe('大…');
    expect(cut('a bc', 3)).toBe('a…');
  });
});

describe('wrap', () => {
  it('breaks at spaces, not at no-break spaces, and cuts the last line that is allowed', () => {
    expect(wrap('takes 56\u00a0s to read', 8)).toEqual(['takes', '56\u00a0s to', 'read']);
    expect(wrap('one two three four', 7, 2)).toEqual(['one two', 'three…']);
  });

  it('never makes a line wider than asked for, whatever the text', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text));
    fc.assert(
      fc.property(texts, fc.integer({ min: 4, max: 40 }), (text, columns) => {
        for (const line of wrap(text, columns)) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('padEnd', () => {
  it('fills to a width in columns', () => {
    expect(padEnd('大', 4)).toBe('大  ');
    expect(padEnd('longer', 4)).toBe('longer');
  });
});
