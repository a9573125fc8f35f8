/** Whether independent draws are sound: neighbours within a client, totals of clients, and drift between groups. */
import type { Sample, Series } from './sample.ts';

export interface Dependence {
  /**
   * Correlation of the logarithms of neighbouring values of a client, about the client's own mean, over all clients;
   * null without a client of ten values.
   */
  readonly lag1: number | null;
  /** The same ten values apart; null without a client of forty. */
  readonly lag10: number | null;
  readonly clientCount: number;
  /**
   * The spread of the clients' means within their group, over that of independent draws: 1 if nothing but chance tells
   * clients apart. Null without a group of three clients.
   */
  readonly clientSpread: number | null;
  /**
   * Standard deviation of what sets clients of a group apart beyond chance, over the group's mean: 0 if nothing but chance
   * does. Null without a group of three clients.
   */
  readonly clientVariation: number | null;
}

/** Clients whose values are all the same say nothing; rounding would speak for them. */
export function dependence(series: readonly Series[]): Dependence {
  const varying = series.filter(({ seconds }) => seconds.some((value) => value !== seconds[0]));
  return {
    lag1: correlation(varying, 1, 10),
    lag10: correlation(varying, 10, 40),
    clientCount: series.length,
    ...clientSpread(varying),
  };
}

function correlation(series: readonly Series[], lag: number, least: number): number | null {
  let products = 0;
  let squares = 0;
  for (const { seconds } of series) {
    if (seconds.length < least) continue;
    const logs = seconds.map(Math.log);
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    for (let i = 0; i < logs.length; i++) {
      const away = logs[i]! - mean;
      squares += away * away;
      if (i >= lag) products += away * (logs[i - lag]! - mean);
    }
  }
  return squares > 0 ? products / squares : null;
}

/**
 * An analysis of variance, clients within groups, of values over the mean of their group:
 *
 *     between B = sum of n (client's mean - 1)^2 over (clients - 1);   within W = sum of (value - client's mean)^2 over (values - clients)
 *     clientSpread = sqrt(B / W);   clientVariation^2 = (B - W) / n, n = (values - sum of n^2 / values) / (clients - 1)
 *
 * The second is the estimate by moments of one-way random effects (Searle, Casella and McCulloch, Variance Components, 1992).
 */
function clientSpread(series: readonly Series[]): Pick<Dependence, 'clientSpread' | 'clientVariation'> {
  const groups = new Map<string, Series[]>();
  for (const each of series) {
    if (each.seconds.length < 2) continue;
    const group = groups.get(each.group);
    if (group === undefined) groups.set(each.group, [each]);
    else group.push(each);
  }
  let between = 0;
  let betweenFreedom = 0;
  let within = 0;
  let withinFreedom = 0;
  /** n x (clients - 1), summed over groups. */
  let weight = 0;
  for (const members of groups.values()) {
    if (members.length < 3) continue;
    const count = members.reduce((sum, { seconds }) => sum + seconds.length, 0);
    const means = members.map(({ seconds }) => seconds.reduce((a, b) => a + b, 0) / seconds.length);
    const mean = members.reduce((sum, { seconds }, i) => sum + means[i]! * seconds.length, 0) / count;
    for (const [i, { seconds }] of members.entries()) {
      between += seconds.length * (means[i]! / mean - 1) ** 2;
      for (const value of seconds) within += ((value - means[i]!) / mean) ** 2;
    }
    betweenFreedom += members.length - 1;
    withinFreedom += count - members.length;
    weight += count - members.reduce((sum, { seconds }) => sum + seconds.length ** 2, 0) / count;
  }
  if (betweenFreedom === 0 || within === 0) return { clientSpread: null, clientVariation: null };
  const chance = within / withinFreedom;
  return {
    clientSpread: Math.sqrt(between / betweenFreedom / chance),
    clientVariation: Math.sqrt(Math.max(0, between - betweenFreedom * chance) / weight),
  };
}

export interface Drift {
  readonly lowestMedianSeconds: number;
  readonly highestMedianSeconds: number;
  /** Share of the variance of the logarithms that lies between the groups, 0 to 1. */
  readonly varianceBetween: number;
}

/** Null with fewer than two groups. */
export function drift(groups: readonly Sample[]): Drift | null {
  if (groups.length < 2) return null;
  const medians = groups.map(({ quantile }) => quantile(0.5));
  let mass = 0;
  let sum = 0;
  let squares = 0;
  let between = 0;
  for (const { values, weights } of groups) {
    let groupMass = 0;
    let groupSum = 0;
    for (let i = 0; i < values.length; i++) {
      const log = Math.log(values[i]!);
      groupMass += weights[i]!;
      groupSum += weights[i]! * log;
      squares += weights[i]! * log * log;
    }
    mass += groupMass;
    sum += groupSum;
    between += (groupSum * groupSum) / groupMass;
  }
  const total = squares - (sum * sum) / mass;
  return {
    lowestMedianSeconds: Math.min(...medians),
    highestMedianSeconds: Math.max(...medians),
    varianceBetween: total > 0 ? Math.max(0, (between - (sum * sum) / mass) / total) : 0,
  };
}
