/** Warnings, each with its remedy, and what the models that took part leave out. */
import type { Results, Warning } from '../../results/index.ts';
import type { Scenario } from '../../scenario/core/index.ts';
import { componentKind } from './catalog-lookup.ts';
import { warnings } from './messages.ts';
import type { Pilot } from './pilot.ts';
import type { Plan } from './plan.ts';
import type { PrecisionState } from './precision.ts';
import type { ModelWarning, ReplicationResult } from './replication.ts';
import type { SweepPoint } from './sweep.ts';

/** An interval wider than this share of its value (each side) deserves a word. */
const wide = 0.1;

export interface RemarkInput {
  readonly plan: Plan;
  readonly results: Omit<Results, 'answer' | 'warnings'>;
  readonly replications: ReadonlyMap<string, readonly ReplicationResult[]>;
  readonly points: readonly SweepPoint[];
  readonly biases: readonly { claim: string; bias: number; unit: string }[];
  readonly precision: PrecisionState | null;
  readonly pilots: ReadonlyMap<string, Pilot>;
}

export function findWarnings(input: RemarkInput): Warning[] {
  const { results, plan } = input;
  return [
    ...results.claims.flatMap((claim) =>
      claim.promised && claim.promised !== claim.verdict
        ? [warnings.promise(claim.id, claim.promised, claim.verdict)]
        : [],
    ),
    ...ofPrecision(input),
    ...[...input.pilots].flatMap(([design, { unsettled, metrics }]) =>
      unsettled.length > 0 || metrics.length === 0 ? [warnings.warmUpUnsettled(design, unsettled)] : [],
    ),
    ...wideIntervals(results),
    ...input.biases.map(({ claim, bias, unit }) => warnings.bias(claim, bias, unit)),
    ...(results.replications.stoppedBy === 'nothing random' && results.replications.asked > 1
      ? [warnings.nothingRandom()]
      : []),
    ...[...input.replications].flatMap(([design, found]) => ofRuns(design, found, plan)),
    ...results.designOrder.flatMap((design) => {
      const { notPriced } = results.designs[design]!.cost;
      return notPriced.length > 0 ? [warnings.unpriced(design, notPriced)] : [];
    }),
    ...plan.charts.flatMap(({ warning }) => (warning ? [warning] : [])),
    ...problemsOfSweep(input.points),
    ...(results.notModelled.length === 0 ? [warnings.nothingDeclared()] : []),
  ];
}

function ofPrecision({ results, precision: state }: RemarkInput): Warning[] {
  const { n, precision: wanted } = results.replications;
  if (state === null || wanted === undefined) return [];
  const { isReached, worst, reached, needed, without } = state;
  return [
    ...(isReached ? [] : [warnings.precisionNotReached(wanted, worst, reached, needed, n)]),
    ...(without.length > 0 ? [warnings.precisionWithout(without)] : []),
  ];
}

/** Claims, and of each primary metric the design where it is worst. */
function wideIntervals({
  claims,
  designs,
  designOrder,
  primaryMetrics,
  replications,
}: RemarkInput['results']): Warning[] {
  const spread = (value: number | null, ci95: readonly [number, number] | null): number =>
    value === null || value === 0 || ci95 === null ? 0 : (ci95[1] - ci95[0]) / 2 / Math.abs(value);
  const ofClaims = claims.map(({ id, value, ci95 }) => ({ what: id, share: spread(value, ci95) }));
  const ofMetrics = primaryMetrics.map((metric) =>
    designOrder
      .flatMap((design) => {
        const result = designs[design]!.metrics[metric];
        return result ? [{ what: `${metric} in ${design}`, share: spread(result.mean, result.ci95) }] : [];
      })
      .reduce((a, b) => (b.share > a.share ? b : a), { what: metric, share: 0 }),
  );
  // The half-width shrinks with the square root of the number of replications.
  return [...ofClaims, ...ofMetrics]
    .filter(({ share }) => share > wide)
    .map(({ what, share }) => warnings.wide(what, share, Math.ceil(replications.n * (share / wide) ** 2), wide));
}

function ofRuns(design: string, found: readonly ReplicationResult[], plan: Plan): Warning[] {
  const activities = plan.resolved.designs.find((each) => each.name === design)!.activities;
  return [
    ...ofModels(design, found),
    ...activities.flatMap((activity): Warning[] => {
      const { name } = activity;
      const isContinuous = plan.catalog.activities.get(activity.kind)?.continuous === true;
      const sum = (metric: string): number =>
        found.reduce((all, each) => all + (each.metrics[`${name}.${metric}`]?.whole.value ?? 0), 0);
      const list: Warning[] = [];
      // A few that are still open in a stream of many are the rule; where they matter the latency says so.
      const isCut = found.some((each) => each.metrics[`${name}.latency`]?.whole.atLeast);
      const unfinished = sum('unfinished');
      if (isCut && unfinished > 0 && !isContinuous) list.push(warnings.cut(design, name, unfinished, sum('count')));
      const skipped = found.reduce((all, each) => all + (each.skipped[name] ?? 0), 0);
      if (skipped > 0) list.push(warnings.skipped(design, name, skipped));
      const failed = sum('failed');
      const reason = found.flatMap((each) => Object.keys(each.failures[name] ?? {}))[0];
      if (failed > 0) list.push(warnings.failed(design, name, failed, reason ?? 'no reason given'));
      return list;
    }),
  ];
}

/** Of each component or activity what it said first, and in how many replications it had something to say. */
function ofModels(design: string, found: readonly ReplicationResult[]): Warning[] {
  const said = new Map<string, { first: ModelWarning; replications: number }>();
  for (const { warnings: all } of found) {
    for (const by of new Set(all.map((each) => each.by))) {
      const first = said.get(by)?.first ?? all.find((each) => each.by === by)!;
      said.set(by, { first, replications: (said.get(by)?.replications ?? 0) + 1 });
    }
  }
  return [...said.values()].map(({ first, replications }) =>
    warnings.ofModel(design, first, { replications, of: found.length }),
  );
}

const mostPoints = 3;

function problemsOfSweep(points: readonly SweepPoint[]): Warning[] {
  const bad = points.filter((point) => point.problem !== null);
  return bad.slice(0, mostPoints).map(({ at, problem }) => warnings.point(at.join(', '), problem!));
}

/** Of the kinds and profiles that took part, the weightiest of each first (each lists them so); each sentence once. */
export function notModelled(scenario: Scenario, { resolved, catalog }: Plan): Results['notModelled'] {
  const lists = new Map<string, readonly { text: string; direction?: string }[]>();
  for (const component of resolved.designs.flatMap((design) => design.components)) {
    const { kind, profile, model } = component;
    lists.set(`${kind} ${model}`, componentKind(catalog, component).notModelled);
    const own = scenario.profiles[kind]?.[profile]?.notModelled ?? [];
    lists.set(
      `${kind} ${model} ${profile}`,
      own.map((text) => ({ text })),
    );
  }
  const found = new Map<string, { text: string; direction?: string }>();
  const longest = Math.max(0, ...[...lists.values()].map((list) => list.length));
  for (let rank = 0; rank < longest; rank++) {
    for (const list of lists.values()) {
      const item = list[rank];
      if (item && !found.has(item.text)) found.set(item.text, item);
    }
  }
  return [...found.values()];
}
