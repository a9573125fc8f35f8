/** From a scenario as written to designs in base units: parameters, merging, references, addresses. Pure. */
import type { Model } from '../../models/model.ts';
import { isEndless, resolveActivities } from './activities.ts';
import { createCatalog } from './catalog.ts';
import { runFields } from './common-fields.ts';
import { buildWorld, orderComponents } from './components.ts';
import { resolveBlock } from './layers.ts';
import { Resolver } from './resolver.ts';
import type { Issue, Overrides, Resolved, ResolvedDesign, ResolvedInput, RunSpec, Scenario } from './types.ts';

export interface Resolution {
  /** Sound only when there are no issues. */
  readonly resolved: Resolved;
  readonly issues: readonly Issue[];
  /** Every address that exists, for messages. */
  readonly addresses: ReadonlySet<string>;
}

const resolveRun = (resolver: Resolver): RunSpec => {
  const { scenario } = resolver;
  const layers = [{ raw: scenario.run, path: ['run'] }];
  const { values } = resolveBlock(resolver, runFields, { design: '', name: 'run' }, layers, null);
  const limits = (values.limits ?? {}) as { events?: number; wallTime?: number };
  return {
    seed: scenario.overridden.seed ?? (values.seed as number | undefined) ?? 1,
    replications: scenario.overridden.replications ?? (values.replications as number | undefined) ?? 20,
    horizonSeconds: (values.horizon as number | null | undefined) ?? null,
    windowSeconds: (values.window as number | null | undefined) ?? null,
    limits: { events: limits.events ?? 1e9, wallTimeSeconds: limits.wallTime ?? 600 },
  };
};

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
