/**
 * The report's colours as data: one name, a light and a dark value. Charts and pages use `var(--name)`; only a drawing
 * that leaves the page takes a value. Distances for colour-blind readers were computed when the values were chosen.
 */

export type Theme = 'light' | 'dark';

/** A colour in both themes, `#rgb` or `#rrggbb`. */
export interface Token {
  readonly light: string;
  readonly dark: string;
}

const pair = (light: string, dark: string): Token => ({ light, dark });

const page: Readonly<Record<string, Token>> = {
  '--bg': pair('#fcfcfa', '#15181c'),
  '--surface': pair('#f3f3ef', '#1e2227'),
  '--fg': pair('#1b1f24', '#e6e8ea'),
  '--muted': pair('#57606a', '#a3acb5'),
  '--line': pair('#d5d8dc', '#363c43'),
  '--grid': pair('#e6e8ea', '#2a2f35'),
  '--axis': pair('#858d96', '#79828c'),
  '--band': pair('#e9edf2', '#232a33'),
  '--link': pair('#1f56a8', '#8ab8f5'),
};

const verdicts: Readonly<Record<string, Token>> = {
  '--confirmed': pair('#0b6a4f', '#5cc9a3'),
  '--refuted': pair('#b3261e', '#ff8f84'),
  '--inconclusive': pair('#7d5300', '#e3b34c'),
  '--notmodelled': pair('#57606a', '#a3acb5'),
};

/** Designs as marks, and as words (`--t1`) where the mark's colour is too faint for text. */
const designs: Readonly<Record<string, Token>> = {
  '--d1': pair('#25549a', '#4896f5'),
  '--d2': pair('#dd7413', '#e88727'),
  '--d3': pair('#3b9f80', '#77f7d0'),
  '--d4': pair('#be6cd2', '#8a5290'),
  '--d5': pair('#3c4247', '#a8aaae'),
  '--d6': pair('#7b5d15', '#ead260'),
  '--t1': pair('#25549a', '#7ab3f8'),
  '--t2': pair('#a85000', '#e88727'),
  '--t3': pair('#1f7459', '#77f7d0'),
  '--t4': pair('#91419f', '#c994cf'),
  '--t5': pair('#3c4247', '#a8aaae'),
  '--t6': pair('#7b5d15', '#ead260'),
};

const phases: Readonly<Record<string, Token>> = {
  '--ph-list': pair('#542e8b', '#8b57a1'),
  '--ph-schedule': pair('#8b619a', '#c1aed7'),
  '--ph-open': pair('#9d421d', '#d96511'),
  '--ph-first-byte': pair('#b48334', '#f7c668'),
  '--ph-transfer': pair('#4a91ce', '#3189d7'),
  '--ph-close': pair('#604537', '#a17460'),
  '--ph-wait': pair('#8d9093', '#d1d3d5'),
  '--ph-retry': pair('#bc4d44', '#e8765e'),
  '--ph-compute': pair('#2e48a6', '#4b6bc3'),
  '--ph-write': pair('#117e69', '#58b3a2'),
  '--ph-commit': pair('#752660', '#aa557e'),
};

/** Five classes of a heat map, weak to strong; in the dark the strong end is the light one. */
const heat: Readonly<Record<string, Token>> = {
  '--s1': pair('#dfe9f3', '#23354a'),
  '--s2': pair('#b3cee6', '#2f5580'),
  '--s3': pair('#6f9fcc', '#4274aa'),
  '--s4': pair('#35699f', '#86b4df'),
  '--s5': pair('#173b66', '#cfe3f6'),
  '--on-s-low': pair('#1b1f24', '#fff'),
  '--on-s-high': pair('#fff', '#15181c'),
};

const ON_LIGHT = '#fff';
const ON_DARK = '#101418';
const READABLE_CONTRAST = 4.5;

/** Text on a mark: white if it can be read there, else nearly black. */
function onMark(mark: string): string {
  return contrastRatio(ON_LIGHT, mark) >= READABLE_CONTRAST ? ON_LIGHT : ON_DARK;
}

function onMarks(marks: Readonly<Record<string, Token>>): Record<string, Token> {
  return Object.fromEntries(
    Object.entries(marks).map(([name, { light, dark }]) => [onToken(name), pair(onMark(light), onMark(dark))]),
  );
}

/** `--ph-open` to `--on-ph-open`. */
export function onToken(name: string): string {
  return name.replace(/^--/, '--on-');
}

const marksWithText: Readonly<Record<string, Token>> = {
  ...phases,
  ...Object.fromEntries(Object.entries(designs).filter(([name]) => name.startsWith('--d'))),
  '--axis': page['--axis']!,
};

/** Every token by name, `--` included. */
export const tokens: Readonly<Record<string, Token>> = {
  ...page,
  ...verdicts,
  ...designs,
  ...phases,
  ...heat,
  ...onMarks(marksWithText),
};

/** The colour of a token in a theme. An unknown name is a mistake of ours. */
export function tokenValue(name: string, theme: Theme): string {
  const token = tokens[name];
  if (!token) throw new Error(`unknown design token ${name}`);
  return token[theme];
}

function declarations(theme: Theme): string {
  return Object.keys(tokens)
    .map((name) => `${name}:${tokenValue(name, theme)}`)
    .join(';');
}

/**
 * The tokens as CSS: light for all media, dark by the reader's system or by `data-theme` on the root element. Print is
 * always light.
 */
export function tokensCss(): string {
  const dark = declarations('dark');
  return [
    `:root{color-scheme:light;${declarations('light')}}`,
    `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark}}}`,
    `@media screen{:root[data-theme=dark]{color-scheme:dark;${dark}}}`,
  ].join('\n');
}

/** `var(--x)` replaced by the values of a theme, for a drawing that stands alone. */
export function resolveTokens(text: string, theme: Theme): string {
  return text.replace(/var\((--[a-z0-9-]+)\)/g, (_, name: string) => tokenValue(name, theme));
}

function channels(colour: string): [number, number, number] {
  const hex = colour.slice(1);
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const channel = (start: number): number => Number.parseInt(long.slice(start, start + 2), 16) / 255;
  return [channel(0), channel(2), channel(4)];
}

/** Relative luminance, 0 to 1 (WCAG 2.2, sRGB). */
function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** WCAG 2.2 contrast of two colours (`#rgb` or `#rrggbb`), 1 to 21, in either order. */
export function contrastRatio(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}
