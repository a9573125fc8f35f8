/** Claims, charts and axes: their texts become trees, and every name, dimension and end in them is checked. */
import type { Model } from '../../models/model.ts';
import { formatDimension, nearestName } from '../../units/index.ts';
import type { Catalog } from '../core/catalog.ts';
import { DimensionError, dimensionless, dimensionOf, evaluate, metricsIn, sameDimension } from '../core/expression.ts';
import { dimensionOfUnit, readMetricName } from '../core/metric-name.ts';
import { resolveScenario } from '../core/resolve.ts';
import type {
  AssumptionSpec,
  AxisSpec,
  ChartSpec,
  ClaimSpec,
  Expression,
  Path,
  Raw,
  RawMap,
  Resolved,
  Scenario,
} from '../core/types.ts';
import { isMap } from '../core/typing.ts';
import { parseExpect } from './expect.ts';
import type { ReadExpression, UnreadExpression } from './parse-expression.ts';
import type { Source } from './source.ts';

type Parse = (text: string) => ReadExpression | UnreadExpression;

const text = (raw: Raw | undefined): string | null => (typeof raw === 'string' ? raw : null);

const readMetricExpression = (source: Source, parse: Parse, raw: Raw | undefined, path: Path, subject: string) => {
  const written = typeof raw === 'number' ? String(raw) : text(raw);
  if (written === null) return undefined;
  const read = parse(written.trim().replace(/^=/, ''));
  if (!read.ok) {
    source.add('expression', source.place(path), subject, read.message, read.hint);
    return undefined;
  }
  return { text: written.trim(), expression: read.expression };
};

export const readClaims = (source: Source, parse: Parse): ClaimSpec[] => {
  const list = isMap(source.data) && Array.isArray(source.data.claims) ? source.data.claims : [];
  return list.flatMap((raw: Raw, index: number): ClaimSpec[] => {
    if (!isMap(raw) || typeof raw.id !== 'string') return [];
    const path = ['claims', index];
    const id = raw.id;
    const say = (key: string, message: string, hint?: string): void =>
      source.add(
        'claim',
        source.place(raw[key] === undefined ? [...path, 'id'] : [...path, key]),
        `claim ${id}`,
        message,
        hint,
      );
    const value = readMetricExpression(source, parse, raw.value, [...path, 'value'], `claim ${id}`);
    let expect: ClaimSpec['expect'];
    if (raw.expect !== undefined) {
      const read = parseExpect(String(raw.expect));
      if (read.ok) expect = read.expect;
      else source.add('expect', source.place([...path, 'expect']), `claim ${id}`, read.message, read.hint);
    }
    const notModelled = text(raw.notModelled);
    if (notModelled === null && raw.value === undefined) say('value', 'needs value (or notModelled with the reason)');
    if (notModelled === null && raw.value !== undefined && raw.expect === undefined)
      say('value', 'needs expect', 'such as expect: 750 ± 1%');
    if (notModelled !== null && raw.value !== undefined)
      say('notModelled', 'has a value and is not modelled; choose one');
    const assumptions = (Array.isArray(raw.assumptions) ? raw.assumptions : []).flatMap(
      (item: Raw): AssumptionSpec[] => {
        if (!isMap(item) || typeof item.parameter !== 'string' || item.low === undefined || item.high === undefined)
          return [];
        const scale = text(item.scale);
        return [
          {
            address: item.parameter,
            low: item.low,
            high: item.high,
            ...(scale === 'log' || scale === 'linear' ? { scale } : {}),
          },
        ];
      },
    );
    const promised = text(raw.verdict) as ClaimSpec['promised'] | null;
    return [
      {
        id,
        says: text(raw.says) ?? id,
        source: text(raw.source),
        tags: Array.isArray(raw.tags) ? raw.tags.map(String) : [],
        basis: raw.basis === 'measured' ? 'measured' : 'stated',
        ...(promised ? { promised } : {}),
        ...(notModelled !== null ? { notModelled } : {}),
        ...(value ? { value } : {}),
        ...(expect ? { expect } : {}),
        assumptions,
      },
    ];
  });
};

export const readCharts = (source: Source, parse: Parse): ChartSpec[] => {
  const list = isMap(source.data) && Array.isArray(source.data.charts) ? source.data.charts : [];
  return list.flatMap((raw: Raw, index: number): ChartSpec[] => {
    if (!isMap(raw)) return [];
    const y = readMetricExpression(source, parse, raw.y, ['charts', index, 'y'], 'chart');
    const x = text(raw.x);
    if (!y || !x) return [];
    const color = text(raw.color);
    const title = text(raw.title);
    const scale = text(raw.scale);
    return [
      {
        y,
        x,
        ...(color ? { color } : {}),
        ...(title ? { title } : {}),
        ...(scale === 'log' || scale === 'linear' ? { scale } : {}),
      },
    ];
  });
};

