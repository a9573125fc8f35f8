/** The screen of `lakesim replay`: both times, the critical path, stages, a timeline, what was wasted and what bounds it. */
import type { ReplayedStage, ReplayResult } from '../../results/replay.ts';
import { formatDuration, percent, signedPercent } from './replay-numbers.ts';
import { timelineRows } from './replay-timeline.ts';
import { createStyle, type Style } from './style.ts';
import { cut, padEnd, padStart, wrap } from './width.ts';

export interface ReplayTerminalOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly reportPath: string | null;
}

const maxColumns = 100;
const minColumns = 60;
const shownStages = 20;
const shownStretches = 8;

/** Ends with a newline. */
export function renderReplayTerminal(result: ReplayResult, options: ReplayTerminalOptions): string {
  const columns = Math.max(minColumns, Math.min(maxColumns, Math.floor(options.columns) || 80));
  const style = createStyle(options.color, options.unicode);
  const lines: string[] = [];
  const say = (text: string, indent = ''): void =>
    void lines.push(
      ...wrap(style.text(text), columns - indent.length, 12, style.ellipsis).map((line) => indent + line),
    );
  const head = (text: string): void => void lines.push('', style.dim(text));

  const { logged, simulated } = result.applicationSeconds;
  const changed = result.changes.length > 0;
  say(`${result.app}: Spark ${result.sparkVersion}, ${result.clusterManager}, ${result.executors.length} executors`);
  lines.push('');
  const first = lines.length;
  say(
    `${changed ? 'With the changes' : 'Simulated'} ${formatDuration(simulated)}, logged ${formatDuration(logged)} (${signedPercent(simulated / logged - 1)})`,
  );
  for (let i = first; i < lines.length; i++) lines[i] = style.bold(lines[i]!);
  for (const change of result.changes) say(`- ${change}`, '  ');
  const { isolated, overlapping } = result.errors;
  const parts = [
    isolated === null ? '' : `${percent(isolated)} of stages that ran alone`,
    overlapping === null ? '' : `${percent(overlapping)} of stages beside others`,
  ].filter((part) => part !== '');
  if (!changed && parts.length > 0) say(`Mean error: ${parts.join(', ')} (those of 0.1 s and more).`);

  head('critical path of the simulation');
  lines.push(...pathLines(result, style, columns));
  head('timeline');
  lines.push(...timelineRows(result, columns, style));
  head(stageHead(result));
  lines.push(...stageLines(result, style, columns));
  head('slots');
  const { thereSeconds, busySeconds, wastedSeconds } = result.slots;
  say(
    `${formatDuration(thereSeconds)} of slot time: ${formatDuration(busySeconds)} at work, ${formatDuration(wastedSeconds)} (${percent(thereSeconds > 0 ? wastedSeconds / thereSeconds : 0)}) wasted`,
    '  ',
  );
  head('lower bounds');
  for (const { name, seconds } of result.lowerBounds) say(`${formatDuration(seconds)}  ${name}`, '  ');
  if (result.cost !== null) {
    head('cost');
    const { instance, instanceCount, usdPerHour, loggedUsd, simulatedUsd, priceBook } = result.cost;
    say(
      `$${simulatedUsd.toFixed(4)} simulated, $${loggedUsd.toFixed(4)} logged: ${instanceCount} x ${instance} at $${usdPerHour.toFixed(4)}/h (${priceBook}), driver included`,
      '  ',
    );
  }
  if (result.warnings.length > 0) {
    lines.push('');
    for (const { text } of result.warnings) {
      const from = lines.length;
      say(text, '  ');
      lines[from] = `!${lines[from]!.slice(1)}`;
    }
  }
  if (options.reportPath !== null) lines.push('', `report  ${style.text(options.reportPath)}`);
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}

function pathLines({ criticalPath, applicationSeconds }: ReplayResult, style: Style, columns: number): string[] {
  const total = applicationSeconds.simulated;
  const rows = criticalPath
    .map((each) => ({ ...each, seconds: each.endSeconds - each.startSeconds }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, shownStretches)
    .sort((a, b) => a.startSeconds - b.startSeconds);
  const width = Math.max(...rows.map(({ text }) => text.length), 1);
  const lines = rows.map(({ text, startSeconds, seconds }) =>
    cut(
      `  ${padEnd(style.text(text), width)}  ${padStart(formatDuration(seconds), 9)}  ${padStart(percent(seconds / total), 6)}  from ${formatDuration(startSeconds)}`,
      columns,
      style.ellipsis,
    ),
  );
  const rest = criticalPath.length - rows.length;
  if (rest > 0) lines.push(style.dim(`  and ${rest} shorter`));
  const driver = criticalPath
    .filter(({ kind }) => kind === 'driver')
    .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
  lines.push(`  ${percent(driver / total)} of the time only the driver worked`);
  return lines;
}

const stageHead = ({ stages }: ReplayResult): string =>
  stages.length > shownStages ? `stages, the ${shownStages} longest of ${stages.length}` : 'stages';

function stageLines({ stages }: ReplayResult, style: Style, columns: number): string[] {
  const length = (stage: ReplayedStage): number => stage.simulatedSeconds ?? stage.loggedSeconds ?? 0;
  const shown = [...stages]
    .sort((a, b) => length(b) - length(a))
    .slice(0, shownStages)
    .sort((a, b) => a.id - b.id || a.attempt - b.attempt);
  const or = (seconds: number | null): string => (seconds === null ? '-' : formatDuration(seconds));
  const rows = [
    ['stage', 'tasks', 'median', 'longest', 'logged', 'simulated', 'off by', ''],
    ...shown.map((stage) => [
      `${stage.id}${stage.attempt > 0 ? `.${stage.attempt}` : ''}`,
      stage.taskCount.toLocaleString('en-US'),
      formatDuration(stage.medianTaskSeconds),
      formatDuration(stage.longestTaskSeconds),
      or(stage.loggedSeconds),
      or(stage.simulatedSeconds),
      stage.loggedSeconds && stage.simulatedSeconds !== null
        ? signedPercent(stage.simulatedSeconds / stage.loggedSeconds - 1)
        : '',
      `${stage.overlapping ? 'beside others  ' : ''}${stage.name}`,
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row, r) => {
    const cells = row.map((cell, i) =>
      i === row.length - 1 ? style.text(cell) : i === 0 ? padEnd(cell, widths[i]!) : padStart(cell, widths[i]!),
    );
    const line = cut(`  ${cells.join('  ')}`.trimEnd(), columns, style.ellipsis);
    return r === 0 ? style.dim(line) : line;
  });
}
