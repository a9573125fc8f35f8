/** A table turned on its side, for many designs: each row then carries its unit in its head. */
import { type Cell, words } from './cell.ts';
import { headText, type Table } from './table.ts';

/** Row heads become column heads; totals stay bold. Second lines and widths of columns are not kept. */
export function transposed(table: Table, head: string): Table {
  const { columns, rows } = table;
  const columnAt = (index: number): Cell[] =>
    rows.map(({ cells, kind }) => {
      const cell = cells[index] ?? words('');
      return kind === 'total' && cell.tone === undefined ? { ...cell, tone: 'strong' } : cell;
    });
  return {
    ...table,
    columns: [{ name: head }, ...rows.map(({ cells }) => ({ name: cells[0]?.text ?? '', numeric: true }))],
    rows: columns.slice(1).map((column, i) => ({ cells: [words(headText(column)), ...columnAt(i + 1)] })),
  };
}