export const readSweep = (source: Source): Scenario['sweep'] => {
  const raw = isMap(source.data) ? source.data.sweep : undefined;
  if (!isMap(raw) || !isMap(raw.axes)) return null;
  const axes: AxisSpec[] = [];
  for (const [address, axis] of Object.entries(raw.axes)) {
    const path = ['sweep', 'axes', address];
    const say = (message: string, hint?: string): void =>
      source.add('axis', source.place(path), `sweep ${address}`, message, hint);
    if (Array.isArray(axis)) {
      if (axis.length === 0) say('is empty: an axis needs the values to take', 'such as [1, 8, 64]');
      else axes.push({ address, values: axis });
    } else if (isMap(axis)) {
      const strange = Object.keys(axis).filter((key) => !['low', 'high', 'scale', 'points'].includes(key));
      for (const key of strange)
        source.add(
          'unknown-key',
          source.place([...path, key], true),
          `sweep ${address}.${key}`,
          'unknown key',
          'an axis has low, high, scale, points',
        );
      if (axis.low === undefined || axis.high === undefined) say('needs low and high');
      else if (
        axis.points !== undefined &&
        (typeof axis.points !== 'number' || !Number.isInteger(axis.points) || axis.points < 2)
      )
        say('points needs a whole number from 2');
      else
        axes.push({
          address,
          low: axis.low,
          high: axis.high,
          ...(axis.scale === 'log' || axis.scale === 'linear' ? { scale: axis.scale } : {}),
          ...(typeof axis.points === 'number' ? { points: axis.points } : {}),
        });
    } else say('needs a list of values, or { low, high }');
  }
  const paired = raw.paired === true;
  const lengths = new Set(axes.map((axis) => axis.values?.length ?? axis.points ?? 9));
  if (paired && lengths.size > 1) {
    source.add('axis', source.place(['sweep', 'axes']), 'sweep', 'paired axes need the same number of values');
  }
  return axes.length > 0 ? { axes, paired } : null;
};

/** Metrics and dimensions of claims and charts. */
export const checkMetricExpressions = (
  source: Source,
  scenario: Scenario,
  resolved: Resolved,
  catalog: Catalog,
): void => {
  const ids = scenario.claims.map((claim) => claim.id);
  const expressionOf = new Map(
    scenario.claims.flatMap((claim) => (claim.value ? [[claim.id, claim.value.expression] as const] : [])),
  );
  const check = (
    expression: Expression,
    path: Path,
    subject: string,
    needsDesign: boolean,
    trail: readonly string[],
  ): ReturnType<typeof dimensionOf> | null => {
    let sound = true;
    const say = (message: string, hint?: string): void => {
      sound = false;
      source.add('metric', source.place(path), subject, message, hint);
    };
    const claimDimension = new Map<string, ReturnType<typeof dimensionOf>>();
    for (const words of metricsIn(expression)) {
      const reading = readMetricName(words, resolved.designs, catalog, ids, needsDesign);
      if (!reading.ok) say(reading.message, reading.hint);
      else if (reading.claim !== null) {
        if (trail.includes(reading.claim)) say(`goes round in a circle: ${[...trail, reading.claim].join(' → ')}`);
        else {
          const other = expressionOf.get(reading.claim);
          if (!other) say(`the claim "${reading.claim}" has no value`);
          else
            claimDimension.set(
              reading.claim,
              check(other, path, subject, needsDesign, [...trail, reading.claim]) ?? dimensionless,
            );
        }
      } else if (reading.window !== null && resolved.run.horizonSeconds === null) {
        say(`"${words.join('.')}" asks for a window; windows need run.horizon`);
      }
    }
    divisions(expression, resolved, say);
    if (!sound) return null;
    try {
      return dimensionOf(
        expression,
        (name) => parameterDimension(scenario, resolved, name),
        (words) => {
          const reading = readMetricName(words, resolved.designs, catalog, ids, needsDesign);
          if (!reading.ok) return dimensionless;
          return reading.claim !== null
            ? (claimDimension.get(reading.claim) ?? dimensionless)
            : dimensionOfUnit(reading.unit);
        },
      );
    } catch (error) {
      if (!(error instanceof DimensionError)) throw error;
      say(error.message);
      return null;
    }
  };
  scenario.claims.forEach((claim, index) => {
    if (!claim.value) return;
    const path = ['claims', index, 'value'];
    const dimension = check(claim.value.expression, path, `claim ${claim.id}`, true, [claim.id]);
    if (!dimension || !claim.expect) return;
    const expected = parseExpect(claim.expect.text);
    if (
      expected.ok &&
      !sameDimension(expected.dimension, dimension) &&
      !(expected.bare && claim.expect.low === 0 && claim.expect.high === 0)
    ) {
      source.add(
        'dimension',
        source.place(['claims', index, 'expect']),
        `claim ${claim.id}`,
        `the value is in ${formatDimension(dimension)}, "${claim.expect.text}" in ${formatDimension(expected.dimension)}`,
      );
    }
  });
  const axes = scenario.sweep?.axes.map((axis) => axis.address) ?? [];
  scenario.charts.forEach((chart, index) => {
    check(chart.y.expression, ['charts', index, 'y'], 'chart', false, []);
    for (const key of ['x', 'color'] as const) {
      const word = chart[key];
      const words = [...(key === 'x' ? ['time'] : []), 'design', ...axes];
      if (word === undefined || words.includes(word)) continue;
      const nearest = nearestName(word, words);
      source.add(
        'unknown-word',
        source.place(['charts', index, key]),
        `chart ${key}`,
        `"${word}" is not one of ${words.join(', ')}`,
        nearest ? `did you mean ${nearest}?` : 'an axis must stand in sweep.axes',
      );
    }
  });
};

