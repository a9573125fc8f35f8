/** What every page has around its content: head with its policy, strip, main part, footer. Nothing is loaded from elsewhere. */
import { tokensCss } from '../tokens.ts';
import { html, type Piece, trusted } from './markup.ts';
import { contentPolicy } from './policy.ts';
import { pageScript } from './script.ts';
import { pageCss } from './style.ts';

export function renderDocument(of: {
  readonly lakesim: string;
  readonly title: Piece;
  /** Rules of this page alone. */
  readonly ownCss?: string;
  /** What it is, in a line. */
  readonly strip: Piece;
  readonly main: Piece;
  readonly footer: Piece;
}): string {
  const { lakesim, title, ownCss, strip, main, footer } = of;
  const css = [tokensCss(), pageCss, ...(ownCss === undefined ? [] : [ownCss])].join('\n');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(css, pageScript)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="lakesim ${lakesim}">
<title>${title}</title>
<style>${trusted(css)}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
<header>
${strip}
</header>
<main>
${main}
</main>
<footer>
<p>${footer}</p>
</footer>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}
