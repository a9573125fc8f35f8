import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimensionOf, evaluate, metricsIn, namesIn } from '../../../src/scenario/core/expression.ts';
import type { Expression } from '../../../src/scenario/core/types.ts';
import { parseExpect } from '../../../src/scenario/language/expect.ts';
import { parseExpression } from '../../../src/scenario/language/parse-expression.ts';

const values: Record<string, number> = { files: 1000, size: 1000, rate: 5e5, goal: 1e15, begin: 1e12, span: 94608000 };
const read = (text: string, metrics = false): Expression => {
  const result = parseExpression(text, { metrics, parameters: Object.keys(values) });
  if (!result.ok) throw new Error(result.message);
  return result.expression;
};
const value = (text: string): number => evaluate(read(text), (name) => values[name]!);

describe('expressions', () => {
  it.each([
    ['files * size', 1e6],
    ['2 * 64 MiB', 134217728],
    ['rate * 1 h / size', 1.8e6],
    ['5% * 200', 10],
    ['min(1 h, 10 min)', 600],
    ['files > 10 ? 1 s : 2 s', 1],
    ['-files + 2^3', -992],
    ['begin * log(goal / begin) / span', (1e12 * Math.log(1000)) / 94608000],
    ['(goal / begin) ^ (1 yr / span) - 1', 1000 ** (31536000 / 94608000) - 1],
    ['0.0004 USD/1000', 4e-7],
    ['1.7 ms', 0.0017],
  ])('%s is %d', (text, expected) => {
    expect(value(text)).toBeCloseTo(expected, 12);
  });

  it('agree with JavaScript on random arithmetic', () => {
    const leaf = fc.integer({ min: 1, max: 1000 }).map(String);
    const tree = fc.letrec<{ e: string }>((tie) => ({
      e: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.tuple(tie('e'), fc.constantFrom('+', '-', '*', '/'), tie('e')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      ),
    })).e;
    fc.assert(
      fc.property(tree, (text) => {
        fc.pre(text.length <= 500);
        const expected = Number(new Function(`return ${text}`)());
        expect(Object.is(value(text), expected) || Math.abs(value(text) - expected) <= 1e-12 * Math.abs(expected)).toBe(
          true,
        );
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('know their dimension through and through', () => {
    const dims: Record<string, { s: number; B: number; USD: number }> = {
      files: { s: 0, B: 0, USD: 0 },
      size: { s: 0, B: 1, USD: 0 },
    };
    const of = (text: string) => dimensionOf(read(text), (name) => dims[name]!);
    expect(of('files * size / 1 s')).toEqual({ s: -1, B: 1, USD: 0 });
    expect(of('sqrt(size * size)')).toEqual({ s: 0, B: 1, USD: 0 });
    expect(() => of('size + 1 s')).toThrow(/two of a kind/);
    expect(() => of('log(size)')).toThrow(/plain number/);
    expect(() => of('size ^ files')).toThrow(/power written as a number/);
  });

  it('name their metrics and parameters', () => {
    const tree = read('a.read.makespan / b.read.latency.p99 * files', true);
    expect(metricsIn(tree)).toEqual([
      ['a', 'read', 'makespan'],
      ['b', 'read', 'latency', 'p99'],
    ]);
    expect(namesIn(tree)).toEqual(['files']);
  });

  it('are plain data', () => {
    const tree = read('a.read.makespan / (1 + files)', true);
    expect(structuredClone(tree)).toEqual(tree);
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
  });

  it.each([
    'import("fs")',
    'x = 3',
    '[1, 2]',
    '{a: 1}',
    'f(x) = x',
    '"text"',
    '1; 2',
    'a[1]',
    '5!',
    '1:10',
    'not 1',
    'eval("1")',
    'a.constructor.constructor("1")()',
    'a["constructor"](1)',
    'toString()',
    '1 kB 2',
    '1 < 2 < 3',
    '',
    '1 +',
  ])('refuse %s', (text) => {
    expect(parseExpression(text, { metrics: true, parameters: [] }).ok).toBe(false);
    expect(parseExpression(text, { metrics: false, parameters: ['a', 'x'] }).ok).toBe(false);
  });
});

describe('names', () => {
  it.each(['i', 'constructor', '__proto__', 'a.read.makespan'])(
    'an input refuses %s, which is no parameter',
    (text) => {
      expect(parseExpression(text, { metrics: false, parameters: ['files'] }).ok).toBe(false);
    },
  );
});

describe('expectations', () => {
  const bounds = (text: string) => {
    const result = parseExpect(text);
    if (!result.ok) throw new Error(result.message);
    const { low, high, lowOpen, highOpen } = result.expect;
    return [low, high, lowOpen, highOpen];
  };
  it.each([
    ['750 ± 1%', [742.5, 757.5, false, false]],
    ['750 +- 10', [740, 760, false, false]],
    ['56 s ± 100 ms', [55.9, 56.1, false, false]],
    ['> 10', [10, Infinity, true, false]],
    ['>= 10', [10, Infinity, false, false]],
    ['< 2 min', [-Infinity, 120, false, true]],
    ['<= 5%', [-Infinity, 0.05, false, false]],
    ['between 97% and 99%', [0.97, 0.99, false, false]],
    ['exactly 1', [1, 1, false, false]],
  ])('reads %s', (text, expected) => {
    const found = bounds(text);
    expect(found.slice(2)).toEqual(expected.slice(2));
    found.slice(0, 2).forEach((bound, index) => {
      if (Number.isFinite(bound)) expect(bound).toBeCloseTo(expected[index] as number, 12);
      else expect(bound).toBe(expected[index]);
    });
  });
  it.each(['about 3', 'between 3 and 2', '± 4', '> fast', '750 ± 1 parsec'])('refuses %s', (text) => {
    expect(parseExpect(text).ok).toBe(false);
  });
});
