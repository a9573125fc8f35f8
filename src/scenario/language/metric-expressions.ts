/** Metric expressions of claims, charts and the wish: read into trees, and their names and dimensions checked. */
import { type Dimension, formatDimension } from '../../units/index.ts';
import type { Catalog } from '../core/catalog.ts';
import { DimensionError, dimensionless, dimensionOf, evaluate, metricsIn, sameDimension } from '../core/expression.ts';
import { dimensionOfUnit, readMetricName } from '../core/metric-name.ts';
import type { ExpectSpec, Expression, Path, Raw, Resolved, Scenario } from '../core/types.ts';
import { parseExpect } from './expect.ts';
import type { ReadExpression, UnreadExpression } from './parse-expression.ts';
import type { Source } from './source.ts';

export type ParseMetric = (text: string) => ReadExpression | UnreadExpression;

/** A metric expression with its text; undefined where there is none, or what is wrong with it is said. */
export const readMetricExpression = (
  source: Source,
  parse: ParseMetric,
  raw: Raw | undefined,
  path: Path,
  subject: string,
) => {
  const written = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw : null;
  if (written === null) return undefined;
  const read = parse(written.trim().replace(/^=/, ''));
  if (!read.ok) {
    source.add('expression', source.place(path), subject, read.message, read.hint);
    return undefined;
  }
  return { text: written.trim(), expression: read.expression };
};

/** `trail`: claims that the expression stands for, so that none stands for itself. */
type CheckMetric = (
  expression: Expression,
  path: Path,
  subject: string,
  needsDesign: boolean,
  trail: readonly string[],
) => Dimension | null;

/** Looks a metric expression over: its names, its windows, its divisions. Gives its dimension, or null if it is not sound. */
export const metricChecker = (
  source: Source,
  scenario: Scenario,
  resolved: Resolved,
  catalog: Catalog,
): CheckMetric => {
  const ids = scenario.claims.map((claim) => claim.id);
  const expressionOf = new Map(
    scenario.claims.flatMap((claim) => (claim.value ? [[claim.id, claim.value.expression] as const] : [])),
  );
  const check: CheckMetric = (expression, path, subject, needsDesign, trail) => {
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
  return check;
};

/** What is expected must be of the value's dimension. */
export const checkExpectDimension = (
  source: Source,
  expect: ExpectSpec,
  dimension: Dimension,
  path: Path,
  subject: string,
): void => {
  const expected = parseExpect(expect.text);
  const isBareZero = expected.ok && expected.bare && expect.low === 0 && expect.high === 0;
  if (!expected.ok || sameDimension(expected.dimension, dimension) || isBareZero) return;
  source.add(
    'dimension',
    source.place(path),
    subject,
    `the value is in ${formatDimension(dimension)}, "${expect.text}" in ${formatDimension(expected.dimension)}`,
  );
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
