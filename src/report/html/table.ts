/** Tables as HTML. A long one shows its first rows, the rest stands in a fold; each scrolls inside its own box. */
import { phraseText } from '../view/cell.ts';
import { type Column, headText, type Row, type Table } from '../view/table.ts';
import { renderCell, renderPhrase } from './cell.ts';
import { html, type Markup, type Piece } from './markup.ts';

/** Tables up to this long are shown whole; of longer ones the first ten. */
const wholeRows = 12;
const firstRows = 10;

export function renderTable(table: Table, options: { fold?: boolean } = {}): Markup {
  const { rows } = table;
  if (!options.fold || rows.length <= wholeRows) return renderBox(table, rows);
  const rest = rows.slice(firstRows);
  return html`${renderBox({ ...table, sortable: false }, rows.slice(0, firstRows))}
<details><summary>${rest.length} more rows</summary>
${renderBox({ ...table, sortable: false, id: `${table.id ?? 'table'}-rest` }, rest)}
</details>`;
}

function renderBox(table: Table, rows: readonly Row[]): Markup {
  const name = phraseText(table.caption).replace(/\.$/, '');
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${name}">
<table${table.id && html` id="${table.id}"`}${table.sortable && rows.length > 2 && html` data-sortable`}>
<caption><span class="said">${renderPhrase(table.caption)}</span></caption>
<thead><tr>${table.columns.map((column) => html`<th scope="col"${classes(column)}>${headText(column)}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => renderRow(row, table.columns))}</tbody>
</table></div>
${table.note && html`<p class="note">${table.note}</p>`}`;
}

function renderRow(row: Row, columns: readonly Column[]): Piece {
  const cells = row.cells.map((cell, i) => {
    const column = columns[i] ?? { name: '' };
    return i === 0
      ? html`<th scope="row">${renderCell(cell)}</th>`
      : html`<td${classes(column)}>${renderCell(cell)}</td>`;
  });
  return html`<tr${row.kind && html` class="${row.kind}"`}${row.id && html` id="${row.id}"`}>${cells}</tr>
`;
}

function classes(column: Column): Piece {
  const names = [column.numeric && 'num', column.from && `from-${column.from}`, column.unsorted && 'unsorted'].filter(
    Boolean,
  );
  return names.length > 0 && html` class="${names.join(' ')}"`;
}
