/** Tables as Markdown: the same data as on the page. A second line of a cell follows after a line break. */
import type { Cell } from '../view/cell.ts';
import { phraseText } from '../view/cell.ts';
import { headText, type Row, type Table } from '../view/table.ts';
import { escapeMarkdown } from './escape.ts';

export function markdownTable(table: Table, options: { seconds?: boolean; caption?: boolean } = {}): string {
  const { columns, rows, note } = table;
  const lines = [
    `| ${columns.map((column) => escapeMarkdown(headText(column))).join(' | ')} |`,
    `| ${columns.map((column) => (column.numeric ? '---:' : '---')).join(' | ')} |`,
    ...rows.map(
      (row) => `| ${row.cells.map((cell, i) => cellText(cell, i, row, options.seconds ?? true)).join(' | ')} |`,
    ),
  ];
  const caption = phraseText(table.caption);
  return [
    ...(options.caption === false || caption === '' ? [] : [escapeMarkdown(caption), '']),
    ...lines,
    ...(note ? ['', escapeMarkdown(note)] : []),
  ].join('\n');
}

function cellText(cell: Cell, index: number, row: Row, seconds: boolean): string {
  const text = escapeMarkdown(cell.text);
  const isBold = text !== '' && (row.kind === 'total' || (row.kind !== undefined && index === 0));
  const footnote = cell.footnote === undefined ? '' : ` [${cell.footnote}]`;
  const second = seconds && cell.second && !cell.secondBelow ? `<br>${escapeMarkdown(cell.second.text)}` : '';
  return `${isBold ? `**${text}**` : text}${footnote}${second}`;
}
