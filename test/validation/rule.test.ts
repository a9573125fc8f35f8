/** The rule by which predictions are judged. */
import { describe, expect, it } from 'vitest';
import { assembleValidation, bands, errorOf, median } from '../../scripts/validation/assemble.ts';
import type { RowGroup } from '../../scripts/validation/read-rows.ts';
import { errorText, formatValidation } from '../../src/report/validation/format.ts';
import type { ValidationValue } from '../../src/results/validation.ts';

describe('the error of a prediction', () => {
  it.each([
    [10, 10, 0],
    [20, 10, 1],
    [5, 10, 1],
    [12.5, 10, 0.25],
    [8, 10, 0.25],
  ])('%d for %d is %d: too much and too little are equally wrong', (predicted, measured, error) => {
    expect(errorOf(predicted, measured)).toBeCloseTo(error, 12);
  });

  it('passes within 25 %, 50 % and a factor of two', () => {
    expect(bands).toEqual({ H: 0.25, M: 0.5, L: 1, spread: 0.1 });
  });

  it.each([
    [0.124, '12%'],
    [1, '100%'],
    [1.5, '2.5×'],
    [25.1, '26×'],
    [null, 'nothing ran'],
  ])('%j prints as %s', (error, text) => {
    expect(errorText(error)).toBe(text);
  });

  it('says on which side the prediction lies', () => {
    expect(formatValidation({ predicted: 12, measured: 10, error: 0.2, unit: 's' }, 'direction')).toBe('20% high');
    expect(formatValidation({ predicted: 2, measured: 10, error: 4, unit: 's' }, 'direction')).toBe('5× low');
  });
});

describe('medians', () => {
  it.each([
    [[], null],
    [[3], 3],
    [[9, 1], 5],
    [[5, 1, 3], 3],
  ] as const)('of %j is %j', (values, found) => {
    expect(median(values)).toBe(found);
  });

  const value = (measurement: string, n: number, error: number, role: 'set' | 'check' = 'check'): ValidationValue => ({
    id: `${measurement}.${n}`,
    measurement,
    group: 'g',
    role,
    says: '',
    predicted: 1 + error,
    measured: 1,
    unit: 's',
    error,
    band: 0.25,
    pass: error <= 0.25,
  });
  const row = (id: string, role: 'set' | 'check') =>
    ({
      id,
      role,
      group: 'g',
      says: '',
      kind: 'value',
      class: 's3-standard',
      year: 2024,
      region: '',
      confidence: 'H',
      source: '',
      cases: [],
    }) as const;
  const groups: RowGroup[] = [
    { id: 'g', title: '', about: '', rows: [row('A', 'check'), row('B', 'check'), row('S', 'set'), row('N', 'check')] },
  ];
  const rows = [
    ...[0.1, 0.1, 0.1, 0.1].map((error, i) => value('A', i + 1, error)),
    value('B', 1, 0.9),
    value('S', 1, 7, 'set'),
  ];

  it('count a measurement once, however many values it has, and leave out what set the model and what did not run', () => {
    const { check, set, groups: found } = assembleValidation(groups, { rows, notRun: [] });
    expect(check).toEqual({ measurements: 2, values: 5, pass: 4, medianError: 0.5, medianErrorOfValues: 0.1 });
    expect(set).toMatchObject({ measurements: 1, medianError: 7 });
    expect(found[0]!.check).toEqual(check);
  });
});
