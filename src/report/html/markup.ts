/**
 * HTML by template: whatever is put in is escaped, unless it is markup itself. So a design's name, a claim's words or a
 * scenario's text can never become tags, wherever they are printed.
 *
 * Two places are beyond escaping and must not hold strings of the user: the inside of `<script>` and of `<style>`.
 */

export interface Markup {
  readonly markup: string;
}

export type Piece = Markup | string | number | null | undefined | false | readonly Piece[];

/** `html\`<p title="${title}">${words}</p>\``; null, undefined and false print nothing, lists are joined. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return { markup: String.raw({ raw: strings }, ...pieces.map(render)) };
}

/** Markup of our own making, taken as it is: drawings, the style sheet, the script. */
export function trusted(markup: string): Markup {
  return { markup };
}

export function escapeHtml(text: string): string {
  return stripControls(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters are no characters of HTML; direction overrides could make a page read other than it is written. */
function stripControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function render(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  if (isList(piece)) return piece.map(render).join('');
  return piece.markup;
}

function isList(piece: Piece): piece is readonly Piece[] {
  return Array.isArray(piece);
}
