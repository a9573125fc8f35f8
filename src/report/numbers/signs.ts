/** Verdicts cannot be told by colour: a sign and a word, always. */
import type { Verdict } from '../../results/index.ts';

export const verdictSigns: Record<Verdict, string> = {
  refuted: '✗',
  inconclusive: '?',
  not_modelled: '–',
  confirmed: '✓',
};

export const verdictNames: Record<Verdict, string> = {
  refuted: 'refuted',
  inconclusive: 'inconclusive',
  not_modelled: 'not modelled',
  confirmed: 'confirmed',
};
