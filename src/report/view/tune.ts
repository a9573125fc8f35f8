/** The wish as a table of its candidates, the recommended one first, and what would change the choice. */
import {
  candidateVerdict,
  candidateWords,
  measureWords,
  namesDesigns,
  pointer,
  type Results,
  type TuneResult,
  type TuneValue,
} from '../../results/index.ts';
import { formatValue } from '../../units/index.ts';
import { type ColumnStyle, columnStyle } from '../numbers/column.ts';
import { absent, type Cell, type CellMaker, type Phrase, words } from './cell.ts';
import { hasChance } from './estimates.ts';
import type { Row, Table } from './table.ts';

interface Measure {
  readonly key: 'objectives' | 'constraints';
  readonly index: number;
  readonly name: string;
  readonly unit: string;
  readonly style: ColumnStyle;
}

/** Null without a wish. */
export function tuneTable(results: Results, cell: CellMaker): Table | null {
  const { tune } = results;
  if (!tune) return null;
  const measures = measuresOf(results, tune);
  const unit = tune.objectives[0]!.unit;
  const named = namesDesigns(tune) ? 1 : 0;
  const compared = tune.recommended !== null && tune.candidates.length > 1;
  const isVaried = tune.candidates.some(({ base }) => !base);
  const rows = tune.candidates.map((candidate, i): Row => {
    const verdict = candidateVerdict(results, i);
    const name = cell(pointer('tune', 'candidates', i), `candidate:${named}`);
    return {
      cells: [
        candidate.base && isVaried ? { ...name, second: words('as the scenario stands') } : name,
        {
          ...words(
            verdict,
            i === tune.recommended ? { tone: 'strong' } : candidate.feasible === 'yes' ? {} : { tone: 'muted' },
          ),
          ...(candidate.front && i !== tune.recommended ? { second: words('on the front') } : {}),
        },
        ...measures.map((measure) => valueCell(candidate[measure.key][measure.index]!, i, measure, cell)),
        ...(compared ? [againstCell(tune, i, unit, cell)] : []),
      ],
    };
  });
  return {
    caption: captionOf(results, tune, cell),
    columns: [
      { name: 'candidate' },
      { name: 'verdict' },
      ...measures.map(({ name, style }) => ({ name, numeric: true, ...(style.perCell ? {} : { unit: style.unit }) })),
      ...(compared ? [{ name: 'against the recommended', numeric: true, unsorted: true, from: 'wide' as const }] : []),
    ],
    rows,
    sortable: rows.length > 2,
  };
}

function captionOf(results: Results, tune: TuneResult, cell: CellMaker): Phrase {
  const { designOrder } = results;
  const limits = tune.constraints.flatMap(
    ({ expression }, k): Phrase => [
      k === 0 ? ' Limits: ' : ', ',
      `${measureWords(expression, designOrder)} `,
      cell(pointer('tune', 'constraints', k), 'limit'),
    ],
  );
  const wish = tune.objectives.map(
    ({ expression, better }) => `${better === 'low' ? 'lowest' : 'highest'} ${measureWords(expression, designOrder)}`,
  );
  return [
    ...(tune.given.length > 0 ? [cell('/tune/given', 'given'), ', '] : []),
    `${tune.given.length > 0 ? wish[0] : capital(wish[0]!)} first${wish.length > 1 ? `, then ${wish.slice(1).join(', ')}` : ''}.`,
    ...(limits.length > 0 ? [...limits, '.'] : []),
    hasChance(results) ? ' ± and brackets are the 95% interval.' : ' Nothing is random here: the values are exact.',
  ];
}

