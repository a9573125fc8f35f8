/**
 * One replication of one design. Chance comes from (seed, replication, names of components and activities): two designs
 * meet the same luck, and a design's own name changes nothing.
 *
 * With a horizon the run is as long as the horizon (half-open); without one it ends with its work, after whatever else
 * happens at that moment.
 */
import { Kernel, KernelError } from '../../kernel/index.ts';
import type { Catalog, ResolvedDesign, RunSpec } from '../../scenario/core/index.ts';
import { costMetrics } from '../../scenario/core/index.ts';
import { ActivityRun, type Host } from './activity-run.ts';
import { type Bill, makeBill, UsageMeter } from './bill.ts';
import { BillWindows } from './bill-windows.ts';
import { activityKind, componentKind } from './catalog-lookup.ts';
import { Chance } from './chance.ts';
import { BudgetError, InvariantError } from './errors.ts';
import { budgets, invariants, reasons } from './messages.ts';
import { type Keep, scalarRecord } from './recorders.ts';
import { Recording, type RecordingOptions } from './recording.ts';
import type { MetricRecord, ReplicationBound, ReplicationResult } from './replication.ts';
import { Timeline } from './timeline.ts';
import { edgesOf, planWindows, type WindowPlan } from './windows.ts';
import { type ComponentMeters, OwnedWorld, SharedWorld } from './world.ts';

export interface SimulateOptions {
  readonly replication: number;
  readonly run: RunSpec;
  readonly catalog: Catalog;
  /** Metrics (`<owner>.<metric>`) whose quantiles will be asked for; null for all. A timeline is kept only then. */
  readonly histograms?: ReadonlySet<string> | null;
  /** Metrics whose quantiles will be asked for window by window. */
  readonly windowHistograms?: ReadonlySet<string>;
  /** Somebody asks for parts of the bill by window. */
  readonly billsWindows?: boolean;
  /** In place of the windows that the run asks for. */
  readonly windows?: WindowPlan;
  /** Writes down what happens, one by one, in place of a timeline. */
  readonly recording?: RecordingOptions | undefined;
  /** Called now and then; may throw to stop the run. For clocks that the engine does not have. */
  readonly checkpoint?: (() => void) | undefined;
}

/** Events between two checkpoints: some milliseconds. */
const checkpointEvents = 1 << 15;
/** Of times, as a share: a moment sooner. */
const rounding = 1e-12;
/** After everything else that happens at the moment when the work is done. */
const lastPriority = 31;

class WorkDone extends Error {}

export function simulate(design: ResolvedDesign, options: SimulateOptions): ReplicationResult {
  const { run, catalog, replication } = options;
  const kernel = new Kernel({ eventBudget: run.limits.events });
  const histograms = options.histograms ?? null;
  const warmUp = run.warmUpSeconds;
  if (warmUp === 'auto') throw new InvariantError('warm-up', invariants.unsettled, null);
  const plan = options.windows ?? planWindows(run.horizonSeconds, run.windowSeconds, warmUp);
  const keep: Keep = { plan, histograms, windowHistograms: options.windowHistograms ?? new Set() };
  const timeline = replication === 0 && histograms === null && !options.recording ? new Timeline() : null;
  const recording = options.recording ? new Recording(kernel, options.recording) : null;
  const shared = new SharedWorld(kernel, new Chance(run.seed, replication), keep, timeline, {
    fidelity: run.fidelity,
    recording,
    usage: new UsageMeter(plan !== null && options.billsWindows ? new BillWindows(plan) : null),
  });
  // Before anything else is scheduled: what happens at the very end of the warm-up is measured.
  if (warmUp > 0)
    kernel.scheduleAt(
      warmUp,
      kernel.handler(() => endWarmUp(shared, components, activities), 'warm-up'),
    );
  const components = design.components.map((component) =>
    shared.addComponent(component.name, componentKind(catalog, component), component.values, component.needs),
  );
  const activities = startActivities(design, catalog, shared, run.horizonSeconds);
  armWindows(shared, plan, warmUp, run.horizonSeconds);
  runKernel(design, kernel, activities, options);
  shared.close();
  const end = kernel.now;
  const bill = makeBill(shared.usage, shared.findAny('prices'), end, run.horizonSeconds !== null);
  const metrics = readMetrics(design.name, components, activities, { ...bill, windows: shared.usage.over }, end);
  return {
    replication,
    random: shared.chance.drawn,
    events: kernel.eventCount,
    fidelity: shared.collapsed ? 'collapsed' : 'exact',
    stoppedAtSeconds: end,
    metrics,
    bounds: readBounds(activities),
    cost: bill.result,
    skipped: Object.fromEntries(activities.filter((each) => each.skipped > 0).map((each) => [each.name, each.skipped])),
    failures: Object.fromEntries(activities.map((each) => [each.name, each.metrics.reasonsOfFailure])),
    warnings: shared.warnings,
    timeline: timeline?.result(entitiesOf(activities)) ?? null,
    ...(recording === null ? {} : { recording: recording.result(entitiesOf(activities)) }),
  };
}

