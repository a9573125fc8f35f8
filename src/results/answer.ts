/**
 * The answer in one sentence, made once and printed everywhere: in the terminal, in HTML, in Markdown.
 *
 * A wish comes first: then it is the recommendation. The main claim is the first that compares two designs by the same metric, else the first that has a value; without
 * claims it is the first comparison by the primary metric, else that metric of the baseline. The number stands between
 * two asterisks. A ratio is 1 or more with a word for its direction; an interval that includes no difference says so.
 */

import { formatFixed, formatShare, formatValue, printScale } from '../units/index.ts';
import {
  claimedRatio,
  comparisonClause,
  type Direction,
  directionOf,
  expectWords,
  metricWords,
} from './answer-words.ts';
import { breakEvenSentence } from './break-even.ts';
import { claimUnit, halfWidthDecimals, isPointInterval, predictionWords } from './claim-value.ts';
import { type MetricRef, metricOf, parseDesignRatio, parseMetric, statisticOf } from './expression.ts';
import { replicationWords } from './replication-words.ts';
import { tuneAnswer } from './tune-answer.ts';
import type { AnswerResult, ClaimResult, Interval, Results } from './types.ts';

type Input = Omit<Results, 'answer'>;

export function answerSentence(results: Input): AnswerResult {
  if (results.tune) return tuneAnswer({ ...results, tune: results.tune });
  const claim = mainClaim(results);
  const ratio = claim?.expression ? parseDesignRatio(claim.expression) : null;
  if (claim && claim.value !== null && ratio) return ofRatioClaim(results, claim, ratio);
  if (claim && claim.value !== null) return ofValueClaim(results, claim);
  if (claim) {
    const reason = claim.reason ?? 'nothing was measured';
    return {
      sentence: `**No answer**: ${sentenceEnd(reason)}`,
      scope: scopeOf(results, null, claim.expression),
      claim: claim.id,
    };
  }
  return ofPrimaryMetric(results);
}

/** The claim that the answer is about; null if none has a value to give. */
export function mainClaim(results: Pick<Input, 'claims'>): ClaimResult | null {
  const judged = results.claims.filter((claim) => claim.verdict !== 'not_modelled');
  const ratios = judged.filter((claim) => claim.expression !== null && parseDesignRatio(claim.expression) !== null);
  return ratios[0] ?? judged.find((claim) => claim.value !== null) ?? judged[0] ?? null;
}

/** Of a ratio turned round. An interval that reaches zero has no inverse. */
function inverse(ci95: Interval | null): Interval | null {
  return ci95 && ci95[0] > 0 ? [1 / ci95[1], 1 / ci95[0]] : null;
}

interface Ratio {
  over: MetricRef;
  under: MetricRef;
}

function ofRatioClaim(results: Input, claim: ClaimResult, ratio: Ratio): AnswerResult {
  const scope = scopeOf(results, claim.ci95, claim.expression, claim);
  const breakEven = breakEvenSentence(results, claim, ratio);
  if (breakEven) return { sentence: breakEven, scope, claim: claim.id };
  // The design is told against the baseline, whichever way round the claim divides; a refuted claim keeps its way, and
  // so does one whose larger side is only known to be at least so large.
  const isCut = metricOf(results.designs, ratio.over)?.atLeast === true;
  const turned = claim.verdict === 'confirmed' && !isCut && ratio.over.design === results.baseline && claim.value! > 0;
  const found = turned
    ? compared(results, { over: ratio.under, under: ratio.over }, 1 / claim.value!, inverse(claim.ci95))
    : compared(results, ratio, claim.value!, claim.ci95);
  const direction = directionFor(results, ratio.over);
  // None against some has no ratio worth a word.
  if (claim.value === 0) {
    const head = claim.verdict === 'refuted' && claim.expect ? `Not ${expectWords(claim.expect.text)}: ` : '';
    return { sentence: `${head}**none**; ${found.clause}.`, scope, claim: claim.id };
  }
  if (claim.verdict !== 'refuted' || !claim.expect) {
    return { sentence: `${found.number}: ${found.clause}.`, scope, claim: claim.id };
  }
  const claimed = claimedRatio(claim.expect, direction);
  // "Not 2×: 2.22× more expensive": the word is said once if it is the same.
  const word = Object.values(direction).find((each) => claimed.endsWith(`× ${each}`) && found.number.endsWith(each));
  const short = word === undefined ? claimed : claimed.slice(0, -word.length - 1);
  const sentence = `Not ${short}: ${found.number}; ${found.clause}.`;
  return { sentence, scope, claim: claim.id };
}

