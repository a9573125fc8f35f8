import { describe, expect, it } from 'vitest';
import {
  dimensionOf,
  divideDimensions,
  exampleOf,
  fitsType,
  formatDimension,
  multiplyDimensions,
  nearestName,
  parseQuantity,
  powerDimension,
  type QuantityType,
  sameDimension,
  unitsOf,
} from '../../../src/units/index.ts';

const types: QuantityType[] = ['time', 'size', 'bandwidth', 'frequency', 'price', 'cpu', 'share', 'count', 'number'];

describe('quantity types', () => {
  it.each(types)('fits its own examples and units: %s', (type) => {
    const texts = [...exampleOf(type), ...unitsOf(type).map((unit) => `3 ${unit}`)];
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) {
      const result = parseQuantity(text);
      expect(result, text).toMatchObject({ ok: true });
      expect(result.ok && fitsType(result.dimension, type), text).toBe(true);
    }
  });

  it('takes dollars per anything as a price, and nothing else', () => {
    expect(dimensionOf('price')).toBe('any-price');
    expect(fitsType({ s: -1, B: -1, USD: 1 }, 'price')).toBe(true);
    expect(fitsType({ s: -1, B: 0, USD: 0 }, 'price')).toBe(false);
    expect(fitsType({ s: 0, B: 0, USD: 2 }, 'price')).toBe(false);
  });

  it('tells a time from a frequency', () => {
    expect(fitsType({ s: 1, B: 0, USD: 0 }, 'frequency')).toBe(false);
    expect(fitsType({ s: -1, B: 0, USD: 0 }, 'frequency')).toBe(true);
  });
});

describe('dimensions', () => {
  const s = { s: 1, B: 0, USD: 0 };
  const bytes = { s: 0, B: 1, USD: 0 };

  it('multiply, divide and take powers', () => {
    const rate = divideDimensions(bytes, s);
    expect(formatDimension(rate)).toBe('B/s');
    expect(sameDimension(multiplyDimensions(rate, s), bytes)).toBe(true);
    expect(formatDimension(powerDimension(s, 0.5))).toBe('s^0.5');
    expect(powerDimension(s, -2)).toEqual({ s: -2, B: 0, USD: 0 });
  });

  it('print in base units', () => {
    expect(formatDimension({ s: 0, B: 0, USD: 0 })).toBe('1');
    expect(formatDimension({ s: -1, B: 0, USD: 0 })).toBe('1/s');
    expect(formatDimension({ s: -1, B: -1, USD: 1 })).toBe('USD/B/s');
    expect(formatDimension({ s: -2, B: 1, USD: 0 })).toBe('B/s^2');
  });
});

describe('nearestName', () => {
  it.each([
    ['connexions', 'connections'],
    ['conections', 'connections'],
    ['keepalive', 'keepAlive'],
    ['frist', 'first'],
    ['sm', 'ms'],
    ['conn', 'connections'],
    ['x', undefined],
    ['q', undefined],
    ['unrelated', undefined],
  ])('finds for %s: %s', (word, expected) => {
    expect(nearestName(word, ['connections', 'keepAlive', 'first', 'ms', 's', 'h'])).toBe(expected);
  });

  it('prefers the same case, then the earlier candidate', () => {
    expect(nearestName('GBs', ['gB', 'GB'])).toBe('GB');
    expect(nearestName('bat', ['cat', 'rat'])).toBe('cat');
  });
});
