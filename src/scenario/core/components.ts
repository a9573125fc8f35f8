/** The world of a design: which components it has, with which profile and values. */
import type { ComponentKind, NeededValues } from '../../models/model.ts';
import { nearestName } from '../../units/index.ts';
import type { Catalog } from './catalog.ts';
import { asLayer, type Layer, reportTogether, resolveBlock } from './layers.ts';
import type { Resolver } from './resolver.ts';
import type { Path, Profile, Raw, RawMap, ResolvedComponent, ResolvedInput } from './types.ts';
import { isMap } from './typing.ts';

export interface BuiltComponent {
  readonly component: Omit<ResolvedComponent, 'needs'>;
  readonly kind: ComponentKind;
  readonly inputs: readonly ResolvedInput[];
  /** Components inside it, by the key that they stand under. */
  readonly parts: readonly BuiltComponent[];
  /** Inside another component, which alone asks it for something. */
  readonly isPart: boolean;
  /** Reports values that do not go with those of the components that it needs. */
  checkWith(needs: NeededValues): void;
}

interface Draft {
  readonly name: string;
  readonly kind: string;
  readonly layers: readonly Layer[];
  /** Of a part: what the component around it has it be. */
  readonly standard?: string;
}

/** Keys of a design that are not blocks of the world. */
export const notBlocks: readonly string[] = ['workload', 'also'];

/** Components that `defaults` and the design write, merged by name in order of first appearance; `none` removes. */
const drafts = (catalog: Catalog, defaults: RawMap, design: RawMap, designPath: Path): Map<string, Draft> => {
  const found = new Map<string, Draft & { readonly layers: Layer[] }>();
  const take = (name: string, kind: string, raw: Raw | undefined, path: Path): void => {
    if (raw === 'none') {
      found.delete(name);
      return;
    }
    const layer = asLayer(raw, path);
    if (!layer || !catalog.components.has(kind)) return;
    const draft = found.get(name) ?? { name, kind, layers: [] };
    draft.layers.push(layer);
    found.set(name, draft);
  };
  for (const [raw, path] of [
    [defaults, ['defaults']],
    [design, designPath],
  ] as [RawMap, Path][]) {
    for (const [key, value] of Object.entries(raw)) if (!notBlocks.includes(key)) take(key, key, value, [...path, key]);
    const also = raw.also;
    if (!Array.isArray(also)) continue;
    also.forEach((item: Raw, index: number) => {
      if (!isMap(item)) return;
      for (const [kind, value] of Object.entries(item)) {
        const name = isMap(value) && typeof value.name === 'string' ? value.name : kind;
        take(name, kind, value, [...path, 'also', index, kind]);
      }
    });
  }
  return found;
};

const findProfile = (
  resolver: Resolver,
  catalog: Catalog,
  design: string,
  draft: Draft,
): { profile: Profile; kind: ComponentKind; input: ResolvedInput } | null => {
  const kinds = catalog.components.get(draft.kind)!;
  const changed = resolver.override(
    `${design}.${draft.name}`,
    draft.name,
    `${design}.${draft.name}.profile`,
    `${draft.name}.profile`,
  );
  let raw: Raw | undefined;
  let path: Path = [];
  for (const layer of draft.layers) {
    if (layer.raw.profile === undefined) continue;
    raw = layer.raw.profile;
    path = layer.path;
  }
  const isGiven = raw !== undefined || changed !== null;
  if (changed && 'raw' in changed.override) {
    raw = changed.override.raw;
    path = [];
  }
  if (typeof raw === 'string' && raw.startsWith('=')) {
    const result = resolver.expression(raw.slice(1).trim());
    if (!result.ok) {
      resolver.context(path, draft.name).report({
        code: 'expression',
        path: [],
        message: result.message,
        ...(result.hint ? { hint: result.hint } : {}),
      });
      return null;
    }
    raw = 'word' in result ? String(result.word) : String(result.value);
  }
  const name = raw ?? draft.standard ?? kinds[0]!.kind.defaultProfile;
  const profiles = resolver.scenario.profiles[draft.kind] ?? {};
  const profile = typeof name === 'string' && Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!profile) {
    const nearest = nearestName(String(name), Object.keys(profiles));
    resolver.issue({
      code: 'unknown-profile',
      path,
      subject: changed?.address ?? draft.name,
      message: `there is no profile "${String(name)}" for ${draft.kind}`,
      hint: nearest ? `did you mean ${nearest}?` : `profiles: ${Object.keys(profiles).sort().join(', ')}`,
    });
    return null;
  }
  const kind = kinds.find((each) => each.model === profile.model)?.kind;
  if (!kind) {
    resolver.issue({
      code: 'unknown-model',
      path,
      subject: draft.name,
      message: `the profile "${profile.name}" is for the model "${profile.model}", which this version does not have`,
    });
    return null;
  }
  const input: ResolvedInput = {
    address: draft.name,
    value: profile.name,
    unit: '',
    origin: isGiven ? 'given' : 'default',
    source: changed ? resolver.sourceOfOverride(changed.address) : isGiven ? resolver.placeOf(path) : profile.title,
    doc: `${kind.doc}: the profile`,
    variesAs: 'word',
  };
  return { profile, kind, input };
};