function measuresOf({ designOrder }: Results, tune: TuneResult): Measure[] {
  const make = (key: Measure['key']): Measure[] =>
    tune[key].map(({ expression, unit }, index) => {
      const found = tune.candidates.flatMap((candidate) => {
        const { value, ci95 } = candidate[key][index]!;
        return value === null ? [] : [{ value, ci95 }];
      });
      return { key, index, name: measureWords(expression, designOrder), unit, style: columnStyle(found, unit) };
    });
  const objectives = make('objectives');
  const seen = tune.objectives.map(({ expression }) => expression);
  // What is wished for and limited at once has one column.
  return [
    ...objectives,
    ...make('constraints').filter(({ index }) => !seen.includes(tune.constraints[index]!.expression)),
  ];
}

function valueCell(
  { value, reason }: TuneValue,
  i: number,
  { key, index, unit, style }: Measure,
  cell: CellMaker,
): Cell {
  if (value === null) return absent(reason === undefined ? 'not measured' : 'no value');
  const format = style.perCell ? `measuredIn:${unit}` : `measured:${style.divisor}:${style.decimals}`;
  return cell(pointer('tune', 'candidates', i, key, index), format);
}

function againstCell(tune: TuneResult, i: number, unit: string, cell: CellMaker): Cell {
  const { against } = tune.candidates[i]!;
  if (i === tune.recommended) return words('recommended', { tone: 'muted' });
  if (!against || against.ratio === null) return absent('not compared');
  return cell(pointer('tune', 'candidates', i, 'against'), `against:${unit}:low`);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const mostChanges = 6;

/** Each a sentence: another limit, other circumstances. Empty where nothing within reach would change it. */
export function tuneChanges(results: Results, cell: CellMaker): Phrase[] {
  const { tune, designOrder } = results;
  if (!tune) return [];
  const named = namesDesigns(tune);
  const format = `candidate:${named ? 1 : 0}`;
  const name = (i: number): Cell => cell(pointer('tune', 'candidates', i), format, { tone: 'strong' });
  const flips = tune.flips.map(({ constraint, side, limit: bound, candidate }, i): Phrase => {
    const { expression, unit } = tune.constraints[constraint]!;
    // Two limits that read the same have more digits.
    const alike = [tune.flips[i - 1], tune.flips[i + 1]].some(
      (other) => other?.constraint === constraint && formatValue(other.limit, unit) === formatValue(bound, unit),
    );
    const limit = cell(pointer('tune', 'flips', i, 'limit'), `${alike ? 'exact' : 'value'}:${unit}`);
    const head = [
      `With a limit ${side === 'below' ? 'under' : 'over'} `,
      limit,
      ` on ${measureWords(expression, designOrder)}: `,
    ];
    if (candidate === null) return [...head, 'nothing that was tried.'];
    const first = cell(
      pointer('tune', 'candidates', candidate, 'objectives', 0),
      `measuredIn:${tune.objectives[0]!.unit}`,
    );
    return [...head, name(candidate), ', ', first, '.'];
  });
  const elsewhere = tune.elsewhere.map(({ candidate }, i): Phrase => {
    const at = cell(pointer('tune', 'elsewhere', i, 'given'), 'given');
    if (candidate === null) return [at, ': nothing that was tried.'];
    const same =
      tune.recommended !== null &&
      candidateWords(candidate, named) === candidateWords(tune.candidates[tune.recommended]!, named);
    const first = cell(
      pointer('tune', 'elsewhere', i, 'candidate', 'objectives', 0),
      `measuredIn:${tune.objectives[0]!.unit}`,
    );
    return [
      at,
      ': ',
      ...(same ? ['the same'] : [cell(pointer('tune', 'elsewhere', i, 'candidate'), format, { tone: 'strong' })]),
      ', ',
      first,
      '.',
    ];
  });
  const binds = tune.binding.map(
    (k): Phrase => [
      `The limit on ${measureWords(tune.constraints[k]!.expression, designOrder)} binds: without it another candidate would be better.`,
    ],
  );
  const free: Phrase[] =
    tune.recommended !== null && tune.constraints.length > 0 && tune.binding.length === 0
      ? [['No limit binds: without them the choice would be the same.']]
      : [];
  return [...binds, ...free, ...flips.slice(0, mostChanges), ...elsewhere];
}
