/** Where the time goes: one account a design that adds up, and the bounds that no run can beat. */
import { pointer, type Results, spell } from '../../results/index.ts';
import { type ColumnStyle, columnStyle } from '../numbers/column.ts';
import { type Cell, type CellMaker, words } from './cell.ts';
import { columnFormat } from './estimates.ts';
import type { Column, Row, Table } from './table.ts';
import { transposed } from './transpose.ts';

const none = words('none', { tone: 'muted' });

/** More designs than these, and shares find no room beside the seconds: the chart and its data have them. */
const maxDesignsWithShares = 3;
/** More designs than these stand below each other. */
export const maxDesignColumns = 5;

/** Phases down, designs across: seconds and share of each. Null where no design spent any time. */
export function timeTable(results: Results, cell: CellMaker): Table | null {
  const designs = results.designOrder.filter((name) => results.designs[name]!.time.totalSeconds > 0);
  if (designs.length === 0) return null;
  const withShares = designs.length <= maxDesignsWithShares;
  const phases = phasesOf(results);
  const styles = new Map(designs.map((name): [string, ColumnStyle] => [name, accountStyle(results, name)]));
  const columns: Column[] = [
    { name: 'phase' },
    ...designs.flatMap((name): Column[] => [
      { name, unit: styles.get(name)!.unit, numeric: true },
      ...(withShares ? [{ name: 'share', numeric: true }] : []),
    ]),
  ];
  const row = (phase: string): Row => ({
    cells: [
      words(spell(phase)),
      ...designs.flatMap((name) =>
        phaseCells(results, name, phase, styles.get(name)!, cell).slice(0, withShares ? 2 : 1),
      ),
    ],
  });
  const total: Row = {
    kind: 'total',
    cells: [
      words('total'),
      ...designs.flatMap((name): Cell[] => [
        cell(pointer('designs', name, 'time', 'totalSeconds'), columnFormat(styles.get(name)!)),
        ...(withShares ? [words('100%')] : []),
      ]),
    ],
  };
  const table: Table = { caption: [basisText(results, designs)], columns, rows: [...phases.map(row), total] };
  return designs.length > maxDesignColumns ? transposed(table, 'design') : table;
}

function phasesOf(results: Results): string[] {
  const present = new Set(results.designOrder.flatMap((name) => Object.keys(results.designs[name]!.time.phases)));
  return [...results.phaseOrder.filter((phase) => present.delete(phase)), ...[...present].sort()];
}

/** Decimals by the total: three digits of it, so that the lines can be added up by eye. */
function accountStyle(results: Results, design: string): ColumnStyle {
  const { totalSeconds, phases } = results.designs[design]!.time;
  const { divisor, unit } = columnStyle([{ value: totalSeconds }], 's');
  const smallest = Math.min(...Object.values(phases).filter((seconds) => seconds > 0));
  const wanted = 1 - Math.floor(Math.log10(smallest / divisor));
  const room = 4 - Math.floor(Math.log10(totalSeconds / divisor));
  return { divisor, unit, decimals: Math.max(0, Math.min(wanted, room)) };
}

function phaseCells(results: Results, design: string, phase: string, style: ColumnStyle, cell: CellMaker): Cell[] {
  const { phases } = results.designs[design]!.time;
  if (!Object.hasOwn(phases, phase)) return [none, none];
  return [
    cell(pointer('designs', design, 'time', 'phases', phase), columnFormat(style)),
    cell(pointer('designs', design, 'time'), `share:${phase}`),
  ];
}

function basisText(results: Results, designs: string[]): string {
  const bases = [...new Set(designs.map((name) => results.designs[name]!.time.basis))];
  return `${capital(bases.join('; '))}.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
