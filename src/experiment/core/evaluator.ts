/**
 * The scenario with some addresses changed, simulated as far as somebody asks. Designs that come out alike are simulated
 * once, whatever they are called and whatever was changed: the cache's key is the text of what resolving gave.
 * Only the columns that claims, sweeps and charts look at are kept.
 */
import type { Model } from '../../models/model.ts';
import type { LowerBound } from '../../results/index.ts';
import type { Issue, Resolution } from '../../scenario/core/index.ts';
import {
  type Catalog,
  createCatalog,
  type Overrides,
  type ResolvedDesign,
  type RunSpec,
  resolveScenario,
  type Scenario,
} from '../../scenario/core/index.ts';
import { isBilled } from './bill-windows.ts';
import { type Column, type ColumnRef, columnKey, quantileOf, readColumn } from './columns.ts';
import { InvariantError } from './errors.ts';
import { invariants, reasons } from './messages.ts';
import type { ReplicationResult } from './replication.ts';
import { type Settled, settleRun } from './settled.ts';
import { simulate } from './simulate.ts';
import { lowerBounds } from './summarise.ts';

export interface Evaluated {
  readonly random: boolean;
  readonly columns: ReadonlyMap<string, Column>;
  readonly bounds: readonly LowerBound[];
}

/** How scenarios are resolved; tests put their own in its place. */
export type Resolve = (scenario: Scenario, overrides: Overrides, models: readonly Model[]) => Resolution;

export class Evaluator {
  readonly scenario: Scenario;
  readonly catalog: Catalog;
  /** Replications simulated so far. */
  simulations = 0;
  private readonly models: readonly Model[];
  private readonly wanted: readonly ColumnRef[];
  private readonly histograms: ReadonlySet<string>;
  /** A window of the bill is among the columns that are wanted. */
  readonly billsWindows: boolean;
  private readonly resolveWith: Resolve;
  private readonly checkpoint: (() => void) | undefined;
  private readonly known = new Map<string, Evaluated>();
  private settled: Settled = {};

  constructor(
    scenario: Scenario,
    models: readonly Model[],
    options: { wanted: readonly ColumnRef[]; checkpoint?: (() => void) | undefined; resolve?: Resolve | undefined },
  ) {
    this.scenario = scenario;
    this.models = models;
    this.catalog = createCatalog(models);
    this.wanted = options.wanted;
    const pooled = options.wanted.filter((ref) => quantileOf[ref.statistic] !== undefined);
    this.histograms = new Set(pooled.map((ref) => ref.metric));
    this.billsWindows = options.wanted.some(({ metric, window }) => window !== null && isBilled(metric));
    this.checkpoint = options.checkpoint;
    this.resolveWith = options.resolve ?? resolveScenario;
  }

  resolve(overrides: Overrides): Resolution {
    const resolution = this.resolveWith(this.scenario, overrides, this.models);
    const run = settleRun(resolution.resolved.run, this.settled);
    const { warmUpSeconds, horizonSeconds } = run;
    const isTooLong = warmUpSeconds !== 'auto' && warmUpSeconds > 0 && warmUpSeconds >= (horizonSeconds ?? 0);
    const issues = isTooLong && resolution.issues.length === 0 ? [warmUpTooLong] : resolution.issues;
    return { ...resolution, issues, resolved: { ...resolution.resolved, run } };
  }

  /** What the run has found out by now: what is resolved from here on has it in place. */
  settle(settled: Settled): void {
    this.settled = settled;
  }

  /** A design's columns over all replications, or over the one where nothing is random. */
  evaluate(design: ResolvedDesign, run: RunSpec): Evaluated {
    const key = keyOf(design, run);
    return this.known.get(key) ?? this.keep(key, this.replicate(design, run));
  }

  /** Takes in what was simulated already: replication 0 and, where anything is random, all others in order. */
  adopt(design: ResolvedDesign, run: RunSpec, results: readonly ReplicationResult[]): void {
    this.keep(keyOf(design, run), results);
  }

  /** One of the wanted columns. */
  column({ columns }: Evaluated, ref: ColumnRef): Column {
    const column = columns.get(columnKey(ref));
    if (column) return column;
    throw new InvariantError('columns', invariants.noKind('column', columnKey(ref)), null);
  }

  private keep(key: string, results: readonly ReplicationResult[]): Evaluated {
    const evaluated: Evaluated = {
      random: results[0]!.random,
      columns: new Map(this.wanted.map((ref) => [columnKey(ref), readColumn(results, ref)])),
      bounds: lowerBounds(results),
    };
    this.known.set(key, evaluated);
    return evaluated;
  }

  private replicate(design: ResolvedDesign, run: RunSpec): ReplicationResult[] {
    const results: ReplicationResult[] = [];
    for (let replication = 0; replication < run.replications; replication++) {
      const { catalog, checkpoint, histograms } = this;
      this.simulations++;
      const { billsWindows } = this;
      results.push(simulate(design, { replication, run, catalog, checkpoint, histograms, billsWindows }));
      if (!results[0]!.random) break;
    }
    return results;
  }
}

/** A shorter horizon than the base case's, and the warm-up that was found there. */
const warmUpTooLong: Issue = { code: 'warm-up', path: [], subject: 'run.warmUp', message: reasons.warmUpTooLong };

/** Neither the design's name nor where its values came from changes what happens in it. */
export const keyOf = ({ components, activities }: ResolvedDesign, run: RunSpec): string =>
  JSON.stringify({ components, activities, run }, finite);

/** JSON has no infinity; two values must not share a key for that. */
const finite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
