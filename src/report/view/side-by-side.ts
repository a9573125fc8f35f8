/** Designs side by side: only the inputs that differ, the primary metrics, and each against the baseline. */
import { metricWords, pointer, type Results } from '../../results/index.ts';
import type { ColumnStyle } from '../numbers/column.ts';
import { absent, type Cell, type CellMaker, words } from './cell.ts';
import { hasChance, metricCell, metricColumn } from './estimates.ts';
import type { Column, Row, Table } from './table.ts';

export function sideBySide(results: Results, cell: CellMaker): Table {
  const all = differingInputs(results);
  // With few inputs each has its column; with many they stand below the design's name, or the metrics would be pushed
  // out of sight.
  const inputs = all.length <= maxInputColumns ? all : [];
  const metrics = results.primaryMetrics.flatMap((name) => {
    const column = metricColumn(results, name);
    const compared = results.comparisons.some((comparison) => comparison.metric === name);
    return column ? [{ name, ...column, compared }] : [];
  });
  const against: Column = { name: `against ${results.baseline}`, numeric: true, unsorted: true, from: 'wide' };
  const columns: Column[] = [
    { name: 'design' },
    ...inputs.map((name): Column => ({ name, from: 'middle' })),
    ...metrics.flatMap(({ name, style, compared }): Column[] => [
      { name: metricLabel(name), numeric: true, ...(style.perCell ? {} : { unit: style.unit }) },
      ...(compared ? [against] : []),
    ]),
  ];
  const rows = results.designOrder.map(
    (design): Row => ({
      cells: [
        designCell(results, design, all, cell),
        ...inputs.map((name) => inputCell(results, design, name, cell)),
        ...metrics.flatMap(({ name, style, unit, compared }) => [
          ...metricCells(results, design, { name, style, unit, compared }, cell),
        ]),
      ],
    }),
  );
  return {
    caption: [
      ...(hasChance(results)
        ? ['Means over ', cell('/replications/n', 'whole'), ' replications; ± and brackets are the 95% interval.']
        : ['Nothing is random here: the values are exact.']),
      ...(all.length > inputs.length ? [' Below a name: what differs from ', words(results.baseline), '.'] : []),
    ],
    columns,
    rows,
    sortable: rows.length > 2,
  };
}

const maxInputColumns = 3;

/** With the inputs below it where their columns find no room: all of the baseline's, of others what differs from it. */
function designCell(results: Results, design: string, inputs: string[], cell: CellMaker): Cell {
  const name = cell(pointer('designOrder', results.designOrder.indexOf(design)), 'text');
  const asColumns = inputs.length <= maxInputColumns;
  const { differs } = results.designs[design]!;
  const base = results.designs[results.baseline]!.differs;
  const differing = inputs.filter(
    (input) => asColumns || design === results.baseline || differs[input] !== base[input],
  );
  const shown = asColumns ? differing : shortened(differing, design, results);
  if (shown.length === 0) return name;
  const second = cell(pointer('designs', design, 'differs'), `settings:${shown.join(',')}`);
  return asColumns ? { ...name, second, secondBelow: 'middle' } : { ...name, second };
}

/**
 * A block or an activity that a design does not have is one word; of one that only the baseline does not have, what was given
 * says enough.
 */
function shortened(inputs: readonly string[], design: string, results: Results): string[] {
  const origins = new Map(results.inputs.map(({ path, origin }) => [path, origin]));
  const has = (name: string, head: string): boolean =>
    Object.keys(results.designs[name]!.differs).some((input) => headOf(input) === head);
  const isNew = (head: string): boolean => design !== results.baseline && !has(results.baseline, head);
  const short = inputs.flatMap((input) => {
    const head = headOf(input);
    if (!has(design, head)) return [head];
    const isTold = !isNew(head) || (origins.get(`${design}.${input}`) ?? 'default') !== 'default';
    return isTold ? [input] : [];
  });
  return [...new Set(short)];
}

const headOf = (address: string): string => address.split('.')[0]!;

interface MetricColumn {
  name: string;
  style: ColumnStyle;
  unit: string;
  compared: boolean;
}

/** The value, and what it is against the baseline: beside it or, without room, below it. */
function metricCells(results: Results, design: string, column: MetricColumn, cell: CellMaker): Cell[] {
  const value = metricCell(results, design, column.name, column.style, cell);
  if (!column.compared) return [value];
  const against = comparisonCell(results, design, column.name, column.unit, cell);
  return [{ ...value, second: against, secondBelow: 'wide' }, against];
}

/**
 * Addresses whose printed value is not the same in all designs, in code-unit order. Where a block's profile differs, the
 * defaults that come with it are left out: they stand among the inputs.
 */
function differingInputs(results: Results): string[] {
  const all = new Set(results.designOrder.flatMap((name) => Object.keys(results.designs[name]!.differs)));
  const origins = new Map(results.inputs.map(({ path, origin }) => [path, origin]));
  const isDefault = (address: string): boolean =>
    results.designOrder.every((design) => (origins.get(`${design}.${address}`) ?? 'default') === 'default');
  const follows = (address: string): boolean => {
    const parts = address.split('.');
    return parts.some((_, i) => i > 0 && all.has(parts.slice(0, i).join('.')));
  };
  return [...all].filter((address) => !(follows(address) && isDefault(address))).sort();
}

function inputCell(results: Results, design: string, name: string, cell: CellMaker): Cell {
  const { differs } = results.designs[design]!;
  return Object.hasOwn(differs, name) ? cell(pointer('designs', design, 'differs', name), 'text') : absent('none');
}

function comparisonCell(results: Results, design: string, metric: string, unit: string, cell: CellMaker): Cell {
  if (design === results.baseline) return words('baseline', { tone: 'muted' });
  const index = results.comparisons.findIndex((each) => each.design === design && each.metric === metric);
  if (index < 0 || results.comparisons[index]!.ratio === null) return absent('not compared');
  const better = Object.hasOwn(results.metricInfo, metric) ? results.metricInfo[metric]!.better : undefined;
  return cell(pointer('comparisons', index), `against:${unit}:${better ?? ''}`);
}

/** `read.makespan` is "read makespan". */
export function metricLabel(metric: string): string {
  return metricWords({ design: '', metric, statistic: 'mean' });
}
