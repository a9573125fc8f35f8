import { html, type Markup, type Piece } from './markup.ts';

/** A section with its heading. */
export function block(id: string, title: string, content: Piece): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
<div class="body">
${content}
</div>
</section>
`;
}
