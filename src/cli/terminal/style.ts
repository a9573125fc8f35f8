/** Signs, blocks and colours of the terminal, with their ASCII stand-ins. Colour never carries anything alone. */
import { createColors } from 'picocolors';
import { verdictNames, verdictSigns } from '../../report/numbers/signs.ts';
import type { Verdict } from '../../results/index.ts';

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  verdict(verdict: Verdict, text: string): string;
  /** Sign and word, padded to the longest. */
  verdictLabel(verdict: Verdict): string;
  /** Fills of a bar, from the largest share to the rest. */
  readonly blocks: readonly [string, string, string, string];
  readonly ellipsis: string;
  /** Between the shares of a bar. */
  readonly dot: string;
  /** A text of the results, safe to print: no control characters, and only ASCII where that is all there is. */
  text(raw: string): string;
}

const asciiSigns: Record<Verdict, string> = { refuted: 'x', not_modelled: '!', inconclusive: '?', confirmed: '+' };
const tones = { refuted: 'red', inconclusive: 'yellow', not_modelled: 'dim', confirmed: 'green' } as const;
const labelColumns = 2 + Math.max(...Object.values(verdictNames).map((name) => name.length));

export function createStyle(color: boolean, unicode: boolean): Style {
  const colors = createColors(color);
  const signs = unicode ? verdictSigns : asciiSigns;
  return {
    bold: colors.bold,
    dim: colors.dim,
    verdict: (verdict, text) => colors[tones[verdict]](text),
    verdictLabel: (verdict) => `${signs[verdict]} ${verdictNames[verdict]}`.padEnd(labelColumns),
    blocks: unicode ? ['█', '▓', '▒', '░'] : ['#', '=', '-', '.'],
    ellipsis: unicode ? '…' : '...',
    dot: unicode ? ' · ' : ', ',
    text: (raw) => (unicode ? withoutControls(raw) : toAscii(withoutControls(raw))),
  };
}

/** Results may come from anywhere: an escape sequence in a title must not reach the terminal. */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

const standIns: Readonly<Record<string, string>> = {
  '×': 'x',
  '±': '+-',
  '\u2212': '-',
  '–': '-',
  '—': '-',
  '…': '...',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  µ: 'u',
  μ: 'u',
  '·': ',',
  '≥': '>=',
  '≤': '<=',
  '→': '->',
};

/** No-break spaces stay until the lines are broken. */
function toAscii(text: string): string {
  return text
    .replace(/[^\u0020-\u007e\u00a0]/gu, (letter) => standIns[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, ''))
    .replace(/[^\u0020-\u007e\u00a0]/gu, '?');
}
