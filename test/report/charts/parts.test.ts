import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAxis } from '../../../src/report/charts/_axis.ts';
import { claimUnit } from '../../../src/report/charts/_claims.ts';
import { designTokens, hasWord } from '../../../src/report/charts/_designs.ts';
import { groupPhases } from '../../../src/report/charts/_phases.ts';
import { pushApart } from '../../../src/report/charts/_push-apart.ts';
import { thinValues } from '../../../src/report/charts/_sweep.ts';
import { fitName, fitText, textWidth } from '../../../src/report/charts/_text-width.ts';
import { fixtureResults } from '../fixture.ts';

const axisOptions = { lengthPixels: 500, maxTicks: 6, title: '' };
const plain = (labels: readonly string[]): string[] => labels.map((label) => label.replaceAll('\u00a0', ' '));

describe('axes', () => {
  it('begin at zero when they are linear', () => {
    const axis = makeAxis([12, 56], { ...axisOptions, unit: 's' });
    expect(axis.domain).toEqual([0, 56]);
    expect(plain(axis.labels)).toEqual(['0', '10 s', '20 s', '30 s', '40 s', '50 s']);
  });

  it('count hours in hours, not in thousands of seconds', () => {
    expect(plain(makeAxis([34_700], { ...axisOptions, unit: 's' }).labels)).toEqual(['0', '2 h', '4 h', '6 h', '8 h']);
  });

  it('are logarithmic only from the span that is asked for', () => {
    expect(makeAxis([1, 9], { ...axisOptions, unit: 's', logFrom: 10 }).log).toBe(false);
    expect(makeAxis([1, 10], { ...axisOptions, unit: 's', logFrom: 10 }).log).toBe(true);
    expect(makeAxis([0, 10], { ...axisOptions, unit: 's', logFrom: 10 }).log).toBe(false);
  });

  it('use the times people know on a logarithmic scale', () => {
    const axis = makeAxis([0.9, 90_000], { ...axisOptions, unit: 's', logFrom: 10 });
    expect(plain(axis.labels)).toEqual(['1 s', '1 min', '1 h', '1 d']);
  });

  it('place values in even ratios on a logarithmic scale and cut off what lies outside', () => {
    const axis = makeAxis([1, 100], { ...axisOptions, unit: '×', logFrom: 3 });
    expect([0, 1, 10, 100, 1e9].map(axis.place)).toEqual([0, 0, 250, 500, 500]);
  });

  it('have at most as many marks as asked, with room between their words', () => {
    const value = fc.noBias(fc.integer({ min: -9000, max: 9000 })).map((exponent) => 10 ** (exponent / 1000));
    fc.assert(
      fc.property(value, value, fc.boolean(), fc.constantFrom(4, 6), (a, b, log, maxTicks) => {
        const options = { unit: 's', maxTicks, title: '', lengthPixels: maxTicks * 60 };
        const axis = makeAxis([a, b], log ? { ...options, logFrom: 1 } : options);
        const { values } = axis.guide as { values: number[] };
        expect(values.length).toBeLessThanOrEqual(maxTicks);
        for (let i = 1; i < values.length; i++) {
          const words = (textWidth(axis.labels[i]!) + textWidth(axis.labels[i - 1]!)) / 2;
          expect(axis.place(values[i]!) - axis.place(values[i - 1]!)).toBeGreaterThan(words);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('stand on one value as well, and on none', () => {
    expect(makeAxis([5, 5], { ...axisOptions, unit: 's', zero: false }).domain).toEqual([2.5, 7.5]);
    expect(makeAxis([], { ...axisOptions, unit: 's' }).domain).toEqual([0, 1]);
  });
});

describe('labels pushed apart', () => {
  it('stay where they are if there is room', () => {
    expect(pushApart([10, 90, 50], 16, 0, 100)).toEqual([10, 90, 50]);
  });

  it('spread evenly around their middle', () => {
    expect(pushApart([50, 50, 50], 16, 0, 100)).toEqual([34, 50, 66]);
  });

  it('keep their distance, their order and the borders', () => {
    const places = fc.array(fc.integer({ min: 0, max: 240 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(places, (wanted) => {
        const moved = pushApart(wanted, 16, 0, 240);
        const sorted = moved.toSorted((a, b) => a - b);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThan(16 - 1e-6);
        expect(sorted[0]).toBeGreaterThanOrEqual(-1e-6);
        expect(sorted.at(-1)).toBeLessThanOrEqual(240 + 1e-6);
        for (let i = 0; i < wanted.length; i++)
          for (let j = 0; j < wanted.length; j++)
            if (wanted[i]! < wanted[j]!) expect(moved[i]!).toBeLessThan(moved[j]!);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('phases', () => {
  it('come in one order, whatever the order of the data', () => {
    const groups = groupPhases([{ transfer: 1, open: 1, list: 1 }]);
    expect(groups.map(({ label }) => label)).toEqual(['list', 'open', 'transfer']);
  });

  it('join "other" when they are under 2% of every bar, and not if one bar has more', () => {
    const [small, large] = [
      { open: 99, close: 1 },
      { open: 90, close: 10 },
    ];
    expect(groupPhases([small]).map(({ label }) => label)).toEqual(['open', 'other']);
    expect(groupPhases([small, large]).map(({ label }) => label)).toEqual(['open', 'close']);
  });

  it('share a segment if they share a colour, and say so', () => {
    expect(groupPhases([{ plan: 1, schedule: 1 }]).map(({ label }) => label)).toEqual(['plan and schedule']);
  });

  it('are at most seven with "other", the smallest giving way', () => {
    const account = { list: 9, open: 8, firstByte: 7, transfer: 6, close: 5, wait: 4, retry: 3, compute: 10 };
    expect(groupPhases([account]).map(({ label }) => label)).toEqual([
      'list',
      'open',
      'first byte',
      'transfer',
      'close',
      'compute',
      'other',
    ]);
  });

  it('put what nobody has named a colour for into "other"', () => {
    expect(groupPhases([{ open: 1, teleport: 9 }]).at(-1)).toMatchObject({ label: 'other', phases: ['teleport'] });
  });
});

describe('colours of designs', () => {
  it('follow the scenario up to six', () => {
    const tokens = designTokens(fixtureResults());
    expect(tokens('many_small')).toEqual({ mark: '--d1', text: '--t1' });
    expect(tokens('one_large').mark).toBe('--d2');
  });

  it('go to the baseline and the named ones if there are more, the rest is grey', () => {
    const results = fixtureResults();
    results.designOrder = ['x1', 'x2', 'x3', 'x4', 'x5', 'one_large', 'many_small'];
    const tokens = designTokens(results);
    expect(tokens('many_small').mark).toBe('--d1');
    expect(tokens('one_large').mark).toBe('--d2');
    expect(tokens('x1').mark).toBe('--axis');
  });

  it('do not take a part of a name for the name', () => {
    expect(hasWord('many_small.read.makespan', 'small')).toBe(false);
    expect(hasWord('many_small.read.makespan', 'many_small')).toBe(true);
  });
});

describe('words', () => {
  it('are cut at the end, names in the middle', () => {
    expect(fitText('sum of the latencies', 60)).toMatch(/^sum of.*…$/);
    expect(fitName('streaming_32_writers', 80)).toMatch(/^strea.*….*iters$/);
    expect(textWidth(fitName('streaming_32_writers', 80))).toBeLessThanOrEqual(80);
  });

  // 5 x 556 + 278 = 3,058 thousandths of 12 px, read from the font.
  it('are as wide as in Arial', () => {
    expect(textWidth('100 00')).toBeCloseTo(36.7, 1);
  });
});

describe('units of claims', () => {
  const claim = fixtureResults().claims[0]!;

  it('are ratios for a quotient with a tolerance in per cent', () => {
    expect(claimUnit(claim)).toBe('×');
  });

  it('are shares where the claim speaks of per cent', () => {
    expect(claimUnit(fixtureResults().claims[1]!)).toBe('%');
  });
});

describe('thinning', () => {
  it('keeps the ends and the base', () => {
    const values = Array.from({ length: 40 }, (_, i) => i);
    const thin = thinValues(values, 6, [17]);
    expect(thin).toHaveLength(6);
    expect(thin).toEqual(expect.arrayContaining([0, 17, 39]));
  });
});
