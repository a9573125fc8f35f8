/** What a run of a table's scenario says of each operation. */
import type { Operation, Predicted, Prediction } from '../results/table-summary.ts';
import type { DesignResult, MetricResult } from '../results/types.ts';

type Designs = Readonly<Record<string, DesignResult>>;

interface Told {
  readonly operation: Operation;
  readonly design: string;
  readonly activity: string;
  readonly filesIn: string;
  readonly filesOut: string | null;
}

const operations: readonly Told[] = [
  { operation: 'optimize', design: 'compacted', activity: 'compact', filesIn: 'filesIn', filesOut: 'filesOut' },
  { operation: 'vacuum', design: 'cleaned', activity: 'vacuum', filesIn: 'filesDeleted', filesOut: null },
  ...(['rewriting', 'marking'] as const).map((how) => ({
    operation: `delete-${how}` as const,
    design: `delete_${how}`,
    activity: 'delete_rows',
    filesIn: 'filesCandidate',
    filesOut: 'filesTouched',
  })),
  { operation: 'full-scan', design: 'as_it_is', activity: 'full_scan', filesIn: 'files', filesOut: null },
  {
    operation: 'full-scan-after-optimize',
    design: 'compacted',
    activity: 'full_scan',
    filesIn: 'files',
    filesOut: null,
  },
];

/** In a fixed order; deletes are left out where the scenario has none. */
export function predictionsOf(designs: Designs): Prediction[] {
  return operations.flatMap(({ operation, design, activity, filesIn, filesOut }) => {
    const metrics = designs[design]?.metrics;
    if (metrics === undefined) return [];
    const of = (name: string): MetricResult | undefined => metrics[`${activity}.${name}`];
    const latency = of('latency');
    const failed = (of('failed')?.mean ?? 0) > 0 || (of('unfinished')?.mean ?? 0) > 0;
    const isKnown = !failed && latency !== undefined && latency.mean !== null && latency.atLeast !== true;
    return [
      {
        operation,
        seconds: isKnown ? predicted(latency) : null,
        usd: isKnown ? predicted(of('cost')) : null,
        reason: isKnown ? null : failed ? 'it failed, or did not end' : (latency?.reason ?? 'nothing was measured'),
        filesIn: of(filesIn)?.mean ?? 0,
        filesOut: (filesOut === null ? undefined : of(filesOut))?.mean ?? 0,
      },
    ];
  });
}

function predicted(metric: MetricResult | undefined): Predicted | null {
  if (metric === undefined || metric.mean === null) return null;
  const { mean, ci95 } = metric;
  return { mean, ci95: ci95 ?? [mean, mean] };
}
