/** The floor: what a run would take if one resource alone took any time. No simulated value may lie below it. */
import { pointer, type Results } from '../../results/index.ts';
import { type ColumnStyle, columnStyle, spanOf } from '../numbers/column.ts';
import { absent, type Cell, type CellMaker, words } from './cell.ts';
import { columnFormat, metricResult } from './estimates.ts';
import { metricLabel } from './side-by-side.ts';
import type { Row, Table } from './table.ts';
import { maxDesignColumns } from './time-account.ts';
import { transposed } from './transpose.ts';

/** Bounds down, designs across, below each group what was simulated. Null where no bound is known. */
export function boundsTable(results: Results, cell: CellMaker): Table | null {
  const metrics = [...new Set(allBounds(results).map(({ metric }) => metric))];
  if (metrics.length === 0) return null;
  // One unit a column, unless the metrics themselves have different ones.
  const units = [...new Set(metrics.map((metric) => unitOf(results, metric)))];
  const styles = new Map(
    results.designOrder.map((name) => [name, units.length === 1 ? styleOf(results, name, units[0]!) : null]),
  );
  const show = (design: string, metric: string, place: string): Cell => {
    const style = styles.get(design);
    return cell(place, style ? columnFormat(style) : `value:${unitOf(results, metric)}`);
  };
  const rows = metrics.flatMap((metric) => [...boundRows(results, metric, show), simulatedRow(results, metric, show)]);
  const columns = results.designOrder.map((name) => {
    const unit = styles.get(name)?.unit;
    return { name, numeric: true, ...(unit ? { unit } : {}) };
  });
  const table: Table = {
    caption: ['Lower bounds: what would remain if only that resource took any time.'],
    columns: [{ name: 'bound' }, ...columns],
    rows,
  };
  return columns.length > maxDesignColumns ? transposed(table, 'design') : table;
}

type Show = (design: string, metric: string, place: string) => Cell;

function allBounds(results: Results) {
  return results.designOrder.flatMap((name) => results.designs[name]!.lowerBounds);
}

function unitOf(results: Results, metric: string): string {
  const found = results.designOrder.map((name) => metricResult(results.designs[name]!, metric)?.unit);
  return found.find((unit) => unit !== undefined) ?? 's';
}

/** From 9.9 s to 10 ms a column can show both; beyond, each cell has its own unit. */
const maxBoundSpan = 1000;

/** Two digits of the smallest bound; null where the bounds lie too far apart for one unit. */
function styleOf(results: Results, design: string, unit: string): ColumnStyle | null {
  const { lowerBounds } = results.designs[design]!;
  const means = lowerBounds.map(({ metric }) => metricResult(results.designs[design]!, metric)?.mean ?? 0);
  const values = [...lowerBounds.map(({ value }) => value), ...means].filter((value) => value > 0);
  const estimates = values.map((value) => ({ value }));
  if (spanOf(estimates) > maxBoundSpan) return null;
  const style = columnStyle(estimates, unit);
  const smallest = Math.min(...values) / style.divisor;
  const wanted = values.length === 0 ? 0 : 1 - Math.floor(Math.log10(smallest));
  return { ...style, decimals: Math.max(0, Math.min(4, wanted)) };
}

function boundRows(results: Results, metric: string, show: Show): Row[] {
  const names = new Set(
    allBounds(results)
      .filter((bound) => bound.metric === metric)
      .map(({ name }) => name),
  );
  return [...names].map((name) => ({
    cells: [
      words(name),
      ...results.designOrder.map((design) => {
        const bounds = results.designs[design]!.lowerBounds;
        const index = bounds.findIndex((bound) => bound.metric === metric && bound.name === name);
        return index < 0
          ? absent('none')
          : show(design, metric, pointer('designs', design, 'lowerBounds', index, 'value'));
      }),
    ],
  }));
}

function simulatedRow(results: Results, metric: string, show: Show): Row {
  const cells = results.designOrder.map((design) => {
    const mean = metricResult(results.designs[design]!, metric)?.mean;
    if (typeof mean !== 'number') return absent('nothing measured');
    return show(design, metric, pointer('designs', design, 'metrics', metric, 'mean'));
  });
  return { kind: 'total', cells: [words(`${metricLabel(metric)}, simulated`), ...cells] };
}
