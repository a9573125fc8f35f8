/** The table of `verify-kernel`: answer, failures, then every quantity with theory, simulation, interval and verdict. */
import { formatVerification } from '../../report/verification/format.ts';
import { answerOf, failures, scopeOf } from '../../report/verification/index.ts';
import type { VerificationQuantity, VerificationResults } from '../../results/verification.ts';
import { createStyle, type Style } from './style.ts';
import { cut, displayWidth, padEnd, padStart, wrap } from './width.ts';

export interface VerificationTerminalOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly elapsedSeconds?: number;
  /** As printed in the last line; null when no report was written. */
  readonly reportPath: string | null;
}

const maxColumns = 100;
const minColumns = 60;

/** Ends with a newline. */
export function renderVerificationTerminal(results: VerificationResults, options: VerificationTerminalOptions): string {
  const columns = Math.max(minColumns, Math.min(maxColumns, Math.floor(options.columns) || 80));
  const style = createStyle(options.color, options.unicode);
  const print = (text: string): string => style.text(options.unicode ? text : plain(text));
  const { size, seed, lakesim, engine, cases, groups } = results;
  const wrapped = (text: string): string[] => wrap(print(text), columns - 2, 6, style.ellipsis);
  const head = `The kernel against theory, ${size} suite, seed ${seed}`;
  const time = options.elapsedSeconds === undefined ? '' : `${options.elapsedSeconds.toFixed(1)} s`;
  const lines = [
    `${padEnd(head, columns - time.length - 1)} ${style.dim(time)}`.trimEnd(),
    '',
    ...wrapped(answerOf(results).replaceAll('**', '')).map(style.bold),
    ...wrapped(scopeOf(results)).map(style.dim),
  ];
  const failed = failures(results);
  if (failed.length > 0) lines.push('');
  for (const { title, reason } of failed) {
    lines.push(style.verdict('refuted', `${sign(false, options)} ${cut(print(title), columns - 2, style.ellipsis)}`));
    lines.push(`  ${cut(print(reason), columns - 2, style.ellipsis)}`);
  }
  const widths = columnWidths(results, print, columns);
  for (const group of groups) {
    lines.push('', headLine(print(group.title), widths, style));
    for (const each of cases.filter((one) => one.group === group.id)) {
      lines.push(`  ${cut(print(each.title), columns - 2, style.ellipsis)}`);
      for (const quantity of each.quantities) lines.push(quantityLine(quantity, widths, print, style, options));
    }
  }
  lines.push('', style.dim(`lakesim ${lakesim}, arithmetic ${engine.mathDigest}`));
  if (options.reportPath !== null) lines.push(`report  ${options.reportPath}`);
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}

interface Widths {
  readonly name: number;
  readonly theory: number;
  readonly simulated: number;
  readonly interval: number;
}

const cellsOf = (quantity: VerificationQuantity) => ({
  name: quantity.name,
  theory: formatVerification(quantity.theory, 'theory'),
  simulated: formatVerification(quantity, 'simulated'),
  interval: formatVerification(quantity, 'interval'),
});

function columnWidths({ cases }: VerificationResults, print: (text: string) => string, columns: number): Widths {
  const all = cases.flatMap(({ quantities }) => quantities.map(cellsOf));
  const widest = (key: keyof Widths): number => Math.max(0, ...all.map((cells) => displayWidth(print(cells[key]))));
  // No narrower than their heads.
  const theory = Math.max(6, widest('theory'));
  const simulated = Math.max(9, widest('simulated'));
  const interval = widest('interval');
  const verdict = 9;
  const left = columns - 4 - theory - simulated - interval - verdict - 6;
  return { name: Math.max(8, Math.min(widest('name'), left)), theory, simulated, interval };
}

/** The group's name, and above its columns what they hold. */
function headLine(title: string, widths: Widths, style: Style): string {
  const room = 4 + widths.name;
  const heads = ['', padStart('theory', widths.theory), padStart('simulated', widths.simulated), '95% interval'];
  const gap = room - displayWidth(title);
  if (gap < 0) return style.bold(title);
  return `${style.bold(title)}${' '.repeat(gap)}${style.dim(heads.join('  '))}`;
}

function quantityLine(
  quantity: VerificationQuantity,
  widths: Widths,
  print: (text: string) => string,
  style: Style,
  options: VerificationTerminalOptions,
): string {
  const cells = cellsOf(quantity);
  const holds = quantity.verdict === 'holds';
  const verdict = `${sign(holds, options)} ${holds ? 'holds' : 'fails'}`;
  return [
    `    ${padEnd(cut(print(cells.name), widths.name, style.ellipsis), widths.name)}`,
    padStart(print(cells.theory), widths.theory),
    padStart(print(cells.simulated), widths.simulated),
    padEnd(print(cells.interval), widths.interval),
    style.verdict(holds ? 'confirmed' : 'refuted', verdict),
  ].join('  ');
}

function sign(holds: boolean, { unicode }: VerificationTerminalOptions): string {
  if (unicode) return holds ? '✓' : '✗';
  return holds ? '+' : 'x';
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What ASCII has no letter for. */
function plain(text: string): string {
  return text
    .replace(
      /\u00a0×\u00a010(⁻?)([⁰-⁹¹²³]+)/g,
      (_, minus: string, digits: string) => `e${minus && '-'}${lowered(digits)}`,
    )
    .replace(/(⁻?)([⁰-⁹¹²³]+)/g, (_, minus: string, digits: string) => `^${minus && '-'}${lowered(digits)}`)
    .replaceAll('∞', 'inf');
}

function lowered(digits: string): string {
  return [...digits].map((digit) => raised.indexOf(digit)).join('');
}
