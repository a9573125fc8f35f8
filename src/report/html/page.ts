/**
 * The report as one file: nothing is fetched, scripts and styles are allowed by their hashes and by nothing else. It is
 * complete without scripts.
 */
import { renderDocument } from './document.ts';
import { answerNumber, renderFirstScreen, renderStrip } from './first-screen.ts';
import { html } from './markup.ts';
import { type PageParts, renderSections } from './sections.ts';

export function renderPage(parts: PageParts): string {
  const { results } = parts;
  const number = answerNumber(results.answer.sentence);
  const title = number === null ? results.scenario.title : `${results.scenario.title}: ${number}`;
  return renderDocument({
    lakesim: results.lakesim,
    title: title,
    strip: renderStrip(parts),
    main: html`${renderFirstScreen(parts)}
${renderSections(parts)}`,
    footer:
      'Every number on this page comes from results.json beside it; its pointer stands in the number’s data-v attribute.',
  });
}
