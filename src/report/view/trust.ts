/** How far to trust it: what the interval covers and what it does not, fidelity, warnings. */
import { mainClaim, metricOf, parseMetric, pointer, type Results } from '../../results/index.ts';
import { type Cell, type CellMaker, type Phrase, words } from './cell.ts';
import { warmUpPointer } from './run.ts';

export interface TrustLine {
  readonly name: string;
  readonly says: Phrase;
}

/** The ranges of the main number, beside each other; what is not known is said. */
export function trustLines(results: Results, cell: CellMaker): TrustLine[] {
  return [
    { name: 'Chance within the model', says: chance(results, cell) },
    {
      name: 'Over hours and clients',
      says: prediction(results, cell),
    },
    {
      name: 'Error of the model',
      says: ['Not known from these results: they hold no measurement to compare with.'],
    },
    ...warmUp(results, cell),
    { name: 'Fidelity', says: fidelity(results, cell) },
  ];
}

function prediction(results: Results, cell: CellMaker): Phrase {
  const main = mainClaim(results);
  if (!main?.prediction) {
    return ['Not part of this run: the interval holds for the hour and the client that the scenario describes.'];
  }
  const at = pointer('claims', results.claims.indexOf(main));
  const freed = main.prediction.varied.map(({ address, to }) => `${address} ${to}`).join(', ');
  return [
    cell(at, 'prediction', { tone: 'strong' }),
    ': the middle 95% of ',
    cell(`${at}/prediction/n`, 'whole'),
    ` single runs in which each run also draws its hour (${freed}); for what a next run may give, not for the mean.`,
  ];
}

function chance(results: Results, cell: CellMaker): Phrase {
  if (results.replications.stoppedBy === 'nothing random') {
    return ['None: nothing is random in this model, so every run gives the same values.'];
  }
  const n = cell('/replications/n', 'whole');
  const stopping = results.replications.precision === undefined ? [] : [' ', cell('', 'stopping'), '.'];
  const main = mainNumber(results, cell);
  return main
    ? [
        main,
        ' over ',
        n,
        ' replications; the brackets are the 95% interval of the mean, not the spread of single runs.',
        ...stopping,
      ]
    : ['95% intervals over ', n, ' replications.', ...stopping];
}

function warmUp(results: Results, cell: CellMaker): TrustLine[] {
  const at = warmUpPointer(results);
  if (at === null) return [];
  const { method, settled } = results.designs[results.designOrder[0]!]!.warmUp!;
  const found = method === 'given' ? '' : ', found by MSER-5 in runs of their own, one cut for all designs';
  const isDoubtful =
    settled === false || results.designOrder.some((name) => results.designs[name]!.warmUp?.settled === false);
  return [
    {
      name: 'Warm-up',
      says: [
        'The first ',
        cell(at, 'time', { tone: 'strong' }),
        ` of every run is left out of all metrics${found}; bills cover the whole run.`,
        isDoubtful ? ' Not everything had settled by then: see the warnings.' : '',
      ],
    },
  ];
}

function mainNumber(results: Results, cell: CellMaker): Cell | null {
  const main = mainClaim(results);
  if (!main || main.value === null) return null;
  const isMeasured =
    main.expression !== null && (parseMetric(main.expression) === null || hasMetric(results, main.expression));
  return isMeasured ? cell(pointer('claims', results.claims.indexOf(main)), 'found', { tone: 'strong' }) : null;
}

function hasMetric(results: Results, expression: string): boolean {
  const ref = parseMetric(expression);
  return ref !== null && metricOf(results.designs, ref) !== null;
}

function fidelity(results: Results, cell: CellMaker): Phrase {
  const used = [...new Set(results.designOrder.map((name) => results.designs[name]!.fidelity))];
  const meaning = used.map((kind) => fidelityWords[kind]).join('; some designs ');
  const events = results.designOrder.flatMap((name, i): (string | Cell)[] => [
    i === 0 ? ' Kernel events a run: ' : ', ',
    `${name} `,
    cell(pointer('designs', name, 'events'), 'count'),
  ]);
  return [`${meaning}.`, ...events, '.'];
}

const fidelityWords = {
  exact: 'Exact: every request is simulated',
  collapsed: 'Collapsed: sequential requests of a task are drawn as one sum, what is shared is carried as a flow',
} as const;

export interface WarningText {
  readonly text: Cell;
  readonly remedy: Cell;
}

export function warnings(results: Results, cell: CellMaker): WarningText[] {
  const found = results.warnings.map((_, i) => ({
    text: cell(pointer('warnings', i, 'text'), 'sentence'),
    remedy: cell(pointer('warnings', i, 'remedy'), 'sentence'),
  }));
  if (results.notModelled.length > 0) return found;
  const nothing = {
    text: words('Nothing was declared as left out of the model'),
    remedy: words('Every model leaves something out: read the folders\u2019 READMEs before trusting this'),
  };
  return [...found, nothing];
}
