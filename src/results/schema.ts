/**
 * The shape of results.json as data: a JSON Schema (draft 7) of the few words that `check.ts` knows. One description
 * serves reading, the committed schema file and the tests. Unknown keys are allowed: newer files may say more.
 */

export interface Schema {
  readonly type?: SchemaType | readonly SchemaType[];
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly description?: string;
}
export type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

const text: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const integer: Schema = { type: 'integer' };
const flag: Schema = { type: 'boolean' };
const numberOrNull: Schema = { type: ['number', 'null'] };
const textOrNull: Schema = { type: ['string', 'null'] };
const scalar: Schema = { type: ['number', 'string', 'boolean'] };
const scalarOrNull: Schema = { type: ['number', 'string', 'boolean', 'null'] };
const anything: Schema = {};
const oneOf = (...words: string[]): Schema => ({ type: 'string', enum: words });
const list = (items: Schema): Schema => ({ type: 'array', items });
const map = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema.type as SchemaType, 'null'] });
const interval: Schema = { type: 'array', items: number, minItems: 2, maxItems: 2 };

/** All keys are required but for those whose name ends in a question mark. */
function object(keys: Record<string, Schema>): Schema {
  const names = Object.keys(keys);
  return {
    type: 'object',
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), keys[name]!])),
  };
}

const unit = oneOf('s', 'B', 'B/s', 'USD', '1');
const kind = oneOf('total', 'samples', 'level');
const verdict = oneOf('confirmed', 'refuted', 'inconclusive', 'not_modelled');

const metricResult = object({
  unit,
  kind,
  mean: numberOrNull,
  ci95: orNull(interval),
  min: numberOrNull,
  max: numberOrNull,
  'p50?': number,
  'p90?': number,
  'p95?': number,
  'p99?': number,
  'p999?': number,
  'quantileCi95?': object({
    'p50?': interval,
    'p90?': interval,
    'p95?': interval,
    'p99?': interval,
    'p999?': interval,
  }),
  'end?': number,
  n: integer,
  'samples?': number,
  'atLeast?': flag,
  'values?': list(numberOrNull),
  'reason?': text,
});

const cost = object({
  totalUsd: number,
  lines: list(
    object({
      service: text,
      item: text,
      quantity: number,
      unit: text,
      unitPriceUsd: number,
      usd: number,
      'source?': text,
    }),
  ),
  notPriced: list(text),
  priceBook: object({ name: text, date: text, 'note?': text }),
});

const distribution = object({
  metric: text,
  unit,
  samples: number,
  mean: number,
  min: number,
  max: number,
  p50: number,
  'p99?': number,
  buckets: list({ type: 'array', items: number, minItems: 3, maxItems: 3 }),
});

const series = object({
  metric: text,
  unit,
  windowSeconds: number,
  from: number,
  mean: list(numberOrNull),
  'lo?': list(numberOrNull),
  'hi?': list(numberOrNull),
});

const timeline = object({
  bars: list(object({ activity: text, lane: integer, entity: integer, phase: text, from: number, to: number })),
  shown: integer,
  of: number,
});

const design = object({
  metrics: map(metricResult),
  cost,
  time: object({ basis: text, totalSeconds: number, phases: map(number) }),
  lowerBounds: list(object({ metric: text, name: text, value: number })),
  events: number,
  fidelity: oneOf('exact', 'collapsed'),
  'warmUp?': object({
    seconds: number,
    method: oneOf('given', 'MSER-5'),
    'ownSeconds?': number,
    'metrics?': list(text),
    'settled?': flag,
  }),
  distributions: list(distribution),
  series: list(series),
  timeline: orNull(timeline),
  differs: map(text),
});

const comparison = object({
  metric: text,
  design: text,
  baseline: text,
  ratio: numberOrNull,
  ci95: orNull(interval),
  difference: numberOrNull,
  differenceCi95: orNull(interval),
});

const assumption = object({
  name: text,
  base: scalar,
  low: scalar,
  high: scalar,
  unit: text,
  valueLow: numberOrNull,
  valueHigh: numberOrNull,
  verdictLow: verdict,
  verdictHigh: verdict,
  flipsAt: numberOrNull,
  'flipsBetween?': interval,
  'integer?': flag,
  'scale?': oneOf('linear', 'log'),
  changes: integer,
  points: integer,
  curve: list(object({ at: scalar, value: numberOrNull, verdict })),
  'reason?': text,
});

