/** One case of a measured row as a scenario, through the library as any user has it; and what it predicts. */
import { stringify } from 'yaml';
import { type DesignResult, parseScenario, type Results, runScenario, version } from '../../src/index.ts';
import { loadProfiles } from '../../src/scenario/language/profiles.ts';
import { parseQuantity } from '../../src/units/index.ts';
import { type MeasuredRow, type MeasuredValue, profileOf, type RowCase } from './read-rows.ts';

/** Fixed, and not chosen for its results. */
export const validationSeed = 1;
const usualReplications = 10;

/** The scenario of a case as text: its name for the storage's profile, what the source states, and nothing else. */
export function scenarioOf(row: MeasuredRow, each: RowCase): string {
  const profile = each.database === undefined ? profileOf(each.class ?? row.class, row.year) : null;
  const claims = each.values.flatMap(({ says, claim, measured }, index) =>
    claim === undefined
      ? []
      : [{ id: `value_${index + 1}`, says, value: claim, expect: `${measured} ± 25%`, basis: 'measured' }],
  );
  const overTime = new Set(
    each.values.flatMap(({ counts, level }) => [
      ...(counts === undefined ? [] : termsOf(counts).map(({ metric }) => metric)),
      ...(level === undefined ? [] : [level]),
    ]),
  );
  return stringify({
    lakesim: 1,
    title: row.says,
    question: `What does the model say to measurement ${row.id}?`,
    ...(each.scale === undefined ? {} : { parameters: { scale: each.scale } }),
    designs: {
      row: {
        ...(profile === null ? { database: each.database } : { storage: storageOf(profile, each) }),
        ...(each.client === undefined ? {} : { client: each.client }),
        ...(each.stream === undefined ? {} : { stream: each.stream }),
        ...(each.table === undefined ? {} : { table: each.table }),
        ...(each.compute === undefined ? {} : { compute: each.compute }),
        ...(each.also === undefined ? {} : { also: each.also }),
        workload: each.scale === undefined ? each.workload : each.workload.map(scaledArrivals),
      },
    },
    run: {
      seed: validationSeed,
      replications: each.replications ?? usualReplications,
      ...(each.horizon === undefined ? {} : { horizon: each.horizon }),
      ...(each.window === undefined ? {} : { window: each.window }),
      ...(each.fidelity === undefined ? {} : { fidelity: each.fidelity }),
    },
    ...(claims.length > 0 ? { claims } : {}),
    ...(overTime.size > 0 ? { charts: [...overTime].map((y) => ({ y, x: 'time' })) } : {}),
  });
}

const storageOf = (profile: string, { hours, scale, storage }: RowCase): object => ({
  profile,
  ...(hours === 'drawn' ? { load: 'hourly' } : {}),
  ...(scale === undefined ? {} : scaledLimits(profile)),
  ...storage,
});

/** The profile's own limits of requests, divided by the parameter `scale`. */
function scaledLimits(profile: string): object {
  const limits = loadProfiles().profiles.storage?.[profile]?.values.partitions?.value;
  const { get, put } = limits as { get?: unknown; put?: unknown };
  if (typeof get !== 'string' || typeof put !== 'string') throw new Error(`${profile} has no limits to scale`);
  return { partitions: { get: `=${get} / scale`, put: `=${put} / scale` } };
}

function scaledArrivals(activity: RowCase['workload'][number]): object {
  const scaled = Object.entries(activity).map(([kind, block]) => {
    if (typeof block.arrivals !== 'string') throw new Error('only a plain rate of arrivals is scaled');
    return [kind, { ...block, arrivals: `=${block.arrivals} / scale` }];
  });
  return Object.fromEntries(scaled);
}

/** The metrics in `a.x - a.y + a.z`, each with its sign. */
function termsOf(counts: string): { metric: string; sign: number }[] {
  return counts.split(/\s+(?=[+-])/).map((term) => {
    const metric = term.replace(/^[+-]\s*/, '');
    return { metric, sign: term.startsWith('-') ? -1 : 1 };
  });
}

/** One number for each value of the case, in order; null for those that say why they do not run. */
export async function predict(row: MeasuredRow, each: RowCase): Promise<(number | null)[]> {
  const read = await parseScenario(`validation/${row.id}`, scenarioOf(row, each));
  if (!read.ok) throw new Error(read.issues.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  const results = await runScenario(read.scenario, { version });
  return each.values.map((value, index) => {
    if (value.notRun !== undefined) return null;
    const found = predictedValue(results, value, { index, scale: each.scale ?? 1 });
    if (found === null || !(found > 0)) throw new Error(`${row.id}, ${value.says}: the model gave no value`);
    return found;
  });
}

function predictedValue(
  results: Results,
  value: MeasuredValue,
  { index, scale }: { index: number; scale: number },
): number | null {
  const design = results.designs.row!;
  if (value.counts !== undefined) return rateAt(design, value, scale);
  if (value.level !== undefined) return timeOfLevel(design, value.level, value.reaches!);
  if (value.claim !== undefined) return results.claims.find(({ id }) => id === `value_${index + 1}`)?.value ?? null;
  if (value.runs !== undefined) return quantileOfRuns(design, value.runs, value.p!);
  // The largest of n lies below x with the n-th power of the chance that one does: its median is this quantile.
  const p = value.largestOf === undefined ? value.p! : 0.5 ** (1 / value.largestOf);
  return quantileOfSamples(design, value.samples!, p);
}

/** What the window counted that holds the time, over its width. */
function rateAt({ series }: DesignResult, { counts, at }: MeasuredValue, scale: number): number | null {
  const time = parseQuantity(at!);
  if (!time.ok) throw new Error(`${at}: ${time.message}`);
  let sum = 0;
  for (const { metric, sign } of termsOf(counts!)) {
    const found = series.find((each) => each.metric === metric);
    const count = found?.mean[Math.floor((time.value - found.from) / found.windowSeconds)];
    if (found === undefined || count == null) return null;
    sum += (sign * count) / found.windowSeconds;
  }
  return scale * sum;
}

/** A window's mean stands for the middle of it; between two middles the level is taken to go straight. */
function timeOfLevel({ series }: DesignResult, level: string, reaches: number): number | null {
  const found = series.find((each) => each.metric === level);
  if (found === undefined) return null;
  const { mean, from, windowSeconds } = found;
  const at = mean.findIndex((value) => value !== null && value >= reaches);
  if (at < 1) return null;
  const [before, after] = [mean[at - 1]!, mean[at]!];
  return from + (at - 0.5 + (reaches - before) / (after - before)) * windowSeconds;
}

/** Between the two nearest of the sorted values, as the kernel's own exact quantiles are. */
function quantileOfRuns(design: DesignResult, metric: string, p: number): number | null {
  const values = (design.metrics[metric]?.values ?? []).filter((each) => each !== null).sort((a, b) => a - b);
  if (values.length === 0) return null;
  const at = p * (values.length - 1);
  const below = Math.floor(at);
  const [low, high] = [values[below]!, values[Math.min(below + 1, values.length - 1)]!];
  return low + (at - below) * (high - low);
}

/** From the histogram, evenly within a bucket. */
function quantileOfSamples(design: DesignResult, metric: string, p: number): number | null {
  const found = design.distributions.find((each) => each.metric === metric);
  if (!found) return null;
  const total = found.buckets.reduce((sum, [, , count]) => sum + count, 0);
  let left = p * total;
  for (const [low, high, count] of found.buckets) {
    if (left <= count) return low + (high - low) * (left / count);
    left -= count;
  }
  return found.max;
}
