/** Metrics by name: which there are in a design, and what the words of a metric expression mean. */
import type { Metric, MetricKind, MetricUnit } from '../../results/index.ts';
import { type Dimension, nearestName } from '../../units/index.ts';
import type { Catalog } from './catalog.ts';
import type { ResolvedDesign } from './types.ts';

export const statistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'min', 'max', 'n', 'end'] as const;
export type Statistic = (typeof statistics)[number];

export interface MetricRef {
  readonly design: string | null;
  /** An activity, a component, `cost` or `time`. */
  readonly owner: string;
  readonly metric: string;
  readonly window: 'first' | 'last' | null;
  readonly statistic: Statistic;
  readonly unit: MetricUnit;
  readonly kind: MetricKind;
  readonly better?: 'low' | 'high';
}
export type MetricReading =
  | ({ readonly ok: true; readonly claim: null } & MetricRef)
  | { readonly ok: true; readonly claim: string }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const seconds = (name: string, doc: string, kind: MetricKind = 'total'): Metric => ({
  name,
  unit: 's',
  kind,
  doc,
  better: 'low',
});
const counted = (name: string, doc: string, better?: 'low' | 'high'): Metric => ({
  name,
  unit: '1',
  kind: 'total',
  doc,
  ...(better ? { better } : {}),
});

/** What every activity emits. */
export const commonMetrics: readonly Metric[] = [
  counted('count', 'occurrences asked for'),
  counted('failed', 'occurrences that failed', 'low'),
  counted('unfinished', 'occurrences still open when the run stopped', 'low'),
  seconds('latency', 'asked to done', 'samples'),
  seconds('wait', 'asked to begun', 'samples'),
  seconds('makespan', 'first begun to last done'),
  {
    name: 'overrunAt',
    unit: 's',
    kind: 'total',
    doc: 'when it was first asked for while the last one was still open',
    better: 'high',
  },
  { name: 'late', unit: '1', kind: 'total', doc: 'share of occurrences past their deadline', better: 'low' },
  counted('requests', 'requests sent', 'low'),
  { name: 'bytesRead', unit: 'B', kind: 'total', doc: 'bytes read' },
  { name: 'bytesWritten', unit: 'B', kind: 'total', doc: 'bytes written' },
  { name: 'cost', unit: 'USD', kind: 'total', doc: 'its own metered use', better: 'low' },
];

const usd = (name: string, doc: string): Metric => ({ name, unit: 'USD', kind: 'total', doc, better: 'low' });
/** What the owner `cost` has in every design. */
export const costMetrics: readonly Metric[] = [
  usd('total', 'the whole bill'),
  usd('storage', 'what is stored'),
  usd('requests', 'requests'),
  usd('compute', 'machines'),
  usd('transfer', 'bytes moved'),
  usd('other', 'everything else'),
  usd('idle', 'paid and not used'),
  usd('monthly', 'the whole bill per 730 h'),
];

/** The metrics of an activity: its own, the common ones, its phases and bounds. */
export const activityMetrics = (catalog: Catalog, kindName: string): Metric[] => {
  const kind = catalog.activities.get(kindName);
  if (!kind) return [];
  return [
    ...commonMetrics,
    ...kind.metrics,
    seconds('time.total', 'the sum of the latencies'),
    ...kind.phases.map((phase) => seconds(`time.${phase}`, `time in the phase ${phase}, along the critical path`)),
    ...kind.bounds.map((bound) => seconds(`bound.${bound}`, `the time if only ${bound} took any`)),
  ];
};