function ofPrimaryMetric(results: Input): AnswerResult {
  for (const metric of results.primaryMetrics) {
    const comparison = results.comparisons.find((each) => each.metric === metric && each.ratio !== null);
    if (!comparison) continue;
    const over: MetricRef = { design: comparison.design, metric, statistic: 'mean' };
    const under: MetricRef = { design: comparison.baseline, metric, statistic: 'mean' };
    const found = compared(results, { over, under }, comparison.ratio!, comparison.ci95);
    return { sentence: `${found.number}: ${found.clause}.`, scope: scopeOf(results, comparison.ci95, metric), metric };
  }
  for (const metric of results.primaryMetrics) {
    const ref: MetricRef = { design: results.baseline, metric, statistic: 'mean' };
    const result = metricOf(results.designs, ref);
    if (!result || result.mean === null) continue;
    const value = valueWithRange(result.mean, result.ci95, result.unit);
    return {
      sentence: `${atLeast(results, ref)}${value}: ${metricWords(ref)}, for ${ref.design}.`,
      scope: scopeOf(results, result.ci95, metric),
      metric,
    };
  }
  const metric = results.primaryMetrics[0];
  const reason = metric === undefined ? undefined : results.designs[results.baseline]?.metrics[metric]?.reason;
  return {
    sentence: `**No answer**: ${sentenceEnd(reason ?? 'nothing was measured')}`,
    scope: scopeOf(results, null, null),
    ...(metric === undefined ? {} : { metric }),
  };
}

function ofValueClaim(results: Input, claim: ClaimResult): AnswerResult {
  const ref = claim.expression ? parseMetric(claim.expression) : null;
  const found = valueWithRange(claim.value!, claim.ci95, claimUnit(claim));
  const what = ref ? `${metricWords(ref)}, for ${ref.design}` : `for \u201c${shorten(claim.says)}\u201d`;
  const refuted = claim.verdict === 'refuted' && claim.expect !== null;
  const head = refuted ? `Not ${expectWords(claim.expect!.text)}: ` : ref ? atLeast(results, ref) : '';
  const join = refuted ? (ref ? ', ' : ' ') : ref ? ': ' : ' ';
  return {
    sentence: `${head}${found}${join}${what}.`,
    scope: scopeOf(results, claim.ci95, claim.expression, claim),
    claim: claim.id,
  };
}

/** `**747×** slower` and `many_small finishes the read in 56 s, one_large in 75 ms`. */
function compared(results: Input, { over, under }: Ratio, value: number, ci95: Interval | null) {
  const unit = metricOf(results.designs, over)?.unit ?? '1';
  const show = (ref: MetricRef): string => {
    const metric = metricOf(results.designs, ref);
    const shown = metric ? statisticOf(metric, ref.statistic) : null;
    if (shown === null) return 'no value';
    return `${metric?.atLeast ? 'at least ' : ''}${formatValue(shown, unit, { style: 'title' })}`;
  };
  const clause = comparisonClause(over, under, show(over), show(under));
  if (value === 1 || (ci95 && ci95[0] < 1 && ci95[1] > 1)) {
    const range = ci95 && !isPointInterval(ci95) ? ` (${between(ci95)})` : '';
    return { number: `**No difference** seen${range}`, clause };
  }
  return { number: atLeast(results, over) + ratioWords(value, ci95, directionFor(results, over)), clause };
}

