/**
 * lakesim as a library: read a scenario, run it, render its report.
 *
 *     const read = await loadScenario('mine.yaml');
 *     if (read.ok) {
 *       const results = await runScenario(read.scenario, { version });
 *       for (const file of await renderReport(results)) save(file.path, file.content);
 *     }
 */
export { runScenario } from './experiment/index.ts';
export { renderReport } from './report/index.ts';
export {
  digestResults,
  type ReadIssue,
  type ReadResult,
  readResults,
  resultsJsonSchema,
  writeResults,
} from './results/index.ts';
export type * from './results/types.ts';
export {
  type LoadOptions,
  type LoadResult,
  loadScenario,
  parseScenario,
  type Resolved,
  type Scenario,
  type SourceIssue,
  scenarioJsonSchema,
} from './scenario/index.ts';
export { version } from './version.ts';