const parameterDimension = (scenario: Scenario, resolved: Resolved, name: string) => {
  const unit = resolved.parameterInputs.find((input) => input.address === name)?.unit ?? '1';
  const at = { s: 0, B: 0, USD: 0 };
  const [over = '', under = ''] = unit.split('/');
  for (const [part, sign] of [
    [over, 1],
    [under, -1],
  ] as const) {
    for (const piece of part.split('·')) {
      const [base, power] = piece.split('^');
      if (base === 's' || base === 'B' || base === 'USD') at[base] += sign * Number(power ?? 1);
    }
  }
  return Object.hasOwn(scenario.parameters, name) ? at : dimensionless;
};

/** Dividing by what is zero whatever the simulation says. */
const divisions = (expression: Expression, resolved: Resolved, say: (message: string, hint?: string) => void): void => {
  const go = (e: Expression): void => {
    if (e.k === 'operator') {
      if (e.op === '/' && metricsIn(e.right).length === 0) {
        const divisor = evaluate(e.right, (name) => Number(resolved.parameters[name]));
        if (divisor === 0) say('divides by zero');
      }
      go(e.left);
      go(e.right);
    } else if (e.k === 'negate') go(e.of);
    else if (e.k === 'call') e.of.forEach(go);
    else if (e.k === 'choose') [e.test, e.yes, e.no].forEach(go);
  };
  go(expression);
};

/** Every end of every assumption and every value of every axis must give a sound scenario. */
export const checkVariations = (
  source: Source,
  scenario: Scenario,
  models: readonly Model[],
  baseIssues: number,
): void => {
  if (baseIssues > 0) return;
  const attempt = (address: string, raw: Raw, path: Path, subject: string): void => {
    const { issues } = resolveScenario(scenario, { [address]: { raw } }, models);
    for (const issue of issues.slice(0, 1)) {
      const unknown = issue.code === 'unknown-address';
      const where = unknown ? addressPath(path) : path;
      source.add(
        issue.code,
        source.place(where, unknown && path[0] === 'sweep'),
        subject,
        unknown ? `${issue.message}: "${address}"` : issue.message,
        issue.hint,
      );
    }
  };
  scenario.claims.forEach((claim, index) => {
    const list = isMap(source.data) && Array.isArray(source.data.claims) ? source.data.claims[index] : undefined;
    const rawList = isMap(list as Raw) ? (list as RawMap).assumptions : undefined;
    if (!Array.isArray(rawList)) return;
    claim.assumptions.forEach((assumption, at) => {
      const path = ['claims', index, 'assumptions', at];
      const subject = `claim ${claim.id}, assumption ${assumption.address}`;
      const before = source.issues.length;
      attempt(assumption.address, assumption.low, [...path, 'low'], subject);
      if (source.issues.length === before) attempt(assumption.address, assumption.high, [...path, 'high'], subject);
    });
  });
  scenario.sweep?.axes.forEach((axis) => {
    const path = ['sweep', 'axes', axis.address];
    const values: readonly [Raw, Path][] = axis.values
      ? axis.values.map((value, index) => [value, [...path, index]] as const)
      : [
          [axis.low!, [...path, 'low']],
          [axis.high!, [...path, 'high']],
        ];
    for (const [value, at] of values) {
      const before = source.issues.length;
      attempt(axis.address, value, at, `sweep ${axis.address}`);
      if (source.issues.length > before) break;
    }
  });
};

/** The name of an address stands beside the end that was tried. */
const addressPath = (path: Path): Path =>
  path[0] === 'sweep' ? ['sweep', 'axes', path[2]!] : [...path.slice(0, 4), 'parameter'];
