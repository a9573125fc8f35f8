/** The words of a wish: what a candidate, a setting, a number of it and a limit are called. */
import { formatValue } from '../units/index.ts';
import { expectWords, metricWords, spell } from './answer-words.ts';
import { parseMetric } from './expression.ts';
import type { Results, TuneCandidate, TuneResult, TuneSetting } from './types.ts';

const clock = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** As people set it: 300 s is "5 min", 67,108,864 B is "64 MiB". */
export function settingValue({ value, unit }: Pick<TuneSetting, 'value' | 'unit'>): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number') return value;
  if (unit === 's') {
    const whole = clock.find(([seconds]) => value >= seconds && Number.isInteger(value / seconds));
    if (whole) return `${formatValue(value / whole[0], '1')}\u00a0${whole[1]}`;
  }
  // 64 MiB is no round number of MB, and 128 MB none of MiB.
  if (unit === 'B' && value > 0 && value % 1024 === 0 && value % 1000 !== 0) {
    const power = Math.min(4, Math.floor(Math.log2(value) / 10 + 1e-9));
    return `${formatValue(value / 1024 ** power, '1')}\u00a0${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
  }
  return formatValue(value, unit || '1');
}

/** "interval 5 min", "16 connections", "storage s3-standard". */
export function settingWords(setting: TuneSetting): string {
  const name = spell(setting.address.split('.').at(-1) ?? setting.address);
  const value = settingValue(setting);
  const isCount = typeof setting.value === 'number' && (setting.unit === '1' || setting.unit === '');
  // A number stays with its unit; a name may stand at the end of a line.
  return isCount ? `${value}\u00a0${name}` : `${name} ${value}`;
}

/** "interval 5 min with buffer 64 MiB"; with the design in front where there are several. */
export function candidateWords(candidate: Pick<TuneCandidate, 'design' | 'settings'>, withDesign: boolean): string {
  const { design, settings } = candidate;
  const parts = [...(withDesign && design !== null ? [design] : []), ...settings.map(settingWords)];
  const [first, ...rest] = parts;
  if (first === undefined) return design ?? 'the scenario as it stands';
  if (rest.length === 0) return first;
  return `${first} with ${rest.length === 1 ? rest[0] : `${rest.slice(0, -1).join(', ')} and ${rest.at(-1)}`}`;
}

/** Another candidate by what sets it apart: "the same with 16 connections", "express with size 8 MiB". */
export function besideWords(candidate: TuneCandidate, reference: TuneCandidate, withDesign: boolean): string {
  const known = new Map(reference.settings.map(({ address, value }) => [address, value]));
  const settings = candidate.settings.filter(({ address, value }) => known.get(address) !== value);
  const isOther = candidate.design !== reference.design;
  // Nothing in common: then it is called in full.
  if (settings.length === candidate.settings.length || settings.length === 0)
    return candidateWords(candidate, withDesign && (isOther || settings.length === 0));
  const words = candidateWords({ design: candidate.design, settings }, isOther);
  return isOther ? words : `the same with ${words.replace(' with ', ' and ')}`;
}

/** With a capital, unless it begins with a design, whose name stays as the scenario writes it. */
export function headWords(candidate: TuneCandidate, withDesign: boolean): string {
  const words = candidateWords(candidate, withDesign);
  return candidate.design !== null && words.startsWith(candidate.design)
    ? words
    : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Candidates of several designs are told apart by their design. */
export function namesDesigns({ candidates }: Pick<TuneResult, 'candidates'>): boolean {
  return new Set(candidates.map(({ design }) => design)).size > 1;
}

/** "at rate 1 MB/s and 4 workers"; empty without circumstances. */
export function givenWords(given: readonly TuneSetting[]): string {
  return given.length === 0 ? '' : `at ${given.map(settingWords).join(' and ')}`;
}

const longestExpression = 40;

/** "monthly cost", "ingest freshness at p99"; an expression as it is written, if it is short. */
export function measureWords(expression: string, designOrder: readonly string[]): string {
  const text = expression.trim();
  const own = designOrder.find((design) => text.startsWith(`${design}.`));
  const ref = parseMetric(own === undefined ? `any.${text}` : text);
  if (ref) return metricWords(ref);
  return [...text].length <= longestExpression ? text : 'the value';
}

/** "$12.40 a month", "$0.40", "ingest freshness at p99 4.92 min". */
export function measuredWords(expression: string, value: string, designOrder: readonly string[]): string {
  const words = measureWords(expression, designOrder);
  if (words === 'monthly cost') return `${value} a month`;
  return words === 'total cost' ? value : `${words} ${value}`;
}

/** "ingest freshness at p99 under 5 min". */
export function limitWords(
  { expression, expect }: TuneResult['constraints'][number],
  designOrder: readonly string[],
): string {
  return `${measureWords(expression, designOrder)} ${expectWords(expect.text)}`;
}

/** "cheapest", "fastest"; else "best by <what>". */
export function bestWords(
  { expression, unit, better }: TuneResult['objectives'][number],
  designOrder: readonly string[],
): string {
  if (unit === 'USD' && better === 'low') return 'cheapest';
  return `best by ${measureWords(expression, designOrder)}`;
}

/** What stands beside a candidate in a table. */
export function candidateVerdict(results: Pick<Results, 'tune'>, index: number): string {
  const { candidates, recommended, runnerUp, nearest } = results.tune!;
  const { feasible, tied, objectives } = candidates[index]!;
  if (index === recommended) return 'recommended';
  if (objectives[0]?.value === null) return 'not measured';
  if (index === nearest) return feasible === 'undecided' ? 'nearest, undecided' : 'nearest';
  if (feasible === 'no') return 'breaks a limit';
  if (feasible === 'undecided') return 'undecided';
  if (tied) return 'no different';
  return index === runnerUp ? 'next' : 'satisfies';
}
