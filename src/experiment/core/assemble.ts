/** Replications, assumptions and sweep points to the result object: everything is merged in the scenario's order. */
import type { Model } from '../../models/model.ts';
import {
  type AssumptionResult,
  answerSentence,
  type ClaimResult,
  type DesignResult,
  type Metric,
  type Replications,
  type Results,
  type WarmUpResult,
} from '../../results/index.ts';
import { metricsOfDesign, type Scenario } from '../../scenario/core/index.ts';
import { waitPhase } from './activity-metrics.ts';
import type { SeriesRef } from './chart-plan.ts';
import { chartResults, derivedMetrics } from './charts.ts';
import { claimResult, judgeClaim } from './claims.ts';
import { type Column, type ColumnRef, columnKey, readColumn } from './columns.ts';
import { compareDesigns } from './comparisons.ts';
import type { Formula } from './formula.ts';
import { differences, inputResults } from './inputs.ts';
import type { JobRunner } from './jobs.ts';
import { mathDigest } from './math-digest.ts';
import type { Pilot } from './pilot.ts';
import type { PrecisionState } from './precision.ts';
import type { Prediction } from './prediction.ts';
import { findWarnings, notModelled } from './remarks.ts';
import type { ReplicationResult } from './replication.ts';
import { type SummaryOptions, summariseDesign } from './summarise.ts';
import { type SweepPoint, sweepResult } from './sweep.ts';
import { tuneResult } from './tune.ts';
import { planWindows } from './windows.ts';

export interface Findings {
  readonly runner: JobRunner;
  readonly scenario: Scenario;
  readonly models: readonly Model[];
  readonly version: string;
  /** In replication order; all alike where nothing in the design is random. */
  readonly replications: ReadonlyMap<string, readonly ReplicationResult[]>;
  /** By claim, in the order of its assumptions. */
  readonly assumptions: ReadonlyMap<string, readonly AssumptionResult[]>;
  /** By claim; those that have one. */
  readonly predictions: Readonly<Record<string, Prediction>>;
  readonly points: readonly SweepPoint[];
  /** Replications that were asked for; with a precision the most there may be. */
  readonly asked: number;
  /** How far a precision was reached; null where none is asked for or nothing is random. */
  readonly precision: PrecisionState | null;
  /** By design, where the warm-up was to be found. */
  readonly pilots: ReadonlyMap<string, Pilot>;
}

export function assembleResults(findings: Findings): Results {
  const { runner, scenario, replications, version, asked } = findings;
  const { plan, resolved } = runner;
  const { designs: designList, run } = resolved;
  const designOrder = designList.map((design) => design.name);
  const columns = columnReader(replications);
  const { claims, biases } = claimResults(findings, columns.of);
  const { designs, metricInfo } = designResults(findings, columns.of);
  const primaryMetrics = plan.primaryMetrics.filter((metric) => isWorthComparing(metric, designs));
  const n = Math.max(...[...replications.values()].map((each) => each.length));
  const random = [...replications.values()].some((each) => each[0]!.random);
  const sweep = runner.sweep ? sweepResult(plan, runner.sweep, findings.points) : null;
  const tune = tuneResult(runner, findings.points, columns.of);
  const partly: Omit<Results, 'answer' | 'warnings'> = {
    schema: 1,
    lakesim: version,
    engine: { mathDigest: mathDigest() },
    scenario: {
      file: scenario.file,
      title: scenario.title,
      question: scenario.question,
      sha256: scenario.sha256,
      text: scenario.text,
      overrides: { set: { ...scenario.set }, ...scenario.overridden },
    },
    seed: run.seed,
    replications: { n, asked, ...stoppedBy(findings, random) },
    horizonSeconds: run.horizonSeconds,
    baseline: scenario.baseline,
    designOrder,
    primaryMetrics,
    designs,
    comparisons: compareDesigns(designOrder, scenario.baseline, primaryMetrics, (design, ref) =>
      columns.has(design, ref) ? columns.of({ design, ref }) : null,
    ),
    claims,
    sweep,
    ...(tune ? { tune } : {}),
    charts: chartResults(plan.charts, { designOrder, designs, sweep, columnOf: columns.of }),
    inputs: inputResults(scenario, resolved),
    metricInfo,
    phaseOrder: phaseOrder(findings, designs),
    notModelled: notModelled(scenario, plan),
  };
  const { points, precision, pilots } = findings;
  const warnings = findWarnings({ plan, results: partly, replications, points, biases, precision, pilots });
  const results = { ...partly, warnings };
  return { ...results, answer: answerSentence(results) };
}

function stoppedBy({ runner, precision: state }: Findings, random: boolean): Omit<Replications, 'n' | 'asked'> {
  const { precision } = runner.resolved.run;
  const share = precision === null ? {} : { precision };
  if (!random) return { stoppedBy: 'nothing random', ...share };
  if (precision === null || state === null) return { stoppedBy: 'count' };
  const reached = state.reached === null ? {} : { reached: state.reached };
  return { stoppedBy: state.isReached ? 'precision' : 'limit', precision, ...reached };
}

type ColumnOf = (need: Formula['needs'][number]) => Column;

/** Columns of the base case, each read once. */
export function columnReader(replications: Findings['replications']) {
  const known = new Map<string, Column>();
  const of: ColumnOf = ({ design, ref }) => {
    const key = `${design}.${columnKey(ref)}`;
    const column = known.get(key) ?? readColumn(replications.get(design)!, ref);
    known.set(key, column);
    return column;
  };
  const has = (design: string, ref: ColumnRef): boolean =>
    replications.get(design)![0]!.metrics[ref.metric] !== undefined;
  return { of, has };
}

