/** The blocks below the first screen, in reading order. A block with nothing to say is not printed. */
import { pointer, type Results } from '../../results/index.ts';
import type { Figure } from '../figure.ts';
import { assumptionsTable } from '../view/assumptions.ts';
import type { CellMaker } from '../view/cell.ts';
import { inputTables } from '../view/inputs.ts';
import { boundsTable } from '../view/lower-bounds.ts';
import { bills, notPriced, pricesText } from '../view/money.ts';
import { reproduction } from '../view/reproduce.ts';
import { replicationCell } from '../view/run.ts';
import { sideBySide } from '../view/side-by-side.ts';
import type { SourceList } from '../view/sources.ts';
import { timeTable } from '../view/time-account.ts';
import { trustLines, warnings } from '../view/trust.ts';
import { tuneChanges, tuneTable } from '../view/tune.ts';
import type { VerdictCard } from '../view/verdicts.ts';
import { block as section } from './block.ts';
import { renderCell, renderPhrase } from './cell.ts';
import { type DrawnFigure, renderFigure } from './figure.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { renderTable } from './table.ts';
import { renderVerdict } from './verdicts.ts';

export interface PageParts {
  readonly results: Results;
  readonly cell: CellMaker;
  readonly figures: readonly DrawnFigure[];
  readonly cards: readonly VerdictCard[];
  readonly sources: SourceList;
}

/** Cards on the first screen. */
export const firstCards = 4;

export function renderSections(parts: PageParts): Piece {
  return [
    tune(parts),
    designs(parts),
    asked(parts),
    time(parts),
    money(parts),
    depends(parts),
    block('behaviour', 'Behaviour over time', figuresOf(parts, 'behaviour')),
    block('distributions', 'How the values are spread', figuresOf(parts, 'distributions')),
    otherVerdicts(parts),
    inputs(parts),
    notModelled(parts),
    trust(parts),
    reproduce(parts),
    sourceList(parts),
  ];
}

/** A section, if it has any content. */
function block(id: string, title: string, content: Piece): Markup | null {
  if (content === null || content === false || (Array.isArray(content) && content.every((part) => !part))) return null;
  return section(id, title, content);
}

function figuresOf(parts: PageParts, section: Figure['section']): Markup[] {
  return parts.figures.filter(({ figure }) => figure.section === section).map((each) => renderFigure(each));
}

function tune(parts: PageParts): Markup | null {
  const table = tuneTable(parts.results, parts.cell);
  if (!table) return null;
  const changes = tuneChanges(parts.results, parts.cell);
  return block('tune', 'Which setting', [
    ...figuresOf(parts, 'front'),
    renderTable({ ...table, id: 'tune-table' }, { fold: true }),
    changes.length > 0 &&
      html`<h3>What would change the choice</h3>
<ul class="plain">${changes.map((phrase) => html`<li>${renderPhrase(phrase)}</li>`)}</ul>`,
  ]);
}

function designs(parts: PageParts): Markup | null {
  return block('designs', 'Designs side by side', [
    renderTable({ ...sideBySide(parts.results, parts.cell), id: 'designs-table' }),
    ...figuresOf(parts, 'ratios'),
  ]);
}

function asked(parts: PageParts): Markup | null {
  return block('asked', 'The main measures', figuresOf(parts, 'asked'));
}

function time(parts: PageParts): Markup | null {
  const account = timeTable(parts.results, parts.cell);
  if (!account) {
    return block(
      'time',
      'Where the time goes',
      html`<p>No activity finished in any design, so there is no time to divide.</p>`,
    );
  }
  const bounds = boundsTable(parts.results, parts.cell);
  return block('time', 'Where the time goes', [
    ...figuresOf(parts, 'time'),
    renderTable({ ...account, id: 'time-table' }),
    bounds && renderTable({ ...bounds, id: 'bounds-table' }),
  ]);
}

function money(parts: PageParts): Markup | null {
  const { results, cell } = parts;
  const all = bills(results, cell);
  if (all.length === 0) {
    return block(
      'money',
      'Where the money goes',
      html`<p>Nothing was billed: no design used anything that the price book has.</p>`,
    );
  }
  const left = notPriced(results);
  return block('money', 'Where the money goes', [
    ...figuresOf(parts, 'money'),
    ...all.map(({ design, table, total }, i) => {
      const markup = html`<div class="bill">${renderTable({ ...table, id: `bill-${i + 1}` })}</div>`;
      return i === 0
        ? markup
        : html`<details><summary>${design}: ${renderCell(total)}</summary>\n${markup}</details>\n`;
    }),
    html`<p class="note">Prices: ${pricesText(results)}${
      left.length > 0 && html` Not priced: ${left.join('; ')}.`
    }</p>`,
  ]);
}

