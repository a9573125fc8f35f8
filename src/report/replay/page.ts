/** The replay as one page, with the look and the policy of the other reports. */
import type { ReplayResult } from '../../results/replay.ts';
import { formatBytes, formatCount, formatShare, formatTime } from '../../units/index.ts';
import { block } from '../html/block.ts';
import { renderDocument } from '../html/document.ts';
import { type DrawnFigure, renderFigure } from '../html/figure.ts';
import { boldNumber } from '../html/first-screen.ts';
import { html, type Markup } from '../html/markup.ts';
import { answerOf, pathRows, signedShare } from './view.ts';

const ownCss = `
.replay td{white-space:nowrap}
.replay td.name{white-space:normal;min-width:20ch;overflow-wrap:anywhere}
`.trim();

export interface ReplayDrawings {
  readonly stages: DrawnFigure | null;
  readonly timeline: DrawnFigure | null;
}

export function renderReplayPage(result: ReplayResult, { stages, timeline }: ReplayDrawings): string {
  return renderDocument({
    lakesim: result.lakesim,
    title: html`Replay of ${result.app}`,
    ownCss,
    strip: html`<p class="strip"><span><strong>lakesim</strong></span> · <span>replay of ${result.files.join(', ')}</span> · <span>Spark ${result.sparkVersion}, ${result.clusterManager}</span></p>`,
    main: html`<div class="first">
<div class="answer">
<p class="question">How long does ${result.app} take on the simulated scheduler${result.changes.length > 0 && ' with the changes below'}?</p>
<h1 id="answer" tabindex="-1">${boldNumber(answerOf(result))}</h1>
<p class="scope">Executor-side task times, sizes, the DAG, the executors and the driver’s pauses are from the log; when and where tasks ran is simulated.</p>
${result.changes.length > 0 && html`<ul>${result.changes.map((change) => html`<li>${change}</li>\n`)}</ul>`}
</div>
${stages && html`<div class="why"><h2 class="unseen">Why</h2>\n${renderFigure(stages)}</div>`}
</div>
${timeline && block('timeline', 'Executors and tasks', renderFigure(timeline))}
${renderPath(result)}
${renderStages(result)}
${renderJobs(result)}
${renderBounds(result)}
${renderMethod(result)}`,
    footer: 'Every number comes from results.json beside this page.',
  });
}

function table(
  id: string,
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  named = false,
) {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
<table class="replay" id="${id}-table"${rows.length > 2 && html` data-sortable`}>
<caption class="unseen">${title}</caption>
<thead><tr>${head.map((name, i) => html`<th scope="col"${i > 0 && !(named && i === head.length - 1) && html` class="num"`}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    html`<tr>${row.map((cell, i) =>
      i === 0
        ? html`<th scope="row">${cell}</th>`
        : named && i === row.length - 1
          ? html`<td class="name">${cell}</td>`
          : html`<td class="num">${cell}</td>`,
    )}</tr>\n`,
)}</tbody>
</table></div>`;
}

const or = (seconds: number | null): string => (seconds === null ? 'unknown' : formatTime(seconds));

function renderPath(result: ReplayResult): Markup {
  const rows = pathRows(result).map(({ text, startSeconds, seconds, share }) => [
    text,
    formatTime(startSeconds),
    formatTime(seconds),
    formatShare(share),
  ]);
  return block('path', 'Critical path', [
    html`<p>What everything behind it waited for, from the start of the application to its end.</p>`,
    table('path', 'Critical path', ['stretch', 'from', 'seconds', 'of the whole'], rows),
  ]);
}

function renderStages({ stages }: ReplayResult): Markup {
  const rows = stages.map((stage) => [
    `${stage.id}${stage.attempt > 0 ? `.${stage.attempt}` : ''}`,
    formatCount(stage.taskCount),
    formatTime(stage.medianTaskSeconds),
    formatTime(stage.longestTaskSeconds),
    formatBytes(stage.inputBytes + stage.shuffleReadBytes),
    formatTime(stage.lowerBoundSeconds),
    or(stage.loggedSeconds),
    or(stage.simulatedSeconds),
    stage.loggedSeconds && stage.simulatedSeconds !== null
      ? signedShare(stage.simulatedSeconds / stage.loggedSeconds - 1)
      : '',
    `${stage.overlapping ? 'beside others; ' : ''}${stage.name}`,
  ]);
  const head = ['stage', 'tasks', 'median', 'longest', 'read', 'at least', 'logged', 'simulated', 'off by', 'name'];
  return block('stages', 'Stages', table('stages', 'Stages', head, rows, true));
}

function renderJobs({ jobs }: ReplayResult): Markup {
  const rows = jobs.map(({ id, loggedSeconds, simulatedSeconds }) => [
    String(id),
    or(loggedSeconds),
    or(simulatedSeconds),
    loggedSeconds && simulatedSeconds !== null ? signedShare(simulatedSeconds / loggedSeconds - 1) : '',
  ]);
  return block('jobs', 'Jobs', table('jobs', 'Jobs', ['job', 'logged', 'simulated', 'off by'], rows));
}

function renderBounds({ slots, lowerBounds, cost }: ReplayResult): Markup {
  const wasted = slots.thereSeconds > 0 ? slots.wastedSeconds / slots.thereSeconds : 0;
  return block(
    'bounds',
    'What is wasted, and what bounds it',
    html`<dl><dt>Slot time</dt><dd>${formatTime(slots.thereSeconds)}, of which ${formatTime(slots.wastedSeconds)} (${formatShare(wasted)}) without work</dd>
${lowerBounds.map(({ name, seconds }) => html`<dt>At least</dt><dd>${formatTime(seconds)}: ${name}</dd>\n`)}${
  cost !== null &&
  html`<dt>Cost</dt><dd>$${cost.simulatedUsd.toFixed(4)} simulated, $${cost.loggedUsd.toFixed(4)} logged: ${cost.instanceCount} × ${cost.instance} at $${cost.usdPerHour.toFixed(4)}/h, ${cost.priceBook}</dd>\n`
}</dl>`,
  );
}

function renderMethod({ parameters, parametersSource, warnings, notModelled, lakesim }: ReplayResult): Markup {
  return block(
    'method',
    'How far to trust it',
    html`<dl>${warnings.map(({ text }) => html`<dt>Warning</dt><dd>${text}</dd>\n`)}${notModelled.map(
      (text) => html`<dt>Not modelled</dt><dd>${text}</dd>\n`,
    )}<dt>Overheads</dt><dd>${parameters.map(({ name, value }, i) => html`${i > 0 && ', '}${name} ${String(value)}`)}</dd>
<dt>Source</dt><dd>${parametersSource}</dd>
<dt>Version</dt><dd>lakesim ${lakesim}</dd></dl>`,
  );
}