/**
 * Just before a window, the warm-up or the run ends, what is done in stretches is told, so that it counts where it belongs.
 * At the end of each window the bill is made up so far, after everything else that happens at that moment.
 */
function armWindows(shared: SharedWorld, plan: WindowPlan | null, warmUp: number, horizonSeconds: number | null): void {
  const { kernel, usage } = shared;
  if (shared.hasToSettle) {
    const settle = kernel.handler(() => shared.settle(), 'end of a window');
    const ends = new Set([...(plan === null ? [] : edgesOf(plan)), warmUp, horizonSeconds ?? 0]);
    for (const seconds of ends) if (seconds > 0) kernel.scheduleAt(seconds * (1 - rounding), settle, 0, lastPriority);
  }
  if (usage.over === null) return;
  const bill = kernel.handler(() => shared.bill(), 'bill of a window');
  for (const seconds of usage.over.boundaries) kernel.scheduleAt(seconds, bill, 0, lastPriority);
}

function endWarmUp(
  shared: SharedWorld,
  components: readonly ComponentMeters[],
  activities: readonly ActivityRun[],
): void {
  for (const component of components) component.cut();
  for (const activity of activities) activity.cut();
  shared.restart();
}

function startActivities(
  design: ResolvedDesign,
  catalog: Catalog,
  shared: SharedWorld,
  horizonSeconds: number | null,
): readonly ActivityRun[] {
  const { kernel } = shared;
  let open = 0;
  const stop = kernel.handler(() => {
    // Something may have begun at this very moment.
    if (open === 0) throw new WorkDone();
  }, 'the work is done');
  const host: Host = {
    kernel,
    horizonSeconds: horizonSeconds ?? Number.POSITIVE_INFINITY,
    began: () => {
      open++;
    },
    occurred: (activity, index, fromSeconds) => shared.recording?.occurred(activity, index, fromSeconds),
    ended: () => {
      open--;
      if (open === 0 && horizonSeconds === null) kernel.schedule(0, stop, 0, lastPriority);
    },
  };
  const referredTo = activitiesReferredTo(design, catalog);
  const byName = new Map<string, ActivityRun>();
  for (const activity of design.activities) {
    const kind = activityKind(catalog, activity);
    const worldOf = (run: ActivityRun) =>
      new OwnedWorld(
        shared,
        activity.name,
        activity.uses,
        (metric) => run.metrics.meter(metric),
        referredTo.has(activity.name),
      );
    byName.set(activity.name, new ActivityRun(activity, kind, host, shared.keep, worldOf));
  }
  for (const activity of design.activities) {
    if (activity.timing.after === null) continue;
    byName.get(activity.timing.after)?.followers.push(byName.get(activity.name)!);
  }
  const all = [...byName.values()];
  for (const each of all) each.start();
  // Nothing to do: the run is over before it begins.
  if (open === 0 && horizonSeconds === null) kernel.schedule(0, stop, 0, lastPriority);
  return all;
}

/** Activities that another one names in a key of its kind. */
function activitiesReferredTo(design: ResolvedDesign, catalog: Catalog): Set<unknown> {
  const names = new Set<unknown>();
  for (const activity of design.activities) {
    for (const [key, field] of Object.entries(activityKind(catalog, activity).fields)) {
      if (field.activities !== undefined) names.add(activity.values[key]);
    }
  }
  return names;
}

