/** The words of the answer: what is compared, in which direction, and what was claimed. */
import { formatRatio, formatValue } from '../units/index.ts';
import type { MetricRef, Statistic } from './expression.ts';
import type { ClaimResult, Metric, MetricUnit } from './types.ts';

export interface Direction {
  /** For a ratio above 1. */
  above: string;
  below: string;
}

export function directionOf(unit: MetricUnit | string, info: Pick<Metric, 'better' | 'kind'> | undefined): Direction {
  switch (unit) {
    case 's':
      return info?.better === 'high' ? { above: 'longer', below: 'shorter' } : { above: 'slower', below: 'faster' };
    case 'B/s':
      return { above: 'faster', below: 'slower' };
    case 'USD':
      return { above: 'more expensive', below: 'cheaper' };
    case 'B':
      return { above: 'larger', below: 'smaller' };
    default:
      return info?.kind === 'total' ? { above: 'more', below: 'fewer' } : { above: 'higher', below: 'lower' };
  }
}

const windows: Record<string, string> = { first: ' in the first window', last: ' in the last window' };

function statisticWords(statistic: Statistic): string {
  return statistic === 'mean' ? '' : ` at ${statistic}`;
}

/** `query.latency.last` of an activity or component, taken apart. */
function parts(ref: MetricRef): { of: string; what: string; where: string } {
  const words = ref.metric.split('.');
  const window = windows[words.at(-1)!];
  const rest = window === undefined ? words : words.slice(0, -1);
  // The time of a phase is named after the phase: `time.list` is "list time".
  const what = rest[1] === 'time' && rest.length === 3 ? [rest[2]!, 'time'] : rest.slice(1);
  return { of: rest[0]!, what: what.join('.'), where: (window ?? '') + statisticWords(ref.statistic) };
}

/** `firstByte` is "first byte". */
export function spell(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[._]/g, ' ')
    .toLowerCase();
}

const extremes: Partial<Record<Statistic, string>> = { max: 'highest ', min: 'lowest ' };

/** "query latency at p95", "highest query latency", "total cost". */
export function metricWords(ref: MetricRef): string {
  const extreme = extremes[ref.statistic];
  if (extreme !== undefined) return `${extreme}${metricWords({ ...ref, statistic: 'mean' })}`;
  const { of, what, where } = parts(ref);
  if (what === 'overrunAt') return `first overrun of ${of}${where}`;
  return `${of === 'cost' ? `${spell(what)} cost` : `${of} ${spell(what)}`}${where}`;
}

/** "many_small finishes the read in 56 s, one_large in 75 ms". Values are printed by the caller. */
export function comparisonClause(over: MetricRef, under: MetricRef, value: string, other: string): string {
  const { of, what, where } = parts(over);
  if (of === 'cost' && what === 'total') return `${over.design} costs ${value}, ${under.design} ${other}`;
  if (of === 'cost' && what === 'monthly') return `${over.design} costs ${value} a month, ${under.design} ${other}`;
  if (what === 'makespan') {
    return `${over.design} finishes the ${of} in ${value}${where}, ${under.design} in ${other}`;
  }
  if (what === 'latency') {
    const article = /^[aeiou]/i.test(of) ? 'an' : 'a';
    return `${article} ${of} takes ${value} in ${over.design}, ${other} in ${under.design}${where}`;
  }
  return `${metricWords(over)} is ${value} in ${over.design}, ${other} in ${under.design}`;
}

/** What the claim expected of a ratio, with its direction: "750× slower", "over 10× slower", "cheaper". */
export function claimedRatio(expect: NonNullable<ClaimResult['expect']>, direction: Direction): string {
  const { low, high, text } = expect;
  if (low !== null && high !== null) {
    const stated = Number.parseFloat(text);
    if (text.includes('±') && stated > 0) return oriented(stated, direction);
    if (low === high) return low > 0 ? `exactly ${oriented(low, direction)}` : text;
    if (low < 1 && high > 1) return text;
    const [from, to] = low >= 1 ? [low, high] : [1 / high, 1 / low];
    return `${formatValue(from, '1')} to ${oriented(low >= 1 ? to : 1 / to, direction)}`;
  }
  // Any ratio at all: there is nothing to turn round.
  if (low === 0) return expectWords(text);
  if (low !== null) return low >= 1 ? bound('over', low, direction) : `less than ${oriented(low, direction)}`;
  if (high !== null && high > 0)
    return high > 1 ? `under ${oriented(high, direction)}` : bound('over', high, direction);
  return text;
}

function bound(word: string, ratio: number, direction: Direction): string {
  if (ratio === 1) return word === 'over' ? direction.above : direction.below;
  return `${word} ${oriented(ratio, direction)}`;
}

function oriented(ratio: number, direction: Direction): string {
  return `${formatRatio(ratio)} ${ratio >= 1 ? direction.above : direction.below}`;
}

const signs: [RegExp, string][] = [
  [/^>=\s*/, 'at least '],
  [/^<=\s*/, 'at most '],
  [/^>\s*/, 'over '],
  [/^<\s*/, 'under '],
];

/** What the claim expected, in words: "over 50%", "under 100 ms". Numbers and units stay together. */
export function expectWords(text: string): string {
  const found = signs.find(([sign]) => sign.test(text));
  const words = found ? text.replace(found[0], found[1]) : text;
  return words.replace(/(\d)\s+(?=[A-Za-z/])(?!(and|to)\b)/g, '$1\u00a0');
}
