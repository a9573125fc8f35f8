/** Words and units of claims, as charts need them. */
import { expectWords } from '../../results/index.ts';
import type { ClaimResult } from '../../results/types.ts';

/** A quotient is printed as a ratio (`747×`), or as a share if the claim speaks of per cent. */
export function claimUnit(claim: ClaimResult): string {
  if (claim.unit !== '1' && claim.unit !== '') return claim.unit;
  if (/\d\s*%/.test(withoutTolerance(claim.expect?.text ?? ''))) return '%';
  return claim.expression?.includes(' / ') ? '×' : '1';
}

/** `750 ± 1%` is a value with a tolerance, not a share. */
function withoutTolerance(text: string): string {
  return text.replace(/(±|\+-).*$/, '');
}

/** "claim: 750 ± 1%", "claim: at least 100". */
export function expectationWords(claim: ClaimResult): string {
  return claim.expect ? `claim: ${expectWords(claim.expect.text)}` : '';
}