function depends(parts: PageParts): Markup | null {
  const table = assumptionsTable(parts.results, parts.cell);
  return block('assumptions', 'What the answer depends on', [
    ...figuresOf(parts, 'assumptions'),
    table && renderTable({ ...table, id: 'assumptions-table' }, { fold: true }),
    ...figuresOf(parts, 'sweep'),
  ]);
}

function otherVerdicts({ cards }: PageParts): Markup | null {
  const rest = cards.slice(firstCards);
  return block(
    'verdicts-rest',
    'The other claims',
    rest.length > 0 && html`<ul class="verdicts">${rest.map(renderVerdict)}</ul>`,
  );
}

function inputs({ results, sources, cell }: PageParts): Markup | null {
  if (results.inputs.length === 0) return null;
  const { first, profiles } = inputTables(results, sources, cell);
  return block('inputs', 'Inputs', [
    first.rows.length > 0 && renderTable({ ...first, id: 'inputs-table' }, { fold: true }),
    ...profiles.map(({ profile, table }, i) => {
      const count = table.rows.length;
      return html`<details><summary>${count} untouched ${count === 1 ? 'default' : 'defaults'} of ${profile}</summary>
${renderTable({ ...table, id: `defaults-${i + 1}` })}</details>
`;
    }),
  ]);
}

/** Items of the list that are shown at once. */
const maxNotModelled = 12;

function notModelled({ results, cell }: PageParts): Markup | null {
  const items = results.notModelled.map(({ direction }, i) => {
    const text = renderCell(cell(pointer('notModelled', i, 'text'), 'text'));
    return direction === undefined
      ? html`<li>${text}</li>`
      : html`<li>${text} <span class="t-muted">(${renderCell(cell(pointer('notModelled', i, 'direction'), 'text'))})</span></li>`;
  });
  if (items.length === 0) {
    return block('not-modelled', 'Not modelled', html`<p>Nothing was declared as left out; see the warning below.</p>`);
  }
  const more = items.slice(maxNotModelled);
  return block('not-modelled', 'Not modelled', [
    html`<ul class="plain">${items.slice(0, maxNotModelled)}</ul>`,
    more.length > 0 && html`<details><summary>${more.length} more</summary><ul class="plain">${more}</ul></details>`,
  ]);
}

function trust({ results, cell }: PageParts): Markup | null {
  const warned = warnings(results, cell);
  return block('trust', 'How far to trust it', [
    html`<dl>${trustLines(results, cell).map(({ name, says }) => html`<dt>${name}</dt><dd>${renderPhrase(says)}</dd>`)}</dl>`,
    warned.length > 0 &&
      html`<ul class="warnings">${warned.map(
        ({ text, remedy }) => html`<li><strong>${renderCell(text)}.</strong> ${renderCell(remedy)}.</li>`,
      )}</ul>`,
  ]);
}

function reproduce({ results, cell }: PageParts): Markup | null {
  const { command, verify, resultsDigest } = reproduction(results);
  const row = (name: string, value: Piece): Markup => html`<dt>${name}</dt><dd>${value}</dd>`;
  const digest = (pointerText: string): Piece =>
    html`<code class="digest">${renderCell(cell(pointerText, 'text'))}</code>`;
  return block('reproduce', 'Reproduce', [
    html`<dl>${[
      row('Run', html`<code>${command}</code>`),
      row('Check', html`<code>${verify}</code>`),
      row('Version', html`lakesim ${renderCell(cell('/lakesim', 'text'))}, arithmetic ${digest('/engine/mathDigest')}`),
      row(
        'Seed',
        html`${renderCell(cell('/seed', 'whole'))}; ${renderCell(replicationCell(results, cell))}${
          results.replications.stoppedBy === 'nothing random' && ', as nothing is random'
        }`,
      ),
      row('Scenario, SHA-256', digest('/scenario/sha256')),
      row('Results, SHA-256', html`<code class="digest">${resultsDigest}</code>`),
    ]}</dl>`,
    html`<details><summary>The scenario\u2019s text: ${results.scenario.file}</summary>
<pre tabindex="0">${results.scenario.text}</pre></details>`,
  ]);
}

function sourceList({ sources }: PageParts): Markup | null {
  return block(
    'sources',
    'Sources',
    sources.list.length > 0 &&
      html`<ol class="sources">${sources.list.map(({ number, text, date, taken, takenMore }) => {
        const uses = `${taken.join(', ')}${takenMore > 0 ? ` and ${takenMore} more` : ''}`;
        return html`<li id="source-${number}">${linked(text)}${date && `, ${date}`} <span class="t-muted">for ${uses}</span></li>\n`;
      })}</ol>`,
  );
}

/** An address of the web becomes a link whose text is the address, so that it is printed too. */
function linked(text: string): Piece {
  const parts = text.split(/(https?:\/\/[^\s<>"')\]]+)/);
  return parts.map((part, i) => (i % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`));
}
