/** The files of the verification's report. Writes nothing: the caller puts the texts where they belong. */
import type { VerificationResults } from '../../results/verification.ts';
import { canonicalText } from '../../results/write.ts';
import { deviationsFigure } from '../charts/deviations.ts';
import { renderSvg } from '../charts/svg.ts';
import { renderVerificationMarkdown } from './markdown.ts';
import { renderVerificationPage } from './page.ts';

export interface VerificationFile {
  /** Relative to the report's folder. */
  readonly path: 'index.html' | 'report.md' | 'results.json';
  readonly content: string;
}

/** The same results give the same bytes. */
export async function renderVerification(results: VerificationResults): Promise<VerificationFile[]> {
  const figure = deviationsFigure(results, { widthPixels: 600 });
  const drawn = figure && {
    figure,
    wide: await renderSvg(figure.wide, { idPrefix: 'deviations-wide' }),
    narrow: await renderSvg(figure.narrow, { idPrefix: 'deviations-narrow' }),
  };
  return [
    { path: 'index.html', content: renderVerificationPage(results, drawn) },
    { path: 'report.md', content: renderVerificationMarkdown(results, figure) },
    { path: 'results.json', content: canonicalText(results) },
  ];
}
