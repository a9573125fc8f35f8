/** The verification as one page, with the look and the policy of the other reports. */
import type { VerificationResults } from '../../results/verification.ts';
import { block } from '../html/block.ts';
import { renderCell } from '../html/cell.ts';
import { renderDocument } from '../html/document.ts';
import { type DrawnFigure, renderFigure } from '../html/figure.ts';
import { boldNumber } from '../html/first-screen.ts';
import { html, type Markup, type Piece } from '../html/markup.ts';
import { commands, methods } from './methods.ts';
import {
  answerOf,
  type CaseView,
  failures,
  type GroupView,
  groupLines,
  groupViews,
  invariantRows,
  type QuantityRow,
  scopeOf,
} from './view.ts';

/** What the tables of this page need beside the common style. */
const ownCss = `
.cases{width:100%}
.cases tr.case>th{padding-top:20px;border-bottom:0}
.cases tr.case .second{max-width:88ch}
.cases tbody th[scope=row]{font-weight:400;min-width:9ch}
.cases td.formula{min-width:22ch;max-width:40ch}
.cases td.interval{white-space:nowrap}
.cases td.verdict-cell{white-space:nowrap}
.cases td.verdict-cell .second{white-space:normal;min-width:16ch}
@media (max-width:639.98px){.cases{font-size:13px}.cases th,.cases td{padding-left:8px}.cases th:first-child{padding-left:0}.cases tbody th[colspan]{position:static;max-width:none}.cases tr.case .second{max-width:calc(100vw - 40px)}}
@media print{.cases td.interval,.cases td.verdict-cell{white-space:normal}}
`.trim();

export function renderVerificationPage(results: VerificationResults, chart: DrawnFigure | null): string {
  const { quantities, holds } = results.summary;
  return renderDocument({
    lakesim: results.lakesim,
    title: html`The kernel against theory: ${holds} of ${quantities} hold`,
    ownCss,
    strip: html`<p class="strip"><span><strong>lakesim</strong></span> · <span>verification of the kernel</span> · <span>${results.size} suite</span> · <span>seed ${results.seed} (fixed)</span></p>`,
    main: html`<div class="first">
<div class="answer">
<p class="question">Does the simulation kernel give what queueing theory says?</p>
<h1 id="answer" tabindex="-1">${boldNumber(answerOf(results))}</h1>
<p class="scope">${scopeOf(results)} <a href="#methods">How it is done</a></p>
${renderVerdicts(results)}
</div>
${chart && html`<div class="why"><h2 class="unseen">Why</h2>\n${renderFigure(chart)}</div>`}
</div>
${groupViews(results).map(renderGroup)}
${renderInvariants(results)}
${renderMethods(results)}
${renderReproduce(results)}
${renderReferences(results)}`,
    footer:
      'Every number in the tables comes from results.json beside this page; its pointer stands in the number’s data-v attribute.',
  });
}

const shownFailures = 4;

/** Failures first; then a line a group. */
function renderVerdicts(results: VerificationResults): Markup {
  const failed = failures(results);
  const sign = (holds: boolean): Markup =>
    holds
      ? html`<span class="t-confirmed"><span class="sign" aria-hidden="true">✓</span> <strong>holds</strong></span>`
      : html`<span class="t-refuted"><span class="sign" aria-hidden="true">✗</span> <strong>fails</strong></span>`;
  return html`<h2 class="unseen">Verdicts</h2>
<ul class="verdicts">
${failed.slice(0, shownFailures).map(({ title, reason }) => html`<li class="verdict"><p>${sign(false)} ${title}</p><p class="turns">${reason}</p></li>\n`)}${
  failed.length > shownFailures &&
  html`<li class="verdict"><p>and ${failed.length - shownFailures} more that fail</p></li>\n`
}${groupLines(results).map(
  ({ id, title, text, holds }) =>
    html`<li class="verdict"><p>${sign(holds)} <a href="#${id}">${title}</a> <span class="turns">${text}</span></p></li>\n`,
)}</ul>`;
}

interface Column {
  readonly head: string;
  readonly name: keyof Omit<QuantityRow, 'quantity' | 'name'>;
  readonly classes?: string;
}

