/** The reports of the fixtures, rendered once a test file. */
import { type ReportFile, renderReport } from '../../../src/report/index.ts';
import type { Results } from '../../../src/results/index.ts';
import { fixtureMeasured, fixtureResults } from '../fixture.ts';

export const exact: Results = fixtureResults();
export const measured: Results = fixtureMeasured();
export const fixtures: [string, Results][] = [
  ['exact', exact],
  ['with chance', measured],
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
