/**
 * Expressions as small trees of plain data: evaluating them and checking their dimensions. They are parsed elsewhere
 * (scenario/language); here is what a worker, a sweep point or a browser needs.
 */
import { type Dimension, formatDimension } from '../../units/index.ts';
import type { Expression } from './types.ts';

export const functionNames = ['min', 'max', 'abs', 'sqrt', 'exp', 'log', 'floor', 'ceil', 'round'] as const;

const call = (name: string, values: number[]): number => {
  const x = values[0]!;
  switch (name) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'abs':
      return Math.abs(x);
    case 'sqrt':
      return Math.sqrt(x);
    case 'exp':
      return Math.exp(x);
    case 'log':
      return Math.log(x);
    case 'floor':
      return Math.floor(x);
    case 'ceil':
      return Math.ceil(x);
    case 'round':
      return Math.round(x);
    default:
      throw new Error(`unknown function ${name}`);
  }
};

/**
 * The value in base units. `name` gives a parameter's number, `metric` a metric's or claim's.
 * Division by zero gives Infinity or NaN; the caller decides what that means.
 */
export const evaluate = (
  expression: Expression,
  name: (name: string) => number,
  metric: (words: readonly string[]) => number = () => Number.NaN,
): number => {
  const go = (e: Expression): number => {
    switch (e.k) {
      case 'number':
        return e.value;
      case 'name':
        return name(e.name);
      case 'metric':
        return metric(e.words);
      case 'negate':
        return -go(e.of);
      case 'call':
        return call(e.name, e.of.map(go));
      case 'choose':
        return go(e.test) !== 0 ? go(e.yes) : go(e.no);
      case 'operator': {
        const a = go(e.left);
        const b = go(e.right);
        switch (e.op) {
          case '+':
            return a + b;
          case '-':
            return a - b;
          case '*':
            return a * b;
          case '/':
            return a / b;
          case '^':
            return a ** b;
          case '<':
            return a < b ? 1 : 0;
          case '<=':
            return a <= b ? 1 : 0;
          case '>':
            return a > b ? 1 : 0;
          case '>=':
            return a >= b ? 1 : 0;
          case '==':
            return a === b ? 1 : 0;
          case '!=':
            return a !== b ? 1 : 0;
        }
      }
    }
  };
  return go(expression);
};

const children = (e: Expression): readonly Expression[] => {
  switch (e.k) {
    case 'negate':
      return [e.of];
    case 'call':
      return e.of;
    case 'choose':
      return [e.test, e.yes, e.no];
    case 'operator':
      return [e.left, e.right];
    default:
      return [];
  }
};

/** Names of parameters in the expression, each once, in order of appearance. */
export const namesIn = (expression: Expression): string[] => {
  const found: string[] = [];
  const go = (e: Expression): void => {
    if (e.k === 'name' && !found.includes(e.name)) found.push(e.name);
    for (const child of children(e)) go(child);
  };
  go(expression);
  return found;
};

/** Metrics (as their words) in the expression, each once, in order of appearance. */
export const metricsIn = (expression: Expression): string[][] => {
  const found = new Map<string, string[]>();
  const go = (e: Expression): void => {
    if (e.k === 'metric') found.set(e.words.join('.'), [...e.words]);
    for (const child of children(e)) go(child);
  };
  go(expression);
  return [...found.values()];
};

export const dimensionless: Dimension = { s: 0, B: 0, USD: 0 };
export const sameDimension = (a: Dimension, b: Dimension): boolean => a.s === b.s && a.B === b.B && a.USD === b.USD;
const combine = (a: Dimension, b: Dimension, sign: 1 | -1): Dimension => ({
  s: a.s + sign * b.s,
  B: a.B + sign * b.B,
  USD: a.USD + sign * b.USD,
});
const scale = (a: Dimension, by: number): Dimension => ({ s: a.s * by, B: a.B * by, USD: a.USD * by });

/** A dimension that does not fit, as a sentence for people. */
export class DimensionError extends Error {
  readonly code = 'DIMENSION';
}

/** The expression's dimension, checked through and through. Throws DimensionError. */
export const dimensionOf = (
  expression: Expression,
  name: (name: string) => Dimension,
  metric: (words: readonly string[]) => Dimension = () => dimensionless,
): Dimension => {
  const same = (what: string, a: Dimension, b: Dimension): Dimension => {
    if (!sameDimension(a, b)) {
      throw new DimensionError(`${what} needs two of a kind; here are ${formatDimension(a)} and ${formatDimension(b)}`);
    }
    return a;
  };
  const none = (what: string, a: Dimension): Dimension => {
    if (!sameDimension(a, dimensionless)) {
      throw new DimensionError(`${what} needs a plain number; here is ${formatDimension(a)}`);
    }
    return a;
  };
  const go = (e: Expression): Dimension => {
    switch (e.k) {
      case 'number':
        return e.dimension;
      case 'name':
        return name(e.name);
      case 'metric':
        return metric(e.words);
      case 'negate':
        return go(e.of);
      case 'choose':
        none('the test before "?"', go(e.test));
        return same('"? :"', go(e.yes), go(e.no));
      case 'call': {
        const of = e.of.map(go);
        if (e.name === 'min' || e.name === 'max') return of.reduce((a, b) => same(e.name, a, b));
        if (e.name === 'abs') return of[0]!;
        if (e.name === 'sqrt') return scale(of[0]!, 0.5);
        return none(e.name, of[0]!);
      }
      case 'operator': {
        const a = go(e.left);
        const b = go(e.right);
        switch (e.op) {
          case '*':
            return combine(a, b, 1);
          case '/':
            return combine(a, b, -1);
          case '+':
          case '-':
            return same(`"${e.op}"`, a, b);
          case '^': {
            none('an exponent', b);
            if (sameDimension(a, dimensionless)) return a;
            if (namesIn(e.right).length > 0 || metricsIn(e.right).length > 0) {
              throw new DimensionError(
                `a quantity in ${formatDimension(a)} can only be raised to a power written as a number`,
              );
            }
            return scale(
              a,
              evaluate(e.right, () => Number.NaN),
            );
          }
          default:
            same(`"${e.op}"`, a, b);
            return dimensionless;
        }
      }
    }
  };
  return go(expression);
};