const claim = object({
  id: text,
  says: text,
  source: textOrNull,
  tags: list(text),
  basis: oneOf('stated', 'measured'),
  expression: textOrNull,
  unit: text,
  value: numberOrNull,
  ci95: orNull(interval),
  expect: orNull(object({ text, low: numberOrNull, high: numberOrNull, lowOpen: flag, highOpen: flag })),
  verdict,
  'promised?': verdict,
  'reason?': text,
  'replicationsToSettle?': number,
  assumptions: list(assumption),
});

const sweep = object({
  axes: list(
    object({
      address: text,
      unit: text,
      values: list(scalar),
      scale: oneOf('linear', 'log', 'ordinal'),
      base: scalarOrNull,
    }),
  ),
  paired: flag,
  columns: list(object({ name: text, unit: text, 'design?': text, 'metric?': text, 'claim?': text })),
  points: list(object({ at: list(scalar), mean: list(numberOrNull), lo: list(numberOrNull), hi: list(numberOrNull) })),
  'lowerBounds?': list(object({ name: text, design: text, metric: text, values: list(numberOrNull) })),
});

const met = oneOf('yes', 'no', 'undecided');
const tuneSetting = object({ address: text, value: scalar, unit: text });
const tuneValue = {
  value: numberOrNull,
  ci95: orNull(interval),
  'side?': oneOf('atLeast', 'atMost', 'unknown'),
  'reason?': text,
};
const tuneCandidate = object({
  design: textOrNull,
  settings: list(tuneSetting),
  base: flag,
  objectives: list(object(tuneValue)),
  constraints: list(object({ ...tuneValue, met })),
  feasible: met,
  front: flag,
  against: orNull(
    object({
      ratio: numberOrNull,
      ci95: orNull(interval),
      difference: numberOrNull,
      differenceCi95: orNull(interval),
    }),
  ),
  tied: flag,
});
const indexOrNull: Schema = { type: ['integer', 'null'] };

const tune = object({
  objectives: list(object({ expression: text, unit: text, better: oneOf('low', 'high') })),
  constraints: list(
    object({
      expression: text,
      unit: text,
      expect: object({ text, low: numberOrNull, high: numberOrNull, lowOpen: flag, highOpen: flag }),
    }),
  ),
  given: list(tuneSetting),
  frontOf: object({ objectives: list(integer), constraints: list(integer) }),
  candidates: list(tuneCandidate),
  recommended: indexOrNull,
  runnerUp: indexOrNull,
  nearest: indexOrNull,
  binding: list(integer),
  flips: list(object({ constraint: integer, side: oneOf('below', 'above'), limit: number, candidate: indexOrNull })),
  elsewhere: list(object({ given: list(tuneSetting), candidate: orNull(tuneCandidate) })),
});

const input = object({
  path: text,
  value: anything,
  unit: text,
  origin: oneOf('given', 'default', 'derived', 'assumed'),
  source: textOrNull,
  'date?': text,
  'profile?': text,
  'low?': anything,
  'high?': anything,
  'doc?': text,
});

const chart = object({
  id: text,
  y: text,
  x: text,
  'color?': text,
  'scale?': oneOf('linear', 'log'),
  title: text,
  howToRead: text,
  kind: oneOf('bars', 'lines', 'heat', 'series'),
  unit: text,
});

/** The whole file. */
export const resultsSchema: Schema = object({
  schema: { const: 1 },
  lakesim: text,
  engine: object({ mathDigest: text }),
  scenario: object({
    file: text,
    title: text,
    question: text,
    sha256: text,
    text,
    overrides: object({ set: map(text), 'seed?': number, 'replications?': number }),
  }),
  seed: number,
  replications: object({
    n: integer,
    asked: integer,
    stoppedBy: oneOf('count', 'precision', 'limit', 'nothing random'),
    'precision?': number,
    'reached?': number,
  }),
  horizonSeconds: numberOrNull,
  baseline: text,
  designOrder: list(text),
  primaryMetrics: list(text),
  answer: object({ sentence: text, scope: text, 'claim?': text, 'metric?': text }),
  designs: map(design),
  comparisons: list(comparison),
  claims: list(claim),
  sweep: orNull(sweep),
  'tune?': tune,
  charts: list(chart),
  inputs: list(input),
  metricInfo: map(object({ name: text, unit, kind, doc: text, 'better?': oneOf('low', 'high') })),
  phaseOrder: list(text),
  notModelled: list(object({ text, 'direction?': text })),
  warnings: list(object({ code: text, text, remedy: text })),
});

/** As the file `results.schema.json` that editors and other programs read. */
export function resultsJsonSchema(): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'lakesim results',
    description: 'Base units only: s, B, B/s, USD, 1. Keys sorted by code unit, numbers round-trip, no time stamps.',
    ...resultsSchema,
  };
}
