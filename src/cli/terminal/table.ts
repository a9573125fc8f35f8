/** Designs side by side: the primary metrics, and the first of them against the baseline. */
import { formatPointed } from '../../report/numbers/format.ts';
import { metricColumn, metricResult } from '../../report/view/estimates.ts';
import { metricLabel } from '../../report/view/side-by-side.ts';
import { directionOf, isPointInterval, type Results } from '../../results/index.ts';
import { formatComparison, formatValue } from '../../units/index.ts';
import type { Style } from './style.ts';
import { cut, displayWidth, padEnd, padStart, wrap } from './width.ts';

const shownDesigns = 4;
const gap = 3;

interface Column {
  head: string;
  cells: string[];
}

export function designLines(results: Results, columns: number, style: Style): string[] {
  const metrics = results.primaryMetrics.filter((name) => metricColumn(results, name) !== null);
  if (metrics.length === 0 || results.designOrder.length === 0) return [];
  return columns < 60 ? narrow(results, metrics, columns, style) : wide(results, metrics, columns, style);
}

/** As many metrics as there is room for; a head is wider than its numbers only if nothing else fits. */
function wide(results: Results, metrics: readonly string[], columns: number, style: Style): string[] {
  const designs = shown(results);
  const names: Column = { head: 'design', cells: designs.map((name) => cut(style.text(name), 24, style.ellipsis)) };
  const [first, ...others] = metrics;
  const all = [metricCells(results, designs, first!, style)];
  if (designs.length > 1) all.push(againstCells(results, designs, first!, style));
  all.push(...others.map((metric) => metricCells(results, designs, metric, style)));
  const kept: Column[] = [];
  let left = columns - widthOf(names);
  for (const column of all) {
    left -= gap + widthOf(column);
    if (left < 0) break;
    kept.push(column);
  }
  const row = (name: string, cell: (column: Column) => string): string =>
    padEnd(name, widthOf(names)) + kept.map((each) => ' '.repeat(gap) + padStart(cell(each), widthOf(each))).join('');
  return [
    style.dim(row(names.head, ({ head }) => head)),
    ...names.cells.map((name, i) => row(name, ({ cells }) => cells[i]!).trimEnd()),
    ...restLine(results, designs),
  ];
}

/** One line a metric, and those that follow it if it is long. */
function narrow(results: Results, metrics: readonly string[], columns: number, style: Style): string[] {
  const designs = shown(results);
  return [
    ...metrics.flatMap((metric) => {
      const values = designs.map((name) => `${name} ${plainValue(results, name, metric)}`.replaceAll(' ', '\u00a0'));
      const text = `${metricLabel(metric)}: ${values.join(', ')}`;
      return wrap(style.text(text), columns, 3, style.ellipsis).map((line, i) => (i === 0 ? line : `  ${line}`));
    }),
    ...restLine(results, designs),
  ].map((line) => cut(line, columns, style.ellipsis));
}

/** The baseline first if it would be cut off. */
function shown(results: Results): string[] {
  const { designOrder, baseline } = results;
  const kept = designOrder.slice(0, shownDesigns);
  return kept.includes(baseline) ? kept : [baseline, ...kept.slice(0, shownDesigns - 1)];
}

function restLine(results: Results, designs: readonly string[]): string[] {
  const rest = results.designOrder.length - designs.length;
  return rest > 0 ? [`and ${rest} more in the report`] : [];
}

function metricCells(results: Results, designs: readonly string[], metric: string, style: Style): Column {
  const { style: column } = metricColumn(results, metric)!;
  const head = `${metricLabel(metric)}${column.perCell || column.unit === '' ? '' : `, ${column.unit}`}`;
  const cells = designs.map((name) => {
    const result = metricResult(results.designs[name]!, metric);
    if (!result || result.mean === null) return result?.reason === undefined ? 'not measured' : 'no value';
    return formatPointed(
      result,
      column.perCell ? `interval:${result.unit}` : `estimate:${column.divisor}:${column.decimals}`,
    );
  });
  return { head: style.text(head), cells: cells.map(style.text) };
}

function againstCells(results: Results, designs: readonly string[], metric: string, style: Style): Column {
  const unit = metricColumn(results, metric)!.unit;
  const info = Object.hasOwn(results.metricInfo, metric) ? results.metricInfo[metric]! : undefined;
  const cells = designs.map((name) => {
    if (name === results.baseline) return 'baseline';
    const found = results.comparisons.find((each) => each.design === name && each.metric === metric);
    if (!found || found.ratio === null) return 'not compared';
    // An exact ratio has all its digits here, as nowhere else on the page.
    if (found.ci95 && isPointInterval(found.ci95))
      return formatComparison(found.ratio, directionOf(unit, info), 'exact');
    return formatPointed(found, `against:${unit}:${info?.better ?? ''}`);
  });
  const head = cut(style.text(`against ${results.baseline}`), 32, style.ellipsis);
  return { head, cells: cells.map(style.text) };
}

function plainValue(results: Results, design: string, metric: string): string {
  const result = metricResult(results.designs[design]!, metric);
  if (!result || result.mean === null) return 'no value';
  const exact = !result.ci95 || isPointInterval(result.ci95);
  return formatValue(result.mean, result.unit, exact ? { style: 'exact' } : {});
}

function widthOf(column: Column): number {
  return Math.max(displayWidth(column.head), ...column.cells.map(displayWidth));
}
