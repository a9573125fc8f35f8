/** What turns the verdicts: every assumption of every claim, with its ends and where it flips. */
import { pointer, type Results } from '../../results/index.ts';
import type { Cell, CellMaker } from './cell.ts';
import type { Row, Table } from './table.ts';

export function assumptionsTable(results: Results, cell: CellMaker): Table | null {
  const rows = results.claims.flatMap((claim, c) =>
    claim.assumptions.map((assumption, a): Row => {
      const at = pointer('claims', c, 'assumptions', a);
      const end = (side: 'low' | 'high'): Cell => {
        const verdict = side === 'low' ? assumption.verdictLow : assumption.verdictHigh;
        return cell(pointer('claims', c), `end:${a}:${side}`, { second: cell(at, `at:${side}`, { tone: verdict }) });
      };
      return {
        cells: [
          cell(`${at}/name`, 'text', { second: cell(`${pointer('claims', c)}/id`, 'text') }),
          cell(at, 'setting:base'),
          cell(at, 'flip'),
          end('low'),
          end('high'),
        ],
        id: assumptionAnchor(assumption.name),
      };
    }),
  );
  if (rows.length === 0) return null;
  return {
    caption: ['The claim\u2019s value at both ends of each assumption, all others as in the scenario.'],
    columns: [
      { name: 'assumption' },
      { name: 'here' },
      { name: 'verdict' },
      { name: 'value at the low end', numeric: true },
      { name: 'value at the high end', numeric: true },
    ],
    rows,
  };
}

/** Anchor of an assumption's first row. */
export function assumptionAnchor(address: string): string {
  return `assumption-${address.replace(/[^A-Za-z0-9]+/g, '-')}`;
}
