/**
 * The report as one file: nothing is fetched, scripts and styles are allowed by their hashes and by nothing else. It is
 * complete without scripts.
 */
import { sha256 } from '../../results/index.ts';
import { tokensCss } from '../tokens.ts';
import { answerNumber, renderFirstScreen, renderStrip } from './first-screen.ts';
import { html, trusted } from './markup.ts';
import { pageScript } from './script.ts';
import { type PageParts, renderSections } from './sections.ts';
import { pageCss } from './style.ts';

export function renderPage(parts: PageParts): string {
  const { results } = parts;
  const css = `${tokensCss()}\n${pageCss}`;
  const number = answerNumber(results.answer.sentence);
  const title = number === null ? results.scenario.title : `${results.scenario.title}: ${number}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(css, pageScript)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="lakesim ${results.lakesim}">
<title>${title}</title>
<style>${trusted(css)}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
<header>
${renderStrip(parts)}
</header>
<main>
${renderFirstScreen(parts)}
${renderSections(parts)}
</main>
<footer>
<p>Every number on this page comes from results.json beside it; its pointer stands in the number\u2019s data-v attribute.</p>
</footer>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}

/** No network, no frames, no forms; scripts and styles by the SHA-256 of their text. */
export function contentPolicy(css: string, script: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(css)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashSource(text: string): string {
  const digest = sha256(new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}
