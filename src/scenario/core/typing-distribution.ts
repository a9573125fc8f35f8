/** Distributions: a plain value is a constant, a map with one key is the law. */
import type { DistributionSpec, Field } from '../../fields/index.ts';
import { checkDistribution, lognormalFromMean, lognormalFromQuantiles } from '../../random/index.ts';
import { nearestName } from '../../units/index.ts';
import type { Path, Raw, RawMap } from './types.ts';
import { isMap, known, printRaw, type Typed, type TypingContext, unknown } from './typing-context.ts';
import { typeNumber } from './typing-number.ts';

type Part = 'value' | 'number' | 'share';
const distributionKeys: Record<string, Record<string, Part>> = {
  exponential: { mean: 'value' },
  uniform: { low: 'value', high: 'value' },
  normal: { mean: 'value', sd: 'value' },
  lognormal: { p50: 'value', p99: 'value', mean: 'value', cv: 'number' },
  gamma: { mean: 'value', cv: 'number' },
  weibull: { shape: 'number', scale: 'value' },
  pareto: { shape: 'number', low: 'value', high: 'value' },
  quantiles: {},
  mix: {},
  truncated: { low: 'value', high: 'value' },
};
export const distributionNames = Object.keys(distributionKeys);

export const typeDistribution = (field: Field<unknown>, raw: Raw, context: TypingContext, path: Path): Typed => {
  const derived: string[] = [];
  const plain: Field<unknown> = { ...field, random: false };
  const say = (code: string, at: Path, message: string, hint?: string, atKey = false): null => {
    context.report({ code, path: [...path, ...at], message, ...(hint ? { hint } : {}), ...(atKey ? { atKey } : {}) });
    return null;
  };
  const number = (value: Raw | undefined, at: Path, part: Part): number | null => {
    if (value === undefined) return null;
    const of: Field<unknown> = part === 'value' ? plain : { doc: '', type: part, min: 0 };
    const typed = typeNumber(of, value, context, [...path, ...at]);
    if (typed.derived) derived.push(typed.derived);
    return typeof typed.value === 'number' ? typed.value : null;
  };
  const go = (value: Raw, at: Path): DistributionSpec | null => {
    if (!isMap(value)) {
      const constant = number(value, at, 'value');
      return constant === null ? null : { kind: 'constant', value: constant };
    }
    const names = Object.keys(value);
    const name = names[0] ?? '';
    if (names.length !== 1 || !Object.hasOwn(distributionKeys, name)) {
      const nearest = nearestName(name, distributionNames);
      return say(
        'distribution',
        names.length === 1 ? [...at, name] : at,
        names.length === 1
          ? `"${name}" is not a distribution`
          : 'a distribution is a map with one key, such as { exponential: { mean: 10 ms } }',
        nearest ? `did you mean ${nearest}?` : `distributions: ${distributionNames.join(' ')}`,
        names.length === 1,
      );
    }
    const body = value[name]!;
    const inside = [...at, name];
    if (name === 'mix') return mix(body, inside);
    if (!isMap(body)) return say('distribution', inside, `${name} needs a map of its numbers; found ${printRaw(body)}`);
    if (name === 'quantiles') return quantiles(body, inside);
    const keys = distributionKeys[name]!;
    const allowed = name === 'truncated' ? [...Object.keys(keys), 'of'] : Object.keys(keys);
    const strange = Object.keys(body).filter((key) => !allowed.includes(key));
    for (const key of strange) {
      const nearest = nearestName(key, allowed);
      say(
        'unknown-key',
        [...inside, key],
        `unknown key in ${name}`,
        nearest ? `did you mean ${nearest}?` : `it has ${allowed.join(', ')}`,
        true,
      );
    }
    if (strange.length > 0) return null;
    const n: Record<string, number | null> = {};
    for (const [key, part] of Object.entries(keys)) n[key] = number(body[key], [...inside, key], part);
    const need = (...wanted: string[]): boolean => {
      const missing = wanted.filter((key) => body[key] === undefined);
      if (missing.length > 0) say('missing-key', inside, `${name} needs ${wanted.join(' and ')}`, undefined);
      return missing.length === 0 && wanted.every((key) => n[key] !== null && n[key] !== undefined);
    };
    switch (name) {
      case 'exponential':
        return need('mean') ? { kind: 'exponential', mean: n.mean! } : null;
      case 'uniform':
        return need('low', 'high') ? { kind: 'uniform', low: n.low!, high: n.high! } : null;
      case 'normal':
        return need('mean', 'sd') ? { kind: 'normal', mean: n.mean!, sd: n.sd! } : null;
      case 'lognormal':
        if (body.p50 !== undefined || body.p99 !== undefined) {
          return need('p50', 'p99') ? lognormalFromQuantiles(n.p50!, n.p99!) : null;
        }
        return need('mean', 'cv') ? lognormalFromMean(n.mean!, n.cv!) : null;
      case 'gamma':
        return need('mean', 'cv') ? { kind: 'gamma', mean: n.mean!, cv: n.cv! } : null;
      case 'weibull':
        return need('shape', 'scale') ? { kind: 'weibull', shape: n.shape!, scale: n.scale! } : null;
      case 'pareto':
        return need('shape', 'low', 'high') ? { kind: 'pareto', shape: n.shape!, low: n.low!, high: n.high! } : null;
      default: {
        if (body.of === undefined) return say('missing-key', inside, 'truncated needs of, low and high');
        const of = go(body.of, [...inside, 'of']);
        return of && need('low', 'high') ? { kind: 'truncated', of, low: n.low!, high: n.high! } : null;
      }
    }
  };
  const quantiles = (body: RawMap, at: Path): DistributionSpec | null => {
    const points: [number, number][] = [];
    let sound = true;
    for (const [key, value] of Object.entries(body)) {
      const match = /^p(\d+(?:\.\d+)?)$/.exec(key);
      if (!match || Number(match[1]) > 100) {
        say('unknown-key', [...at, key], 'a quantile is written p0 to p100', 'such as p50 or p99.9', true);
        sound = false;
        continue;
      }
      const x = number(value, [...at, key], 'value');
      if (x === null) sound = false;
      else points.push([Number(`${match[1]}e-2`), x]);
    }
    points.sort((a, b) => a[0] - b[0]);
    return sound ? { kind: 'quantiles', points } : null;
  };
  const mix = (body: Raw, at: Path): DistributionSpec | null => {
    if (!Array.isArray(body) || body.length === 0) {
      return say(
        'distribution',
        at,
        'mix needs a list such as [ { share: 64%, of: 16 ms }, { share: 36%, of: 40 ms } ]',
      );
    }
    const parts: { share: number; of: DistributionSpec }[] = [];
    body.forEach((item: Raw, index: number) => {
      const here = [...at, index];
      if (!isMap(item) || item.share === undefined || item.of === undefined) {
        say('distribution', here, 'a part of a mix needs share and of');
        return;
      }
      const share = number(item.share, [...here, 'share'], 'share');
      const of = go(item.of, [...here, 'of']);
      if (share !== null && of) parts.push({ share, of });
    });
    return parts.length === body.length ? { kind: 'mix', parts } : null;
  };
  const spec = go(raw, []);
  if (!spec) return unknown;
  const wrong = checkDistribution(spec);
  if (wrong) {
    say('distribution', [], wrong);
    return unknown;
  }
  return known(spec, derived.length > 0 ? derived.join(', ') : null);
};
