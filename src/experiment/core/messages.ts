/** What the experiment says: functions of typed values, together, so that they are easy to compare and to test. */
import { formatCount, formatShare, formatTime, formatValue } from '../../units/index.ts';

const at = (timeSeconds: number): string => `at simulated time ${timeSeconds} s`;
const plural = (n: number, one: string, many = `${one}s`): string => `${formatCount(n)} ${n === 1 ? one : many}`;

export const invariants = {
  phases: (activity: string, index: number, sum: number, latency: number, now: number) =>
    `the phases of ${activity} ${index} add up to ${sum} s, but it took ${latency} s, ${at(now)}`,
  account: (design: string, sum: number, total: number) =>
    `the phases of ${design} add up to ${sum} s, its latencies to ${total} s`,
  bound: (activity: string, resource: string, bound: number, took: number, now: number) =>
    `${activity} took ${took} s, less than its lower bound of ${bound} s by ${resource} alone, ${at(now)}`,
  bill: (what: string, sum: number, total: number) => `${what} add up to ${sum} USD, the bill to ${total} USD`,
  undeclared: (owner: string, what: string, name: string, now: number) =>
    `${owner} reported the ${what} "${name}", which it does not declare, ${at(now)}`,
  notANumber: (owner: string, name: string, value: number, now: number) =>
    `${owner} reported ${name} = ${value}, ${at(now)}`,
  stuck: (open: string, now: number) => `nothing is left to happen, but ${open} never ended, ${at(now)}`,
  missing: (owner: string, capability: string) => `${owner} asked for "${capability}", which nothing here offers`,
  severalFit: (owner: string, capability: string, names: string) =>
    `${owner} asked for "${capability}" without a name; ${names} offer it`,
  noKind: (what: string, name: string) => `no model brings the ${what} "${name}"`,
  unsettled: 'a replication was asked for before the length of the warm-up was found',
  noCondition: (activity: string) => `${activity} waits for a state of the world, but its kind describes none`,
  endless: (activity: string) => `${activity} repeats without end and the run has no horizon`,
};

export const budgets = {
  events: (budget: number, design: string, now: number) =>
    `${design} needs more than ${formatCount(budget)} events (run.limits.events); it got to ${formatTime(now)} of simulated time`,
  logTooLong: (most: number, now: number) =>
    `more than ${formatCount(most)} tasks, stages and the like to write down, the most that a log takes; they were reached at ${formatTime(now)} of simulated time`,
  stalled: (design: string, text: string) => `${design} stands still: ${text}`,
  wallTime: (limitSeconds: number) => `the run takes longer than ${formatTime(limitSeconds)} (run.limits.wallTime)`,
};

/** Why a value is not there, or not whole. They end up as `reason` in the results. */
export const reasons = {
  nothingFinished: (open: number) => `nothing finished: ${plural(open, 'occurrence')} still open when the run stopped`,
  cutOff: (open: number, asked: number) =>
    `${formatCount(open)} of ${formatCount(asked)} were still open when the run stopped and count with what they had taken`,
  failed: (failed: number, asked: number) =>
    `${formatCount(failed)} of ${formatCount(asked)} failed and count with what they had taken`,
  neverOverran: 'no asking found the one before still open',
  neverBegun: 'nothing had begun when the run stopped',
  noSamples: 'nothing was measured',
  warmUpTooLong: 'leaves nothing to measure: it is as long as the horizon',
  beforeWarmUp: 'nothing was measured: all that happened was asked for before the warm-up ended',
  neverSet: 'was never recorded',
  noDeadline: 'the activity has no deadline',
  noHorizon: 'the run has no horizon, so it has no month',
  noWindows: 'the run has no horizon, so it has no windows',
  noMetric: (name: string) => `${name} does not exist in this design`,
  noDesign: (name: string) => `"${name}" does not say in which design`,
  circle: (name: string) => `the claim ${name} stands for itself`,
  claimWithoutValue: (id: string) => `the claim ${id} has no value`,
  missingIn: (missing: number, of: number, why: string) => `${why} (in ${missing} of ${of} replications)`,
  fewSamples: (statistic: string, needed: number, found: number) =>
    `${statistic} needs ${formatCount(needed)} samples for an interval; there were ${formatCount(found)}`,
  ofReplications: (statistic: string) => `${statistic} over replications has no interval`,
  dividedByZero: (metric: string) => `division by zero: ${metric} is 0`,
  noJackknife: 'without one of the replications there is no finite value, so there is no interval',
  nothingExpected: 'the claim does not say what it expects',
  reachesPast: (expected: string) => `the interval is neither inside nor outside ${expected}`,
  notFinite: 'the value is not a finite number',
  oneReplication: 'one replication gives no interval',
  atLeast: 'durations were cut off, by the horizon or by failures: the value is a lower limit',
  atMost: 'durations were cut off, by the horizon or by failures: the value is an upper limit',
  cutBothWays: 'durations were cut off, by the horizon or by failures, on both sides of the expression',
  notResolved: (texts: readonly string[]) => texts.join('; '),
  simplified:
    'the scenario has more than a number here (a distribution, a rate that varies); plain numbers stand in its place',
  words: 'words have no value between them',
};

