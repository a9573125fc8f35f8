/** `750 ± 1%`, `> 10`, `between 97% and 99%`, `exactly 1`: what a claim expects, as bounds in base units. */
import { type Dimension, parseQuantity } from '../../units/index.ts';
import type { ExpectSpec } from '../core/types.ts';

export type ReadExpect =
  | {
      readonly ok: true;
      readonly expect: ExpectSpec;
      readonly dimension: Dimension /** Bare numbers only. */;
      readonly bare: boolean;
    }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const forms = 'write 750 ± 1%, > 10, <= 2 min, between 97% and 99% or exactly 1';

interface Bound {
  readonly value: number;
  readonly dimension: Dimension;
  readonly bare: boolean;
}

export const parseExpect = (raw: string): ReadExpect => {
  const text = raw.trim().replaceAll('+-', '±').replace(/\s+/g, ' ');
  const problems: string[] = [];
  const bound = (part: string): Bound | null => {
    const parsed = parseQuantity(part.trim());
    if (parsed.ok) return { value: parsed.value, dimension: parsed.dimension, bare: parsed.bare };
    problems.push(parsed.suggestion ? `${parsed.message} (${parsed.suggestion})` : parsed.message);
    return null;
  };
  const wrong = (message: string): ReadExpect => ({ ok: false, message, hint: forms });
  const done = (b: Bound, low: number, high: number, lowOpen = false, highOpen = false): ReadExpect => ({
    ok: true,
    expect: { text, low, high, lowOpen, highOpen },
    dimension: b.dimension,
    bare: b.bare,
  });

  const plusMinus = /^(.+?)\s*±\s*(.+)$/.exec(text);
  if (plusMinus) {
    const middle = bound(plusMinus[1]!);
    const spread = plusMinus[2]!.trim();
    const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(spread);
    if (!middle) return wrong(problems[0] ?? 'cannot be read');
    if (share) {
      const half = Math.abs(middle.value) * (Number(share[1]) / 100);
      return done(middle, middle.value - half, middle.value + half);
    }
    const half = bound(spread);
    if (!half) return wrong(problems[0] ?? 'cannot be read');
    return done(middle, middle.value - half.value, middle.value + half.value);
  }
  const between = /^between (.+) and (.+)$/i.exec(text);
  if (between) {
    const low = bound(between[1]!);
    const high = bound(between[2]!);
    if (!low || !high) return wrong(problems[0] ?? 'cannot be read');
    if (low.value > high.value) return wrong(`"${text}" runs from the larger to the smaller`);
    return done(low, low.value, high.value);
  }
  const exactly = /^exactly (.+)$/i.exec(text);
  if (exactly) {
    const value = bound(exactly[1]!);
    return value ? done(value, value.value, value.value) : wrong(problems[0] ?? 'cannot be read');
  }
  const relation = /^(>=|<=|>|<)\s*(.+)$/.exec(text);
  if (relation) {
    const value = bound(relation[2]!);
    if (!value) return wrong(problems[0] ?? 'cannot be read');
    switch (relation[1]) {
      case '>':
        return done(value, value.value, Number.POSITIVE_INFINITY, true, false);
      case '>=':
        return done(value, value.value, Number.POSITIVE_INFINITY);
      case '<':
        return done(value, Number.NEGATIVE_INFINITY, value.value, false, true);
      default:
        return done(value, Number.NEGATIVE_INFINITY, value.value);
    }
  }
  return wrong(`"${raw}" is not an expectation`);
};
