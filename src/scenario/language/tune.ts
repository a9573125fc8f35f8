/** The wish: what shall be small or large, and under which limits. */
import { nearestName } from '../../units/index.ts';
import type { Catalog } from '../core/catalog.ts';
import { metricsIn } from '../core/expression.ts';
import type { Path, Raw, Resolved, Scenario, TuneSpec } from '../core/types.ts';
import { isMap } from '../core/typing.ts';
import { parseExpect } from './expect.ts';
import { checkExpectDimension, metricChecker, type ParseMetric, readMetricExpression } from './metric-expressions.ts';
import type { Source } from './source.ts';

const goals = [
  ['minimize', 'low'],
  ['maximize', 'high'],
] as const;

/** One expression, or a list of them, each with its place. */
const listed = (raw: Raw | undefined, path: Path): [Raw, Path][] => {
  if (raw === undefined) return [];
  return Array.isArray(raw) ? raw.map((item: Raw, index): [Raw, Path] => [item, [...path, index]]) : [[raw, path]];
};

export const readTune = (source: Source, parse: ParseMetric): TuneSpec | null => {
  const raw = isMap(source.data) ? source.data.tune : undefined;
  if (!isMap(raw)) return null;
  const say = (path: Path, message: string, hint?: string): void =>
    source.add('tune', source.place(path), path.filter((key) => typeof key === 'string').join('.'), message, hint);
  const objectives = goals.flatMap(([key, better]) =>
    listed(raw[key], ['tune', key]).flatMap(([item, path]) => {
      if (typeof item !== 'string') say(path, 'needs a metric expression', 'such as cost.monthly, or a list of them');
      const read = readMetricExpression(source, parse, item, path, `tune ${key}`);
      return read ? [{ ...read, better }] : [];
    }),
  );
  if (raw.minimize === undefined && raw.maximize === undefined)
    say(['tune'], 'needs minimize or maximize', 'such as minimize: cost.total');
  else if (
    (Array.isArray(raw.minimize) && raw.minimize.length === 0) ||
    (Array.isArray(raw.maximize) && raw.maximize.length === 0)
  )
    say(
      ['tune', raw.minimize === undefined ? 'maximize' : 'minimize'],
      'is an empty list',
      'such as [cost.total, read.makespan]',
    );
  const constraints = (Array.isArray(raw.subjectTo) ? raw.subjectTo : []).flatMap((item: Raw, index: number) => {
    if (!isMap(item)) return [];
    const path = ['tune', 'subjectTo', index];
    const read = readMetricExpression(source, parse, item.value, [...path, 'value'], 'tune subjectTo');
    if (item.expect === undefined) return [];
    const expected = parseExpect(String(item.expect));
    if (!expected.ok) say([...path, 'expect'], expected.message, expected.hint);
    return read && expected.ok ? [{ ...read, expect: expected.expect, index }] : [];
  });
  const given = (Array.isArray(raw.given) ? raw.given : []).filter((item): item is string => typeof item === 'string');
  return { objectives, constraints, given };
};

/** Names, dimensions and axes of the wish. */
export const checkTune = (source: Source, scenario: Scenario, resolved: Resolved, catalog: Catalog): void => {
  const { tune } = scenario;
  const raw = isMap(source.data) ? source.data.tune : undefined;
  if (!tune || !isMap(raw)) return;
  const check = metricChecker(source, scenario, resolved, catalog);
  for (const [key, better] of goals) {
    const places = listed(raw[key], ['tune', key]);
    for (const { text, expression } of tune.objectives.filter((each) => each.better === better)) {
      const path = places.find(([item]) => typeof item === 'string' && item.trim() === text)?.[1] ?? ['tune', key];
      check(expression, path, `tune ${key}`, false, []);
      if (metricsIn(expression).length === 0)
        source.add('tune', source.place(path), `tune ${key}`, 'is the same whatever is chosen', 'name a metric');
    }
  }
  for (const { expression, expect, index } of tune.constraints) {
    const path = ['tune', 'subjectTo', index];
    const dimension = check(expression, [...path, 'value'], 'tune subjectTo', false, []);
    if (dimension) checkExpectDimension(source, expect, dimension, [...path, 'expect'], 'tune subjectTo');
  }
  const axes = scenario.sweep?.axes.map((axis) => axis.address) ?? [];
  tune.given.forEach((address, index) => {
    if (axes.includes(address)) return;
    const nearest = nearestName(address, axes);
    const hint = nearest
      ? `did you mean ${nearest}?`
      : axes.length > 0
        ? `axes: ${axes.join(', ')}`
        : 'there is no sweep';
    source.add(
      'unknown-word',
      source.place(['tune', 'given', index]),
      'tune given',
      `"${address}" is not an axis of the sweep`,
      hint,
    );
  });
  if (axes.length > 0 && axes.every((axis) => tune.given.includes(axis)) && scenario.designOrder.length < 2)
    source.add(
      'tune',
      source.place(['tune', 'given']),
      'tune given',
      'leaves nothing to choose: every axis of the sweep is given',
    );
};
