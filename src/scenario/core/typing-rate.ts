/** Rates that may vary with the hour, the week, the years and in bursts. */
import type { Block, Field, RateSpec, TraceJob } from '../../fields/index.ts';
import { nearestName } from '../../units/index.ts';
import type { Path, Raw, RawMap } from './types.ts';
import { isMap, known, type Typed, type TypingContext, unknown } from './typing-context.ts';
import { typeNumber } from './typing-number.ts';

const rateKeys: Block = {
  base: { doc: 'the mean rate', type: 'frequency' },
  daily: { doc: 'peak over mean of a day, or 24 numbers', type: 'number' },
  weekend: { doc: 'factor at weekends', type: 'share', max: 1e6 },
  yearlyGrowth: { doc: 'growth a year', type: 'share', max: 1e6, min: -1 },
  bursts: { doc: 'factor, for, every', type: 'block' },
  trace: { doc: 'what came when, from a file beside the scenario', type: 'path' },
};

/** A day with one peak at 15 h: a raised cosine whose peak over mean is the factor, never below zero. */
const dailyFrom = (peak: number): number[] => {
  const raw = Array.from({ length: 24 }, (_, hour) => {
    const shape = (1 + Math.cos(((hour + 0.5 - 15) / 24) * 2 * Math.PI)) / 2;
    return shape ** Math.max(0, exponentFor(peak));
  });
  const mean = raw.reduce((a, b) => a + b, 0) / 24;
  return raw.map((value) => value / mean);
};
/** The power to which a raised cosine must be taken so that the hour's peak over the mean is as asked, by bisection. */
const exponentFor = (peak: number): number => {
  const ratio = (power: number): number => {
    let sum = 0;
    let top = 0;
    for (let hour = 0; hour < 24; hour++) {
      const y = ((1 + Math.cos(((hour + 0.5 - 15) / 24) * 2 * Math.PI)) / 2) ** power;
      sum += y;
      top = Math.max(top, y);
    }
    return (top * 24) / sum;
  };
  let low = 0;
  let high = 1000;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (ratio(middle) < peak) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** A file is read before anything is typed; here it has its columns. Others vary the rate on their own, which a trace does not. */
const typeTrace = (field: Field<unknown>, raw: RawMap, context: TypingContext, path: Path): Typed => {
  const wanted = field.rateOf === 'bandwidth' ? 'bytes' : 'records';
  const report = (message: string, at: Path = ['trace']): Typed => {
    context.report({ code: 'rate', path: [...path, ...at], message });
    return unknown;
  };
  const others = Object.keys(raw).filter((key) => key !== 'trace');
  if (others.length > 0)
    return report('a trace says itself how its rate varies: nothing else stands beside it', [others[0]!]);
  const { trace } = raw;
  if (!isMap(trace!)) return report(`needs a file beside the scenario, such as ./jobs.tsv; found ${String(trace)}`);
  // What could not be read has an issue of its own.
  if (trace.times === undefined) return unknown;
  const jobs = Array.isArray(trace.jobs) ? (trace.jobs as unknown as TraceJob[]) : null;
  if (jobs !== null && field.takesJobs !== true)
    return report('the trace lists jobs: it says when they arrive, and fits arrivals alone');
  const amounts = trace[wanted];
  if (!Array.isArray(amounts)) {
    const found = Object.keys(trace).filter((key) => Array.isArray(trace[key]) && key !== 'times');
    return report(`the trace has no column ${wanted}; it has time${found.map((key) => `, ${key}`).join('')}`);
  }
  return known(
    {
      base: 1,
      trace: {
        name: String(trace.file),
        times: trace.times as number[],
        amounts: amounts as number[],
        ...(jobs === null ? {} : { jobs }),
      },
    } satisfies RateSpec,
    null,
  );
};

export const typeRate = (field: Field<unknown>, raw: Raw, context: TypingContext, path: Path): Typed => {
  const base: Field<unknown> = { ...field, type: field.rateOf ?? 'frequency' };
  if (!isMap(raw)) {
    const typed = typeNumber(base, raw, context, path);
    return typeof typed.value === 'number' ? known({ base: typed.value } satisfies RateSpec, typed.derived) : unknown;
  }
  let sound = true;
  const derived: string[] = [];
  for (const key of Object.keys(raw)) {
    if (!Object.hasOwn(rateKeys, key)) {
      const nearest = nearestName(key, Object.keys(rateKeys));
      const hint = nearest ? `did you mean ${nearest}?` : `a rate has ${Object.keys(rateKeys).join(', ')}`;
      context.report({
        code: 'unknown-key',
        path: [...path, key],
        atKey: true,
        message: 'unknown key in a rate',
        hint,
      });
      sound = false;
    }
  }
  const number = (of: Field<unknown>, value: Raw | undefined, at: Path): number | undefined => {
    if (value === undefined) return undefined;
    const typed = typeNumber(of, value, context, [...path, ...at]);
    if (typed.derived) derived.push(typed.derived);
    if (typeof typed.value !== 'number') sound = false;
    return typed.value as number | undefined;
  };
  if (raw.trace !== undefined) return sound ? typeTrace(field, raw, context, path) : unknown;
  if (raw.base === undefined) {
    context.report({ code: 'missing-key', path, message: 'a rate that varies needs base: its mean' });
    return unknown;
  }
  const mean = number(base, raw.base, ['base']);
  let daily: number[] | undefined;
  if (Array.isArray(raw.daily)) {
    const hours = raw.daily.map((value: Raw, i: number) =>
      number({ doc: '', type: 'number', min: 0 }, value, ['daily', i]),
    );
    const total = hours.reduce<number>((a, b) => a + (b ?? 0), 0);
    if (hours.length !== 24 || !(total > 0)) {
      context.report({
        code: 'rate',
        path: [...path, 'daily'],
        message: `daily needs 24 numbers that are not all zero; here are ${hours.length}`,
      });
      sound = false;
    }
    daily = hours.map((hour) => ((hour ?? 0) * 24) / total);
  } else if (raw.daily !== undefined) {
    const peak = number({ doc: '', type: 'number', min: 1, max: 24 }, raw.daily, ['daily']);
    if (peak !== undefined) daily = dailyFrom(peak);
  }
  const weekend = number(rateKeys.weekend!, raw.weekend, ['weekend']);
  const yearlyGrowth = number(rateKeys.yearlyGrowth!, raw.yearlyGrowth, ['yearlyGrowth']);
  let bursts: RateSpec['bursts'];
  if (raw.bursts !== undefined) {
    if (isMap(raw.bursts) && ['factor', 'for', 'every'].every((key) => (raw.bursts as RawMap)[key] !== undefined)) {
      const factor = number({ doc: '', type: 'number', min: 0 }, raw.bursts.factor!, ['bursts', 'factor']);
      const time: Field<unknown> = { doc: '', type: 'time', positive: true };
      const forSeconds = number(time, raw.bursts.for!, ['bursts', 'for']);
      const everySeconds = number(time, raw.bursts.every!, ['bursts', 'every']);
      if (factor !== undefined && forSeconds !== undefined && everySeconds !== undefined) {
        bursts = { factor, forSeconds, everySeconds };
      }
    } else {
      context.report({
        code: 'rate',
        path: [...path, 'bursts'],
        message: 'bursts needs factor, for and every, such as { factor: 10, for: 5 min, every: 6 h }',
      });
      sound = false;
    }
  }
  if (!sound || mean === undefined) return unknown;
  const spec: RateSpec = {
    base: mean,
    ...(daily ? { daily } : {}),
    ...(weekend !== undefined ? { weekend } : {}),
    ...(yearlyGrowth !== undefined ? { yearlyGrowth } : {}),
    ...(bursts ? { bursts } : {}),
  };
  return known(spec, derived.length > 0 ? derived.join(', ') : null);
};
