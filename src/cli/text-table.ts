/** Columns of plain text, as wide as their widest cell; the last one runs free. */
import { displayWidth, padEnd } from './terminal/width.ts';

export function alignColumns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(0, ...rows.map((row) => displayWidth(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === count - 1 || widths[i] === 0 ? cell : padEnd(cell, widths[i]! + gap)))
      .join('')
      .trimEnd(),
  );
}
