/** Strip, question, answer, scope, verdicts and the one chart: what is read before anything is scrolled. */
import { replicationCell, warmUpPointer } from '../view/run.ts';
import { restOfVerdicts, verdictOrder } from '../view/verdicts.ts';
import { renderCell } from './cell.ts';
import { renderFigure } from './figure.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { firstCards, type PageParts } from './sections.ts';
import { renderVerdict } from './verdicts.ts';

export function renderStrip({ results, cell }: PageParts): Markup {
  const { scenario, replications, horizonSeconds } = results;
  const { set } = scenario.overrides;
  const warmUpAt = warmUpPointer(results);
  const changed = Object.keys(set)
    .sort()
    .map((address) => `${address} = ${set[address]}`);
  const parts: Piece[] = [
    html`<strong>lakesim</strong>`,
    html`${scenario.file}`,
    html`seed ${renderCell(cell('/seed', 'whole'))} (fixed)`,
    replications.stoppedBy === 'nothing random' ? html`nothing random` : renderCell(replicationCell(results, cell)),
    horizonSeconds === null ? null : html`horizon ${renderCell(cell('/horizonSeconds', 'time'))}`,
    warmUpAt === null ? null : html`warm-up ${renderCell(cell(warmUpAt, 'time'))}`,
    changed.length === 0 ? null : html`changed: ${changed.join(', ')}`,
  ];
  return html`<p class="strip">${parts.filter(Boolean).map((part, i) => html`${i > 0 && ' · '}<span>${part}</span>`)}</p>`;
}

export function renderFirstScreen(parts: PageParts): Markup {
  const { results, cards, figures } = parts;
  const chart = figures.find(({ figure }) => figure.section === 'first');
  return html`<div class="first">
<div class="answer">
<p class="question">${renderCell(parts.cell('/scenario/question', 'text'))}</p>
<h1 id="answer" tabindex="-1" data-v="/answer/sentence" data-f="answer">${boldNumber(results.answer.sentence)}</h1>
<p class="scope"><span data-v="/answer/scope" data-f="sentence">${sentence(results.answer.scope)}</span>. <a href="#trust">How far to trust it</a></p>
${cards.length > 0 && verdicts(parts)}
</div>
${chart && html`<div class="why"><h2 class="unseen">Why</h2>\n${renderFigure(chart)}</div>`}
</div>
`;
}

function verdicts({ cards }: PageParts): Markup {
  const rest = cards.slice(firstCards);
  return html`<h2 class="unseen" id="verdicts">Verdicts: ${counts(cards)}</h2>
<ul class="verdicts">
${cards.slice(0, firstCards).map(renderVerdict)}</ul>
${rest.length > 0 && html`<p class="more"><a href="#verdicts-rest">and ${restOfVerdicts(rest)}</a></p>`}`;
}

function counts(cards: PageParts['cards']): string {
  return verdictOrder
    .map((verdict) => ({ verdict, count: cards.filter((card) => card.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict.replace('_', ' ')}`)
    .join(', ');
}

/** The number between two asterisks becomes bold; asterisks anywhere else stay. */
export function boldNumber(text: string): Piece {
  const match = /^(.*?)\*\*(.+?)\*\*(.*)$/s.exec(text);
  return match ? html`${match[1]}<b>${match[2]}</b>${match[3]}` : html`${text}`;
}

/** The number itself: `747×`. Null if the answer marks none. */
export function answerNumber(text: string): string | null {
  return /\*\*(.+?)\*\*/.exec(text)?.[1] ?? null;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
}
