/**
 * The result object: the only thing that reports, `verify` and `compare` read. Base units only (s, B, B/s, USD, 1),
 * no time stamps, no paths, keys sorted by code unit when written. What is not in here is not in a report.
 */

export type MetricUnit = 's' | 'B' | 'B/s' | 'USD' | '1';
/** `total`: one value a replication; `samples`: a replication's value is the mean over its samples; `level`: its time average. */
export type MetricKind = 'total' | 'samples' | 'level';

/** A metric as data: what a model declares and what results.json carries in `metricInfo`. */
export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly kind: MetricKind;
  readonly doc: string;
  readonly better?: 'low' | 'high';
}

/** A chart as data: what a model declares by default and what `charts[]` in the scenario asks for. */
export interface Chart {
  readonly id: string;
  /** A metric expression, e.g. `read.makespan` or `cost.total`. */
  readonly y: string;
  readonly x: 'time' | 'design' | (string & {});
  readonly color?: string;
  readonly scale?: 'linear' | 'log';
  readonly title?: string;
  readonly howToRead: string;
}

export type Interval = readonly [low: number, high: number];
export type Verdict = 'confirmed' | 'refuted' | 'inconclusive' | 'not_modelled';

export interface MetricResult {
  unit: MetricUnit;
  kind: MetricKind;
  /** Mean over replications; null where nothing was measured (then `reason` says why). */
  mean: number | null;
  ci95: Interval | null;
  min: number | null;
  max: number | null;
  /** Quantiles of the pooled samples (kind `samples`) or of the replications' values (others, from 10 replications on). */
  p50?: number;
  p90?: number;
  p95?: number;
  p99?: number;
  p999?: number;
  /**
   * 95 % intervals of quantiles of pooled samples, by sectioning over replications: for those with at least 10 / (1 - p)
   * samples, where anything is random.
   */
  quantileCi95?: { p50?: Interval; p90?: Interval; p95?: Interval; p99?: Interval; p999?: Interval };
  /** A level when the run stops. */
  end?: number;
  /** Replications that gave a value. */
  n: number;
  /** Samples pooled over all replications. */
  samples?: number;
  /** The value is a lower limit: the horizon or a failure cut it off. */
  atLeast?: boolean;
  /** One value a replication, in replication order. */
  values?: (number | null)[];
  reason?: string;
}

export interface CostLine {
  service: string;
  item: string;
  quantity: number;
  /** Billing unit in words: `requests`, `GB-month`, `h`. */
  unit: string;
  unitPriceUsd: number;
  /** quantity x unitPriceUsd, unrounded. Means over replications. */
  usd: number;
  source?: string;
}

export interface CostResult {
  totalUsd: number;
  lines: CostLine[];
  notPriced: string[];
  priceBook: { name: string; date: string; note?: string };
}

export interface TimeAccount {
  /** What the account is of: `sum of the latencies of read`. */
  basis: string;
  totalSeconds: number;
  /** Phase name to seconds (mean over replications); adds up to `totalSeconds`. Phases never entered are left out. */
  phases: Record<string, number>;
}

export interface LowerBound {
  /** The metric that it bounds, e.g. `read.makespan`. */
  metric: string;
  /** The only resource that is counted: `latency alone`, `bandwidth alone`. */
  name: string;
  value: number;
}

/** A histogram in sparse buckets. */
export interface DistributionResult {
  metric: string;
  unit: MetricUnit;
  samples: number;
  mean: number;
  min: number;
  max: number;
  p50: number;
  p99?: number;
  /** [low, high, count], ascending, at most 80. */
  buckets: [number, number, number][];
}

/** A metric by window of simulated time: mean over replications, or a quantile (`.p95`) of all samples in the window. At most 120 windows. */
export interface SeriesResult {
  metric: string;
  unit: MetricUnit;
  windowSeconds: number;
  from: number;
  mean: (number | null)[];
  lo?: (number | null)[];
  hi?: (number | null)[];
}

/** A request (or task) of the first replication, as drawn in the Gantt chart. */
export interface TimelineBar {
  activity: string;
  /** Connection, slot or core, from 0. */
  lane: number;
  /** Which request it belongs to, from 0. */
  entity: number;
  phase: string;
  from: number;
  to: number;
}

export interface TimelineResult {
  bars: TimelineBar[];
  /** Entities drawn and entities there were. */
  shown: number;
  of: number;
}

/** What was left out from the front of every run: all metrics begin after it, bills do not. */
export interface WarmUpResult {
  /** The cut, one for all designs. */
  seconds: number;
  method: 'given' | 'MSER-5';
  /** Where this design's own series would have been cut, the series that were looked at, and whether they settled. */
  ownSeconds?: number;
  metrics?: string[];
  settled?: boolean;
}

