/** Specs to SVG without a browser. Vega and Vega-Lite are loaded here and nowhere else, when the first chart is drawn. */
import type { Figure } from '../figure.ts';
import { resolveTokens } from '../tokens.ts';
import { straighten } from './_straighten.ts';
import { textWidth } from './_text-width.ts';

export interface SvgOptions {
  /** Unique on the page: it is put before every id of the drawing. */
  readonly idPrefix: string;
}

/** What we use of Vega's scenegraph, which ships no types. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly text?: unknown;
}

interface Scenegraph {
  readonly textMetrics: { width: (item: TextItem, text?: unknown) => number };
}

interface Renderer {
  render(spec: object): Promise<string>;
}

let renderer: Promise<Renderer> | undefined;

/**
 * A Vega-Lite spec as SVG, the same bytes on every run. A warning of the compiler is an error: it means that a part of
 * the spec was dropped.
 */
export async function renderSvg(spec: object, { idPrefix }: SvgOptions): Promise<string> {
  renderer ??= loadRenderer();
  return tidySvg(await (await renderer).render(spec), idPrefix);
}

async function loadRenderer(): Promise<Renderer> {
  const [vega, vegaLite, scenegraph] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    // @ts-expect-error The package ships no types; `Scenegraph` says what is used.
    import('vega-scenegraph') as Promise<Scenegraph>,
  ]);
  // Without a canvas Vega takes every character for 0.8 of the font size, half as much again as it is.
  scenegraph.textMetrics.width = (item, text) => {
    const words = String(text ?? item.text ?? '');
    return textWidth(words, item.fontSize ?? 11, isBold(item.fontWeight));
  };
  return {
    async render(spec) {
      const { spec: compiled } = vegaLite.compile(spec as Parameters<typeof vegaLite.compile>[0], {
        logger: strictLogger(),
      });
      const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Warn });
      try {
        return await view.toSVG();
      } finally {
        view.finalize();
      }
    },
  };
}

function isBold(weight: number | string | undefined): boolean {
  return weight === 'bold' || Number(weight) >= 600;
}

/** A warning or an error of the compiler stops the drawing. */
function strictLogger() {
  const fail = (...words: readonly unknown[]): never => {
    throw new Error(`chart spec: ${words.map(String).join(' ')}`);
  };
  const logger = {
    level: (() => logger) as never,
    warn: fail,
    error: fail,
    info: () => logger,
    debug: () => logger,
  };
  return logger as never;
}

/** Attributes that say nothing on the page: the figure carries the meaning, the colours are our own. */
const empty = / (?:aria-[a-z]+|role|aria-roledescription|pointer-events|font-family|class)="[^"]*"/g;
function tidySvg(svg: string, idPrefix: string): string {
  const font = / font-family="([^"]*)"/.exec(svg)?.[1];
  const tidy = svg
    .replace(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replace(empty, '')
    .replace(/ (?:opacity="1"|font-size="12px"|font-weight="(?:normal|400)"|text-anchor="start"|version="1.1")/g, '')
    .replace(/ xmlns:xlink="[^"]*"/, '')
    .replace(/ transform="translate\(0,0\)"/g, '')
    .replace(/<g><\/g>/g, '')
    .replace(/<[^>]+>/g, (tag) =>
      straightenTag(roundCoordinates(tag)).replace(/(\bid="|url\(#|href="#)/g, `$1${idPrefix}-`),
    )
    .replace(/^<svg /, `<svg class="chart" font-size="12px" ${font ? `font-family="${font}" ` : ''}`);
  return tidy.replace(/<g>((?:<(?:path|line)\b[^>]*\/>|<text\b[^>]*>[^<]*<\/text>)+)<\/g>/g, hoist);
}

const inherited = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-weight', 'text-anchor'];

/** What all marks of a group share is said once, on the group. */
function hoist(group: string, marks: string): string {
  const tags = marks.match(/<(?:path|line|text)\b[^>]*>/g) ?? [];
  if (tags.length < 2) return group;
  let inner = marks;
  let shared = '';
  for (const name of inherited) {
    const pattern = new RegExp(` ${name}="[^"]*"`);
    const first = pattern.exec(tags[0]!)?.[0];
    if (first === undefined || !tags.every((tag) => tag.includes(first))) continue;
    inner = inner.replaceAll(first, '');
    shared += first;
  }
  return shared === '' ? group : `<g${shared}>${inner}</g>`;
}

/** Two decimals, in tags alone: words between them keep their digits. */
function roundCoordinates(tag: string): string {
  return tag.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

function straightenTag(tag: string): string {
  return tag.replace(/ d="([^"]*)"/, (_, path: string) => ` d="${straighten(path)}"`);
}

/**
 * A drawing that stands alone as a file: light colours in place of variables, a title and a description inside. The
 * dark values are left out, as many viewers ignore style sheets.
 */
export function standaloneSvg(svg: string, figure: Pick<Figure, 'title' | 'description'>): string {
  const head = `<title>${escapeXml(figure.title)}</title><desc>${escapeXml(figure.description)}</desc>`;
  const light = resolveTokens(svg, 'light');
  const end = light.indexOf('>') + 1;
  const background = `<rect width="100%" height="100%" fill="${resolveTokens('var(--bg)', 'light')}"/>`;
  return `${light.slice(0, end)}${head}${background}${light.slice(end)}\n`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
