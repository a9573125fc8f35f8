/** The reports of the fixtures, rendered once a test file. */
import { type ReportFile, renderReport } from '../../../src/report/index.ts';
import type { Results } from '../../../src/results/index.ts';
import { fixtureMeasured, fixtureResults } from '../fixture.ts';
import { fixtureFront, fixtureNothing, fixtureWish } from '../fixture-wish.ts';

export const exact: Results = fixtureResults();
export const measured: Results = fixtureMeasured();
/** The same with a number of replications that it found by itself, and a warm-up. */
export const settled: Results = {
  ...measured,
  replications: { ...measured.replications, asked: 1000, stoppedBy: 'precision', precision: 0.02, reached: 0.0187 },
  designs: Object.fromEntries(
    Object.entries(measured.designs).map(([name, design]) => [
      name,
      {
        ...design,
        warmUp: { seconds: 1800, method: 'MSER-5', ownSeconds: 1200, metrics: ['read.latency'], settled: true },
      },
    ]),
  ),
};
export const fixtures: [string, Results][] = [
  ['exact', exact],
  ['with chance', measured],
  ['until a precision, after a warm-up', settled],
  ['with a wish', fixtureWish()],
  ['with a wish for two things at once', fixtureFront()],
  ['with a wish that nothing grants', fixtureNothing()],
];

const rendered = new Map<Results, Promise<ReportFile[]>>();

export function reportOf(results: Results): Promise<ReportFile[]> {
  const known = rendered.get(results) ?? renderReport(results);
  rendered.set(results, known);
  return known;
}

export async function fileOf(results: Results, path: string): Promise<string> {
  const found = (await reportOf(results)).find((file) => file.path === path);
  if (!found) throw new Error(`no ${path} in the report`);
  return found.content;
}
