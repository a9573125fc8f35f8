import type { RandomStream } from './stream.ts';

/**
 * Ranks 1 to n by Zipf's law: rank k with a chance in proportion to k^-s, for any s >= 0, without tables. By rejection
 * from the integral of x^-s, which is inverted in closed form (W. Hörmann, G. Derflinger, "Rejection-inversion to generate
 * variates from monotone discrete distributions", ACM TOMACS 6(3), 1996): at most 1.5 tries a rank in the mean.
 *
 *     H(x) = integral of t^-s from 1 to x = (x^(1 - s) - 1) / (1 - s), or log x for s = 1
 */
export class Zipf {
  private readonly n: number;
  private readonly exponent: number;
  private readonly least: number;
  private readonly most: number;
  /** Within so much below a rank every x is taken at once. */
  private readonly squeeze: number;

  /** `n` at least 1. */
  constructor(n: number, exponent: number) {
    this.n = n;
    this.exponent = exponent;
    // Rank 1 is taken whole: its bar begins where H has one unit less than at 1.5.
    this.least = this.integral(1.5) - 1;
    this.most = this.integral(n + 0.5);
    this.squeeze = 2 - this.inverse(this.integral(2.5) - this.density(2));
  }

  /** A whole number from 1 to n; even for s = 0. */
  rank(stream: RandomStream): number {
    const { n, exponent, least, most, squeeze } = this;
    if (exponent === 0) return 1 + stream.integer(n);
    for (;;) {
      const u = most + stream.uniform() * (least - most);
      const x = this.inverse(u);
      const rank = Math.min(n, Math.max(1, Math.round(x)));
      if (rank - x <= squeeze || u >= this.integral(rank + 0.5) - this.density(rank)) return rank;
    }
  }

  private density(x: number): number {
    return Math.exp(-this.exponent * Math.log(x));
  }

  private integral(x: number): number {
    const log = Math.log(x);
    const t = (1 - this.exponent) * log;
    return (Math.abs(t) < 1e-8 ? 1 + t / 2 : Math.expm1(t) / t) * log;
  }

  private inverse(u: number): number {
    // Rounding may lead below -1, where there is no logarithm.
    const t = Math.max(-1, u * (1 - this.exponent));
    return Math.exp((Math.abs(t) < 1e-8 ? 1 - t / 2 : Math.log1p(t) / t) * u);
  }
}