export interface Replications {
  /** Those behind every mean and interval. */
  n: number;
  /** As the scenario says; with a precision, the most there may be. */
  asked: number;
  stoppedBy: 'count' | 'precision' | 'limit' | 'nothing random';
  /** The half-width asked of every claim's interval, as a share of its value. */
  precision?: number;
  /** The largest that is left. */
  reached?: number;
}

export interface DesignResult {
  metrics: Record<string, MetricResult>;
  cost: CostResult;
  time: TimeAccount;
  lowerBounds: LowerBound[];
  /** Kernel events, mean over replications. */
  events: number;
  fidelity: 'exact' | 'collapsed';
  warmUp?: WarmUpResult;
  distributions: DistributionResult[];
  series: SeriesResult[];
  timeline: TimelineResult | null;
  /** The design's own inputs (`<address>` to printed text) that differ between designs; for the table "side by side". */
  differs: Record<string, string>;
}

export interface Comparison {
  metric: string;
  design: string;
  baseline: string;
  /** design / baseline, a ratio of means. */
  ratio: number | null;
  ci95: Interval | null;
  difference: number | null;
  differenceCi95: Interval | null;
}

export interface AssumptionResult {
  name: string;
  /** In the unit of the address; words stay words. */
  base: number | string | boolean;
  low: number | string | boolean;
  high: number | string | boolean;
  /** Unit in which base, low, high and flipsAt are given. */
  unit: string;
  valueLow: number | null;
  valueHigh: number | null;
  verdictLow: Verdict;
  verdictHigh: Verdict;
  flipsAt: number | null;
  flipsBetween?: Interval;
  /** A point of a whole-number input: flips from one to the next. */
  integer?: boolean;
  scale?: 'linear' | 'log';
  /** Changes of verdict seen among the points. */
  changes: number;
  /** Points evaluated: "none at 9 points". */
  points: number;
  curve: { at: number | string | boolean; value: number | null; verdict: Verdict }[];
  reason?: string;
}

export interface ClaimResult {
  id: string;
  says: string;
  source: string | null;
  tags: string[];
  basis: 'stated' | 'measured';
  /** The metric expression as written, and the unit of its value. */
  expression: string | null;
  unit: MetricUnit | string;
  value: number | null;
  ci95: Interval | null;
  expect: { text: string; low: number | null; high: number | null; lowOpen: boolean; highOpen: boolean } | null;
  verdict: Verdict;
  promised?: Verdict;
  reason?: string;
  /** About how many replications would settle an inconclusive verdict. */
  replicationsToSettle?: number;
  /** The middle 95 % of single runs when also the hour and the like are drawn: address and the word that frees it. */
  prediction?: { lo: number; hi: number; n: number; varied: { address: string; to: string }[] };
  assumptions: AssumptionResult[];
}

export interface SweepColumn {
  /** `<design>.<metric>` or a claim's id. */
  name: string;
  unit: MetricUnit | string;
  design?: string;
  metric?: string;
  claim?: string;
}

export interface SweepAxis {
  address: string;
  unit: string;
  values: (number | string | boolean)[];
  scale: 'linear' | 'log' | 'ordinal';
  /** The value the scenario itself uses. */
  base: number | string | boolean | null;
}

export interface SweepResult {
  axes: SweepAxis[];
  paired: boolean;
  columns: SweepColumn[];
  /** `at` gives one value an axis; mean, lo and hi one number a column (null: not measured, or the axis does not reach it). */
  points: {
    at: (number | string | boolean)[];
    mean: (number | null)[];
    lo: (number | null)[];
    hi: (number | null)[];
  }[];
  /** Lower bounds at each point, by `<design>.<bound name>`; same order as points. */
  lowerBounds?: { name: string; design: string; metric: string; values: (number | null)[] }[];
}

/** Kept for certain, broken for certain, or the interval reaches across the limit (or there is none). */
export type TuneMet = 'yes' | 'no' | 'undecided';

/** A setting of a candidate, in base units. */
export interface TuneSetting {
  address: string;
  value: number | string | boolean;
  unit: string;
}

/** One number of the wish for one candidate. */
export interface TuneValue {
  value: number | null;
  ci95: Interval | null;
  /** Where durations were cut off: the truth is on that side, or anywhere. */
  side?: 'atLeast' | 'atMost' | 'unknown';
  reason?: string;
}

