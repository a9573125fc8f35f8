/** The screen of `lakesim inspect`: what to know first, then sizes, partitions, columns, deletes and the log. */
import type { TablePredictions, TableSummary } from '../../results/table-summary.ts';
import {
  clusterSentence,
  optimizeSentence,
  predictionNotes,
  predictionRows,
  sizeClassWords,
  tableSentence,
} from '../../results/table-words.ts';
import { formatBytes, formatCount, formatShare, formatTime } from '../../units/index.ts';
import { alignColumns } from '../text-table.ts';
import { createStyle } from './style.ts';
import { cut, wrap } from './width.ts';

export interface InspectTerminalOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly predictions?: TablePredictions | null;
}

const shownPartitions = 8;
const shownColumns = 20;

/** Ends with a newline. */
export function renderInspectTerminal(table: TableSummary, shown: string, options: InspectTerminalOptions): string {
  const columns = Math.max(60, Math.min(100, Math.floor(options.columns) || 80));
  const style = createStyle(options.color, options.unicode);
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(...wrap(style.text(text), columns, 12, style.ellipsis));
  const head = (text: string): void => void lines.push('', style.dim(text));
  const rows = (cells: readonly (readonly string[])[]): void =>
    void lines.push(
      ...alignColumns(cells.map((row) => row.map((cell) => cut(style.text(cell), 44, style.ellipsis)))).map(
        (line) => `  ${cut(line, columns - 2, style.ellipsis)}`,
      ),
    );

  say(`${shown}: ${table.format === 'delta' ? 'Delta' : 'Iceberg'}, version ${table.tableVersion}`);
  lines.push('');
  const first = lines.length;
  const predictions = options.predictions ?? null;
  if (predictions !== null) say(optimizeSentence(predictions, table.liveFiles));
  say(tableSentence(table));
  for (let i = first; i < lines.length; i++) lines[i] = style.bold(lines[i]!);
  for (const { text } of table.warnings) say(`Warning: ${text}.`);

  if (predictions !== null) {
    lines.push('');
    say(clusterSentence(predictions));
    rows(predictionRows(predictions));
    for (const text of predictionNotes(predictions)) say(text);
  }
  head('file sizes');
  rows([
    ['size', 'files', 'bytes'],
    ...table.sizeHistogram
      .filter(({ files }) => files > 0)
      .map((each) => [sizeClassWords(each), formatCount(each.files), formatBytes(each.bytes)]),
  ]);
  if (table.partitionColumns.length > 0) {
    head(`partitions by ${style.text(table.partitionColumns.join(', '))}: ${formatCount(table.partitions ?? 0)}`);
    rows(
      table.largestPartitions
        .slice(0, shownPartitions)
        .map(({ name, files, bytes }) => [name, `${formatCount(files)} files`, formatBytes(bytes)]),
    );
  }
  head('columns: files with bounds, and the share of them that equality with a random end reads');
  rows(
    table.columns
      .slice(0, shownColumns)
      .map(({ name, type, boundsShare, clustering }) => [
        name,
        type,
        formatShare(boundsShare),
        clustering === null ? 'unknown' : formatShare(clustering.overlapShare),
      ]),
  );
  if (table.columns.length > shownColumns) say(`  and ${table.columns.length - shownColumns} more`);
  head('deletes');
  rows([
    ['files removed, still in the log', formatCount(table.tombstones), formatBytes(table.tombstoneBytesKnown)],
    ['live files with a deletion vector', formatCount(table.deletionVectors), `${formatCount(table.deletedRows)} rows`],
  ]);
  head('log');
  rows(logRows(table));
  return `${lines.join('\n')}\n`;
}

function logRows({ delta, iceberg }: TableSummary): string[][] {
  if (delta !== null) {
    const { checkpoint, open } = delta;
    return [
      [
        'commits in the log',
        formatCount(delta.files.json),
        delta.missingVersions.count > 0 ? `${formatCount(delta.missingVersions.count)} gone` : 'from version 0 on',
      ],
      [
        'newest checkpoint',
        checkpoint === null ? 'none' : `version ${checkpoint.version} (${checkpoint.kind})`,
        `${formatCount(delta.commitsSinceCheckpoint)} commits since`,
      ],
      ['to open the table', `${formatCount(open.lists)} LIST, ${formatCount(open.gets)} GET`, formatBytes(open.bytes)],
      [
        'between commits (median)',
        delta.cadence === null ? 'unknown' : formatTime(delta.cadence.medianGapMilliseconds / 1000),
      ],
      [
        'operations',
        Object.entries(delta.operations)
          .map(([name, count]) => `${name} ${count}`)
          .join(', ') || 'none',
      ],
    ];
  }
  if (iceberg === null) return [];
  const { live, open } = iceberg;
  return [
    ['snapshots', formatCount(iceberg.snapshots), iceberg.currentSnapshotId ?? 'none'],
    ['manifests', formatCount(iceberg.manifests), formatBytes(iceberg.manifestBytes)],
    ['position-delete files', formatCount(live.pos.files), formatBytes(live.pos.bytes)],
    ['equality-delete files', formatCount(live.eq.files), formatBytes(live.eq.bytes)],
    ['to plan a scan', `${formatCount(open.gets)} GET`, formatBytes(open.bytes)],
  ];
}
