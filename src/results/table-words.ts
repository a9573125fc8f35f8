/** What the screen and the page say of a table: verdicts as sentences, predictions as rows. */

import { formatBytes, formatCount, formatInterval, formatShare } from '../units/index.ts';
import type { Operation, Predicted, Prediction, TablePredictions, TableSummary } from './table-summary.ts';

const names: Record<Operation, string> = {
  optimize: 'OPTIMIZE',
  vacuum: 'VACUUM',
  'delete-rewriting': 'DELETE, rewriting',
  'delete-marking': 'DELETE, vectors',
  'full-scan': 'full scan',
  'full-scan-after-optimize': 'scan after OPTIMIZE',
};

const seconds = (of: Predicted): string => formatInterval(of.mean, ...of.ci95, 's');
const usd = (of: Predicted): string => formatInterval(of.mean, ...of.ci95, 'USD');

/** The verdict: what OPTIMIZE would take, and what it does to the files. */
export function optimizeSentence({ operations, cluster }: TablePredictions, liveFiles: number): string {
  const optimize = operations.find(({ operation }) => operation === 'optimize');
  if (optimize === undefined || optimize.seconds === null || optimize.usd === null)
    return `OPTIMIZE could not be simulated: ${optimize?.reason ?? 'it is not in the scenario'}.`;
  if (optimize.filesIn === 0) return 'OPTIMIZE would find nothing to do.';
  const gone = (optimize.filesIn - optimize.filesOut) / liveFiles;
  return `OPTIMIZE would take ${seconds(optimize.seconds)} and ${usd(optimize.usd)} on ${cluster.workers} x ${cluster.instance}: ${formatShare(gone)} of the files go.`;
}

export function predictionRows({ operations }: TablePredictions): string[][] {
  return operations.map((each) =>
    each.seconds === null || each.usd === null
      ? [names[each.operation], 'unknown', '', each.reason ?? '']
      : [names[each.operation], seconds(each.seconds), usd(each.usd), filesOf(each)],
  );
}

function filesOf({ operation, filesIn, filesOut }: Prediction): string {
  const [read, written] = [formatCount(Math.round(filesIn)), formatCount(Math.round(filesOut))];
  switch (operation) {
    case 'optimize':
      return `${read} -> ${written} files`;
    case 'vacuum':
      return `${read} deleted`;
    case 'delete-rewriting':
    case 'delete-marking':
      return `${read} read, ${written} hit`;
    case 'full-scan':
    case 'full-scan-after-optimize':
      return `${read} files`;
  }
}

/** A class of sizes: `16 KiB to 64 KiB`. */
export const sizeClassWords = ({ fromBytes, toBytes }: { fromBytes: number; toBytes: number | null }): string =>
  toBytes === null ? `from ${edge(fromBytes)}` : `${edge(fromBytes)} to ${edge(toBytes)}`;

/** Bounds of classes are powers of two. */
function edge(bytes: number): string {
  if (bytes >= 2 ** 30) return `${bytes / 2 ** 30} GiB`;
  if (bytes >= 2 ** 20) return `${bytes / 2 ** 20} MiB`;
  return bytes === 0 ? '0' : `${bytes / 2 ** 10} KiB`;
}

export function tableSentence({ fileSizes, liveFiles, liveBytes, deletionVectors, delta }: TableSummary): string {
  if (fileSizes === null) return 'The table has no live files.';
  const share = fileSizes.below128MiB / liveFiles;
  const parts = [
    `${formatCount(liveFiles)} files, ${formatBytes(liveBytes)}, ${formatShare(share)} of them below 128 MiB (median ${formatBytes(fileSizes.p50Bytes)})`,
  ];
  if (deletionVectors > 0) parts.push(`${formatShare(deletionVectors / liveFiles)} carry a deletion vector`);
  if (delta !== null) parts.push(`${formatCount(delta.open.gets)} GETs open it`);
  return `${parts.join('; ')}.`;
}

/** On what and how often predictions were simulated. */
export const clusterSentence = ({ cluster, replications, priceBook }: TablePredictions): string =>
  `Simulated on ${cluster.workers} x ${cluster.instance}${cluster.isDefault ? ' (the default: --workers, --instance)' : ''}, ${formatCount(replications)} times; 95% intervals. Prices: ${priceBook}.`;

/** What the simulation takes for granted, and what it leaves out. */
export const predictionNotes = ({ deletedBy, layout, notModelled }: TablePredictions): string[] => [
  ...(deletedBy === null
    ? []
    : [`The deletes are of one value of ${deletedBy}, taken as one row; its files as in the layout ${layout}.`]),
  ...notModelled.map((text) => `Not simulated: ${text}.`),
];
