/** Text by the columns it takes on a terminal: wide letters take two, combining marks none. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and full-width blocks, and pictographs (Unicode 15, EastAsianWidth.txt, the large ranges). */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns of a text without control characters. */
export function displayWidth(text: string): number {
  // Most texts are Latin; asking the segmenter for each of their letters is slow.
  if (/^[\u0020-\u02ff]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0)!;
  if (/^[\p{M}\p{Cf}]/u.test(grapheme)) return 0;
  // Variation selector 16 asks for the coloured picture, which is wide.
  if (grapheme.includes('\ufe0f')) return 2;
  return wideRanges.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
}

/** At most so many columns; what is cut off leaves an ellipsis. */
export function cut(text: string, columns: number, ellipsis = '…'): string {
  if (displayWidth(text) <= columns) return text;
  const room = columns - displayWidth(ellipsis);
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += graphemeWidth(segment);
    if (width > room) break;
    kept += segment;
  }
  return `${kept.replace(/[ \u00a0]+$/, '')}${ellipsis}`.slice(0, Math.max(0, columns));
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** Lines of at most so many columns, broken at spaces (not at no-break spaces); the last of `maxLines` is cut. */
export function wrap(text: string, columns: number, maxLines = Number.POSITIVE_INFINITY, ellipsis = '…'): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= columns || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  if (lines.length > maxLines) lines.splice(maxLines - 1, lines.length, lines.slice(maxLines - 1).join(' '));
  return lines.map((each) => cut(each, columns, ellipsis));
}
