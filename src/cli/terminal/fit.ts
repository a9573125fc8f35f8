/** The screen of `fit latency`: the quantiles, the laws on the half that they have not seen, and independence. */
import type { Candidate, Comparison, LatencyFit } from '../../random/fitting/index.ts';
import { reportedLevels } from '../../random/fitting/index.ts';
import { advise, independenceSentence } from '../measurements/advise.ts';
import { createStyle, type Style } from './style.ts';
import { padEnd, padStart, wrap } from './width.ts';

export interface FitTerminalOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly files: readonly string[];
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const ms = (seconds: number): string => `${Number((1000 * seconds).toPrecision(4))} ms`;
const level = (p: number): string => `p${Number((100 * p).toPrecision(8))}`;
const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)}%`;
const signed = (ratio: number): string => `${ratio < 0 ? '-' : '+'}${percent(Math.abs(ratio))}`;

/** Ends with a newline. */
export function renderFit(fit: LatencyFit, options: FitTerminalOptions): string {
  const columns = Math.max(60, Math.min(100, Math.floor(options.columns) || 80));
  const style = createStyle(options.color, options.unicode);
  const lines: string[] = [];
  const say = (text: string, indent = ''): void =>
    void lines.push(...wrap(style.text(text), columns - indent.length, 20).map((line) => indent + line));
  const at = (p: number): string => ms(fit.points.find(([q]) => q === p)![1]);
  const has = (p: number): boolean => fit.points.some(([q]) => q === p);
  const tail = [0.99, 0.9999].filter(has).map((p) => `, ${level(p)} ${at(p)}`);
  say(
    `${count(fit.count)} latencies of ${options.files.join(', ')}: median ${at(0.5)}${tail.join('')}, mean ${ms(fit.meanSeconds)}`,
  );
  lines[0] = style.bold(lines[0]!);
  lines.push('', style.dim('quantiles'));
  say(
    fit.points
      .map(
        ([p, value]) =>
          `${p === 0 ? 'least' : p === 1 ? 'greatest' : level(p)}\u00a0${ms(value).replace(' ', '\u00a0')}`,
      )
      .join('  '),
    '  ',
  );
  if (fit.groups.length > 1) {
    lines.push('', style.dim('groups'));
    lines.push(...groupLines(fit, style));
  }
  lines.push('');
  if (fit.comparison === null) say('Nothing could be held out: the laws were not compared.');
  else addComparison(fit.comparison, fit.law, style, say, lines);
  lines.push('', style.dim('independence'));
  const { dependence, drift } = fit;
  if (dependence?.lag1 != null) {
    const far = dependence.lag10 === null ? '' : `, ${dependence.lag10.toFixed(2)} ten requests apart`;
    say(`neighbouring requests of a client: correlation ${dependence.lag1.toFixed(2)}${far}`, '  ');
  }
  if (dependence?.clientSpread != null) {
    say(
      `means of ${count(dependence.clientCount)} clients: ${dependence.clientSpread.toFixed(1)} times the spread of independent draws`,
      '  ',
    );
  }
  if (dependence?.clientVariation != null) {
    say(`what sets clients apart beyond chance: ${percent(dependence.clientVariation)} of their mean`, '  ');
  }
  if (drift !== null) {
    say(
      `groups: medians ${ms(drift.lowestMedianSeconds)} to ${ms(drift.highestMedianSeconds)}; ${percent(drift.varianceBetween)} of the variance lies between them`,
      '  ',
    );
  }
  say(independenceSentence(fit), '  ');
  for (const { text, remedy } of advise(fit)) {
    const from = lines.length;
    say(`${text}: ${remedy}`, '    ');
    lines[from] = `  !${lines[from]!.slice(3)}`;
  }
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}

function groupLines({ groups }: LatencyFit, style: Style): string[] {
  const value = (points: LatencyFit['points'], p: number): string => {
    const found = points.find(([q]) => q === p);
    return found === undefined ? '' : ms(found[1]);
  };
  const rows = [
    ['', 'values', 'p50', 'p99', 'p99.9'],
    ...groups.map(({ name, points, count: n }) => [name, count(n), ...[0.5, 0.99, 0.999].map((p) => value(points, p))]),
  ];
  return columnsOf(rows, style);
}

const splits: Readonly<Record<Comparison['split'], string>> = {
  clients: 'every other client',
  blocks: 'alternating blocks of neighbouring values',
  runs: 'every other run',
};

function addComparison(
  comparison: Comparison,
  law: string,
  style: Style,
  say: (text: string, indent?: string) => void,
  lines: string[],
): void {
  const { split, fittedCount, heldOutCount, candidates, kolmogorovAtFivePercent } = comparison;
  lines.push(style.dim('laws, on the half that they were not fitted to'));
  say(
    `Held out: ${splits[split]}. Fitted to ${count(fittedCount)} values, judged on ${count(heldOutCount)}; likeliest first, errors of quantiles.`,
    '  ',
  );
  const levels = reportedLevels.filter((p) => candidates[0]?.quantileErrors.some((each) => each.p === p));
  const row = (each: Candidate): string[] => [
    `${each.law}${each.law === law ? ' *' : ''}`,
    each.logLikelihood.toFixed(3),
    ...each.quantileErrors.map(({ error }) => signed(error)),
    percent(each.kolmogorovDistance),
  ];
  lines.push(...columnsOf([['', 'log lik.', ...levels.map(level), 'K-S'], ...candidates.map(row)], style));
  const used = candidates.find((each) => each.law === law);
  const distance =
    used === undefined
      ? ''
      : ` For ${law}, the share of requests slower than any limit is right within ${percent(used.kolmogorovDistance)} of all requests.`;
  say(
    `* is written. K-S: Kolmogorov-Smirnov, the largest difference between the law's and the measured share below any limit.${distance} Chance alone would give ${percent(kolmogorovAtFivePercent)} once in twenty times if values were independent: with this many values a law that is good enough for any use may exceed it, so read the size.`,
    '  ',
  );
}

/** The first column runs left, the others right. */
function columnsOf(rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row, r) => {
    const line = `  ${row.map((cell, i) => (i === 0 ? padEnd(style.text(cell), widths[i]!) : padStart(cell, widths[i]!))).join('  ')}`;
    return r === 0 ? style.dim(line) : line;
  });
}
