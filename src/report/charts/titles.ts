/**
 * Titles of charts: sentences that state the finding in one or two numbers, from values alone. Each template is tried
 * from the fullest to the shortest; the first of at most 80 characters is taken.
 */
import { formatComparison, formatRatio, formatShare, formatTime, formatUsd } from '../../units/index.ts';
import { phaseWords } from './_phases.ts';
import { printValue } from './_values.ts';

export const TITLE_LIMIT = 80;

/** The first sentence that is short enough; if none is, the last, cut. */
export function firstThatFits(sentences: readonly string[]): string {
  const fitting = sentences.find((sentence) => [...sentence].length <= TITLE_LIMIT);
  return fitting ?? shorten(sentences.at(-1) ?? '', TITLE_LIMIT);
}

/** Cut in the middle of a name is still a name: `compacted_hourly_with_z…`. */
export function shorten(text: string, maxCharacters: number): string {
  const characters = [...text];
  return characters.length <= maxCharacters
    ? text
    : `${characters
        .slice(0, maxCharacters - 1)
        .join('')
        .trimEnd()}…`;
}

/** The same sentence with names as they are, then with shorter and shorter ones. */
export function withNames(names: readonly string[], sentence: (...names: string[]) => string): string[] {
  return [Number.POSITIVE_INFINITY, 24, 18, 14, 10].map((limit) =>
    sentence(...names.map((name) => (limit === Number.POSITIVE_INFINITY ? name : shorten(name, limit)))),
  );
}

/** How designs compare in a metric: "reads 747× faster than", "costs half of". */
export interface ComparisonWords {
  /** One design: "reads"; several: "read". */
  readonly one: string;
  readonly many: string;
  readonly better: string;
  readonly worse: string;
}

const verbs: Readonly<Record<string, [one: string, many: string]>> = {
  read: ['reads', 'read'],
  write: ['writes', 'write'],
  list: ['lists', 'list'],
  query: ['queries', 'query'],
  load: ['loads', 'load'],
  compact: ['compacts', 'compact'],
  delete: ['deletes', 'delete'],
  copy: ['copies', 'copy'],
  vacuum: ['vacuums', 'vacuum'],
  backup: ['backs up', 'back up'],
};

const durations = new Set(['makespan', 'latency', 'wait', 'firstByte', 'plan', 'freshness', 'total']);

/** Words for a metric: its activity as a verb if it is a duration; else "has … less <metric>". */
export function comparisonWords(metric: string, unit: string, better: 'low' | 'high' | undefined): ComparisonWords {
  const [activity = '', quantity = ''] = metric.split('.');
  const [one, many] = verbs[activity] ?? ['is', 'are'];
  if (unit === 's' && durations.has(quantity)) return { one, many, better: 'faster', worse: 'slower' };
  if (unit === 'USD') return { one: 'is', many: 'are', better: 'cheaper', worse: 'dearer' };
  const low = { better: `less ${metric}`, worse: `more ${metric}` };
  return better === 'high'
    ? { one: 'has', many: 'have', better: low.worse, worse: low.better }
    : { one: 'has', many: 'have', ...low };
}

/** A design against the baseline. `advantage` above one is better than the baseline. */
export interface RatioFinding {
  readonly design: string;
  readonly advantage: number;
  /** The 95 % interval of the advantage. */
  readonly low: number;
  readonly high: number;
}

/** Interval wholly on one side of one; a point interval counts if it is not one. */
export function isDifferent({ low, high }: RatioFinding): boolean {
  return low > 1 || high < 1;
}

