/**
 * The formats of printed numbers. Each number in a report carries a pointer into results.json and the code of its
 * format; applying the format to the pointed value gives the text that stands there, and a test does so for all.
 *
 * A code is a name with arguments behind colons; the last argument may hold colons itself.
 */
import {
  type AssumptionResult,
  type ClaimResult,
  type Comparison,
  type CostLine,
  type CostResult,
  candidateWords,
  directionOf,
  expectWords,
  formatClaimPoint,
  formatClaimValue,
  givenWords,
  type InputResult,
  type Interval,
  type MetricResult,
  predictionRange,
  type Results,
  replicationWords,
  type TimeAccount,
  type TuneCandidate,
  type TuneResult,
  type TuneSetting,
  type TuneValue,
} from '../../results/index.ts';
import {
  formatComparison,
  formatCount,
  formatFixed,
  formatInterval,
  formatShare,
  formatTime,
  formatUsd,
  formatValue,
} from '../../units/index.ts';
import { flipText } from './assumption-text.ts';
import { isPoint, isSymmetric } from './column.ts';
import { fullDigits } from './digits.ts';
import { inputText, valueText } from './input-text.ts';
import { verdictSigns } from './signs.ts';

/** The value is what the pointer leads to: its type is the format's to know. */
// biome-ignore lint/suspicious/noExplicitAny: a format is applied to whatever the pointer leads to.
type Format = (value: any, args: readonly string[]) => string;

