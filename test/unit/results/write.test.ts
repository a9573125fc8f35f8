import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, pointer, ResultsWriteError, resolvePointer } from '../../../src/results/index.ts';

describe('canonical text', () => {
  it('sorts keys by code unit, keeps number lists on one line and ends with a newline', () => {
    const text = canonicalText({ b: [1, null, 2.5], a: { é: 1, Z: [], z: {} }, list: ['x', [1, 2, 3]] });
    expect(text).toMatchInlineSnapshot(`
      "{
        "a": {
          "Z": [],
          "z": {},
          "é": 1
        },
        "b": [1, null, 2.5],
        "list": [
          "x",
          [1, 2, 3]
        ]
      }
      "
    `);
  });

  it('gives the same bytes whatever the order in which keys were added', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalText(reversed)).toBe(canonicalText(object));
      }),
      { seed: 11 },
    );
  });

  it('reads back as what was written', () => {
    const plain = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(
      fc.property(plain, (value) => {
        expect(JSON.parse(canonicalText(value))).toEqual(value);
      }),
      { seed: 12 },
    );
  });

  it('keeps every bit of a number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(JSON.parse(canonicalText(x))).toBe(x === 0 ? 0 : x);
      }),
      { seed: 13 },
    );
  });

  it.each([
    ['NaN', { designs: { 'a/b': { mean: Number.NaN } } }, '/designs/a~1b/mean'],
    ['an infinity', [1, [2, Number.POSITIVE_INFINITY]], '/1/1'],
    ['undefined', { a: { b: undefined } }, '/a/b'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is the case.
    ['a hole in a list', { a: [1, , 3] }, '/a/1'],
    ['a map', { a: new Map() }, '/a'],
    ['a date', { a: new Date(0) }, '/a'],
    ['a function', { a: () => 1 }, '/a'],
    ['a bigint', { a: 1n }, '/a'],
  ])('refuses %s and names its place', (_, value, path) => {
    const refusal = (): string => canonicalText(value);
    expect(refusal).toThrow(ResultsWriteError);
    expect(refusal).toThrow(path);
  });
});

describe('pointers', () => {
  it('lead back to the value, whatever the keys look like', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (keys) => {
        const root = keys.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), 42);
        expect(resolvePointer(root, pointer(...keys))).toBe(42);
      }),
      { seed: 14 },
    );
  });

  it.each([['/missing'], ['/a/length/x'], ['no-slash'], ['/__proto__']])('lead nowhere for %s', (path) => {
    expect(resolvePointer({ a: 1 }, path)).toBeUndefined();
  });
});