function between(ci95: Interval): string {
  const decimals = Math.max(2, halfWidthDecimals((ci95[1] - ci95[0]) / 2));
  return `${formatFixed(ci95[0], decimals)} to ${formatFixed(ci95[1], decimals)}×`;
}

/** `**34.2×** (31.5 to 37.0) slower`; near 1 per cent: `**4%** (3% to 5%) slower`. */
function ratioWords(value: number, ci95: Interval | null, direction: Direction): string {
  const word = value >= 1 ? direction.above : direction.below;
  const ratio = value >= 1 || value <= 0 ? value : 1 / value;
  const range: Interval | null = !ci95 || isPointInterval(ci95) ? null : value >= 1 ? ci95 : [1 / ci95[1], 1 / ci95[0]];
  if (ratio < 1.1) {
    const share = (x: number): string => formatShare(x - 1);
    return `**${share(ratio)}**${range ? ` (${share(range[0])} to ${share(range[1])})` : ''} ${word}`;
  }
  if (!range) return `**${formatValue(ratio, '×', { style: 'title' })}** ${word}`;
  const decimals = halfWidthDecimals((range[1] - range[0]) / 2);
  const digits = (x: number): string => formatFixed(x, decimals);
  return `**${digits(ratio)}×** (${digits(range[0])} to ${digits(range[1])}) ${word}`;
}

/** `**61.0 s** (59.8 to 62.2)`: the range in the value's own unit. */
function valueWithRange(value: number, ci95: Interval | null, unit: string): string {
  if (!ci95 || isPointInterval(ci95)) return `**${formatValue(value, unit)}**`;
  const scale = printScale(value === 0 ? ci95[1] : value, unit);
  const decimals = halfWidthDecimals((ci95[1] - ci95[0]) / 2 / scale.divisor);
  const digits = (x: number): string => formatFixed(x / scale.divisor, decimals);
  return `**${scale.prefix}${digits(value)}${scale.suffix}** (${digits(ci95[0])} to ${digits(ci95[1])})`;
}

function directionFor(results: Input, ref: MetricRef): Direction {
  const info = Object.hasOwn(results.metricInfo, ref.metric) ? results.metricInfo[ref.metric] : undefined;
  return directionOf(metricOf(results.designs, ref)?.unit ?? info?.unit ?? '1', info);
}

function atLeast(results: Input, ref: MetricRef): string {
  return metricOf(results.designs, ref)?.atLeast ? 'At least ' : '';
}

function scopeOf(results: Input, ci95: Interval | null, expression: string | null, claim?: ClaimResult): string {
  const over = replicationWords(results);
  const what = expression === null ? '' : `; ${statisticInWords(expression)}`;
  if (ci95 && isPointInterval(ci95)) {
    const nothingRandom = results.replications.stoppedBy === 'nothing random';
    return nothingRandom ? `exact: nothing random in this model${what}` : `the same in all ${over}${what}`;
  }
  if (!ci95) return `${over}, no interval${what}`;
  const range = claim ? predictionWords(claim) : null;
  return `95% interval over ${over}${what}${range === null ? '' : `; ${range}`}`;
}

function statisticInWords(expression: string): string {
  const ratio = parseDesignRatio(expression);
  if (ratio) {
    const { statistic, metric } = ratio.over;
    return `ratio of ${statistic === 'mean' ? 'means' : `the ${statistic}`} of ${metric}`;
  }
  const metric = parseMetric(expression);
  if (metric) return `${metric.statistic} of ${metric.metric}`;
  return expression.length <= 60 ? expression : 'an expression of means over the replications';
}

function shorten(text: string): string {
  return text.length <= 70 ? text : `${text.slice(0, 69).trimEnd()}\u2026`;
}

function sentenceEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