const formats = {
  /** A text as it stands. */
  text: (value: string | number) => String(value),
  /** With its unit, three digits: `value:s`. */
  value: (value: number, [unit = '1']) => formatValue(value, unit),
  /** With its unit, five digits: `exact:s`. */
  exact: (value: number, [unit = '1']) => formatValue(value, unit, { style: 'exact' }),
  count: (value: number) => formatCount(value),
  /** A number that is counted, all its digits: seeds, replications. */
  whole: (value: number) => fullDigits(value),
  usd: (value: number) => formatUsd(value),
  /** In a column's unit with its decimals: `column:0.001:2`. */
  column: (value: number, [divisor, decimals]) => formatFixed(value / Number(divisor), Number(decimals)),
  /** A metric with its interval in a column: `estimate:1:1` gives `48.2 ±3.1`. */
  estimate: (metric: MetricResult, [divisor, decimals]) =>
    (metric.atLeast ? 'at least ' : '') + estimate(metric.mean!, metric.ci95, Number(divisor), Number(decimals)),
  /** A metric with its interval in a unit of its own: `interval:s` gives `32.82 ±0.09 s`. */
  interval: (metric: MetricResult, [unit = '1']) =>
    (metric.atLeast ? 'at least ' : '') +
    (metric.ci95
      ? formatInterval(metric.mean!, metric.ci95[0], metric.ci95[1], unit)
      : formatValue(metric.mean!, unit)),
  /** A number of the wish in a column, and in a unit of its own: `measured:60:1`, `measuredIn:s`. */
  measured: (found: TuneValue, [divisor, decimals]) =>
    sideWords(found) + estimate(found.value!, found.ci95, Number(divisor), Number(decimals)),
  measuredIn: (found: TuneValue, [unit = '1']) =>
    sideWords(found) +
    (found.ci95 ? formatInterval(found.value!, found.ci95[0], found.ci95[1], unit) : formatValue(found.value!, unit)),
  /** A candidate of the wish; `candidate:1` begins with its design. */
  candidate: (candidate: TuneCandidate, [named]) => candidateWords(candidate, named === '1'),
  /** The circumstances of a wish: `At rate 1 MB/s`. */
  given: (given: readonly TuneSetting[]) => capital(givenWords(given)),
  limit: (constraint: TuneResult['constraints'][number]) => expectWords(constraint.expect.text),
  /** One of a metric's statistics: `statistic:p99:1:1`. */
  statistic: (metric: MetricResult, [name, divisor, decimals]) =>
    formatFixed(metric[name as 'p99']! / Number(divisor), Number(decimals)),
  /** A comparison in words: `against:s:low` gives `747× faster`, with the interval if there is one. */
  against: (comparison: Comparison, [unit, better]) => against(comparison, unit ?? '1', better),
  /** A phase's share of a time account: `share:open`. */
  share: (account: TimeAccount, args) => formatShare((account.phases[args.join(':')] ?? 0) / account.totalSeconds),
  /** The bill of one service: `subtotal:2:S3`. */
  subtotal: (cost: CostResult, [decimals, ...service]) =>
    formatFixed(subtotal(cost, service.join(':')), Number(decimals)),
  /** Full digits, for unit prices. */
  price: (value: number) => fullDigits(value),
  /** A billed quantity: three digits or all whole places. */
  quantity: (value: number) => formatCount(value),
  /** A cost line's second line on narrow screens: `1,000 requests × 0.0000004`. */
  calculation: (line: CostLine) => `${formatCount(line.quantity)} ${line.unit} × ${fullDigits(line.unitPriceUsd)}`,
  /** The range of single runs of a claim: `24.6 to 48.4 s`. */
  prediction: (claim: ClaimResult) => predictionRange(claim),
  found: (claim: ClaimResult) => formatClaimValue(claim) ?? 'no value',
  expected: (claim: ClaimResult) => (claim.expect ? nonBreaking(expectWords(claim.expect.text)) : ''),
  settle: (replications: number) => `About ${formatCount(replications)} replications would settle it`,
  replications: (n: number) => `${fullDigits(n)} ${n === 1 ? 'replication' : 'replications'}`,
  /** Why there were so many, where a precision was asked for: pointed at the whole of the results. */
  stopping: (results: Results) => replicationWords(results),
  /** The answer without the asterisks around its number. */
  answer: (sentence: string) => sentence.replace(/^(.*?)\*\*(.+?)\*\*(.*)$/s, '$1$2$3'),
  /** With a capital and without a full stop. */
  sentence: (value: string) => capital(value).replace(/\.$/, ''),
  time: (seconds: number) => formatTime(seconds),
  flip: (assumption: AssumptionResult) => flipText(assumption),
  /** A claim's value at one end of an assumption: `end:0:low`. */
  end: (claim: ClaimResult, [index, side]) => endText(claim, Number(index), side === 'low' ? 'low' : 'high'),
  /** A value of an assumption in its unit: `setting:base`. */
  setting: (assumption: AssumptionResult, [key]) => valueText(assumption[key as 'base'], assumption.unit),
  /** Inputs by which a design differs: `settings:read.objects,read.size` gives `read.objects 1,000, read.size 1 kB`. */
  settings: (differs: Record<string, string>, args) =>
    args
      .join(':')
      .split(',')
      .map((name) => `${name}\u00a0${(differs[name] ?? 'none').replace(/ /g, '\u00a0')}`)
      .join(', '),
  /** A place in the scenario's file: `small-files.yaml:8` is `line 8`. */
  place: (source: string) => `line ${source.slice(source.lastIndexOf(':') + 1)}`,
  /** One end of an assumption with its verdict's sign: `at:low` gives `✓ at 1`. */
  at: (assumption: AssumptionResult, [side]) => atText(assumption, side === 'low' ? 'low' : 'high'),
  input: (input: InputResult) => inputText(input),
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

/** Applies a format code to a value. Throws for a code that does not exist: our own mistake. */
export function formatPointed(value: unknown, code: string): string {
  const [name = '', ...args] = code.split(':');
  if (!Object.hasOwn(formats, name)) throw new Error(`unknown format ${code}`);
  return (formats[name as FormatName] as Format)(value, args);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sideWords = ({ side }: TuneValue): string =>
  ({ atLeast: 'at least ', atMost: 'at most ', unknown: '' })[side ?? 'unknown'];

function estimate(value: number, ci95: Interval | null, divisor: number, decimals: number): string {
  const digits = (x: number): string => formatFixed(x / divisor, decimals);
  if (!ci95 || isPoint(ci95)) return digits(value);
  if (isSymmetric(value, ci95)) return `${digits(value)} ±${digits((ci95[1] - ci95[0]) / 2)}`.replace(' ', '\u00a0');
  return `${digits(value)} (${digits(ci95[0])} to ${digits(ci95[1])})`;
}

function against({ ratio, ci95 }: Comparison, unit: string, better: string | undefined): string {
  if (ratio === null) return 'no value';
  const direction = directionOf(unit, better === 'low' || better === 'high' ? { better, kind: 'total' } : undefined);
  if (ci95 && ci95[0] < 1 && ci95[1] > 1) return 'no difference seen';
  // Sums in another order differ in their last digits.
  if (Math.abs(ratio - 1) < 1e-9) return 'the same';
  return formatComparison(ratio, direction, ci95 && isPoint(ci95) ? 'text' : 'title').replace(/ /g, '\u00a0');
}

export function subtotal(cost: CostResult, service: string): number {
  return cost.lines.filter((line) => line.service === service).reduce((sum, line) => sum + line.usd, 0);
}

function endText(claim: ClaimResult, index: number, side: 'low' | 'high'): string {
  const assumption = claim.assumptions[index];
  const value = side === 'low' ? assumption?.valueLow : assumption?.valueHigh;
  return value === null || value === undefined ? 'no value' : formatClaimPoint(claim, value);
}

function atText(assumption: AssumptionResult, side: 'low' | 'high'): string {
  const verdict = side === 'low' ? assumption.verdictLow : assumption.verdictHigh;
  return `${verdictSigns[verdict]} at ${valueText(assumption[side], assumption.unit)}`;
}

function nonBreaking(text: string): string {
  return text.replace(/ ± /g, '\u00a0±\u00a0');
}
