/**
 * Whether two runs of one scenario tell the same story: every metric's mean lies in the other run's interval, and no
 * verdict and no recommendation is another. For engines whose `Math.log` and friends differ in the last bit.
 */
import { candidateWords, type MetricResult, pointer, type Results } from '../results/index.ts';
import type { Difference } from './differences.ts';

/** Two points, where nothing is random: the last digits may differ. */
const pointTolerance = 1e-9;

export function findOutsideIntervals(before: Results, after: Results): Difference[] {
  return [...outsideMetrics(before, after), ...otherVerdicts(before, after), ...otherChoice(before, after)];
}

function outsideMetrics(before: Results, after: Results): Difference[] {
  const found: Difference[] = [];
  for (const name of new Set([...before.designOrder, ...after.designOrder])) {
    const a = before.designs[name];
    const b = after.designs[name];
    if (!a || !b) {
      found.push({ path: pointer('designs', name), before: a ? name : undefined, after: b ? name : undefined });
      continue;
    }
    for (const metric of new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)])) {
      const [x, y] = [a.metrics[metric], b.metrics[metric]];
      if (x && y && agree(x, y)) continue;
      const path = pointer('designs', name, 'metrics', metric, 'mean');
      found.push({ path, before: x?.mean, after: y?.mean });
    }
  }
  return found;
}

function agree(a: MetricResult, b: MetricResult): boolean {
  if (a.mean === null || b.mean === null) return a.mean === b.mean;
  return isInside(a.mean, b) || isInside(b.mean, a);
}

function isInside(mean: number, of: MetricResult): boolean {
  const [low, high] = of.ci95 ?? [of.mean!, of.mean!];
  const slack = pointTolerance * Math.max(Math.abs(low), Math.abs(high));
  return mean >= low - slack && mean <= high + slack;
}

function otherVerdicts(before: Results, after: Results): Difference[] {
  const now = new Map(after.claims.map(({ id, verdict }) => [id, verdict]));
  return before.claims.flatMap(({ id, verdict }, i) =>
    now.get(id) === verdict ? [] : [{ path: pointer('claims', i, 'verdict'), before: verdict, after: now.get(id) }],
  );
}

function otherChoice(before: Results, after: Results): Difference[] {
  const [was, is] = [before, after].map(({ tune }) =>
    tune && tune.recommended !== null ? candidateWords(tune.candidates[tune.recommended]!, true) : undefined,
  );
  return was === is ? [] : [{ path: pointer('tune', 'recommended'), before: was, after: is }];
}
