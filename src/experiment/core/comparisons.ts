/** Each design against the baseline, by the primary metrics. */
import type { Comparison } from '../../results/index.ts';
import type { Column, ColumnRef } from './columns.ts';
import { type Estimate, estimate } from './estimate.ts';
import type { Formula } from './formula.ts';

/** `columnOf` gives null where a design does not have the metric: then nothing is compared. */
export function compareDesigns(
  designs: readonly string[],
  baseline: string,
  metrics: readonly string[],
  columnOf: (design: string, ref: ColumnRef) => Column | null,
): Comparison[] {
  return metrics.flatMap((metric) => {
    const ref: ColumnRef = { metric, window: null, statistic: 'mean' };
    const base = columnOf(baseline, ref);
    if (!base) return [];
    return designs.flatMap((design): Comparison[] => {
      const own = design === baseline ? null : columnOf(design, ref);
      if (!own) return [];
      const needs: Formula['needs'] = [design, baseline].map((each) => ({ design: each, ref }));
      const ratio = estimate({ needs, unit: '1', value: ([a, b]) => a! / b! }, [own, base]);
      const difference = estimate({ needs, unit: '', value: ([a, b]) => a! - b! }, [own, base]);
      return [
        {
          metric,
          design,
          baseline,
          ratio: ratio.value,
          ci95: intervalOf(ratio),
          difference: difference.value,
          differenceCi95: intervalOf(difference),
        },
      ];
    });
  });
}

const intervalOf = ({ interval }: Estimate): Comparison['ci95'] => (interval ? [interval[0], interval[1]] : null);
