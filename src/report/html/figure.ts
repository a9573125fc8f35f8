/**
 * A figure: its finding as a heading, how to read it, the key, two drawings of which the style sheet shows one, a
 * description for those who do not see it, and its data in a fold.
 */
import type { Figure } from '../figure.ts';
import { html, type Markup, trusted } from './markup.ts';

export interface DrawnFigure {
  readonly figure: Figure;
  /** SVG of the wide and of the narrow drawing. */
  readonly wide: string;
  readonly narrow: string;
}

/** Rows of a figure's data on the page; all of them are in the tables beside it. */
const maxDataRows = 60;

export function renderFigure({ figure, wide, narrow }: DrawnFigure): Markup {
  const { id, title, howToRead, description, key, note } = figure;
  return html`<figure id="${id}" aria-labelledby="${id}-title"${figure.widthPixels <= 600 && html` class="small"`}>
<figcaption>
<h3 id="${id}-title">${title}</h3>
<p class="how">${howToRead}</p>
${key.length > 0 && html`<ul class="key">${key.map((entry) => html`<li>${swatch(entry.token)}${entry.label}</li>`)}</ul>`}
</figcaption>
<div class="drawing wide" aria-hidden="true">${trusted(wide)}</div>
<div class="drawing narrow" aria-hidden="true">${trusted(narrow)}</div>
<p class="unseen">${description}</p>
${note && html`<p class="note">${note}</p>`}
${renderData(figure)}
</figure>
`;
}

/** A square in the token's colour: a presentation attribute, as the policy forbids style attributes. */
function swatch(token: string): Markup {
  if (!/^--[a-z0-9-]+$/.test(token)) throw new Error(`not a design token: ${token}`);
  return html`<svg class="swatch" width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="var(${token})"/></svg>`;
}

function renderData({ id, table }: Figure): Markup | null {
  const { columns, rows } = table;
  if (rows.length === 0) return null;
  const shown = rows.slice(0, maxDataRows);
  const name = `Data of the chart: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  return html`<details><summary>${name}</summary>
<div class="scroll" role="region" tabindex="0" aria-label="${name}">
<table id="${id}-data"${shown.length > 2 && html` data-sortable`}>
<thead><tr>${columns.map((column) => html`<th scope="col"${column.numeric && html` class="num"`}>${column.name}</th>`)}</tr></thead>
<tbody>
${shown.map((row) => html`<tr>${row.map((text, i) => dataCell(text, i, columns[i]?.numeric ?? false))}</tr>\n`)}</tbody>
</table></div>
${rows.length > shown.length && html`<p class="note">${rows.length - shown.length} more rows are in the tables beside this page.</p>`}
</details>`;
}

function dataCell(text: string, index: number, numeric: boolean): Markup {
  if (index === 0) return html`<th scope="row">${text}</th>`;
  return html`<td${numeric && html` class="num"`}>${text}</td>`;
}