export const warnings = {
  wide: (what: string, share: number, replications: number, reached: number) => ({
    code: 'wide_interval',
    text: `The interval of ${what} is ±${formatShare(share)}`,
    remedy: `${formatCount(replications)} replications would give about ±${formatShare(reached)}`,
  }),
  precisionNotReached: (
    wanted: number,
    what: string | null,
    reached: number | null,
    needed: number | null,
    n: number,
  ) => ({
    code: 'precision_not_reached',
    text:
      reached === null
        ? `${what ?? 'The value'} is not known to ±${formatShare(wanted)} after ${formatCount(n)} replications: it is zero, or has no interval yet`
        : `After ${formatCount(n)} replications, all that run.limits.replications allows, ${what} is known to ±${formatShare(reached)}, not to ±${formatShare(wanted)}`,
    remedy:
      needed === null
        ? 'claim something that is not zero, or ask for a number of replications'
        : `about ${formatCount(needed)} replications would do: set run.limits.replications to as many`,
  }),
  precisionWithout: (claims: readonly string[]) => ({
    code: 'precision_without',
    text: `No interval, and so not waited for by run.precision: ${claims.join(', ')}`,
    remedy: 'the claim says why; a mean or a quantile of samples has an interval',
  }),
  warmUpUnsettled: (design: string, metrics: readonly string[]) => ({
    code: 'warm_up_unsettled',
    text:
      metrics.length === 0
        ? `Nothing in ${design} is measured often enough to see where a warm-up would end`
        : `${metrics.join(' and ')} in ${design} had not settled after half of the run: it is too short, or never settles`,
    remedy: 'a longer run.horizon, or a time for run.warmUp',
  }),
  bias: (claim: string, bias: number, unit: string) => ({
    code: 'bias_corrected',
    text: `A bias of ${formatValue(bias, unit)}, of which an expression of means is never quite free, was subtracted from ${claim}`,
    remedy: 'more replications make the bias smaller',
  }),
  promise: (id: string, promised: string, found: string) => ({
    code: 'promise_missed',
    text: `The scenario promises that ${id} is ${promised}; it is ${found}`,
    remedy: 'correct the promise, or find what changed it',
  }),
  nothingRandom: () => ({
    code: 'nothing_random',
    text: 'Nothing is random in this model: one replication was run and the intervals are points',
    remedy: 'give distributions, or profiles that were measured, to see the effect of chance',
  }),
  cut: (design: string, activity: string, open: number, asked: number) => ({
    code: 'horizon_cut',
    text: `${formatCount(open)} of ${formatCount(asked)} occurrences of ${activity} in ${design} were not over when the run stopped`,
    remedy: 'a longer run.horizon lets them end; durations of this activity are lower limits',
  }),
  skipped: (design: string, activity: string, skipped: number) => ({
    code: 'skipped',
    text: `${activity} in ${design} was left out ${plural(skipped, 'time')} because the one before still ran`,
    remedy: 'overlap: queue or parallel lets it happen all the same',
  }),
  failed: (design: string, activity: string, failed: number, reason: string) => ({
    code: 'failed',
    text: `${plural(failed, 'occurrence')} of ${activity} failed in ${design}: ${reason}`,
    remedy: 'where more than 1 % failed, durations of this activity are lower limits',
  }),
  ofModel: (
    design: string,
    { by, text, remedy }: { readonly by: string; readonly text: string; readonly remedy: string },
    { replications, of }: { readonly replications: number; readonly of: number },
  ) => ({
    code: 'model',
    text: `${by} of ${design} ${text}${replications < of ? `; so in ${replications} of ${plural(of, 'replication')}` : ''}`,
    remedy,
  }),
  unpriced: (design: string, items: readonly string[]) => ({
    code: 'not_priced',
    text: `Not priced in ${design}: ${items.join(', ')}`,
    remedy: 'give prices under pricing.prices, or read the bill as a lower limit',
  }),
  nothingDeclared: () => ({
    code: 'nothing_declared',
    text: 'The models that took part declare nothing as left out',
    remedy: 'read their documentation before trusting the numbers',
  }),
  point: (at: string, why: string) => ({
    code: 'sweep_point',
    text: `The sweep has no values at ${at}: ${why}`,
    remedy: 'take this value off the axis, or change what does not fit with it',
  }),
  noTime: (chart: string) => ({
    code: 'chart_without_time',
    text: `The chart of ${chart} over time is left out: the run has no horizon`,
    remedy: 'give run.horizon',
  }),
  notDrawn: (chart: string, why: string) => ({
    code: 'chart_left_out',
    text: `The chart of ${chart} is left out: ${why}`,
    remedy: 'correct its metric or its axis',
  }),
};
