/** Claims, charts and axes: their texts become trees, and every name, dimension and end in them is checked. */
import type { Model } from '../../models/model.ts';
import { nearestName } from '../../units/index.ts';
import type { Catalog } from '../core/catalog.ts';
import { resolveScenario } from '../core/resolve.ts';
import type {
  AssumptionSpec,
  AxisSpec,
  ChartSpec,
  ClaimSpec,
  Path,
  Raw,
  RawMap,
  Resolved,
  Scenario,
} from '../core/types.ts';
import { isMap } from '../core/typing.ts';
import { parseExpect } from './expect.ts';
import { checkExpectDimension, metricChecker, type ParseMetric, readMetricExpression } from './metric-expressions.ts';
import type { Source } from './source.ts';

const text = (raw: Raw | undefined): string | null => (typeof raw === 'string' ? raw : null);

export const readClaims = (source: Source, parse: ParseMetric): ClaimSpec[] => {
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

export const readCharts = (source: Source, parse: ParseMetric): ChartSpec[] => {
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
  const check = metricChecker(source, scenario, resolved, catalog);
  scenario.claims.forEach((claim, index) => {
    if (!claim.value) return;
    const path = ['claims', index, 'value'];
    const dimension = check(claim.value.expression, path, `claim ${claim.id}`, true, [claim.id]);
    if (dimension && claim.expect)
      checkExpectDimension(source, claim.expect, dimension, ['claims', index, 'expect'], `claim ${claim.id}`);
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
