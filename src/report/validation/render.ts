/** The files of the validation's report. Writes nothing: the caller puts the texts where they belong. */
import type { ValidationResults } from '../../results/validation.ts';
import { canonicalText } from '../../results/write.ts';
import { predictedFigure } from '../charts/predicted.ts';
import { renderSvg } from '../charts/svg.ts';
import { renderValidationMarkdown } from './markdown.ts';
import { renderValidationPage } from './page.ts';

export interface ValidationFile {
  /** Relative to the report's folder. */
  readonly path: 'index.html' | 'report.md' | 'results.json';
  readonly content: string;
}

/** The same results give the same bytes. */
export async function renderValidation(results: ValidationResults): Promise<ValidationFile[]> {
  const figure = predictedFigure(results, { widthPixels: 600 });
  const drawn = figure && {
    figure,
    wide: await renderSvg(figure.wide, { idPrefix: 'predicted-wide' }),
    narrow: await renderSvg(figure.narrow, { idPrefix: 'predicted-narrow' }),
  };
  return [
    { path: 'index.html', content: renderValidationPage(results, drawn) },
    { path: 'report.md', content: renderValidationMarkdown(results, figure) },
    { path: 'results.json', content: canonicalText(results) },
  ];
}
