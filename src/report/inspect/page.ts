/** A table as one page, with the look and the policy of the other reports. */
import type { DeltaLog, IcebergMetadata, TableSummary } from '../../results/table-summary.ts';
import {
  clusterSentence,
  optimizeSentence,
  predictionNotes,
  predictionRows,
  tableSentence,
} from '../../results/table-words.ts';
import { formatBytes, formatCount, formatTime } from '../../units/index.ts';
import { block } from '../html/block.ts';
import { renderDocument } from '../html/document.ts';
import { type DrawnFigure, renderFigure } from '../html/figure.ts';
import { html, type Markup, type Piece } from '../html/markup.ts';
import type { InspectedTable } from './render.ts';

export interface InspectDrawings {
  readonly sizes: DrawnFigure | null;
  readonly clustering: DrawnFigure | null;
  readonly partitions: DrawnFigure | null;
}

export function renderInspectPage(
  { name, lakesim, table, predictions }: InspectedTable,
  { sizes, clustering, partitions }: InspectDrawings,
): string {
  const format = table.format === 'delta' ? 'Delta' : 'Iceberg';
  const answer = predictions === null ? tableSentence(table) : optimizeSentence(predictions, table.liveFiles);
  return renderDocument({
    lakesim,
    title: html`Table ${name}`,
    strip: html`<p class="strip"><span><strong>lakesim</strong></span> · <span>inspection of ${name}</span> · <span>${format}, version ${String(table.tableVersion)}</span></p>`,
    main: html`<div class="first">
<div class="answer">
<p class="question">${predictions === null ? html`What state is ${name} in?` : html`What would it take to compact ${name}, and what else does its upkeep take?`}</p>
<h1 id="answer" tabindex="-1">${answer}</h1>
<p class="scope">${predictions === null ? 'Read off the metadata of the table; no data file was opened.' : tableSentence(table)}</p>
${table.warnings.map(({ text }) => html`<p class="note">Warning: ${text}.</p>\n`)}
</div>
${sizes && html`<div class="why"><h2 class="unseen">Why</h2>\n${renderFigure(sizes)}</div>`}
</div>
${
  predictions !== null &&
  block('predictions', 'What upkeep takes', [
    html`<p>${clusterSentence(predictions)}</p>`,
    rowsTable('predictions', 'Predictions', ['operation', 'time', 'cost', 'files'], predictionRows(predictions)),
    predictionNotes(predictions).map((text) => html`<p class="note">${text}</p>\n`),
  ])
}
${clustering && block('clustering', 'Where values lie', renderFigure(clustering))}
${partitions && block('partitions', 'Partitions', renderFigure(partitions))}
${block('deletes', 'Deletes', pairs(deleteRows(table)))}
${table.delta && block('log', 'The log', [pairs(deltaRows(table.delta)), operationsOf(table.delta)])}
${table.iceberg && block('log', 'The metadata', pairs(icebergRows(table.iceberg)))}`,
    footer: html`Every number comes from results.json beside this page. lakesim ${lakesim}.`,
  });
}

const pairs = (rows: readonly (readonly [string, string])[]): Markup =>
  html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;

function rowsTable(id: string, title: string, head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
<table id="${id}-table"${rows.length > 2 && html` data-sortable`}>
<caption class="unseen">${title}</caption>
<thead><tr>${head.map((name, i) => html`<th scope="col"${i > 0 && html` class="num"`}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="num">${cell}</td>`))}</tr>\n`,
)}</tbody>
</table></div>`;
}

function deleteRows(table: TableSummary): [string, string][] {
  return [
    ['Files removed, still in the log', `${formatCount(table.tombstones)}, ${formatBytes(table.tombstoneBytesKnown)}`],
    [
      'Live files with a deletion vector',
      `${formatCount(table.deletionVectors)}, with ${formatCount(table.deletedRows)} rows in ${formatBytes(table.deletionVectorBytes)}`,
    ],
  ];
}

function deltaRows({ files, bytes, checkpoint, open, cadence, commitsSinceCheckpoint, commitBytes }: DeltaLog) {
  const rows: [string, string][] = [
    ['Commits in the log', `${formatCount(files.json)}; the log has ${formatBytes(bytes)} in all`],
    [
      'Newest checkpoint',
      `${checkpoint === null ? 'none' : `version ${checkpoint.version}, ${checkpoint.kind}`}; ${formatCount(commitsSinceCheckpoint)} commits since`,
    ],
    ['To open the table', `${formatCount(open.lists)} LIST, ${formatCount(open.gets)} GET, ${formatBytes(open.bytes)}`],
  ];
  if (commitBytes !== null)
    rows.push([
      'Size of a commit',
      `${formatBytes(commitBytes.p50)} (median), ${formatBytes(commitBytes.max)} at the most`,
    ]);
  if (cadence !== null)
    rows.push([
      'Between commits',
      `${formatTime(cadence.medianGapMilliseconds / 1000)} (median), ${formatTime(cadence.maxGapMilliseconds / 1000)} at the most`,
    ]);
  return rows;
}

function operationsOf({ operations }: DeltaLog): Piece {
  const rows = Object.entries(operations).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (rows.length === 0) return null;
  return rowsTable(
    'operations',
    'Operations',
    ['operation', 'commits'],
    rows.map(([name, count]) => [name, formatCount(count)]),
  );
}

function icebergRows({ snapshots, manifests, manifestBytes, live, open }: IcebergMetadata): [string, string][] {
  return [
    ['Snapshots', formatCount(snapshots)],
    ['Manifests', `${formatCount(manifests)}, ${formatBytes(manifestBytes)}`],
    ['Position-delete files', `${formatCount(live.pos.files)}, ${formatBytes(live.pos.bytes)}`],
    ['Equality-delete files', `${formatCount(live.eq.files)}, ${formatBytes(live.eq.bytes)}`],
    ['To plan a scan', `${formatCount(open.gets)} GET, ${formatBytes(open.bytes)}`],
  ];
}
