/** Results to the files of a report. Writes nothing: the caller puts the texts where they belong. */
import type { Results } from '../results/index.ts';
import { figures, renderSvg, standaloneSvg } from './charts/index.ts';
import type { Figure } from './figure.ts';
import type { DrawnFigure } from './html/figure.ts';
import { renderPage } from './html/page.ts';
import { renderMarkdown } from './markdown/report.ts';
import { csvTables } from './tables/tables.ts';
import { cellMaker } from './view/cell.ts';
import { collectSources } from './view/sources.ts';
import { verdictCards } from './view/verdicts.ts';

export type ReportFormat = 'html' | 'md' | 'csv' | 'svg' | 'vl';

export interface ReportOptions {
  /** Default: all. */
  readonly formats?: readonly ReportFormat[];
}

export interface ReportFile {
  /** Relative to the report's folder, with `/`: `charts/time-account.svg`. */
  readonly path: string;
  readonly content: string;
}

const allFormats: readonly ReportFormat[] = ['html', 'md', 'csv', 'svg', 'vl'];

/** The same results give the same bytes. Charts are drawn only if a format needs them. */
export async function renderReport(results: Results, options: ReportOptions = {}): Promise<ReportFile[]> {
  const formats = new Set(options.formats ?? allFormats);
  const files: ReportFile[] = [];
  const drawings = formats.size === 1 && formats.has('csv') ? [] : figures(results);
  if (formats.has('html')) files.push({ path: 'report.html', content: await htmlReport(results, drawings) });
  if (formats.has('md')) files.push({ path: 'report.md', content: renderMarkdown(results, drawings) });
  if (formats.has('csv')) files.push(...csvTables(results));
  for (const figure of drawings) {
    if (formats.has('vl')) files.push({ path: `charts/${figure.id}.vl.json`, content: specText(figure) });
    if (formats.has('svg')) {
      const svg = await draw(figure.wide, figure.id);
      files.push({ path: `charts/${figure.id}.svg`, content: standaloneSvg(svg, figure) });
    }
  }
  return files;
}

async function htmlReport(results: Results, all: readonly Figure[]): Promise<string> {
  const drawn: DrawnFigure[] = [];
  for (const figure of all) {
    drawn.push({
      figure,
      wide: await draw(figure.wide, `${figure.id}-wide`),
      narrow: await draw(figure.narrow, `${figure.id}-narrow`),
    });
  }
  const cell = cellMaker(results);
  return renderPage({
    results,
    cell,
    figures: drawn,
    cards: verdictCards(results, cell),
    sources: collectSources(results),
  });
}

/** The renderer numbers clip paths through all drawings of a process; here each drawing counts from 1. */
async function draw(spec: object, idPrefix: string): Promise<string> {
  const svg = await renderSvg(spec, { idPrefix });
  const ids = Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id = '']) => id);
  const names = new Map(ids.map((id, i) => [id, `${idPrefix}-${i + 1}`]));
  return svg.replace(
    /( id="|url\(#|href="#)([^")]+)/g,
    (_, before: string, id: string) => before + (names.get(id) ?? id),
  );
}

/** A spec that an editor of charts opens as it is. */
function specText(figure: Figure): string {
  return `${JSON.stringify({ title: figure.title, description: figure.description, ...figure.wide }, null, 2)}\n`;
}