/** `focus`: the design that the answer sets against the baseline; the title is then about that one. */
export function ratioTitle(
  findings: readonly RatioFinding[],
  baseline: string,
  words: ComparisonWords,
  focus: string | null = null,
): string {
  const seen = findings.filter(isDifferent);
  const better = seen.filter((finding) => finding.advantage > 1);
  const asked = seen.filter((finding) => finding.design === focus);
  const group = asked.length > 0 ? asked : better.length > 0 ? better : seen;
  if (group.length === 0) return noDifferenceTitle(findings, baseline);
  const direction = { above: words.better, below: words.worse };
  const mildest = group.reduce((a, b) => (Math.abs(Math.log(b.advantage)) < Math.abs(Math.log(a.advantage)) ? b : a));
  const strongest = group.reduce((a, b) => (Math.abs(Math.log(b.advantage)) > Math.abs(Math.log(a.advantage)) ? b : a));
  const single = withNames(
    [strongest.design, baseline],
    (d, b) => `${d} ${words.one} ${formatComparison(strongest.advantage, direction, 'title')} than ${b}`,
  );
  if (group.length === 1) return firstThatFits(single);
  const atLeast = formatComparison(mildest.advantage, direction, 'title');
  return firstThatFits(
    withNames(
      [baseline],
      (b) => `${group.length} of ${findings.length} designs ${words.many} at least ${atLeast} than ${b}`,
    ),
  );
}

function noDifferenceTitle(findings: readonly RatioFinding[], baseline: string): string {
  const low = Math.min(...findings.map((finding) => finding.low));
  const high = Math.max(...findings.map((finding) => finding.high));
  const range = `(${printValue(low, '×').replace('×', '')} to ${printValue(high, '×')})`;
  const who = findings.length === 1 ? findings[0]!.design : `${findings.length} designs`;
  return firstThatFits(withNames([who, baseline], (a, b) => `No difference is seen between ${a} and ${b} ${range}`));
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/**
 * Where a design's time goes: the largest phases until they make two thirds, at most three; then what is useful.
 * Shares add up to one.
 */
export function accountTitle(
  shares: ReadonlyMap<string, number>,
  isUseful: (phase: string) => boolean,
  design: string,
): string {
  const sorted = [...shares].filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]);
  const named: string[] = [];
  let sum = 0;
  for (const [phase, share] of sorted) {
    if (sum >= 2 / 3 || named.length === 3) break;
    named.push(phase);
    sum += share;
  }
  const rest = sorted.filter(([phase]) => isUseful(phase) && !named.includes(phase));
  const verb = named.length > 1 ? 'take' : 'takes';
  const phases = joinWords(named.map(phaseWords));
  const subject = phases.charAt(0).toUpperCase() + phases.slice(1);
  const main = (d: string): string => `${subject} ${verb} ${shareWords(sum)} of ${d}`;
  const second = rest[0];
  return firstThatFits([
    ...(second ? [`${main(design)}; ${phaseWords(second[0])} takes ${shareWords(second[1])}`] : []),
    ...withNames([design], main),
  ]);
}

/** 0.99999 is not "100%" unless nothing else is there. */
function shareWords(share: number): string {
  return formatShare(Math.min(1, share) > 1 - 1e-9 ? 1 : share);
}

/** `period` is "a month" or "in 30 d" or "a run". */
export function moneyTitle(finding: {
  readonly design: string;
  readonly usd: number;
  readonly baseline: string;
  readonly baselineUsd: number;
  readonly period: string;
  readonly designs: number;
}): string {
  const { design, usd, baseline, baselineUsd, period, designs } = finding;
  const costs = (d: string): string => `${d} costs ${formatUsd(usd, { style: 'title' })} ${period}`;
  if (design === baseline) {
    return firstThatFits(
      withNames([design], (d) => (designs > 1 ? `${costs(d)}, the least of ${designs} designs` : costs(d))),
    );
  }
  const compared = fractionOf(usd / baselineUsd);
  return firstThatFits([
    ...withNames([design, baseline], (d, b) => `${costs(d)}, ${compared} ${b}`),
    ...withNames([design], costs),
  ]);
}

function fractionOf(ratio: number): string {
  if (!Number.isFinite(ratio)) return 'more than';
  if (ratio === 1) return 'as much as';
  if (Math.abs(ratio - 1 / 2) < 0.015) return 'half of';
  if (Math.abs(ratio - 1 / 3) < 0.01) return 'a third of';
  return `${formatComparison(ratio, { above: 'more', below: 'less' }, 'title')} than`;
}

/** What a metric is of, in the plural: `query.latency` is of queries. */
export function pluralOf(metric: string): string {
  const [activity = metric, quantity] = metric.split('.');
  if (quantity === 'firstByte') return 'first bytes';
  if (verbs[activity] === undefined) return activity;
  return activity.endsWith('y') ? `${activity.slice(0, -1)}ies` : `${activity}s`;
}

