/** Columns of metrics: one unit and one number of decimals for all designs. */
import { type DesignResult, pointer, type Results } from '../../results/index.ts';
import { type ColumnStyle, columnStyle, type Estimate } from '../numbers/column.ts';
import { absent, type Cell, type CellMaker } from './cell.ts';

export function metricResult(design: DesignResult, metric: string) {
  return Object.hasOwn(design.metrics, metric) ? design.metrics[metric] : undefined;
}

/** The column's style over all designs, and the metric's unit. Null if no design measured it. */
export function metricColumn(results: Results, metric: string): { style: ColumnStyle; unit: string } | null {
  const found = results.designOrder
    .map((name) => metricResult(results.designs[name]!, metric))
    .filter((m) => m !== undefined);
  const [first] = found;
  if (!first) return null;
  const estimates = found.flatMap((m): Estimate[] => (m.mean === null ? [] : [{ value: m.mean, ci95: m.ci95 }]));
  return { style: columnStyle(estimates, first.unit), unit: first.unit };
}

export function metricCell(
  results: Results,
  design: string,
  metric: string,
  style: ColumnStyle,
  cell: CellMaker,
): Cell {
  const result = metricResult(results.designs[design]!, metric);
  if (!result) return absent('not measured');
  if (result.mean === null) return absent(result.reason ?? 'nothing measured');
  const format = style.perCell ? `interval:${result.unit}` : `estimate:${style.divisor}:${style.decimals}`;
  return cell(pointer('designs', design, 'metrics', metric), format);
}

/** `column:<divisor>:<decimals>` for plain numbers of the column. */
export function columnFormat(style: ColumnStyle): string {
  return `column:${style.divisor}:${style.decimals}`;
}

/** Any metric of any design has a width of chance: then the caption says what ± is. */
export function hasChance(results: Results): boolean {
  return results.replications.n > 1;
}
