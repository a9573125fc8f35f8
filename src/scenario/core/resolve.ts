/** From a scenario as written to designs in base units: parameters, merging, references, addresses. Pure. */
import type { Model } from '../../models/model.ts';
import { formatTime } from '../../units/index.ts';
import { isEndless, resolveActivities } from './activities.ts';
import { createCatalog } from './catalog.ts';
import { runFields } from './common-fields.ts';
import { buildWorld, orderComponents } from './components.ts';
import { resolveBlock } from './layers.ts';
import { Resolver } from './resolver.ts';
import type {
  Issue,
  Overrides,
  Resolved,
  ResolvedActivity,
  ResolvedDesign,
  ResolvedInput,
  RunSpec,
  Scenario,
} from './types.ts';

export interface Resolution {
  /** Sound only when there are no issues. */
  readonly resolved: Resolved;
  readonly issues: readonly Issue[];
  /** Every address that exists, for messages. */
  readonly addresses: ReadonlySet<string>;
}

const defaultReplications = 20;

const resolveRun = (resolver: Resolver): RunSpec => {
  const { scenario } = resolver;
  const layers = [{ raw: scenario.run, path: ['run'] }];
  const { values } = resolveBlock(resolver, runFields, { design: '', name: 'run' }, layers, null);
  const limits = (values.limits ?? {}) as { events?: number; wallTime?: number; replications?: number };
  const precision = precisionOf(resolver, (values.precision as number | null | undefined) ?? null);
  const replications = (values.replications as number | undefined) ?? defaultReplications;
  return {
    seed: scenario.overridden.seed ?? (values.seed as number | undefined) ?? 1,
    replications:
      scenario.overridden.replications ?? (precision === null ? replications : (limits.replications ?? 1000)),
    precision,
    horizonSeconds: (values.horizon as number | null | undefined) ?? null,
    warmUpSeconds: (values.warmUp as number | 'auto' | undefined) ?? 0,
    windowSeconds: (values.window as number | null | undefined) ?? null,
    fidelity: (values.fidelity as RunSpec['fidelity'] | undefined) ?? 'auto',
    limits: { events: limits.events ?? 1e9, wallTimeSeconds: limits.wallTime ?? 600 },
  };
};

/** A number of replications and a precision exclude each other; what the command line says wins over the file. */
const precisionOf = (resolver: Resolver, precision: number | null): number | null => {
  const { scenario } = resolver;
  if (precision === null || scenario.overridden.replications !== undefined) return null;
  const isChanged = (key: string): boolean => resolver.override(`run.${key}`) !== null;
  const isGiven = scenario.run.replications !== undefined || isChanged('replications');
  if (!isGiven || (isChanged('precision') && !isChanged('replications'))) return precision;
  if (isChanged('replications') && !isChanged('precision')) return null;
  resolver.issue({
    code: 'precision-and-replications',
    path: scenario.run.precision === undefined ? ['run'] : ['run', 'precision'],
    atKey: true,
    subject: 'run.precision',
    message: 'stands instead of run.replications; both are given',
    hint: 'take run.replications out, or the precision; the most replications are run.limits.replications',
  });
  return null;
};

/** A warm-up needs a horizon that is longer, and one that is found needs a world that settles. */
const checkWarmUp = (resolver: Resolver, run: RunSpec, designs: readonly ResolvedDesign[]): void => {
  const { warmUpSeconds, horizonSeconds } = run;
  if (warmUpSeconds === 0) return;
  const say = (message: string, hint: string): void =>
    resolver.issue({
      code: 'warm-up',
      path: resolver.scenario.run.warmUp === undefined ? ['run'] : ['run', 'warmUp'],
      subject: 'run.warmUp',
      message,
      hint,
    });
  if (horizonSeconds === null) {
    say('needs a horizon: without one nobody knows beforehand how long the run is', 'such as horizon: 7 d');
  } else if (warmUpSeconds !== 'auto' && warmUpSeconds >= horizonSeconds) {
    const [asked, there] = [warmUpSeconds, horizonSeconds].map((seconds) => formatTime(seconds).replace('\u00a0', ' '));
    say(
      `leaves nothing to measure: it is ${asked}, the horizon ${there}`,
      'a horizon of several warm-ups measures more than it throws away',
    );
  }
  if (warmUpSeconds !== 'auto') return;
  const varying = designs.flatMap((design) => design.activities.filter(variesWithTime).map(({ name }) => name))[0];
  if (varying !== undefined) {
    say(
      `auto cannot be found where rates change with time: those of ${varying} do, so nothing ever settles`,
      'such as warmUp: 1 d',
    );
  }
};

