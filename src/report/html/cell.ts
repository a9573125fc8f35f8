/** Cells and sentences as HTML: a number carries the place it comes from and the format it was printed with. */
import type { Cell, Phrase } from '../view/cell.ts';
import { html, type Markup, type Piece } from './markup.ts';

/** The text with its pointer, and its second line if it has one. */
export function renderCell(cell: Cell): Markup {
  return html`${renderText(cell)}${cell.footnote !== undefined && footnote(cell.footnote)}${
    cell.second &&
    html`<span class="second${cell.secondBelow && ` below-${cell.secondBelow}`}">${renderCell(cell.second)}</span>`
  }`;
}

/** The text alone, without a second line. */
export function renderText(cell: Cell): Markup {
  const tone = cell.tone ? html` class="t-${cell.tone}"` : null;
  const text = breakable(cell.text);
  if (cell.anchor !== undefined) return html`<a href="#${cell.anchor}">${text}</a>`;
  if (cell.from) return html`<span data-v="${cell.from.pointer}" data-f="${cell.from.format}"${tone}>${text}</span>`;
  return tone ? html`<span${tone}>${text}</span>` : html`${text}`;
}

/** A long name may break after a dot or an underscore; what is copied from the page stays as it was. */
function breakable(text: string): Piece {
  if (!/^[\w.]{12,}$/.test(text)) return text;
  return text.split(/(?<=[._])(?=[A-Za-z])/).map((part, i) => html`${i > 0 && html`<wbr>`}${part}`);
}

export function renderPhrase(phrase: Phrase): Piece {
  return phrase.map((part) => (typeof part === 'string' ? html`${part}` : renderCell(part)));
}

function footnote(number: number): Markup {
  return html`<sup><a href="#source-${number}">${number}</a></sup>`;
}
