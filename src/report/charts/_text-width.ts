/**
 * How wide a text is without a canvas: advance widths of Arial, which Liberation Sans and Helvetica share, in
 * thousandths of the font size. Chart text of weight 600 is drawn with the bold face.
 */

type Widths = readonly (readonly [width: number, characters: string])[];

/** A character that neither table lists: most capitals of other alphabets are narrower. */
const UNKNOWN_WIDTH = 667;

const regular = tableOf([
  [191, "'"],
  [222, 'ijl\u2018\u2019'],
  [260, '|'],
  [278, ' !,./:;I[\\]ft\u00a0\u00b7'],
  [333, '()-`r\u201c\u201d'],
  [334, '{}'],
  [355, '"'],
  [389, '*'],
  [469, '^'],
  [500, 'Jckvsxyz'],
  [549, '\u00b1\u2264\u2265'],
  [556, '#$0123456789?L_abdeghnopqu\u2013'],
  [576, '\u00b5'],
  [584, '+<=>~\u00d7\u2212'],
  [611, 'FTZ'],
  [667, '&ABEKPSVXY'],
  [722, 'CDHNRUw'],
  [778, 'GOQ'],
  [833, 'Mm'],
  [889, '%'],
  [944, 'W'],
  [1000, '\u2026\u2014'],
  [1015, '@'],
]);

const bold = tableOf([
  [238, "'"],
  [278, ' ,./I\\ijl\u00a0\u00b7\u2018\u2019'],
  [280, '|'],
  [333, '!()-:;[]`ft'],
  [389, '*r{}'],
  [474, '"'],
  [500, 'z\u201c\u201d'],
  [549, '\u00b1\u2264\u2265'],
  [556, '#$0123456789J_aceksvxy\u2013'],
  [576, '\u00b5'],
  [584, '+<=>^~\u00d7\u2212'],
  [611, '?FLTZbdghnopqu'],
  [667, 'EPSVXY'],
  [722, '&ABCDHKNRU'],
  [778, 'GOQw'],
  [833, 'M'],
  [889, '%m'],
  [944, 'W'],
  [975, '@'],
  [1000, '\u2026\u2014'],
]);

function tableOf(widths: Widths): ReadonlyMap<string, number> {
  return new Map(widths.flatMap(([width, characters]) => [...characters].map((character) => [character, width])));
}

/** Width of a text in pixels. */
export function textWidth(text: string, fontSizePixels = 12, isBold = false): number {
  const table = isBold ? bold : regular;
  let thousandths = 0;
  for (const character of text) thousandths += table.get(character) ?? UNKNOWN_WIDTH;
  return (thousandths / 1000) * fontSizePixels;
}

/** The text, or as much of its beginning as fits with "…" after it. */
export function fitText(text: string, maxPixels: number, fontSizePixels = 12, isBold = false): string {
  return longestThatFits(
    text,
    maxPixels,
    fontSizePixels,
    isBold,
    (characters, count) => `${characters.slice(0, count).join('').trimEnd()}…`,
  );
}

/** A name cut in its middle, as names that begin alike often end differently: `strea…riters`. */
export function fitName(name: string, maxPixels: number, fontSizePixels = 12, isBold = false): string {
  return longestThatFits(name, maxPixels, fontSizePixels, isBold, (characters, count) => {
    const head = Math.ceil(count / 2);
    return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (count - head)).join('')}`;
  });
}

function longestThatFits(
  text: string,
  maxPixels: number,
  fontSizePixels: number,
  isBold: boolean,
  cut: (characters: readonly string[], count: number) => string,
): string {
  if (textWidth(text, fontSizePixels, isBold) <= maxPixels) return text;
  const characters = [...text];
  for (let count = characters.length - 1; count > 0; count--) {
    const shorter = cut(characters, count);
    if (textWidth(shorter, fontSizePixels, isBold) <= maxPixels) return shorter;
  }
  return '…';
}
