/** Figures of a table's report: horizontal bars with their names before and their values behind them. */
import type { TableSummary } from '../../results/table-summary.ts';
import { sizeClassWords } from '../../results/table-words.ts';
import { formatBytes, formatCount, formatShare } from '../../units/index.ts';
import type { Figure, FigureTable } from '../figure.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { type Block, blockLayer, drawing, frameOf, type Label, labelLayers, ruleLayer } from './_drawing.ts';
import { fitName, textWidth } from './_text-width.ts';

interface NamedBar {
  readonly name: string;
  readonly value: number;
  readonly words: string;
}

const most = 12;
const rowPixels = 22;

/** Null where there are no files. */
export function fileSizesFigure(
  { sizeHistogram, liveFiles, fileSizes }: TableSummary,
  options: FigureOptions = {},
): Figure | null {
  if (fileSizes === null) return null;
  const classes = sizeHistogram.filter(({ files }) => files > 0);
  const bars = classes.map((each) => ({
    name: sizeClassWords(each),
    value: each.files,
    words: `${formatCount(each.files)} files, ${formatBytes(each.bytes)}`,
  }));
  const title = `${formatShare(fileSizes.below128MiB / liveFiles)} of ${formatCount(liveFiles)} files are below 128 MiB`;
  return figure('inspect-sizes', title, 'A bar is the number of files of a class of sizes.', bars, options, {
    columns: heads('size', 'files', 'bytes'),
    rows: classes.map((each) => [sizeClassWords(each), formatCount(each.files), formatBytes(each.bytes)]),
  });
}

/** Null where no column's bounds can be compared. */
export function clusteringFigure({ columns }: TableSummary): Figure | null {
  const known = columns.filter(({ clustering }) => clustering !== null);
  if (known.length === 0) return null;
  const share = (of: (typeof known)[number]): number => of.clustering!.overlapShare;
  const sorted = [...known].sort((a, b) => share(a) - share(b));
  const bars = sorted.map((each) => ({ name: each.name, value: share(each), words: formatShare(share(each)) }));
  const best = sorted[0]!;
  const title = `Equality on ${fitName(best.name, 200)} reads ${formatShare(share(best))} of the files`;
  const how =
    'A bar is the share of the files whose least and greatest value leave room for one value; shorter is better.';
  return figure(
    'inspect-clustering',
    title,
    how,
    bars,
    {},
    {
      columns: heads('column', 'files read', 'files with bounds', 'at most files'),
      rows: sorted.map((each) => [
        each.name,
        formatShare(share(each)),
        formatShare(each.boundsShare),
        formatCount(each.clustering!.maxDepth),
      ]),
    },
  );
}

/** Null without several partitions. */
export function partitionsFigure({ largestPartitions, partitions, maxFilesInPartition }: TableSummary): Figure | null {
  if (partitions === null || largestPartitions.length < 2) return null;
  const bars = largestPartitions.map(({ name, files, bytes }) => ({
    name,
    value: files,
    words: `${formatCount(files)} files, ${formatBytes(bytes)}`,
  }));
  const title = `The largest of ${formatCount(partitions)} partitions has ${formatCount(maxFilesInPartition)} files`;
  return figure(
    'inspect-partitions',
    title,
    'A bar is the number of files of a partition.',
    bars,
    {},
    {
      columns: heads('partition', 'files', 'bytes'),
      rows: largestPartitions.map(({ name, files, bytes }) => [name, formatCount(files), formatBytes(bytes)]),
    },
  );
}

const heads = (first: string, ...others: string[]): FigureTable['columns'] => [
  { name: first, numeric: false },
  ...others.map((name) => ({ name, numeric: true })),
];

function figure(
  id: string,
  title: string,
  howToRead: string,
  all: readonly NamedBar[],
  options: FigureOptions,
  table: FigureTable,
): Figure {
  const bars = all.slice(0, most);
  const left = all.length - bars.length;
  const largest = bars.reduce((a, b) => (b.value > a.value ? b : a));
  return {
    id,
    section: 'first',
    title,
    howToRead,
    description: `${formatCount(bars.length)} bars. The longest is ${largest.name}: ${largest.words}. ${title}.`,
    key: [],
    ...drawPair(options, (canvas) => draw(bars, canvas)),
    table,
    ...(left > 0 ? { note: `${formatCount(left)} more are in the data below.` } : {}),
  };
}

function draw(bars: readonly NamedBar[], canvas: Canvas): object {
  const widest = Math.max(...bars.map(({ name }) => textWidth(name)));
  const room = Math.min(widest, canvas.totalPixels * (canvas.narrow ? 0.3 : 0.35));
  const behind = Math.max(...bars.map(({ words }) => textWidth(words)));
  const margins = { left: room + 18, right: behind + 14 + canvas.spare, top: 8, bottom: 8 };
  const frame = frameOf(canvas.totalPixels, margins, bars.length * rowPixels);
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const middle = (nth: number): number => (nth + 0.5) * rowPixels;
  // A bar that is there is seen.
  const end = (value: number): number => (value > 0 ? Math.max(1, (frame.width * value) / longest) : 0);
  const blocks = bars.map(
    ({ value }, nth): Block => ({ x: 0, x2: end(value), y: middle(nth) - 7, y2: middle(nth) + 7, token: '--d1' }),
  );
  const labels = bars.flatMap(({ name, value, words }, nth): Label[] => [
    { x: -8, y: middle(nth), text: fitName(name, room), align: 'right' },
    { x: end(value) + 6, y: middle(nth), text: words, align: 'left', token: '--muted' },
  ]);
  return drawing(frame, [
    blockLayer(blocks, { clip: false }),
    ruleLayer([{ x: 0, x2: 0, y: 0, y2: bars.length * rowPixels, token: '--axis' }]),
    ...labelLayers(labels),
  ]);
}