const build = (resolver: Resolver, catalog: Catalog, design: string, draft: Draft): BuiltComponent | null => {
  const found = findProfile(resolver, catalog, design, draft);
  if (!found) return null;
  const { profile, kind, input } = found;
  const issues = resolver.issues.length;
  const { values, inputs } = resolveBlock(resolver, kind.fields, { design, name: draft.name }, draft.layers, profile);
  // What could not be read has an issue of its own.
  const isRead = resolver.issues.length === issues;
  if (isRead) reportTogether(resolver, kind, draft, kind.check?.(values) ?? null);
  for (const layer of draft.layers) reportForeignKeys(resolver, catalog, draft, layer, profile, kind);
  const parts: BuiltComponent[] = [];
  for (const [key, field] of Object.entries(kind.fields)) {
    if (!field.part) continue;
    const standard = profile.values[key]?.value;
    const inside = build(resolver, catalog, design, {
      name: `${draft.name}.${key}`,
      kind: field.part.kind,
      layers: draft.layers.flatMap((layer) => asLayer(layer.raw[key], [...layer.path, key]) ?? []),
      standard: typeof standard === 'string' ? standard : field.part.profile,
    });
    if (!inside) return null;
    values[key] = inside.component.name;
    parts.push(inside);
  }
  return {
    component: { name: draft.name, kind: draft.kind, model: profile.model, profile: profile.name, values },
    kind,
    inputs: [input, ...inputs],
    parts,
    isPart: draft.standard !== undefined,
    checkWith: (needs) => {
      if (isRead) reportTogether(resolver, kind, draft, kind.checkWith?.(values, needs) ?? null);
    },
  };
};

/** A key that another profile of the block knows says so; wholly unknown keys were found when the file was checked. */
const reportForeignKeys = (
  resolver: Resolver,
  catalog: Catalog,
  draft: Draft,
  layer: Layer,
  profile: Profile,
  kind: ComponentKind,
): void => {
  for (const key of Object.keys(layer.raw)) {
    if (key === 'profile' || key === 'name' || Object.hasOwn(kind.fields, key)) continue;
    const other = catalog.components.get(draft.kind)!.find((each) => Object.hasOwn(each.kind.fields, key));
    if (!other) continue;
    const fitting = Object.values(resolver.scenario.profiles[draft.kind] ?? {}).find((p) => p.model === other.model);
    resolver.issue({
      code: 'foreign-key',
      path: [...layer.path, key],
      atKey: true,
      subject: `${draft.name}.${key}`,
      message: `"${key}" fits ${fitting?.name ?? other.model}; this is ${profile.name}`,
    });
  }
};

export interface BuiltWorld {
  readonly components: Map<string, BuiltComponent>;
  /** The component that offers a capability: the one that is named, or the only one; adds the default kind where none does. */
  offering(capability: string, wanted: string | null, forWhat: { subject: string; path: Path }): string | null;
}