/** Every metric of a design by owner, in the design's order. */
export const metricsOfDesign = (catalog: Catalog, design: ResolvedDesign): Map<string, Metric[]> => {
  const found = new Map<string, Metric[]>();
  const phases = new Set<string>();
  for (const activity of design.activities) {
    found.set(activity.name, activityMetrics(catalog, activity.kind));
    for (const phase of catalog.activities.get(activity.kind)?.phases ?? []) phases.add(phase);
  }
  for (const component of design.components) {
    const kind = catalog.components.get(component.kind)?.find((each) => each.model === component.model);
    found.set(component.name, [...(kind?.kind.metrics ?? [])]);
  }
  found.set('cost', [...costMetrics]);
  found.set('time', [
    seconds('total', 'all activities'),
    ...[...phases].map((phase) => seconds(phase, `all activities in the phase ${phase}`)),
  ]);
  return found;
};

/** What a metric's words mean, given the designs there are. A claim names its designs; charts may leave them out. */
export const readMetricName = (
  words: readonly string[],
  designs: readonly ResolvedDesign[],
  catalog: Catalog,
  claimIds: readonly string[],
  needsDesign: boolean,
): MetricReading => {
  const text = words.join('.');
  if (words.length === 1 && claimIds.includes(text)) return { ok: true, claim: text };
  const design = designs.find((each) => each.name === words[0]);
  const rest = design ? words.slice(1) : [...words];
  const names = designs.map((each) => each.name);
  if (!design && needsDesign) {
    const nearest = nearestName(words[0] ?? '', [...names, ...claimIds]);
    return {
      ok: false,
      message: `"${text}" does not begin with a design`,
      hint: nearest ? `did you mean ${nearest}?` : `designs: ${names.join(', ')}`,
    };
  }
  const among = design ? [design] : designs;
  const owners = new Map<string, Metric[]>();
  for (const each of among) for (const [name, list] of metricsOfDesign(catalog, each)) owners.set(name, list);
  const owner = takeOwner(rest, owners);
  if (owner === undefined || !owners.has(owner)) {
    const nearest = nearestName(owner ?? '', [...owners.keys()]);
    return {
      ok: false,
      message:
        owner === undefined
          ? `"${text}" names a design but no metric`
          : `"${owner}" is not in ${design ? design.name : 'any design'}`,
      hint: nearest ? `did you mean ${nearest}?` : `there: ${[...owners.keys()].join(', ')}`,
    };
  }
  let statistic: Statistic = 'mean';
  const last = rest.at(-1);
  if (rest.length > 1 && (statistics as readonly string[]).includes(last ?? '')) {
    statistic = last as Statistic;
    rest.pop();
  }
  let window: MetricRef['window'] = null;
  if (rest.length > 1 && (rest.at(-1) === 'first' || rest.at(-1) === 'last')) window = rest.pop() as 'first' | 'last';
  const name = rest.join('.');
  const list = owners.get(owner)!;
  const metric = list.find((each) => each.name === name);
  if (!metric) {
    const nearest = nearestName(
      name,
      list.map((each) => each.name),
    );
    return {
      ok: false,
      message: name === '' ? `"${text}" names no metric` : `${owner} has no metric "${name}"`,
      hint: nearest ? `did you mean ${owner}.${nearest}?` : `it has ${list.map((each) => each.name).join(', ')}`,
    };
  }
  return {
    ok: true,
    claim: null,
    design: design?.name ?? null,
    owner,
    metric: name,
    window,
    statistic,
    unit: statistic === 'n' ? '1' : metric.unit,
    kind: metric.kind,
    ...(metric.better ? { better: metric.better } : {}),
  };
};

/** The owner at the beginning of the words: of a component inside another, two of them. */
const takeOwner = (words: string[], owners: ReadonlyMap<string, unknown>): string | undefined => {
  const inside = words.slice(0, 2).join('.');
  return words.length > 2 && owners.has(inside) ? words.splice(0, 2).join('.') : words.shift();
};

/** The dimension of a metric's unit. */
export const dimensionOfUnit = (unit: MetricUnit): Dimension => ({
  s: unit === 's' ? 1 : unit === 'B/s' ? -1 : 0,
  B: unit === 'B' || unit === 'B/s' ? 1 : 0,
  USD: unit === 'USD' ? 1 : 0,
});
