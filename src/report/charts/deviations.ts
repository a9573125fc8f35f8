/** How far simulated values lie from theory, in standard errors: a heap of dots and the heap that chance would make. */
import type { VerificationResults } from '../../results/verification.ts';
import { formatCount, formatFixed } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { makeAxis } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import { clearOf, drawing, frameOf, type Label, type Layer, labelLayers, round2, ruleLayer } from './_drawing.ts';

interface Deviation {
  readonly name: string;
  readonly value: number;
  readonly holds: boolean;
}

const bin = 0.25;
/** Further out a dot stands at the edge: a broken kernel may be hundreds of errors away. */
const furthest = 5;
const plotHeight = 218;

/** Null without estimates. */
export function deviationsFigure(results: VerificationResults, options: FigureOptions = {}): Figure | null {
  const all = deviationsOf(results);
  if (all.length === 0) return null;
  const { standardErrors } = results.rule;
  const { beyondTwo, beyondTwoExpected } = results.summary;
  const outside = all.filter(({ value }) => !(Math.abs(value) < standardErrors)).length;
  const title =
    outside === 0
      ? `All ${all.length} estimates lie within ${standardErrors} standard errors, ${beyondTwo} beyond 2`
      : `${outside} of ${all.length} estimates lie beyond ${standardErrors} standard errors of theory`;
  const expected = formatFixed(beyondTwoExpected, 1);
  return {
    id: 'deviations',
    section: 'first',
    title,
    howToRead: `One dot an estimate; right of 0 the simulation gave more than theory. The line is the heap that chance alone makes: it puts ${expected} beyond 2.`,
    description: [
      `The deviations of ${all.length} simulated values from theory, in their standard errors, heaped in steps of ${bin}.`,
      `They reach from ${signed(Math.min(...all.map(({ value }) => value)))} to ${signed(Math.max(...all.map(({ value }) => value)))}.`,
      `${beyondTwo} lie beyond 2 standard errors, where chance puts ${expected}, and ${outside} beyond ${standardErrors}.`,
    ].join(' '),
    key: [],
    ...drawPair(options, (canvas) => draw(all, standardErrors, canvas)),
    table: {
      columns: [
        { name: 'standard errors', numeric: false },
        { name: 'estimates', numeric: true },
        { name: 'by chance', numeric: true },
      ],
      rows: bins(all).map(({ from, count, expected: chance }) => [
        `${signed(from)} to ${signed(from + bin)}`,
        formatCount(count),
        formatFixed(chance, 1),
      ]),
    },
    note: 'Quantities of one case come from one run and lean to the same side: the dots are not independent of each other.',
  };
}

function deviationsOf({ cases }: VerificationResults): Deviation[] {
  return cases.flatMap(({ id, quantities }) =>
    quantities.flatMap(({ name, deviationInErrors, verdict }) =>
      deviationInErrors === null
        ? []
        : [{ name: `${id} ${name}`, value: deviationInErrors, holds: verdict === 'holds' }],
    ),
  );
}

function bins(all: readonly Deviation[]) {
  const found = [];
  for (let from = -furthest; from < furthest; from += bin) {
    const count = all.filter(({ value }) => binOf(value) === from).length;
    const expected = all.length * bin * density(from + bin / 2);
    if (count > 0 || expected >= 0.05) found.push({ from, count, expected });
  }
  return found;
}

function binOf(value: number): number {
  const inside = Math.max(-furthest, Math.min(furthest - bin, value));
  return Math.floor(inside / bin) * bin;
}

/** Of the normal distribution; Student's t of 39 degrees of freedom cannot be told from it here. */
function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${formatFixed(value, 2)}`;
}

function draw(all: readonly Deviation[], bound: number, canvas: Canvas): object {
  const frame = frameOf(canvas.totalPixels, { left: 14, right: 14 + canvas.spare, top: 24, bottom: 44 }, plotHeight);
  const axis = makeAxis([-furthest, furthest], {
    unit: '1',
    lengthPixels: frame.width,
    maxTicks: canvas.narrow ? 5 : 11,
    title: 'simulated less theory, in standard errors',
    zero: false,
    room: frame,
  });
  const highest = Math.max(...bins(all).map(({ count, expected }) => Math.max(count, expected + 1)));
  const step = Math.min(15, frame.height / (highest + 0.5));
  const binPixels = axis.place(bin) - axis.place(0);
  const radius = Math.max(1.6, Math.min(step, binPixels) / 2 - 0.6);
  const heights = new Map<number, number>();
  const dots = [...all]
    .sort((a, b) => a.value - b.value)
    .map(({ name, value, holds }) => {
      const from = binOf(value);
      const place = heights.get(from) ?? 0;
      heights.set(from, place + 1);
      return {
        name,
        value: from + bin / 2,
        y: round2(frame.height - step * (place + 0.5)),
        colour: paint(holds ? '--d1' : '--refuted'),
      };
    });
  const line = [];
  for (let x = -furthest; x <= furthest + 1e-9; x += 0.1) {
    line.push({ x: round2(axis.place(x)), y: round2(frame.height - step * all.length * bin * density(x)) });
  }
  const labels: Label[] = [
    { x: axis.place(-bound), y: -10, text: `bound: ${bound}`, align: 'center', token: '--muted' },
    { x: axis.place(bound), y: -10, text: `bound: ${bound}`, align: 'center', token: '--muted' },
  ];
  if (!canvas.narrow) {
    labels.push({ x: axis.place(-2), y: -10, text: '2', align: 'center', token: '--muted' });
    labels.push({ x: axis.place(2), y: -10, text: '2', align: 'center', token: '--muted' });
  }
  const upright = (x: number, token: string) => clearOf(axis.place(x), 0, frame.height, labels, token);
  const pixels = (field: string): object => ({ field, type: 'quantitative', scale: null });
  const layers: Layer[] = [
    ruleLayer([...upright(-2, '--grid'), ...upright(2, '--grid')], { width: 1 }),
    ruleLayer([...upright(-bound, '--axis'), ...upright(bound, '--axis')], { dash: [4, 3] }),
    {
      data: { values: dots },
      mark: { type: 'point', filled: true, size: round2(Math.PI * radius * radius), opacity: 1 },
      encoding: {
        x: { field: 'value', type: 'quantitative', scale: axis.scale, axis: axis.guide },
        y: pixels('y'),
        color: { field: 'colour', type: 'nominal', scale: null },
      },
    },
    {
      data: { values: line },
      mark: { type: 'line', color: paint('--d2'), strokeWidth: 2 },
      encoding: { x: pixels('x'), y: pixels('y') },
    },
    ...labelLayers(labels),
  ];
  return drawing(frame, layers);
}
