/** The files of a report in the formats asked for. */
import { type Results, writeResults } from '../results/index.ts';
import { type ReportFormat, reportFormats } from './command-table.ts';
import type { OutputFile } from './output-folder.ts';

export async function createReportFiles(
  results: Results,
  formats: readonly ReportFormat[] = reportFormats,
): Promise<OutputFile[]> {
  // A drawing and the spec that it was drawn from go together.
  const drawn = formats.flatMap((format) =>
    format === 'json' ? [] : format === 'svg' ? (['svg', 'vl'] as const) : [format],
  );
  const files: OutputFile[] = [];
  if (drawn.length > 0) {
    const { renderReport } = await import('../report/index.ts');
    files.push(...(await renderReport(results, { formats: drawn })));
  }
  if (formats.includes('json')) {
    const kept = files.filter((file) => file.path !== 'results.json');
    return [...kept, { path: 'results.json', content: writeResults(results) }];
  }
  return files;
}
