/** Where the money goes: one bill a design, grouped by service, with a total that its lines add up to. */
import { type CostResult, pointer, type Results } from '../../results/index.ts';
import { decimalsNeeded } from '../numbers/digits.ts';
import { subtotal } from '../numbers/format.ts';
import { blank, type CellMaker, type Phrase, words } from './cell.ts';
import type { Row, Table } from './table.ts';

export interface Bill {
  readonly design: string;
  readonly table: Table;
  /** The fold's summary carries the total. */
  readonly total: ReturnType<CellMaker>;
}

/** Bills of the designs that were charged anything, the baseline first. */
export function bills(results: Results, cell: CellMaker): Bill[] {
  const { baseline, designOrder, designs } = results;
  const order = [baseline, ...designOrder.filter((name) => name !== baseline)];
  return order
    .filter((name) => designs[name]!.cost.lines.length > 0)
    .map((design) => ({
      design,
      table: billTable(results, design, cell),
      total: cell(pointer('designs', design, 'cost', 'totalUsd'), 'usd'),
    }));
}

/** "for 30 d" or "for the whole run". */
export function billSpan(results: Results, cell: CellMaker): Phrase {
  return results.horizonSeconds === null ? ['for the whole run'] : ['for ', cell('/horizonSeconds', 'time')];
}

function billTable(results: Results, design: string, cell: CellMaker): Table {
  const { cost } = results.designs[design]!;
  const at = pointer('designs', design, 'cost');
  const decimals = billDecimals(cost.totalUsd);
  const usd = `column:1:${decimals}`;
  const rows = servicesOf(cost).flatMap((service): Row[] => {
    const lines = cost.lines
      .map((line, index) => ({ line, index }))
      .filter(({ line }) => line.service === service)
      .sort((a, b) => b.line.usd - a.line.usd || a.index - b.index)
      .map(
        ({ line, index }): Row => ({
          cells: [
            cell(`${at}/lines/${index}/item`, 'text', {
              second: cell(`${at}/lines/${index}`, 'calculation'),
              secondBelow: 'middle',
            }),
            cell(`${at}/lines/${index}/quantity`, 'quantity'),
            words(line.unit),
            cell(`${at}/lines/${index}/unitPriceUsd`, 'price'),
            cell(`${at}/lines/${index}/usd`, usd),
          ],
        }),
      );
    const head: Row = {
      kind: lines.length > 1 ? 'subtotal' : 'group',
      cells: [
        words(service),
        blank,
        blank,
        blank,
        lines.length > 1 ? cell(at, `subtotal:${decimals}:${service}`) : blank,
      ],
    };
    return [head, ...lines];
  });
  rows.push({ kind: 'total', cells: [words('total'), blank, blank, blank, cell(`${at}/totalUsd`, usd)] });
  return {
    caption: [words(design, { tone: 'strong' }), ' ', ...billSpan(results, cell)],
    columns: [
      { name: 'item' },
      { name: 'quantity', numeric: true, from: 'middle' },
      { name: 'unit', from: 'middle' },
      { name: 'USD a unit', numeric: true, from: 'middle' },
      { name: 'USD', numeric: true },
    ],
    rows,
    ...(roundingShows(cost, decimals) ? { note: 'Rounded lines need not add up to the rounded total.' } : {}),
  };
}

/** Services by their share of the bill. */
function servicesOf(cost: CostResult): string[] {
  const names = [...new Set(cost.lines.map((line) => line.service))];
  return names.sort((a, b) => subtotal(cost, b) - subtotal(cost, a));
}

/** Cents from a dollar on; below, three digits of the total, or what shows it in full. */
function billDecimals(totalUsd: number): number {
  if (totalUsd >= 1) return 2;
  if (totalUsd <= 0) return 2;
  return Math.min(12, Math.max(decimalsNeeded(totalUsd, 3), 2 - Math.floor(Math.log10(totalUsd))));
}

function roundingShows(cost: CostResult, decimals: number): boolean {
  const cents = (usd: number): number => Math.round(usd * 10 ** decimals);
  return cost.lines.reduce((sum, line) => sum + cents(line.usd), 0) !== cents(cost.totalUsd);
}

/** What no bill has, over all designs. */
export function notPriced(results: Results): string[] {
  return [...new Set(results.designOrder.flatMap((name) => results.designs[name]!.cost.notPriced))];
}

/** "aws-us-east-1, 2025-06-01 (on demand, before any discount)" for each book in use. */
function priceBooks(results: Results): string[] {
  const books = results.designOrder.map((name) => results.designs[name]!.cost).filter((cost) => cost.lines.length > 0);
  return [
    ...new Set(books.map(({ priceBook: { name, date, note } }) => `${name}, ${date}${note ? ` (${note})` : ''}`)),
  ];
}

/** The price books in a sentence, with the length of a month unless the book says it. */
export function pricesText(results: Results): string {
  const books = priceBooks(results).join('; ');
  return books.includes('730 h') ? `${books}.` : `${books}. A month has 730 h.`;
}
