/** Where the time of the slowest design goes, as one bar: the three largest phases, and the rest. */
import { type Results, spell } from '../../results/index.ts';
import { formatShare } from '../../units/index.ts';
import type { Style } from './style.ts';
import { cut, displayWidth } from './width.ts';

const barColumns = 24;
/** A shorter bar says nothing; the words alone do. */
const leastBarColumns = 10;
const shownPhases = 3;
/** Under this share of the time a phase is part of "other". */
const smallestShare = 0.02;

export function timeBar(results: Results, columns: number, style: Style): string | null {
  const design = slowest(results);
  if (design === null) return null;
  const { phases, totalSeconds } = results.designs[design]!.time;
  const parts = largest(phases, totalSeconds);
  const legend = style.text(
    parts.map(({ name, share }) => `${name} ${formatShare(roundShare(share))}`).join(style.dot),
  );
  const name = cut(style.text(design), 24, style.ellipsis);
  const room = Math.min(barColumns, columns - displayWidth(name) - displayWidth(legend) - 4);
  if (room < leastBarColumns) return cut(`${name}  ${legend}`, columns, style.ellipsis);
  const shares = parts.map(({ share }) => share);
  return `${name}  ${drawBar(shares, room, style)}  ${legend}`;
}

function slowest(results: Results): string | null {
  const seconds = (name: string): number => results.designs[name]!.time.totalSeconds;
  const timed = results.designOrder.filter((name) => seconds(name) > 0);
  return timed.reduce<string | null>((a, b) => (a === null || seconds(b) > seconds(a) ? b : a), null);
}

interface Part {
  name: string;
  share: number;
}

function largest(phases: Readonly<Record<string, number>>, totalSeconds: number): Part[] {
  const all = Object.entries(phases)
    .map(([name, seconds]): Part => ({ name: spell(name), share: seconds / totalSeconds }))
    .sort((a, b) => b.share - a.share);
  const named = all.slice(0, shownPhases).filter(({ share }) => share >= smallestShare);
  const other = 1 - named.reduce((sum, { share }) => sum + share, 0);
  return other > 0.005 ? [...named, { name: 'other', share: other }] : named;
}

/** Whole columns by the largest remainder, so that the bar is always as long. */
function drawBar(shares: readonly number[], columns: number, style: Style): string {
  const exact = shares.map((share) => share * columns);
  const whole = exact.map(Math.floor);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b]! - whole[b]! - (exact[a]! - whole[a]!));
  let left = columns - whole.reduce((sum, n) => sum + n, 0);
  for (const i of order) {
    if (left <= 0) break;
    whole[i] = whole[i]! + 1;
    left--;
  }
  return whole.map((n, i) => style.blocks[Math.min(i, style.blocks.length - 1)]!.repeat(n)).join('');
}

/** Whole per cent from one on. */
function roundShare(share: number): number {
  return share >= 0.01 && share < 0.9 ? Math.round(share * 100) / 100 : share;
}