/** It is asked for, or what it carries comes, at a rate with a day, a weekend, growth or bursts. */
const variesWithTime = ({ timing, values }: ResolvedActivity): boolean =>
  [timing.arrivals, ...Object.values(values)].some(
    (value) =>
      isRecord(value) && 'base' in value && ['daily', 'weekend', 'yearlyGrowth', 'bursts'].some((key) => key in value),
  );

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Resolves every design of the scenario with some addresses changed. Nothing is thrown for the user's mistakes: they
 * come back as issues, all at once.
 */
export const resolveScenario = (scenario: Scenario, overrides: Overrides, models: readonly Model[]): Resolution => {
  const resolver = new Resolver(scenario, overrides);
  const catalog = createCatalog(models);
  const parameters: Record<string, number | string | boolean> = {};
  const parameterInputs: ResolvedInput[] = [];
  for (const name of Object.keys(scenario.parameters)) {
    resolver.known.add(name);
    const found = resolver.parameter(name);
    if (!found) continue;
    parameters[name] = found.value;
    const changed = resolver.overrides[name];
    parameterInputs.push({
      address: name,
      value: found.value,
      unit: found.dimension ? baseUnitText(found.dimension) : '',
      origin: found.derived ? 'derived' : 'given',
      source: found.derived ?? (changed ? resolver.sourceOfOverride(name) : resolver.placeOf(['parameters', name])),
      doc: 'a parameter of the scenario',
      variesAs:
        typeof found.value !== 'number' ? 'word' : isWholeCount(scenario.parameters[name]) ? 'integer' : 'continuous',
    });
  }
  const run = resolveRun(resolver);
  const designs: ResolvedDesign[] = scenario.designOrder.map((name) => {
    const world = buildWorld(resolver, catalog, name);
    const work = resolveActivities(resolver, catalog, world, name);
    const { components, inputs } = orderComponents(world, ['designs', name]);
    for (const activity of work.activities) {
      if (run.horizonSeconds === null && isEndless(activity, catalog.activities.get(activity.kind)!)) {
        resolver.issue({
          code: 'no-horizon',
          path: ['designs', name],
          atKey: true,
          subject: 'run.horizon',
          message: `is needed: ${activity.name} repeats without end`,
          hint: 'such as horizon: 7 d, or give the activity a count or an until',
        });
      }
    }
    return { name, components, activities: work.activities, inputs: [...inputs, ...work.inputs] };
  });
  checkWarmUp(resolver, run, designs);
  resolver.reportUnusedOverrides();
  return {
    resolved: { parameters, parameterInputs, designs, run },
    issues: dedupe(resolver.issues),
    addresses: resolver.known,
  };
};

/** Written as a bare whole number: a count. */
const isWholeCount = (raw: unknown): boolean => typeof raw === 'number' && Number.isInteger(raw);

const baseUnitText = (dimension: { s: number; B: number; USD: number }): string => {
  const parts = (sign: 1 | -1): string[] =>
    (['USD', 'B', 's'] as const).flatMap((unit) => {
      const power = dimension[unit] * sign;
      return power > 0 ? [power === 1 ? unit : `${unit}^${power}`] : [];
    });
  const over = parts(1).join('·') || '1';
  const under = parts(-1).join('·');
  return under ? `${over}/${under}` : over;
};

/** One mistake in `defaults` shows in every design; people hear of it once. */
const dedupe = (issues: readonly Issue[]): Issue[] => {
  const seen = new Set<string>();
  return issues.filter((issue) => {
    const key = [issue.code, issue.path.join('/'), issue.path.length === 0 ? issue.subject : '', issue.message].join(
      '|',
    );
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};
