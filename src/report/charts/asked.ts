/** Charts that the scenario or a model asks for, drawn with the same means as the report's own. */
import type { ChartResult, Results, SweepColumn } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import type { FigureOptions } from './_canvas.ts';
import { variedAxes } from './_sweep.ts';
import { barsFigure } from './bars.ts';
import { overTimeFigure } from './over-time.ts';
import { sweepHeatFigure } from './sweep-heat.ts';
import { slug, sweepLinesFigure } from './sweep-lines.ts';
import { firstThatFits } from './titles.ts';

/** Null if the results do not hold what the chart asks for. Title and words are the chart's own. */
export function askedFigure(results: Results, chart: ChartResult, options: FigureOptions = {}): Figure | null {
  const drawn = drawKind(results, chart, options);
  if (!drawn) return null;
  return {
    ...drawn,
    id: `asked-${slug(chart.id)}`,
    section: 'asked',
    title: firstThatFits([chart.title.trim() || drawn.title]),
    howToRead: chart.howToRead.trim() || drawn.howToRead,
  };
}

function drawKind(results: Results, chart: ChartResult, options: FigureOptions): Figure | null {
  switch (chart.kind) {
    case 'bars':
      return barsFigure(results, { ...chart, log: chart.scale === 'log' }, options);
    case 'series':
      return overTimeFigure(results, chart.y, { ...options, log: chart.scale === 'log' });
    case 'lines':
      return linesFigure(results, chart, options);
    case 'heat':
      return heatFigure(results, chart, options);
    default:
      return chart.kind satisfies never;
  }
}

/** Columns of the sweep that the chart's y names: a metric of every design, of one, or a claim. */
function columnsOf(results: Results, y: string): SweepColumn[] {
  const columns = results.sweep?.columns ?? [];
  return columns.filter((column) => column.metric === y || column.name === y || column.claim === y);
}

function linesFigure(results: Results, chart: ChartResult, options: FigureOptions): Figure | null {
  const { sweep } = results;
  const axis = sweep?.axes.find((a) => a.address === chart.x);
  if (!sweep || !axis) return null;
  const columns = columnsOf(results, chart.y);
  const second = sweep.axes.find((a) => a.address === chart.color);
  // Lines for a second axis leave room for one design: the first.
  const choice = second ? { columns: columns.slice(0, 1), axis, second } : { columns, axis };
  return sweepLinesFigure(results, sweep, choice, options);
}

function heatFigure(results: Results, chart: ChartResult, options: FigureOptions): Figure | null {
  const { sweep } = results;
  if (!sweep || sweep.paired) return null;
  const axes = variedAxes(sweep);
  const first = axes.find((axis) => axis.address === chart.x) ?? axes[0];
  const second = axes.find((axis) => axis.address === chart.color && axis !== first) ?? axes.find((a) => a !== first);
  const column = columnsOf(results, chart.y)[0];
  return first && second && column ? sweepHeatFigure(results, sweep, column, [first, second], options) : null;
}