/** A design with settings: as the scenario stands, or at a point of the sweep. */
export interface TuneCandidate {
  /** Null where the wish names several designs itself. */
  design: string | null;
  /** Along the axes that reach it. */
  settings: TuneSetting[];
  /** The scenario as it stands. */
  base: boolean;
  /** In the order of the wish. */
  objectives: TuneValue[];
  constraints: (TuneValue & { met: TuneMet })[];
  feasible: TuneMet;
  /** Nothing is better in one of the front's numbers without being worse in another. */
  front: boolean;
  /** Its first objective over the recommended one's, and less it, replication by replication; null without one. */
  against: {
    ratio: number | null;
    ci95: Interval | null;
    difference: number | null;
    differenceCi95: Interval | null;
  } | null;
  /** Chance does not tell it from the recommended one by the first objective. */
  tied: boolean;
}

/** Where the choice changes as a limit moves: below it, or from it on. */
export interface TuneFlip {
  /** Index of the limit that moves. */
  constraint: number;
  side: 'below' | 'above';
  limit: number;
  /** Index of the candidate that is chosen there; null: none. */
  candidate: number | null;
}

/** The wish applied: which candidate to take, and what would change that. */
export interface TuneResult {
  /** As written. The first decides. */
  objectives: { expression: string; unit: MetricUnit | string; better: 'low' | 'high' }[];
  constraints: {
    expression: string;
    unit: MetricUnit | string;
    expect: { text: string; low: number | null; high: number | null; lowOpen: boolean; highOpen: boolean };
  }[];
  /** Circumstances under which the candidates are compared. */
  given: TuneSetting[];
  /** Two numbers that pull against each other: all objectives, or the only one and the first limit with a direction. */
  frontOf: { objectives: number[]; constraints: number[] };
  /** The best first: those that satisfy, those undecided, those that do not. */
  candidates: TuneCandidate[];
  /** Indices of candidates; null where there is none. */
  recommended: number | null;
  /** The best of those that are not tied with the recommended one. */
  runnerUp: number | null;
  /** Where nothing satisfies for certain: the one that comes nearest. */
  nearest: number | null;
  /** Limits without which another candidate would be better. */
  binding: number[];
  flips: TuneFlip[];
  /** The recommendation under other circumstances. */
  elsewhere: { given: TuneSetting[]; candidate: TuneCandidate | null }[];
}

export type InputOrigin = 'given' | 'default' | 'derived' | 'assumed';

export interface InputResult {
  /** `<design>.<address>`, `<parameter>` or `run.<key>`. */
  path: string;
  /** In base units; distributions, lists and words as data. */
  value: unknown;
  unit: string;
  origin: InputOrigin;
  /** Where the number comes from: a citation, a place in the scenario, or the expression it is derived by. */
  source: string | null;
  date?: string;
  /** Profile that gave it. */
  profile?: string;
  low?: unknown;
  high?: unknown;
  doc?: string;
}

export interface Warning {
  code: string;
  text: string;
  remedy: string;
}

export interface AnswerResult {
  /** Plain text; the number (ratio or value) stands between two asterisks: `**747×** slower: ...`. Units joined by U+00A0. */
  sentence: string;
  /** Second line: confidence, replications, statistic. */
  scope: string;
  claim?: string;
  metric?: string;
}

/** A titled chart for the report: the finding as a sentence, made once, here. Kinds are the report's drawings. */
export interface ChartResult extends Chart {
  kind: 'bars' | 'lines' | 'heat' | 'series';
  title: string;
  /** y unit. */
  unit: string;
}

export interface Results {
  schema: 1;
  lakesim: string;
  engine: { mathDigest: string };
  scenario: {
    file: string;
    title: string;
    question: string;
    sha256: string;
    text: string;
    overrides: { set: Record<string, string>; seed?: number; replications?: number };
  };
  seed: number;
  replications: Replications;
  horizonSeconds: number | null;
  baseline: string;
  /** Design names in the scenario's order (object keys are sorted). */
  designOrder: string[];
  /** Primary metrics, the ones side-by-side tables show: `read.makespan`, `cost.total`. */
  primaryMetrics: string[];
  answer: AnswerResult;
  designs: Record<string, DesignResult>;
  comparisons: Comparison[];
  claims: ClaimResult[];
  sweep: SweepResult | null;
  /** Where the scenario has a wish. */
  tune?: TuneResult;
  charts: ChartResult[];
  inputs: InputResult[];
  metricInfo: Record<string, Metric>;
  /** Phases in drawing order, those that occur. */
  phaseOrder: string[];
  notModelled: { text: string; direction?: string }[];
  warnings: Warning[];
}