function runKernel(
  design: ResolvedDesign,
  kernel: Kernel,
  activities: readonly ActivityRun[],
  { run, checkpoint }: SimulateOptions,
): void {
  if (checkpoint) {
    let countdown = checkpointEvents;
    kernel.observe({
      event: () => {
        if (--countdown > 0) return;
        countdown = checkpointEvents;
        checkpoint();
      },
    });
  }
  try {
    kernel.run(run.horizonSeconds ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    const cause = rootOf(error);
    if (cause instanceof WorkDone) return;
    if (cause instanceof KernelError && cause.code === 'EVENT_BUDGET') {
      throw new BudgetError('EVENT_BUDGET', budgets.events(run.limits.events, design.name, kernel.now));
    }
    if (cause instanceof KernelError && cause.code === 'STALLED') {
      throw new BudgetError('STALLED', budgets.stalled(design.name, cause.message));
    }
    // What models throw keeps the kernel's words: they say who was running, and when.
    throw cause instanceof InvariantError || cause instanceof BudgetError ? cause : error;
  }
  if (run.horizonSeconds !== null) return;
  const stuck = activities.find((each) => each.open().length > 0);
  if (!stuck) return;
  const text = invariants.stuck(stuck.name, kernel.now);
  throw new InvariantError('what begins ends', text, kernel.now);
}

/** What was thrown first: the kernel wraps what its handlers throw. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof KernelError && root.cause !== undefined) root = root.cause;
  return root;
}

function readMetrics(
  design: string,
  components: readonly ComponentMeters[],
  activities: readonly ActivityRun[],
  bill: Bill & { readonly windows: BillWindows | null },
  end: number,
): Record<string, MetricRecord> {
  const { windows } = bill;
  const overTime = (record: MetricRecord, sums: Float64Array | undefined): MetricRecord =>
    windows === null || sums === undefined ? record : windows.record(record, sums);
  const metrics: Record<string, MetricRecord> = {};
  const times = new Map<string, MetricRecord>();
  let latencySeconds = 0;
  for (const activity of activities) {
    latencySeconds += activity.metrics.latencySeconds;
    for (const [name, record] of activity.metrics.read(end, activity.open())) {
      metrics[`${activity.name}.${name}`] = record;
      if (name.startsWith('time.')) times.set(name, addRecords(times.get(name), record));
    }
    const usd = bill.byActivity.get(activity.name) ?? 0;
    const cost = scalarRecord({ unit: 'USD', kind: 'total' }, usd);
    metrics[`${activity.name}.cost`] = overTime(cost, bill.over?.byActivity.get(activity.name));
  }
  for (const component of components) {
    for (const [name, meter] of component.entries) metrics[`${component.name}.${name}`] = meter.read(end);
  }
  for (const [name, record] of times) metrics[name] = record;
  const total = metrics['time.total']?.whole.value ?? 0;
  // Each activity has held its phases against its latencies; here only the order of adding differs.
  if (Math.abs(total - latencySeconds) > 1e-6 * latencySeconds) {
    throw new InvariantError('phases add up', invariants.account(design, total, latencySeconds), end);
  }
  for (const { name, unit, kind } of costMetrics) {
    const value = (bill.costs as Record<string, number | null>)[name] ?? null;
    const cost = scalarRecord({ unit, kind }, value, value === null ? { reason: reasons.noHorizon } : {});
    metrics[`cost.${name}`] = overTime(cost, bill.over?.costs.get(name));
  }
  return metrics;
}

/** The sum of two totals, window by window. */
function addRecords(a: MetricRecord | undefined, b: MetricRecord): MetricRecord {
  if (a === undefined) return b;
  const one = (x: number | null | undefined, y: number | null | undefined) => {
    const value = (x ?? 0) + (y ?? 0);
    return { value, min: value, max: value };
  };
  const { unit, kind } = a;
  const whole = one(a.whole.value, b.whole.value);
  if (!a.series || !b.series) return { unit, kind, whole };
  return {
    unit,
    kind,
    whole,
    first: one(a.first?.value, b.first?.value),
    last: one(a.last?.value, b.last?.value),
    series: a.series.map((value, i) => (value ?? 0) + (b.series![i] ?? 0)),
  };
}

function readBounds(activities: readonly ActivityRun[]): ReplicationBound[] {
  return activities.flatMap((each) => each.metrics.lowerBounds());
}

/** Requests where requests are counted, else occurrences. */
function entitiesOf(activities: readonly ActivityRun[]): number {
  let requests = 0;
  let occurrences = 0;
  for (const { metrics } of activities) {
    requests += metrics.requests.total;
    occurrences += metrics.count.total;
  }
  return requests > 0 ? requests : occurrences;
}
