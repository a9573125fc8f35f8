/** Where the words of a drawing are, estimated from its SVG: for tests that no label covers another or leaves it. */
import { textWidth } from '../../../src/report/charts/_text-width.ts';

export interface TextBox {
  text: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** Of Arial and its kin, as shares of the font size. */
const ASCENT = 0.905;
const DESCENT = 0.212;
const OVERLAP_WIDTH = 1;
const OVERLAP_HEIGHT = 4;
const OUTSIDE = 1;

interface Place {
  x: number;
  y: number;
  attributes: Record<string, string>;
}

/** Boxes of all `<text>` in pixels of the drawing. Only translations are known, as the charts use no other transform. */
export function textBoxes(svg: string): TextBox[] {
  const boxes: TextBox[] = [];
  const stack: Place[] = [{ x: 0, y: 0, attributes: {} }];
  for (const [, close, name, rest, empty, words] of svg.matchAll(/<(\/?)(\w+)([^>]*?)(\/?)>([^<]*)/g)) {
    if (close === '/') {
      stack.pop();
      continue;
    }
    const outer = stack.at(-1)!;
    const attributes = { ...outer.attributes, ...parseAttributes(rest ?? '') };
    const move = /transform="([^"]*)"/.exec(rest ?? '')?.[1];
    if (move !== undefined && !/^translate\(-?[\d.e-]+,-?[\d.e-]+\)$/.test(move))
      throw new Error(`unknown transform ${move}`);
    const [dx = 0, dy = 0] = (move ?? '').match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
    const place: Place = { x: outer.x + dx, y: outer.y + dy, attributes };
    if (empty !== '/') stack.push(place);
    if (name === 'text' && words) boxes.push(boxOf(decode(words), place));
  }
  return boxes;
}

function parseAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));
}

function decode(words: string): string {
  return words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function boxOf(text: string, { x, y, attributes }: Place): TextBox {
  const size = Number.parseFloat(attributes['font-size'] ?? '11');
  const weight = attributes['font-weight'] ?? 'normal';
  const width = textWidth(text, size, weight === 'bold' || Number(weight) >= 600);
  const share = { middle: 0.5, end: 1 }[attributes['text-anchor'] ?? 'start'] ?? 0;
  const x0 = x - width * share;
  return { text, x0, x1: x0 + width, y0: y - ASCENT * size, y1: y + DESCENT * size };
}

/** Complaints about a drawing: words over words by more than 1 x 4 px, or outside it by more than 1 px. */
export function labelFaults(svg: string): string[] {
  const size = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  if (!size) throw new Error('a drawing without a viewBox');
  const [width, height] = [Number(size[1]), Number(size[2])];
  const boxes = textBoxes(svg);
  const faults: string[] = [];
  for (const [index, a] of boxes.entries()) {
    if (a.x0 < -OUTSIDE || a.x1 > width + OUTSIDE || a.y0 < -OUTSIDE || a.y1 > height + OUTSIDE) {
      faults.push(
        `"${a.text}" leaves the drawing: x ${a.x0.toFixed(1)} to ${a.x1.toFixed(1)} of ${width}, y ${a.y0.toFixed(1)} to ${a.y1.toFixed(1)} of ${height}`,
      );
    }
    for (const b of boxes.slice(index + 1)) {
      const across = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
      const down = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
      if (across > OVERLAP_WIDTH && down > OVERLAP_HEIGHT) {
        faults.push(`"${a.text}" and "${b.text}" overlap by ${across.toFixed(1)} x ${down.toFixed(1)} px`);
      }
    }
  }
  return faults;
}