/** Without intervals where all is exact; on narrow screens the interval stands below the value. */
function columnsOf(exact: boolean): readonly Column[] {
  return [
    { head: 'theory', name: 'theory', classes: 'num' },
    { head: 'simulated', name: 'simulated', classes: 'num' },
    ...(exact
      ? []
      : [
          { head: '95% interval', name: 'interval', classes: 'num interval from-middle' } as const,
          { head: 'in errors', name: 'errors', classes: 'num' } as const,
        ]),
    { head: 'off by', name: 'relative', classes: exact ? 'num' : 'num from-middle' },
    { head: 'verdict', name: 'verdict', classes: 'verdict-cell' },
    { head: 'formula and source', name: 'formula', classes: 'formula' },
  ];
}

function renderGroup({ id, title, about, cases, exact }: GroupView): Markup {
  const columns = columnsOf(exact);
  return block(id, title, [
    html`<p>${about}</p>`,
    html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
<table class="cases" id="${id}-table">
<caption class="unseen">${title}: theory and simulation</caption>
<thead><tr><th scope="col">quantity</th>${columns.map(
      ({ head, classes }) => html`<th scope="col"${classes && html` class="${classes}"`}>${head}</th>`,
    )}</tr></thead>
<tbody>
${cases.map((each) => renderCase(each, columns))}</tbody>
</table></div>`,
  ]);
}

function renderCase({ of, size, invariants, rows }: CaseView, columns: readonly Column[]): Piece {
  return [
    html`<tr class="case" id="${of.id}"><th scope="rowgroup" colspan="${columns.length + 1}">${of.title}<span class="second">${of.simulates} ${size}. ${invariants}</span></th></tr>
`,
    ...rows.map(
      (row) => html`<tr><th scope="row">${renderCell(row.name)}</th>${columns.map(
        ({ name, classes }) => html`<td${classes && html` class="${classes}"`}>${renderCell(row[name])}</td>`,
      )}</tr>
`,
    ),
  ];
}

function renderInvariants(results: VerificationResults): Markup {
  const head = ['invariant', 'cases', 'worst deviation', 'allowed', 'verdict'];
  return block('invariants', 'What held in every run', [
    html`<p>Identities deviate by a share of their value, rules by the times they were broken.</p>`,
    html`<div class="scroll" role="region" tabindex="0" aria-label="Invariants">
<table id="invariants-table">
<caption class="unseen">Invariants, their worst deviation over all cases</caption>
<thead><tr>${head.map((name, index) => html`<th scope="col"${index > 0 && index < 4 && html` class="num"`}>${name}</th>`)}</tr></thead>
<tbody>
${invariantRows(results).map(
  ({ name, cases, worst, allowed, holds }) =>
    html`<tr><th scope="row">${name}</th><td class="num">${cases}</td><td class="num">${worst}</td><td class="num">${allowed}</td><td>${renderCell(
      holds ? { text: '✓\u00a0holds', tone: 'confirmed' } : { text: '✗\u00a0fails', tone: 'refuted' },
    )}</td></tr>\n`,
)}</tbody>
</table></div>`,
  ]);
}

function renderMethods(results: VerificationResults): Markup {
  return block(
    'methods',
    'How it is done',
    html`<dl>${methods(results).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>`,
  );
}

function renderReferences({ references }: VerificationResults): Markup {
  return block(
    'sources',
    'Sources',
    html`<ul class="sources">${references.map((text) => html`<li>${text}</li>\n`)}</ul>`,
  );
}

function renderReproduce({ lakesim, engine }: VerificationResults): Markup {
  const [quick, long, test] = commands;
  return block(
    'reproduce',
    'Reproduce',
    html`<dl><dt>Run</dt><dd><code>${quick}</code></dd>
<dt>Twenty times as long</dt><dd><code>${long}</code>, in the repository also <code>${test}</code></dd>
<dt>Version</dt><dd>lakesim ${lakesim}, arithmetic <code class="digest">${engine.mathDigest}</code></dd></dl>`,
  );
}
