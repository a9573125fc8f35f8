/**
 * Everything expensive is a job: a pure function of (scenario, job, models) over plain data, so that it can be done by
 * any worker, in any order, with the same outcome. What a JobRunner remembers between jobs saves time and changes nothing.
 */
import type { Model } from '../../models/model.ts';
import type { AssumptionResult } from '../../results/index.ts';
import type { Resolved, ResolvedDesign, Scenario } from '../../scenario/core/index.ts';
import { examineAssumption } from './assumptions.ts';
import { isBilled } from './bill-windows.ts';
import { InvariantError, ScenarioError } from './errors.ts';
import { Evaluator, type Resolve } from './evaluator.ts';
import { invariants, reasons } from './messages.ts';
import { type Pilot, runPilot } from './pilot.ts';
import { type Plan, planScenario } from './plan.ts';
import { freed, type Prediction, predictClaims } from './prediction.ts';
import type { ReplicationResult } from './replication.ts';
import { type Settled, settleRun } from './settled.ts';
import { simulate } from './simulate.ts';
import { examinePoint, type ReadySweep, readySweep, type SweepPoint } from './sweep.ts';

export type Job =
  | { readonly kind: 'pilot'; readonly design: string }
  | { readonly kind: 'replication'; readonly design: string; readonly replication: number }
  | { readonly kind: 'assumption'; readonly claim: string; readonly index: number }
  | { readonly kind: 'prediction' }
  | { readonly kind: 'sweep-point'; readonly index: number };

export type JobResult =
  | { readonly kind: 'pilot'; readonly result: Pilot }
  | { readonly kind: 'replication'; readonly result: ReplicationResult }
  | { readonly kind: 'assumption'; readonly result: AssumptionResult }
  | { readonly kind: 'prediction'; readonly result: Readonly<Record<string, Prediction>> }
  | { readonly kind: 'sweep-point'; readonly result: SweepPoint };

export interface JobOptions {
  /** Called every few thousand events; may throw to stop. */
  readonly checkpoint?: (() => void) | undefined;
  /** How scenarios are resolved; tests put their own in its place. */
  readonly resolve?: Resolve | undefined;
}

export class JobRunner {
  readonly plan: Plan;
  readonly evaluator: Evaluator;
  readonly sweep: ReadySweep | null;
  private readonly checkpoint: (() => void) | undefined;
  private base: Resolved;

  /** @throws ScenarioError for a scenario that does not resolve as it stands */
  constructor(scenario: Scenario, models: readonly Model[], options: JobOptions = {}) {
    const { checkpoint, resolve } = options;
    const { resolved, issues } = new Evaluator(scenario, models, { wanted: [], resolve }).resolve({});
    if (issues.length > 0) {
      throw new ScenarioError(reasons.notResolved(issues.map((issue) => `${issue.subject} ${issue.message}`)));
    }
    this.base = resolved;
    this.checkpoint = checkpoint;
    this.plan = planScenario(scenario, resolved, models);
    this.evaluator = new Evaluator(scenario, models, { wanted: this.plan.wanted, checkpoint, resolve });
    this.sweep = readySweep(this.evaluator);
  }

  /** The scenario as it stands, with what the run has found out about itself. */
  get resolved(): Resolved {
    return this.base;
  }

  /** The length of a warm-up, a number of replications: everything from here on has them. */
  settle(settled: Settled): void {
    this.evaluator.settle(settled);
    this.base = { ...this.base, run: settleRun(this.base.run, settled) };
  }

  run(job: Job): JobResult {
    switch (job.kind) {
      case 'pilot':
        return {
          kind: job.kind,
          result: runPilot(this.designOf(job.design), this.base.run, this.plan, this.checkpoint),
        };
      case 'replication':
        return { kind: job.kind, result: this.replicate(job.design, job.replication) };
      case 'assumption':
        return { kind: job.kind, result: this.examine(job.claim, job.index) };
      case 'prediction':
        return { kind: job.kind, result: predictClaims(this.evaluator) };
      case 'sweep-point':
        return { kind: job.kind, result: examinePoint(this.evaluator, this.plan, this.sweep!, job.index) };
    }
  }

  private designOf(name: string): ResolvedDesign {
    const design = this.resolved.designs.find((each) => each.name === name);
    if (!design) throw new InvariantError('jobs', invariants.noKind('design', name), null);
    return design;
  }

  private replicate(name: string, replication: number): ReplicationResult {
    const { catalog, charts } = this.plan;
    const { checkpoint, resolved } = this;
    const billsWindows =
      this.evaluator.billsWindows || charts.some(({ series }) => series !== null && isBilled(series.metric));
    const windowHistograms = new Set(charts.flatMap(({ series }) => (series?.p === undefined ? [] : [series.metric])));
    return simulate(this.designOf(name), {
      replication,
      run: resolved.run,
      catalog,
      checkpoint,
      windowHistograms,
      billsWindows,
    });
  }

  private examine(id: string, index: number): AssumptionResult {
    const claim = this.evaluator.scenario.claims.find((each) => each.id === id);
    const assumption = claim?.assumptions[index];
    if (!claim || !assumption) throw new InvariantError('jobs', invariants.noKind('claim', id), null);
    return examineAssumption(this.evaluator, claim, assumption);
  }
}

/** One job on its own. */
export const runJob = (scenario: Scenario, job: Job, models: readonly Model[], options: JobOptions = {}): JobResult =>
  new JobRunner(scenario, models, options).run(job);

/** What there is to examine once the replications are there, in the order in which it is merged. */
export function furtherJobs({ plan, sweep, evaluator, resolved }: JobRunner): Job[] {
  const jobs: Job[] = [];
  const claimed = plan.claims.some(({ formula }) => formula !== null);
  if (claimed && Object.keys(freed(evaluator.scenario, resolved)).length > 0) jobs.push({ kind: 'prediction' });
  for (const { spec, formula } of plan.claims) {
    if (!formula) continue;
    spec.assumptions.forEach((_, index) => {
      jobs.push({ kind: 'assumption', claim: spec.id, index });
    });
  }
  for (let index = 0; index < (sweep?.pointCount ?? 0); index++) jobs.push({ kind: 'sweep-point', index });
  return jobs;
}
