/** What a reader should know before he draws from the fit: is there enough, does the law hold, are draws independent. */
import type { LatencyFit } from '../../random/fitting/index.ts';
import type { Advice } from './latency-unit.ts';

const percent = (ratio: number): string => `${Number((100 * ratio).toPrecision(2))}%`;
const times = (ratio: number): string => String(Number(ratio.toPrecision(2)));
const ms = (seconds: number): string => `${Number((1000 * seconds).toPrecision(3))} ms`;

/** Above these, what follows from independent draws is noticeably off. */
const notableCorrelation = 0.1;
const notableSpread = 1.5;
const notableDrift = 1.1;
const notableError = 0.1;
const tailCount = 1000;
// With fewer values beyond it a quantile misses by a tenth through chance alone.
const sureBeyond = 40;

export function advise(fit: LatencyFit): Advice[] {
  const advice: Advice[] = [];
  const say = (code: string, text: string, remedy: string): void => void advice.push({ code, text, remedy });
  const { comparison, dependence, drift, law } = fit;
  if (fit.count < tailCount) {
    const last = fit.points[fit.points.length - 2]?.[0] ?? 0;
    say(
      'small-sample',
      `${fit.count} values say nothing beyond p${Number((100 * last).toPrecision(6))}`,
      'measure at least 1,000 for p99 and 100,000 for p99.99',
    );
  }
  const used = comparison?.candidates.find((candidate) => candidate.law === law);
  const sure = used?.quantileErrors.filter(({ p }) => (1 - p) * comparison!.heldOutCount >= sureBeyond) ?? [];
  const worst = sure.toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error))[0];
  if (worst !== undefined && Math.abs(worst.error) > notableError) {
    say(
      'law-off',
      `at p${Number((100 * worst.p).toPrecision(6))} the law ${law} misses the held-out half by ${percent(Math.abs(worst.error))}`,
      'see whether another law does better (--law), or whether the halves differ',
    );
  }
  if (dependence?.lag1 != null && Math.abs(dependence.lag1) > notableCorrelation) {
    say(
      'correlated',
      `neighbouring requests of a client are correlated by ${dependence.lag1.toFixed(2)}`,
      'independent draws are right for one request, and too even for runs of slow ones',
    );
  }
  if (dependence?.clientSpread != null && dependence.clientSpread > notableSpread) {
    say(
      'clients-differ',
      `means of clients spread ${times(dependence.clientSpread)} times as wide as independent draws would`,
      'draw how fast a client is for each replication (load: hourly, the profile’s clientFactor), or totals of one client vary too little',
    );
  }
  if (drift !== null && drift.highestMedianSeconds > notableDrift * drift.lowestMedianSeconds) {
    say(
      'groups-differ',
      `medians of the groups lie between ${ms(drift.lowestMedianSeconds)} and ${ms(drift.highestMedianSeconds)}`,
      'draw a group for each replication (load: hourly) instead of pooling them',
    );
  }
  return advice;
}

/** One sentence on whether draws may be independent. */
export function independenceSentence(fit: LatencyFit): string {
  const codes = advise(fit).map(({ code }) => code);
  const within = codes.includes('correlated') || codes.includes('clients-differ');
  const across = codes.includes('groups-differ');
  if (fit.dependence === null) {
    if (fit.drift === null)
      return 'Published quantiles have lost the order of the values: nothing can be said of independence.';
    return across
      ? 'Published quantiles have lost the order of the values; across groups independent draws are not sound, as the groups differ.'
      : 'Published quantiles have lost the order of the values; the groups are alike.';
  }
  if (!within && !across) return 'Independent draws are sound.';
  if (!within) return 'Independent draws are sound within a group, and not across groups.';
  return `Independent draws give the right share of slow requests, and too narrow a spread of a client's total${across ? '; across groups they are not sound' : ''}.`;
}