export function distributionTitle(metric: string, ratio: number, design: string | null): string {
  const times = formatRatio(Math.max(1, ratio), 'title');
  const sentence = `The slowest 1% of ${pluralOf(metric)} take ${times} the median`;
  return firstThatFits([...(design ? withNames([design], (d) => `${sentence} in ${d}`) : []), sentence]);
}

/** Where no 99th percentile can be had. */
export function medianTitle(metric: string, median: string, design: string): string {
  return firstThatFits(withNames([design], (d) => `Half of the ${pluralOf(metric)} take less than ${median} in ${d}`));
}

/** `flip` reads on after the name: "from 1 to 2", "at 2.6 d", "if busy". `quoted`: the claim, if it must be named. */
export function tornadoTitle(
  parameter: string | null,
  flip: string,
  value: string,
  quoted: string | null = null,
): string {
  const named = (sentence: string): string[] => (quoted === null ? [] : [`“${quoted}” ${sentence}`]);
  if (parameter === null) {
    return firstThatFits([
      ...named(`stands whatever is assumed (${value})`),
      `No assumption in its range turns the verdict (${value})`,
    ]);
  }
  return firstThatFits([
    ...named(`turns on ${parameter}, ${flip}`),
    ...withNames([parameter], (p) => `The verdict turns on ${p}, ${flip}`),
  ]);
}

const participles: Readonly<Record<string, string>> = {
  list: 'listed',
  plan: 'planned',
  schedule: 'scheduled',
  open: 'opened',
  firstByte: 'the first byte of',
  transfer: 'transferred',
  shuffle: 'shuffled',
  close: 'closed',
  compute: 'computed',
  write: 'written',
  commit: 'committed',
};

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
];

/** `index` from 0. */
export function ordinalWord(index: number): string {
  return ordinals[index] ?? `${index + 1}th`;
}

/** One design is done while another is still at its n-th request. `phase` is the one that has not ended. */
export function timelineTitle(finding: {
  readonly done: string;
  readonly seconds: number;
  readonly other: string;
  readonly phase: string;
  readonly index: number;
  readonly unit: string;
}): string {
  const { done, seconds, other, phase, index, unit } = finding;
  const time = formatTime(seconds, { style: 'title' });
  const stage = `${participles[phase] ?? 'finished'} its ${ordinalWord(index)} ${unit}`;
  return firstThatFits([
    `${done} is done in ${time}, before ${other} has ${stage}`,
    `${done} is done before ${other} has ${stage}`,
    ...(phase === 'firstByte' && index === 0 ? [`${done} is done before the first byte of ${other}`] : []),
    ...withNames([done, other], (a, b) => `${a} is done before ${b} has ${stage}`),
  ]);
}

/** No design is done within what is drawn: what the first requests took. */
export function firstRequestsTitle(count: number, design: string, seconds: number): string {
  const time = formatTime(seconds, { style: 'title' });
  const what = count === 1 ? 'The first request takes' : `The first ${count} requests take`;
  return firstThatFits(withNames([design], (d) => `${what} ${time} in ${d}`));
}

/** One value a design: the highest, and the lowest if there are two. */
export function barsTitle(name: string, high: readonly [design: string, value: string], low: typeof high): string {
  const one = (n: string, d: string): string => `${n} is ${high[1]} in ${d}`;
  return firstThatFits([
    ...(low[0] === high[0] ? [] : [`${one(name, high[0])}, ${low[1]} in ${low[0]}`]),
    ...withNames([name, high[0]], one),
  ]);
}

/** Over time: the design that ends worst and the one that ends best. */
export function daysTitle(finding: {
  readonly metric: string;
  readonly span: string;
  readonly worst: string;
  readonly worstValue: string;
  readonly best: string | null;
  readonly bestValue: string;
}): string {
  const { metric, span, worst, worstValue, best, bestValue } = finding;
  const main = (m: string, w: string): string => `After ${span} ${m} is ${worstValue} in ${w}`;
  return firstThatFits([
    ...(best === null
      ? []
      : [
          `${main(metric, worst)}; ${best} keeps it at ${bestValue}`,
          `${main(metric, worst)}, ${bestValue} in ${best}`,
        ]),
    ...withNames([metric, worst], main),
  ]);
}
