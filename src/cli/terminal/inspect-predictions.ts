/** Predictions for a table as a sentence and as rows. */
import type { Operation, Predicted, Prediction, TablePredictions } from '../../results/table-summary.ts';
import { formatCount, formatInterval, formatShare } from '../../units/index.ts';

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
