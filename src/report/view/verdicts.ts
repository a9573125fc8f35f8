/** The claims as cards, worst first. */
import { type ClaimResult, pointer, type Results, type Verdict } from '../../results/index.ts';
import { verdictNames, verdictSigns } from '../numbers/signs.ts';
import { type Cell, type CellMaker, words } from './cell.ts';

export interface VerdictCard {
  readonly id: string;
  readonly verdict: Verdict;
  readonly sign: string;
  readonly word: string;
  readonly basis: string;
  readonly says: Cell;
  readonly found: Cell | null;
  readonly expected: Cell | null;
  /** Why, or where it turns, or what would settle it. */
  readonly last: Cell | null;
  /** Further assumptions that turn it. */
  readonly moreFlips: number;
  /** The verdict that the scenario's file promises, if it is another. */
  readonly promised: string | null;
}

export const verdictOrder: readonly Verdict[] = ['refuted', 'inconclusive', 'not_modelled', 'confirmed'];

export const basisWords = { stated: 'as stated', measured: 'measured' } as const;

/** All claims, worst verdict first, in the scenario's order among equals. */
export function verdictCards(results: Results, cell: CellMaker): VerdictCard[] {
  const cards = results.claims.map((claim, index) => card(claim, index, cell));
  return verdictOrder.flatMap((verdict) => cards.filter((each) => each.verdict === verdict));
}

function card(claim: ClaimResult, index: number, cell: CellMaker): VerdictCard {
  const at = pointer('claims', index);
  const flips = turning(claim);
  return {
    id: claim.id,
    verdict: claim.verdict,
    sign: verdictSigns[claim.verdict],
    word: verdictNames[claim.verdict],
    basis: basisWords[claim.basis],
    says: cell(`${at}/says`, 'text'),
    found: claim.value === null ? null : cell(at, 'found'),
    expected: claim.expect ? cell(at, 'expected') : null,
    last: lastLine(claim, at, flips, cell),
    moreFlips: claim.verdict === 'inconclusive' ? flips.length : Math.max(0, flips.length - 1),
    promised: claim.promised && claim.promised !== claim.verdict ? verdictNames[claim.promised] : null,
  };
}

/** Positions of the assumptions that turn the verdict somewhere in their range. */
function turning(claim: ClaimResult): number[] {
  return claim.assumptions.flatMap((assumption, i) => (assumption.changes > 0 ? [i] : []));
}

function lastLine(claim: ClaimResult, at: string, flips: number[], cell: CellMaker): Cell | null {
  if (claim.verdict === 'inconclusive' && claim.replicationsToSettle !== undefined) {
    return cell(`${at}/replicationsToSettle`, 'settle');
  }
  if (claim.reason && (claim.value === null || claim.verdict === 'inconclusive'))
    return cell(`${at}/reason`, 'sentence');
  const [first] = flips;
  if (first !== undefined) return cell(`${at}/assumptions/${first}`, 'flip');
  if (claim.assumptions.length === 0) return null;
  if (claim.assumptions.length === 1) return cell(`${at}/assumptions/0`, 'flip');
  return words('No tested assumption turns it', { tone: 'muted' });
}

/** "5 more, all confirmed" or "5 more, 1 of them refuted". */
export function restOfVerdicts(rest: readonly VerdictCard[]): string {
  const counts = verdictOrder
    .map((verdict) => ({ word: verdictNames[verdict], count: rest.filter((each) => each.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
  const [only] = counts;
  if (counts.length === 1 && only) return `${rest.length} more, ${rest.length > 1 ? 'all ' : ''}${only.word}`;
  return `${rest.length} more: ${counts.map(({ count, word }) => `${count} ${word}`).join(', ')}`;
}
