/**
 * The canvas of a drawing. Its total width is fixed and the margins are ours, so nothing depends on how wide a renderer
 * believes text to be. Quantities keep their values and a scale; places of words are pixels within the plot.
 */
import type { Axis } from './_axis.ts';
import { config, paint } from './_config.ts';
import { textWidth } from './_text-width.ts';

export type Layer = Readonly<Record<string, unknown>>;

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Of the plot, without margins. */
  readonly width: number;
  readonly height: number;
}

/** Margins taken off a total width; the plot is never narrower than 40 px. */
export function frameOf(totalPixels: number, margins: Omit<Frame, 'width' | 'height'>, height: number): Frame {
  const left = Math.ceil(margins.left);
  const right = Math.ceil(margins.right);
  return { ...margins, left, right, width: Math.max(40, totalPixels - left - right), height: Math.ceil(height) };
}

/** A Vega-Lite spec as wide as margins and plot together. */
export function drawing(frame: Frame, layers: readonly Layer[]): object {
  const { left, right, top, bottom } = frame;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: frame.width,
    height: frame.height,
    padding: { left, right, top, bottom },
    autosize: { type: 'none' },
    layer: layers.filter((layer) => !isEmpty(layer)),
    // Colours are literal in most layers; a scale in one of them must not reach the others.
    resolve: { scale: { color: 'independent' } },
    config,
  };
}

function isEmpty(layer: Layer): boolean {
  const data = layer.data as { values?: unknown[] } | undefined;
  return data?.values?.length === 0;
}

/** Two decimals are finer than any eye. */
export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

const px = (field: string): object => ({ field, type: 'quantitative', scale: null });
const literalColour = (field: string): object => ({ field, type: 'nominal', scale: null });

/** Words at a place in pixels; `y` is the middle of the line. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly align?: 'left' | 'right' | 'center';
  readonly bold?: boolean;
  /** Default `--fg`. */
  readonly token?: string;
}

export interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

const HALF_LINE_PIXELS = 7;

/** The box that a label covers, in pixels of the plot. */
export function boxOf(label: Label): Box {
  const width = textWidth(label.text, 12, label.bold);
  const share = label.align === 'right' ? 1 : label.align === 'center' ? 0.5 : 0;
  const x0 = label.x - width * share;
  return { x0, x1: x0 + width, y0: label.y - HALF_LINE_PIXELS, y1: label.y + HALF_LINE_PIXELS };
}

/** Closer than this counts as touching. */
export function overlaps(a: Box, b: Box, gapPixels = 4): boolean {
  return a.x0 < b.x1 + gapPixels && b.x0 < a.x1 + gapPixels && a.y0 < b.y1 && b.y0 < a.y1;
}

/** The label moved sideways until it lies between two x. */
export function clampLabel(label: Label, minX: number, maxX: number): Label {
  const box = boxOf(label);
  const shift = Math.max(minX - box.x0, Math.min(0, maxX - box.x1));
  return shift === 0 ? label : { ...label, x: label.x + shift };
}

/** Text layers, one for each alignment and weight. */
export function labelLayers(labels: readonly Label[]): Layer[] {
  const groups = new Map<string, Label[]>();
  for (const label of labels) {
    if (label.text === '' || label.text === '…') continue;
    const key = `${label.align ?? 'left'} ${label.bold ? 600 : 400}`;
    groups.set(key, [...(groups.get(key) ?? []), label]);
  }
  return [...groups].map(([key, group]) => {
    const [align, weight] = key.split(' ');
    return {
      data: {
        values: group.map(({ x, y, text, token }) => ({
          x: round2(x),
          y: round2(y),
          text,
          colour: paint(token ?? '--fg'),
        })),
      },
      mark: { type: 'text', align, baseline: 'middle', fontWeight: Number(weight) },
      encoding: { x: px('x'), y: px('y'), text: { field: 'text', type: 'nominal' }, color: literalColour('colour') },
    };
  });
}

/** A straight line in pixels. */
export interface Rule {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  /** Default `--fg`. */
  readonly token?: string;
}

/** A vertical rule in pieces that leave out the lines of words it would cross. */
export function clearOf(x: number, from: number, to: number, labels: readonly Label[], token = '--fg'): Rule[] {
  const strip = { x0: x - 1, x1: x + 1, y0: from, y1: to };
  const crossed = labels
    .map(boxOf)
    .filter((box) => overlaps(strip, box, 2))
    .sort((a, b) => a.y0 - b.y0);
  const pieces: Rule[] = [];
  let start = from;
  for (const box of crossed) {
    if (box.y0 > start) pieces.push({ x, x2: x, y: start, y2: box.y0, token });
    start = Math.max(start, box.y1);
  }
  if (start < to) pieces.push({ x, x2: x, y: start, y2: to, token });
  return pieces;
}

export function ruleLayer(rules: readonly Rule[], style: { width?: number; dash?: number[] } = {}): Layer {
  return {
    data: {
      values: rules.map(({ x, y, x2, y2, token }) => ({
        x: round2(x),
        y: round2(y),
        x2: round2(x2),
        y2: round2(y2),
        colour: paint(token ?? '--fg'),
      })),
    },
    mark: { type: 'rule', strokeWidth: style.width ?? 1, ...(style.dash ? { strokeDash: style.dash } : {}) },
    encoding: { x: px('x'), x2: { field: 'x2' }, y: px('y'), y2: { field: 'y2' }, color: literalColour('colour') },
  };
}

/** A rectangle in pixels. */
export interface Block {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly token: string;
}

export function blockLayer(blocks: readonly Block[], style: Record<string, unknown> = {}): Layer {
  return {
    data: {
      values: blocks.map(({ x, x2, y, y2, token }) => ({
        x: round2(x),
        x2: round2(x2),
        y: round2(y),
        y2: round2(y2),
        colour: paint(token),
      })),
    },
    mark: { type: 'rect', clip: true, ...style },
    encoding: { x: px('x'), x2: { field: 'x2' }, y: px('y'), y2: { field: 'y2' }, color: literalColour('colour') },
  };
}

/** Horizontal bars: from and to are values on the axis, top and bottom pixels. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
  readonly token: string;
  /** Words for whoever reads the spec: design, phase. */
  readonly name: string;
}

export function barLayer(bars: readonly Bar[], axis: Axis, style: Record<string, unknown> = {}): Layer {
  return {
    data: {
      values: bars.map(({ from, to, top, bottom, token, name }) => ({
        name,
        from,
        to,
        top: round2(top),
        bottom: round2(bottom),
        colour: paint(token),
      })),
    },
    mark: { type: 'rect', clip: true, stroke: paint('--bg'), strokeWidth: 1, ...style },
    encoding: {
      x: { field: 'from', type: 'quantitative', scale: axis.scale, axis: axis.guide },
      x2: { field: 'to' },
      y: px('top'),
      y2: { field: 'bottom' },
      color: literalColour('colour'),
    },
  };
}

/** Marks at a value on the horizontal axis, in pixels on the vertical. */
export interface Dot {
  readonly value: number;
  readonly y: number;
  readonly token: string;
  readonly name: string;
}

export function dotLayer(dots: readonly Dot[], axis: Axis, style: Record<string, unknown> = {}): Layer {
  return {
    data: {
      values: dots.map(({ value, y, token, name }) => ({ name, value, y: round2(y), colour: paint(token) })),
    },
    mark: { type: 'point', filled: true, size: 70, opacity: 1, ...style },
    encoding: {
      x: { field: 'value', type: 'quantitative', scale: axis.scale, axis: axis.guide },
      y: px('y'),
      color: literalColour('colour'),
    },
  };
}
