/** What a quantity measures: exponents of second, byte and US dollar. Counts have no dimension. */
export interface Dimension {
  readonly s: number;
  readonly B: number;
  readonly USD: number;
}

export const dimensionless: Dimension = { s: 0, B: 0, USD: 0 };

export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  return { s: a.s + b.s, B: a.B + b.B, USD: a.USD + b.USD };
}

export function divideDimensions(a: Dimension, b: Dimension): Dimension {
  return { s: a.s - b.s, B: a.B - b.B, USD: a.USD - b.USD };
}

/** The exponent may be a fraction: sqrt is 0.5. */
export function powerDimension(a: Dimension, exponent: number): Dimension {
  // The sum turns -0 into 0, so that results compare equal.
  return { s: a.s * exponent + 0, B: a.B * exponent + 0, USD: a.USD * exponent + 0 };
}

export function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.s === b.s && a.B === b.B && a.USD === b.USD;
}

/** The dimension in base units: "s", "B/s", "1/s", "USD/B/s", "1" for none. */
export function formatDimension(dimension: Dimension): string {
  const above: string[] = [];
  const below: string[] = [];
  for (const name of ['USD', 'B', 's'] as const) {
    const exponent = dimension[name];
    if (exponent > 0) above.push(exponent === 1 ? name : `${name}^${exponent}`);
    if (exponent < 0) below.push(exponent === -1 ? name : `${name}^${-exponent}`);
  }
  return [above.join('*') || '1', ...below].join('/');
}
