/** Verdicts, worst first: what was claimed, then what was found and what would turn it. */
import { cellMaker } from '../../report/view/cell.ts';
import { restOfVerdicts, type VerdictCard, verdictCards } from '../../report/view/verdicts.ts';
import type { Results } from '../../results/index.ts';
import type { Style } from './style.ts';
import { cut, displayWidth, padEnd, wrap } from './width.ts';

/** Sign and word take 14 columns, two more stand between. */
const indent = 16;
const shownClaims = 3;

export function claimLines(results: Results, columns: number, style: Style): string[] {
  const cards = verdictCards(results, cellMaker(results));
  const draw = columns < 60 ? narrow : wide;
  const kept = cards.slice(0, shownClaims);
  // The claim that the answer is about is never folded away.
  const main = cards.find(({ id }) => id === results.answer.claim);
  if (main && !kept.includes(main)) kept[shownClaims - 1] = main;
  const lines = kept.flatMap((card) => draw(card, columns, style));
  const rest = cards.filter((card) => !kept.includes(card));
  if (rest.length > 0) lines.push(cut(`and ${restOfVerdicts(rest)}, in the report`, columns, style.ellipsis));
  return lines;
}

function wide(card: VerdictCard, columns: number, style: Style): string[] {
  const label = padEnd(style.verdictLabel(card.verdict), indent);
  const quoteColumns = columns - indent - 13;
  const says = cut(style.text(card.says.text), Math.max(40, columns - 40), style.ellipsis);
  const quote = padEnd(`"${cut(says, quoteColumns - 2, style.ellipsis)}"`, quoteColumns);
  const room = columns - indent;
  // Too long: what would settle an open verdict says more than what was expected of it; a flip stands below once more.
  const shorter = card.verdict === 'inconclusive' ? { ...card, expected: null } : { ...card, last: null };
  const texts = [card, shorter].map((each) => style.text(foundText(each)));
  const found = cut(texts.find((text) => displayWidth(text) <= room) ?? texts[0]!, room, style.ellipsis);
  return [
    `${style.verdict(card.verdict, label)}${quote}  ${card.basis}`.trimEnd(),
    ...(found === '' ? [] : [' '.repeat(indent) + found]),
  ];
}

function narrow(card: VerdictCard, columns: number, style: Style): string[] {
  const label = `${style.verdictLabel(card.verdict).trimEnd()}, ${card.basis}`;
  const inside = (text: string): string[] =>
    wrap(style.text(text), columns - 2, 2, style.ellipsis).map((line) => `  ${line}`);
  return [
    style.verdict(card.verdict, cut(label, columns, style.ellipsis)),
    ...inside(`"${card.says.text}"`),
    ...inside(foundText(card)),
  ];
}

/** "746.67×, expected 750 ± 1%. Flips from 1 to 2 connections" */
function foundText(card: VerdictCard): string {
  const found = card.found?.text ?? (card.expected ? 'no value' : '');
  const numbers = [found, card.expected ? `expected ${card.expected.text}` : ''].filter((text) => text !== '');
  const promised = card.promised === null ? '' : `The scenario promises ${card.promised}`;
  return [numbers.join(', '), promised, card.last?.text ?? ''].filter((text) => displayWidth(text) > 0).join('. ');
}