function claimResults({ runner, assumptions, predictions }: Findings, columnOf: ColumnOf) {
  const claims: ClaimResult[] = [];
  const biases: { claim: string; bias: number; unit: string }[] = [];
  for (const ready of runner.plan.claims) {
    const judged = judgeClaim(ready, columnOf);
    const { id } = ready.spec;
    const prediction = Object.hasOwn(predictions, id) ? { prediction: predictions[id]! } : {};
    claims.push({ ...claimResult(ready, judged), ...prediction, assumptions: [...(assumptions.get(id) ?? [])] });
    const { bias } = judged.estimate;
    if (bias !== 0) biases.push({ claim: ready.spec.id, bias, unit: ready.formula?.unit ?? '1' });
  }
  return { claims, biases };
}

function designResults(findings: Findings, columnOf: ColumnOf) {
  const { runner, replications } = findings;
  const { plan, resolved } = runner;
  const { horizonSeconds, windowSeconds } = resolved.run;
  const warmUpSeconds = settledWarmUp(findings);
  const differs = differences(resolved.designs);
  const claimed = plan.claims.flatMap(({ formula }) => formula?.needs.map((need) => need.ref.metric) ?? []);
  const windowed = plan.wanted.filter((ref) => ref.window !== null);
  const designs: Record<string, DesignResult> = {};
  const metricInfo: Record<string, Metric> = {};
  for (const design of resolved.designs) {
    const info = metricsOfDesign(plan.catalog, design);
    const options: SummaryOptions = {
      keepValues: new Set([...plan.primaryMetrics, ...claimed]),
      windowed,
      series: seriesWanted(findings, design.name),
      plan: planWindows(horizonSeconds, windowSeconds, warmUpSeconds),
      activities: design.activities.map((activity) => activity.name),
    };
    const summary = summariseDesign(replications.get(design.name)!, options);
    const warmUp = warmUpResult(warmUpSeconds, findings.pilots.get(design.name));
    designs[design.name] = { ...summary, ...warmUp, differs: differs.get(design.name)! };
    for (const [owner, metrics] of info) {
      for (const metric of metrics) {
        const name = `${owner}.${metric.name}`;
        if (summary.metrics[name]) metricInfo[name] = { ...metric, name };
      }
    }
  }
  const names = resolved.designs.map((design) => design.name);
  for (const { design, name, result } of derivedMetrics(plan.charts, names, columnOf)) {
    designs[design]!.metrics[name] = result;
    metricInfo[name] = { name, unit: result.unit, kind: result.kind, doc: 'an expression of the scenario' };
  }
  return { designs, metricInfo };
}

function settledWarmUp({ runner }: Findings): number {
  const { warmUpSeconds } = runner.resolved.run;
  return warmUpSeconds === 'auto' ? 0 : warmUpSeconds;
}

function warmUpResult(seconds: number, pilot: Pilot | undefined): { warmUp?: WarmUpResult } {
  if (!pilot) return seconds > 0 ? { warmUp: { seconds, method: 'given' } } : {};
  const { seconds: ownSeconds, metrics } = pilot;
  const settled = pilot.unsettled.length === 0 && metrics.length > 0;
  return { warmUp: { seconds, method: 'MSER-5', ownSeconds, metrics: [...metrics], settled } };
}

/** Over time: what charts ask for, the latencies, and whatever the models themselves record. */
function seriesWanted({ runner }: Findings, name: string): SeriesRef[] {
  const { plan, resolved } = runner;
  const design = resolved.designs.find((each) => each.name === name)!;
  const wanted = new Set<string>();
  const quantiles = new Map<string, SeriesRef>();
  for (const { series } of plan.charts) {
    if (series?.p !== undefined) quantiles.set(series.name, series);
    else if (series !== null) wanted.add(series.metric);
  }
  for (const activity of design.activities) {
    wanted.add(`${activity.name}.latency`);
    for (const metric of plan.catalog.activities.get(activity.kind)?.metrics ?? [])
      wanted.add(`${activity.name}.${metric.name}`);
  }
  const info = metricsOfDesign(plan.catalog, design);
  for (const { name: owner } of design.components) {
    for (const metric of info.get(owner) ?? []) wanted.add(`${owner}.${metric.name}`);
  }
  return [...[...wanted].map((metric): SeriesRef => ({ metric, name: metric })), ...quantiles.values()];
}

/** A bill of nothing compares with nothing. */
function isWorthComparing(metric: string, designs: Readonly<Record<string, DesignResult>>): boolean {
  const found = Object.values(designs).map((design) => design.metrics[metric]);
  if (metric === 'cost.total') return found.some((each) => each?.mean != null && each.mean !== 0);
  return found.some((each) => each !== undefined);
}

/** As the kinds declare them, first come first, those that occur; waiting comes last unless a kind says where. */
function phaseOrder({ runner }: Findings, designs: Readonly<Record<string, DesignResult>>): string[] {
  const { plan, resolved } = runner;
  const occurring = new Set(Object.values(designs).flatMap((design) => Object.keys(design.time.phases)));
  const order = new Set<string>();
  for (const activity of resolved.designs.flatMap((design) => design.activities)) {
    for (const phase of plan.catalog.activities.get(activity.kind)?.phases ?? []) order.add(phase);
  }
  order.add(waitPhase);
  return [...order].filter((phase) => occurring.has(phase));
}
