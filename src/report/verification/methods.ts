/** How the verification works, in words that page and Markdown share. */
import type { VerificationResults } from '../../results/verification.ts';
import { formatFixed } from '../../units/index.ts';

export function methods({ rule, size }: VerificationResults): readonly (readonly [name: string, text: string])[] {
  const width = formatFixed(100 * rule.relativeStandardError, size === 'quick' ? 0 : 2);
  return [
    [
      'The rule',
      `An estimate holds if it lies less than ${rule.standardErrors} standard errors from theory and its standard error is below ${width}% of theory: four errors alone would let a mistake of 3% pass where the error is 1%. By chance a right kernel misses four errors once in about 3,700 quantities; the seed is fixed, and was not chosen for its results. What has no chance in it must agree to 10⁻⁹.`,
    ],
    [
      'Intervals',
      `A run is cut into a warm-up and 40 windows of equal length, each hundreds of relaxation times long; jobs are repeated. Every estimate is a ratio of totals (waits over customers, those who wait over those who come, area over time), its standard error that of the ratio over the windows. A quantile is that of all customers together, its error from the windows’ own quantiles (sectioning). The interval is Student’s t at 95%. Sizes follow from the variance of the quantity that needs most customers, by formula or measured beforehand with other seeds.`,
    ],
    [
      'Theory',
      'Formulas are written out in src/verification/theory and held against published decimals where there are any. Nothing is fitted.',
    ],
    [
      'Chance',
      'Each source of chance (arrivals, services, choices) is a stream of its own, named after the case; values by inversion of a 53-bit uniform.',
    ],
    [
      'Invariants',
      'In every run the customers’ own clock is held against the levels and counts that pools and links measure: Little’s law with those still inside at the end, flow balance in every window, work conservation after the model has emptied, utilisation at most 1, no idle server beside a line. A case fails if one of them does.',
    ],
    [
      'Can it fail?',
      'The tests put broken parts in place of the right ones (services 2% too long, last come first served, a link that forgets a flow, a server that stays idle) and see that the rule notices each.',
    ],
    [
      'Not verified here',
      'Transient behaviour (all estimates are of the steady state, or of finite jobs); heavy tails without a variance; networks of shared links beyond exact examples and brute force; several links in steady state, for which no formula exists; the models of the data lake, which are held against measurements in reports of their own.',
    ],
  ];
}

export const commands = ['lakesim verify-kernel', 'lakesim verify-kernel --long', 'npm run test:long'] as const;
