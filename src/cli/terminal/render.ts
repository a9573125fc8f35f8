/** The summary that `run` prints: the answer, the verdicts, the designs, what turns it. From the results alone. */
import { extname } from 'node:path';
import { flipText } from '../../report/numbers/assumption-text.ts';
import { type AssumptionResult, type Results, spell } from '../../results/index.ts';
import { claimLines } from './claims.ts';
import { createStyle, type Style } from './style.ts';
import { designLines } from './table.ts';
import { timeBar } from './time-bar.ts';
import { cut, displayWidth, wrap } from './width.ts';

export interface TerminalOptions {
  /** Columns of the terminal; lines are never longer than 100. */
  columns: number;
  color: boolean;
  /** Without it only ASCII is printed. */
  unicode: boolean;
  /** As printed in the last line. */
  reportPath: string;
  elapsedSeconds?: number;
  /** Said beside the refuted claims; default 0. */
  exitCode?: number;
}

const maxColumns = 100;
const minColumns = 40;
const maxLines = 24;

/** Ends with a newline. */
export function renderTerminal(results: Results, options: TerminalOptions): string {
  const columns = Math.max(minColumns, Math.min(maxColumns, Math.floor(options.columns) || 80));
  const style = createStyle(options.color, options.unicode);
  const draw = (turnLines: number, warningLines: number): string[][] =>
    [
      headBlock(results, columns, style, options.elapsedSeconds),
      answerBlock(results, columns, style),
      claimLines(results, columns, style),
      designLines(results, columns, style),
      factBlock(results, columns, style, turnLines, warningLines),
      endBlock(results, columns, style, options),
    ].filter((block) => block.length > 0);
  const roomy = [draw(2, 2), draw(2, 1)].find((each) => lineCount(each) <= maxLines);
  const blocks = roomy ?? draw(1, 1);
  // A no-break space has done its work once the lines are broken; whoever searches the output types a plain one.
  return `${joinBlocks(blocks).join('\n').replaceAll('\u00a0', ' ')}\n`;
}

/** An empty line between blocks, from the end upwards only as far as the page allows. */
function joinBlocks(blocks: readonly string[][]): string[] {
  const tight = Math.max(0, lineCount(blocks) - maxLines);
  return blocks.flatMap((block, i) => (i === 0 || blocks.length - i <= tight ? block : ['', ...block]));
}

/** With an empty line between blocks. */
function lineCount(blocks: readonly string[][]): number {
  return blocks.reduce((sum, block) => sum + block.length, 0) + blocks.length - 1;
}

function headBlock(results: Results, columns: number, style: Style, elapsedSeconds: number | undefined): string[] {
  const { scenario, replications, seed, designOrder } = results;
  const name = scenario.file.slice(0, scenario.file.length - extname(scenario.file).length);
  const often = replications.n === 1 && replications.stoppedBy === 'nothing random' ? 'nothing random' : undefined;
  const left = [
    `${name}  ${counted(designOrder.length, 'design')}`,
    // Why there were so many stands in the line of the scope.
    often ?? counted(replications.n, 'replication'),
    `seed ${seed}`,
  ].join(', ');
  const right = elapsedSeconds === undefined ? '' : `${elapsedSeconds.toFixed(1)} s`;
  return [
    twoSides(style.text(left), right, columns, style),
    ...wrap(style.text(scenario.question), columns - 2, 2, style.ellipsis),
  ];
}

function answerBlock(results: Results, columns: number, style: Style): string[] {
  const { sentence, scope } = results.answer;
  const answer = wrap(style.text(sentence.replaceAll('**', '')), columns - 2, results.tune ? 5 : 4, style.ellipsis);
  const lines = wrap(style.text(scope), columns - 2, 2, style.ellipsis);
  return [...answer.map(style.bold), ...lines.map(style.dim)];
}

function factBlock(results: Results, columns: number, style: Style, turnLines: number, warningLines: number): string[] {
  const room = columns - labelColumns;
  const lines: string[] = [];
  const bar = timeBar(results, room, style);
  if (bar !== null) lines.push(label('time') + bar);
  const books = pricesOf(results);
  if (books !== null) lines.push(...labelled('prices', wrap(style.text(books), room, 1, style.ellipsis)));
  const turns = turnsOn(results);
  if (turns !== null) lines.push(...labelled('turns on', wrap(style.text(turns), room, turnLines, style.ellipsis)));
  const [first] = results.warnings;
  if (first) {
    const more = results.warnings.length > 1 ? ` (and ${results.warnings.length - 1} more in the report)` : '';
    const text = `${sentenceOf(first.text)} ${sentenceOf(first.remedy)}`;
    const kept = wrap(style.text(text), room - more.length, warningLines, style.ellipsis);
    lines.push(...labelled('warning', kept.slice(0, -1).concat(`${kept.at(-1) ?? ''}${more}`)));
  }
  return lines;
}

/** The price books that something was billed by, with their dates; null where nothing was. */
function pricesOf(results: Results): string | null {
  const costs = results.designOrder.map((name) => results.designs[name]!.cost).filter(({ lines }) => lines.length > 0);
  const books = new Set(costs.map(({ priceBook }) => `of ${priceBook.date}: ${priceBook.name}`));
  return books.size === 0 ? null : [...books].join('; ');
}

/** Each assumption that turns a verdict, once: "client.connections from 1 to 2; storage s3-standard". */
function turnsOn(results: Results): string | null {
  const assumptions = results.claims.flatMap((claim) => claim.assumptions);
  if (assumptions.length === 0) return null;
  const turning = new Map(assumptions.filter(({ changes }) => changes > 0).map((each) => [each.name, each]));
  if (turning.size === 0) return 'no assumption in its range';
  return [...turning.values()].map(turnText).join('; ');
}

function turnText(assumption: AssumptionResult): string {
  const { name } = assumption;
  const text = flipText(assumption).replace(/^Flips (with )?/, '');
  if (text.startsWith(name) || text.endsWith(`the range of ${name}`)) return text;
  // "from 1 to 2 connections" needs no noun behind the name.
  return `${name} ${text.replace(`\u00a0${spell(name.split('.').at(-1) ?? name)}`, '')}`;
}

function endBlock(results: Results, columns: number, style: Style, options: TerminalOptions): string[] {
  const refuted = results.claims.filter(({ verdict }) => verdict === 'refuted').length;
  const exit = `exit ${options.exitCode ?? 0}`;
  const right =
    results.claims.length === 0 ? exit : `${refuted} of ${counted(results.claims.length, 'claim')} refuted; ${exit}`;
  const left = label('report') + style.text(options.reportPath);
  if (displayWidth(left) + displayWidth(right) + 2 <= columns) return [twoSides(left, right, columns, style)];
  // A path that is cut leads nowhere: it may be the one line that is too long.
  return [left, label('') + right];
}

const labelColumns = 10;

function label(word: string): string {
  return word.padEnd(labelColumns);
}

function labelled(word: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => label(i === 0 ? word : '') + line);
}

function twoSides(left: string, right: string, columns: number, style: Style): string {
  if (right === '') return cut(left, columns, style.ellipsis);
  const kept = cut(left, columns - displayWidth(right) - 2, style.ellipsis);
  return `${kept}${' '.repeat(columns - displayWidth(kept) - displayWidth(right))}${right}`;
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** With a capital and a full stop. */
function sentenceOf(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}
