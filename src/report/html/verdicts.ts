/** A verdict in four lines: sign, word and basis; the claim; found and expected; what would turn or settle it. */
import type { VerdictCard } from '../view/verdicts.ts';
import { renderCell } from './cell.ts';
import { html, type Markup } from './markup.ts';

export function renderVerdict(card: VerdictCard): Markup {
  return html`<li class="verdict">
<p class="judged"><span class="t-${card.verdict}"><span class="sign" aria-hidden="true">${card.sign}</span> <strong>${card.word}</strong></span> <span class="basis">${card.basis}${
    card.promised && html`; the file promises ${card.promised}`
  }</span></p>
<p class="says">\u201c${renderCell(card.says)}\u201d</p>
${(card.found || card.expected) && html`<p><strong>${foundText(card)}</strong></p>`}
${card.last && html`<p class="turns">${renderCell(card.last)}.${moreFlips(card)}</p>`}
</li>
`;
}

function foundText(card: VerdictCard): Markup {
  const found = card.found ? html`found ${renderCell(card.found)}` : html`nothing measured`;
  return card.expected ? html`${found}; expected ${renderCell(card.expected)}` : found;
}

function moreFlips({ moreFlips }: VerdictCard): Markup | null {
  if (moreFlips === 0) return null;
  const what = moreFlips === 1 ? 'One more assumption turns it' : `${moreFlips} more assumptions turn it`;
  return html` <a href="#assumptions">${what}</a>.`;
}
