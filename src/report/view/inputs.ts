/**
 * Every input with its value, origin and source. Designs that share a value share a row. First what differs between
 * designs, was given or derived, or was varied; untouched defaults stand folded by the profile that gave them.
 */
import { type InputResult, pointer, type Results } from '../../results/index.ts';
import { assumptionAnchor } from './assumptions.ts';
import { type Cell, type CellMaker, words } from './cell.ts';
import { type SourceList, standsInScenario } from './sources.ts';
import type { Row, Table } from './table.ts';

export interface InputTables {
  readonly first: Table;
  /** Untouched defaults, one table a profile. */
  readonly profiles: readonly { readonly profile: string; readonly table: Table }[];
}

interface Group {
  address: string;
  designs: string[];
  index: number;
  input: InputResult;
}

export function inputTables(results: Results, sources: SourceList, cell: CellMaker): InputTables {
  const groups = groupInputs(results);
  const counts = new Map<string, number>();
  for (const { address } of groups) counts.set(address, (counts.get(address) ?? 0) + 1);
  const tested = testedAddresses(results);
  // A default that another design overrides is part of the difference.
  const changed = new Set(groups.filter(({ input }) => input.origin !== 'default').map(({ address }) => address));
  const isUntouched = ({ address }: Group): boolean => !changed.has(address) && !tested.has(address);
  const rank = (group: Group): number => {
    if (tested.has(group.address)) return 0;
    return (counts.get(group.address) ?? 0) > 1 ? 1 : originOrder.indexOf(group.input.origin) + 2;
  };
  const touched = groups.filter((group) => !isUntouched(group));
  const ordered = [...touched].sort((a, b) => rank(a) - rank(b) || compare(a.address, b.address) || a.index - b.index);
  const row = (group: Group): Row => inputRow(group, results, tested, sources, cell);
  const profiles = new Map<string, Group[]>();
  for (const group of groups.filter(isUntouched)) {
    const name = group.input.profile ?? 'the language';
    profiles.set(name, [...(profiles.get(name) ?? []), group]);
  }
  return {
    first: table(['First those that were varied, then those that differ between designs.'], ordered.map(row)),
    profiles: [...profiles].map(([profile, members]) => ({
      profile,
      table: table([`Defaults of ${profile}.`], members.map(row)),
    })),
  };
}

const originOrder = ['assumed', 'given', 'derived', 'default'] as const;

function table(caption: Table['caption'], rows: Row[]): Table {
  return {
    caption,
    columns: [{ name: 'input' }, { name: 'value' }, { name: 'origin' }, { name: 'used by' }, { name: 'source' }],
    rows,
    sortable: true,
  };
}

/** `<design>.<address>` with equal value, origin and source becomes one row. */
function groupInputs(results: Results): Group[] {
  const groups = new Map<string, Group>();
  results.inputs.forEach((input, index) => {
    const [head = '', ...rest] = input.path.split('.');
    const ofDesign = rest.length > 0 && results.designOrder.includes(head);
    const address = ofDesign ? rest.join('.') : input.path;
    const key = JSON.stringify([address, input.value, input.unit, input.origin, input.source, input.profile ?? null]);
    const group = groups.get(key) ?? { address, designs: [], index, input };
    if (ofDesign) group.designs.push(head);
    groups.set(key, group);
  });
  return [...groups.values()];
}

function testedAddresses(results: Results): Set<string> {
  const names = results.claims.flatMap((claim) => claim.assumptions.map((assumption) => assumption.name));
  const heads = new Set(results.designOrder);
  return new Set(
    names.flatMap((name) => {
      const [head = '', ...rest] = name.split('.');
      return heads.has(head) ? [name, rest.join('.')] : [name];
    }),
  );
}

function inputRow(
  { address, designs, index, input }: Group,
  results: Results,
  tested: Set<string>,
  sources: SourceList,
  cell: CellMaker,
): Row {
  return {
    cells: [
      words(address),
      cell(pointer('inputs', index), 'input'),
      originCell(input, address, tested),
      words(usedBy(designs, results)),
      sourceCell(input, index, results, sources, cell),
    ],
  };
}

function originCell(input: InputResult, address: string, tested: Set<string>): Cell {
  if (input.origin === 'given') return words('given', { tone: 'strong' });
  if (input.origin !== 'assumed') return words(input.origin);
  return tested.has(address)
    ? words('assumed', { tone: 'doubt', second: words('varied', { anchor: assumptionAnchor(address) }) })
    : words('assumed', { tone: 'doubt', second: words('not tested', { tone: 'muted' }) });
}

function usedBy(designs: string[], results: Results): string {
  if (designs.length === 0) return 'the scenario';
  return designs.length === results.designOrder.length && designs.length > 1 ? 'all designs' : designs.join(', ');
}

/** A derived value shows its expression, others a footnote. */
function sourceCell(input: InputResult, index: number, results: Results, sources: SourceList, cell: CellMaker): Cell {
  const { source, origin } = input;
  if (source === null) return words(origin === 'given' ? 'the scenario' : 'no source', { tone: 'muted' });
  if (standsInScenario(input, results))
    return cell(pointer('inputs', index, 'source'), isPlace(input) ? 'place' : 'text');
  const footnote = sources.number(source);
  return footnote === undefined ? cell(pointer('inputs', index, 'source'), 'text') : words('source', { footnote });
}

/** `small-files.yaml:8`, and not an expression. */
function isPlace({ source, origin }: InputResult): boolean {
  return origin !== 'derived' && source !== null && /:\d+$/.test(source);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