export const buildWorld = (resolver: Resolver, catalog: Catalog, design: string): BuiltWorld => {
  const designPath = ['designs', design];
  const components = new Map<string, BuiltComponent>();
  const add = (draft: Draft): void => {
    const built = build(resolver, catalog, design, draft);
    if (built) take(built);
  };
  const take = (built: BuiltComponent): void => {
    built.parts.forEach(take);
    components.set(built.component.name, built);
  };
  const scenario = resolver.scenario;
  const written = drafts(catalog, scenario.defaults, scenario.designs[design] ?? {}, designPath);
  for (const draft of written.values()) add(draft);
  for (const kinds of catalog.components.values()) {
    const always = kinds.find((each) => each.kind.always)?.kind;
    if (always && ![...written.values()].some((draft) => draft.kind === always.kind)) {
      add({ name: always.kind, kind: always.kind, layers: [] });
    }
  }
  const failed = new Set([...written.keys()].filter((name) => !components.has(name)));
  return {
    components,
    offering: (capability, wanted, { subject, path }) => {
      const fitting = [...components.values()].filter((each) =>
        (each.kind.offers as readonly string[]).includes(capability),
      );
      const free = fitting.filter((each) => !each.isPart);
      if (wanted !== null) {
        if (fitting.some((each) => each.component.name === wanted)) return wanted;
        if (failed.has(wanted)) return null;
        const names = free.map((each) => each.component.name);
        const nearest = nearestName(wanted, names);
        resolver.issue({
          code: 'unknown-reference',
          path,
          subject,
          message: `"${wanted}" is not a component here that can do this`,
          hint: nearest ? `did you mean ${nearest}?` : `those that can: ${names.join(', ') || 'none'}`,
        });
        return null;
      }
      if (free.length > 1) {
        const names = free.map((each) => each.component.name).join(', ');
        resolver.issue({
          code: 'ambiguous',
          path,
          subject,
          message: `several components fit: ${names}`,
          hint: 'name one with using',
        });
        return null;
      }
      if (free[0]) return free[0].component.name;
      const kind = catalog.offering(capability);
      if (!kind) throw new Error(`no model offers ${capability}`);
      if (failed.has(kind.kind)) return null;
      add({ name: kind.kind, kind: kind.kind, layers: [] });
      if (!components.has(kind.kind)) failed.add(kind.kind);
      return components.has(kind.kind) ? kind.kind : null;
    },
  };
};

/** What those who need a component are told of it. */
export const neededValues = (components: BuiltWorld['components'], name: string): NeededValues[string] => {
  const found = components.get(name);
  return {
    name,
    values: found?.component.values ?? {},
    offers: found?.kind.offers ?? [],
    needs: found?.kind.needs ?? [],
  };
};

/** What each component needs, and the order in which they can be made: the needed before the needing. */
export const orderComponents = (
  world: BuiltWorld,
  path: Path,
): { components: ResolvedComponent[]; inputs: ResolvedInput[] } => {
  const ordered: ResolvedComponent[] = [];
  const inputs: ResolvedInput[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): void => {
    if (state.has(name)) return;
    state.set(name, 'open');
    const built = world.components.get(name);
    if (!built) return;
    const needs: Record<string, string> = {};
    for (const capability of built.kind.needs) {
      const reference = Object.entries(built.kind.fields).find(([, field]) => field.capability === capability)?.[0];
      const wanted = reference ? ((built.component.values[reference] as string | null | undefined) ?? null) : null;
      const found = world.offering(capability, wanted, { subject: name, path });
      if (!found) continue;
      needs[capability] = found;
      visit(found);
    }
    built.checkWith(
      Object.fromEntries(
        Object.entries(needs).map(([capability, found]) => [capability, neededValues(world.components, found)]),
      ),
    );
    ordered.push({ ...built.component, needs });
    inputs.push(...built.inputs);
    state.set(name, 'done');
  };
  for (const name of [...world.components.keys()]) visit(name);
  return { components: ordered, inputs };
};
