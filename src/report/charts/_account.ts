/**
 * One stacked bar a row, from zero: name above the bar, words in the segments that hold them, the total at the end,
 * lower bounds as ticks beneath. In shares the bars are equally long and the totals stand above their ends.
 */
import { onToken } from '../tokens.ts';
import { makeAxis, titled } from './_axis.ts';
import type { Canvas } from './_canvas.ts';
import {
  barLayer,
  boxOf,
  clampLabel,
  drawing,
  frameOf,
  type Label,
  labelLayers,
  overlaps,
  type Rule,
  ruleLayer,
} from './_drawing.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';

export interface Segment {
  readonly label: string;
  readonly token: string;
  readonly value: number;
}

/** A lower bound as a share of the bar's total. */
export interface BoundMark {
  readonly label: string;
  readonly share: number;
}

export interface AccountRow {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly total: number;
  readonly totalLabel: string;
  readonly bounds: readonly BoundMark[];
}

export interface AccountStyle {
  readonly shares: boolean;
  readonly unit: string;
  readonly axisTitle: string;
  /** Token of the words in a segment; default `--on-<token>`. */
  readonly textToken?: (token: string) => string;
  /** Bars of one hue need an outline. */
  readonly outline?: boolean;
}

const STEP = 52;
const NAME_MIDDLE = 12;
const BAR_TOP = 22;
const BAR_HEIGHT = 24;
const BOUND_HEIGHT = 20;
const WORD_MARGIN = 8;
/** Bars whose totals differ more than this are drawn as shares. */
export const SHARES_FROM_SPAN = 20;

/** True if the shorter bar would be a hairline beside the longer. Totals of zero are passed over. */
export function needShares(totals: readonly number[]): boolean {
  const positive = totals.filter((total) => total > 0);
  return positive.length > 1 && Math.max(...positive) / Math.min(...positive) > SHARES_FROM_SPAN;
}

export function drawAccount(rows: readonly AccountRow[], style: AccountStyle, canvas: Canvas): object {
  const step = STEP + (rows.some((row) => row.bounds.length > 0) ? BOUND_HEIGHT : 0);
  const totalWidth = Math.max(...rows.map((row) => textWidth(row.totalLabel, 12, true)));
  const right = style.shares ? 16 + canvas.spare : totalWidth + 10 + canvas.spare;
  const frame = frameOf(canvas.totalPixels, { left: 14, right, top: 0, bottom: 44 }, rows.length * step);
  const axis = titled(
    makeAxis(style.shares ? [0, 1] : rows.map((row) => row.total), {
      unit: style.shares ? '%' : style.unit,
      lengthPixels: frame.width,
      room: frame,
      maxTicks: canvas.maxTicks,
      title: style.axisTitle,
    }),
    fitText(style.axisTitle, frame.width),
  );

  const labels: Label[] = [];
  const bars = [];
  const ticks: Rule[] = [];
  for (const [index, row] of rows.entries()) {
    const top = index * step;
    const scale = style.shares && row.total > 0 ? 1 / row.total : 1;
    const roomForName = frame.width - (style.shares ? totalWidth + 16 : 0);
    labels.push({ x: 0, y: top + NAME_MIDDLE, text: fitName(row.name, roomForName, 12, true), bold: true });
    labels.push(
      style.shares
        ? { x: frame.width, y: top + NAME_MIDDLE, text: row.totalLabel, align: 'right' }
        : { x: axis.place(row.total) + 8, y: top + BAR_TOP + BAR_HEIGHT / 2, text: row.totalLabel },
    );
    let from = 0;
    for (const segment of row.segments) {
      const to = from + segment.value * scale;
      bars.push({
        from,
        to,
        top: top + BAR_TOP,
        bottom: top + BAR_TOP + BAR_HEIGHT,
        token: segment.token,
        name: `${row.name}, ${segment.label}`,
      });
      const middle = (axis.place(from) + axis.place(to)) / 2;
      const text = wordsInside(segment, segment.value / row.total, axis.place(to) - axis.place(from));
      if (text !== '') {
        const token = (style.textToken ?? onToken)(segment.token);
        labels.push({ x: middle, y: top + BAR_TOP + BAR_HEIGHT / 2, text, align: 'center', bold: true, token });
      }
      from = to;
    }
    const bottom = top + BAR_TOP + BAR_HEIGHT;
    const end = style.shares ? frame.width : axis.place(row.total);
    const marked = boundLabels(row.bounds, end, bottom, frame.width + right - canvas.spare);
    labels.push(...marked.labels);
    ticks.push(...marked.ticks);
  }
  const stroke = style.outline ? { stroke: 'var(--axis)', strokeWidth: 0.75 } : { strokeWidth: 1.5 };
  return drawing(frame, [barLayer(bars, axis, stroke), ruleLayer(ticks, { width: 2 }), ...labelLayers(labels)]);
}

/** "open 89%", or "open", or nothing: whatever the segment holds. */
function wordsInside(segment: Segment, share: number, widthPixels: number): string {
  const percent = `${segment.label} ${Math.round(share * 100)}%`;
  const fits = (text: string): boolean => textWidth(text, 12, true) + WORD_MARGIN <= widthPixels;
  if (Math.round(share * 100) < 100 && fits(percent)) return percent;
  return fits(segment.label) ? segment.label : '';
}

/** Ticks under the bar's lower edge; words right or left of the tick, and no tick without its words. */
function boundLabels(
  bounds: readonly BoundMark[],
  barPixels: number,
  bottom: number,
  maxX: number,
): { labels: Label[]; ticks: Rule[] } {
  const labels: Label[] = [];
  const ticks: Rule[] = [];
  for (const bound of [...bounds].sort((a, b) => b.share - a.share)) {
    const x = Math.min(1, Math.max(0, bound.share)) * barPixels;
    const y = bottom + 13;
    const rightOf: Label = { x: x + 5, y, text: bound.label, token: '--muted' };
    const leftOf: Label = { x: x - 5, y, text: bound.label, align: 'right', token: '--muted' };
    const tickBox = { x0: x - 2, x1: x + 2, y0: bottom, y1: bottom + 18 };
    const free = (label: Label): boolean => {
      const box = boxOf(label);
      if (box.x0 < 0 || box.x1 > maxX) return false;
      return !labels.some((other) => overlaps(box, boxOf(other), 6) || overlaps(tickBox, boxOf(other), 1));
    };
    const placed = [rightOf, leftOf].find(free);
    if (!placed) continue;
    labels.push(clampLabel(placed, 0, maxX));
    ticks.push({ x, x2: x, y: bottom + 1, y2: bottom + 18 });
  }
  return { labels, ticks };
}
