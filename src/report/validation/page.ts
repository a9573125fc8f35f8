/** The validation as one page, with the look and the policy of the other reports. */
import type { ValidationResults } from '../../results/validation.ts';
import { block } from '../html/block.ts';
import { renderCell } from '../html/cell.ts';
import { renderDocument } from '../html/document.ts';
import { type DrawnFigure, renderFigure } from '../html/figure.ts';
import { boldNumber } from '../html/first-screen.ts';
import { html, type Markup, type Piece } from '../html/markup.ts';
import { errorText } from './format.ts';
import { commands, methods } from './methods.ts';
import {
  answerOf,
  excludedLines,
  type GroupView,
  groupLines,
  groupViews,
  type MeasurementView,
  missesOf,
  notRunLines,
  scopeOf,
  type ValueRow,
  wordOf,
} from './view.ts';

/** What the tables of this page need beside the common style. */
const ownCss = `
.cases{width:100%}
.cases tr.case>th{padding-top:20px;border-bottom:0}
.cases tr.case .second{max-width:88ch}
.cases tbody th[scope=row]{font-weight:400;min-width:14ch}
.cases td.verdict-cell{white-space:nowrap}
.plain-table td{min-width:18ch}
@media (max-width:639.98px){.cases{font-size:13px}.cases th,.cases td{padding-left:8px}.cases th:first-child{padding-left:0}.cases tbody th[colspan]{position:static;max-width:none}.cases tr.case .second{max-width:calc(100vw - 40px)}}
@media print{.cases td.verdict-cell,.cases td.num{white-space:normal}.plain-table td{min-width:0}}
`.trim();

export function renderValidationPage(results: ValidationResults, chart: DrawnFigure | null): string {
  return renderDocument({
    lakesim: results.lakesim,
    title: html`The models against measurement: ${errorText(results.check.medianError)} off in the median`,
    ownCss,
    strip: html`<p class="strip"><span><strong>lakesim</strong></span> · <span>validation of the models</span> · <span>seed ${results.seed} (fixed)</span></p>`,
    main: html`<div class="first">
<div class="answer">
<p class="question">How far are the predictions from what others measured?</p>
<h1 id="answer" tabindex="-1">${boldNumber(answerOf(results))}</h1>
<p class="scope">${scopeOf(results)} <a href="#methods">How it is done</a></p>
${renderGroupLines(results)}
</div>
${chart && html`<div class="why"><h2 class="unseen">Why</h2>\n${renderFigure(chart)}</div>`}
</div>
${renderMisses(results)}
${groupViews(results).map(renderGroup)}
${renderNotRun(results)}
${renderExcluded(results)}
${renderMethods(results)}
${renderReproduce(results)}
${renderSources(results)}`,
    footer:
      'Every number in the tables comes from results.json beside this page; its pointer stands in the number’s data-v attribute.',
  });
}

function renderGroupLines(results: ValidationResults): Markup {
  const sign = (all: boolean | null): Markup => {
    if (all === null) return html`<span class="t-muted"><span class="sign" aria-hidden="true">–</span></span>`;
    return all
      ? html`<span class="t-confirmed"><span class="sign" aria-hidden="true">✓</span> <strong>within</strong></span>`
      : html`<span class="t-refuted"><span class="sign" aria-hidden="true">✗</span> <strong>with misses</strong></span>`;
  };
  return html`<h2 class="unseen">Groups</h2>
<ul class="verdicts">
${groupLines(results).map(
  ({ id, title, text, all }) =>
    html`<li class="verdict"><p>${sign(all)} <a href="#${id}">${title}</a> <span class="turns">${text}</span></p></li>\n`,
)}</ul>`;
}

function renderMisses(results: ValidationResults): Piece {
  const misses = missesOf(results);
  if (misses.length === 0) return null;
  return block(
    'misses',
    'Misses',
    html`<dl>${misses.map(
      ({ id, says, text, word }) =>
        html`<dt><a href="#${id}">${id}</a></dt><dd>${says}: <span class="t-refuted">${text}</span>. ${word}</dd>\n`,
    )}</dl>`,
  );
}

const columns: readonly { head: string; name: keyof Omit<ValueRow, 'name'>; classes: string }[] = [
  { head: 'measured', name: 'measured', classes: 'num' },
  { head: 'predicted', name: 'predicted', classes: 'num' },
  { head: 'off by', name: 'error', classes: 'num' },
  { head: 'band', name: 'band', classes: 'num from-middle' },
  { head: 'verdict', name: 'verdict', classes: 'verdict-cell' },
];

function renderGroup({ group, summary, measurements }: GroupView): Markup {
  const { id, title, about } = group;
  return block(id, title, [
    html`<p>${about} ${summary}</p>`,
    measurements.length > 0 &&
      html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
<table class="cases" id="${id}-table">
<caption class="unseen">${title}: measured and predicted</caption>
<thead><tr><th scope="col">value</th>${columns.map(({ head, classes }) => html`<th scope="col" class="${classes}">${head}</th>`)}</tr></thead>
<tbody>
${measurements.map(renderMeasurement)}</tbody>
</table></div>`,
  ]);
}

function renderMeasurement({ of, circumstances, rows }: MeasurementView): Piece {
  const word = wordOf(of);
  return [
    html`<tr class="case" id="${of.id}"><th scope="rowgroup" colspan="${columns.length + 1}">${of.id}: ${of.says}<span class="second">${circumstances} Source: ${of.source}.${word && html` ${word}`}</span></th></tr>
`,
    ...rows.map(
      (row) => html`<tr><th scope="row">${renderCell(row.name)}</th>${columns.map(
        ({ name, classes }) => html`<td class="${classes}">${renderCell(row[name])}</td>`,
      )}</tr>
`,
    ),
  ];
}

function plainTable(id: string, label: string, head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
<table class="plain-table" id="${id}-table">
<caption class="unseen">${label}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((text) => html`<td>${text}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

function renderNotRun(results: ValidationResults): Piece {
  const lines = notRunLines(results);
  if (lines.length === 0) return null;
  const rows = lines.map(({ id, says, values, reason }) => [id, says, values, reason]);
  return block('not-run', 'Not run yet', [
    html`<p>${results.notRun.length} measured values without a prediction; they count nowhere.</p>`,
    plainTable('not-run', 'Measured values that do not run yet', ['id', 'what', 'measured', 'why not'], rows),
  ]);
}

function renderExcluded(results: ValidationResults): Markup {
  const rows = excludedLines(results).map(({ id, says, reason, source }) => [id, says, reason, source]);
  return block(
    'excluded',
    'Left out',
    plainTable('excluded', 'Measurements left out', ['id', 'what', 'why', 'source'], rows),
  );
}

function renderMethods(results: ValidationResults): Markup {
  return block(
    'methods',
    'How it is done',
    html`<dl>${methods(results).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>`,
  );
}

function renderReproduce({ lakesim, engine }: ValidationResults): Markup {
  const [run, json] = commands;
  return block(
    'reproduce',
    'Reproduce',
    html`<dl><dt>Run</dt><dd><code>${run}</code>, in the repository</dd>
<dt>Rows as JSON</dt><dd><code>${json}</code></dd>
<dt>Measurements</dt><dd><code>validation/</code>, a file a group</dd>
<dt>Version</dt><dd>lakesim ${lakesim}, arithmetic <code class="digest">${engine.mathDigest}</code></dd></dl>`,
  );
}

function renderSources({ sources }: ValidationResults): Markup {
  return block('sources', 'Sources', html`<ul class="sources">${sources.map((text) => html`<li>${text}</li>\n`)}</ul>`);
}
