/** The workload of a design: activities merged by name, with their timing and who does them. */
import type { Field } from '../../fields/index.ts';
import type { ActivityKind, NeededValues } from '../../models/model.ts';
import { nearestName } from '../../units/index.ts';
import type { Catalog } from './catalog.ts';
import { closedLoopFields, timingFields } from './common-fields.ts';
import { type BuiltWorld, neededValues } from './components.ts';
import { given, type Layer, reportTogether, resolveBlock } from './layers.ts';
import type { Resolver } from './resolver.ts';
import type { Path, Raw, RawMap, ResolvedActivity, ResolvedInput, Timing } from './types.ts';
import { isMap } from './typing.ts';
import { resolveWhen } from './when.ts';

interface Draft {
  readonly name: string;
  readonly kind: ActivityKind;
  readonly layers: Layer[];
}

/** Two lists merge by name, in order of first appearance; `- vacuum: none` drops the inherited activity. */
const drafts = (catalog: Catalog, lists: readonly [Raw | undefined, Path][]): Draft[] => {
  const found = new Map<string, Draft>();
  for (const [list, path] of lists) {
    if (!Array.isArray(list)) continue;
    list.forEach((item: Raw, index: number) => {
      if (!isMap(item)) return;
      const [kindName, raw] = Object.entries(item)[0] ?? [];
      const kind = kindName === undefined ? undefined : catalog.activities.get(kindName);
      if (!kind || kindName === undefined || raw === undefined) return;
      if (raw === 'none') {
        found.delete(kindName);
        return;
      }
      const map: RawMap = isMap(raw) ? raw : {};
      const name = typeof map.name === 'string' ? map.name : kindName;
      const draft = found.get(name) ?? { name, kind, layers: [] };
      draft.layers.push({ raw: map, path: [...path, index, kindName] });
      found.set(name, draft);
    });
  }
  return [...found.values()];
};

const triggers = ['at', 'every', 'arrivals', 'after', 'when'] as const;

const resolveTiming = (
  resolver: Resolver,
  design: string,
  draft: Draft,
  names: readonly string[],
): { timing: Timing; inputs: ResolvedInput[] } => {
  const { name, kind, layers } = draft;
  const inputs: ResolvedInput[] = [];
  const here = layers.at(-1)?.path ?? [];
  const chosen = triggers.filter((key) => {
    const own = `${design}.${name}.${key}`;
    const written = layers.some((layer) => layer.raw[key] !== undefined && layer.raw[key] !== 'none');
    return written || resolver.overrides[own] !== undefined || resolver.overrides[`${name}.${key}`] !== undefined;
  });
  // A design that writes another trigger replaces the inherited one.
  const strongest = layers.findLast((layer) => triggers.some((key) => layer.raw[key] !== undefined));
  const written = strongest ? triggers.filter((key) => strongest.raw[key] !== undefined) : chosen;
  if (written.length > 1) {
    resolver.issue({
      code: 'timing',
      path: strongest?.path ?? here,
      atKey: true,
      subject: name,
      message: `happens by ${written.join(' and ')}; choose one`,
    });
  }
  const trigger = written[0] ?? chosen[0] ?? null;
  const value = <T>(key: keyof typeof timingFields, fallback: T): T => {
    const field: Field<unknown> = timingFields[key];
    const changed = resolver.override(`${design}.${name}.${key}`, `${name}.${key}`);
    const found = given(field, key, layers);
    if (!changed && !found) return fallback;
    const typed = changed
      ? resolver.typeOverride(field, changed)
      : resolver.type(field, found!.raw, found!.path, `${name}.${key}`);
    if (typed.value === undefined) return fallback;
    inputs.push(
      resolver.input(field, `${name}.${key}`, typed.value, {
        origin: typed.derived ? 'derived' : 'given',
        source: typed.derived ?? (changed ? resolver.sourceOfOverride(changed.address) : resolver.placeOf(found!.path)),
      }),
    );
    return typed.value as T;
  };
  let closedLoop: Timing['closedLoop'] = null;
  let arrivals: Timing['arrivals'] = null;
  if (trigger === 'arrivals') {
    const found = given(timingFields.arrivals, 'arrivals', layers);
    if (found && isMap(found.raw) && found.raw.users !== undefined) {
      const loop = resolveBlock(
        resolver,
        closedLoopFields,
        { design, name: `${name}.arrivals` },
        [{ raw: found.raw, path: found.path }],
        null,
      );
      inputs.push(...loop.inputs);
      closedLoop = { users: Number(loop.values.users), thinkSeconds: Number(loop.values.think) };
    } else arrivals = value('arrivals', null);
  }
  const when = trigger === 'when' ? resolveWhen(resolver, kind, { design, name }, layers) : null;
  inputs.push(...(when?.inputs ?? []));
  const after = trigger === 'after' ? value<string | null>('after', null) : null;
  if (after !== null && (!names.includes(after) || after === name)) {
    const nearest = nearestName(after, names);
    resolver.issue({
      code: 'unknown-reference',
      path: [...here, 'after'],
      subject: `${name}.after`,
      message: after === name ? 'cannot follow itself' : `there is no activity "${after}" in this design`,
      ...(nearest && after !== name ? { hint: `did you mean ${nearest}?` } : {}),
    });
  }
  const timing: Timing = {
    at: trigger === null ? [0] : trigger === 'at' ? value<number[]>('at', [0]) : null,
    everySeconds: trigger === 'every' ? value<number | null>('every', null) : null,
    arrivals,
    closedLoop,
    after,
    when: when?.when ?? null,
    delaySeconds: value('delay', 0),
    fromSeconds: value('from', 0),
    untilSeconds: value('until', null),
    count: value('count', null),
    times: value('times', 1),
    overlap: value('overlap', kind.overlap),
    deadlineSeconds: value('deadline', null),
  };
  if (kind.serves) checkServing(resolver, draft, trigger, here);
  return { timing, inputs };
};

/** Keys that name another activity: it is there, and of a kind that fits. */
const checkReferences = (
  resolver: Resolver,
  { name, kind, layers }: Draft,
  activities: readonly ResolvedActivity[],
): void => {
  const own = activities.find((each) => each.name === name);
  for (const [key, field] of Object.entries(kind.fields)) {
    const wanted = own?.values[key];
    if (field.activities === undefined || typeof wanted !== 'string') continue;
    const { kinds, without } = field.activities;
    const found = activities.find((each) => each.name === wanted);
    const further = found?.values[without];
    if (found && found !== own && kinds.includes(found.kind) && typeof further !== 'string') continue;
    const fitting = activities.filter(
      (each) => each.name !== name && kinds.includes(each.kind) && typeof each.values[without] !== 'string',
    );
    const names = fitting.map((each) => each.name);
    const nearest = typeof further === 'string' ? further : nearestName(wanted, names);
    resolver.issue({
      code: 'unknown-reference',
      path: given(field, key, layers)?.path ?? layers.at(-1)?.path ?? [],
      subject: `${name}.${key}`,
      message:
        found === undefined
          ? `there is no activity "${wanted}" in this design`
          : found === own
            ? 'cannot name itself'
            : kinds.includes(found.kind)
              ? `"${wanted}" has no keys of its own: its ${without} is ${String(further)}`
              : `"${wanted}" is a ${found.kind}; needs a ${kinds.join(' or ')}`,
      hint: nearest ? `did you mean ${nearest}?` : `those that fit: ${names.join(', ') || 'none'}`,
    });
  }
};

/** Of some keys exactly one says what is to be done. */
const checkOneOf = (
  resolver: Resolver,
  { name, kind, layers }: Draft,
  values: Readonly<Record<string, unknown>>,
): void => {
  const { oneOf, fields } = kind;
  // What could not be read has an issue of its own.
  if (oneOf === undefined || oneOf.some((key) => values[key] === undefined)) return;
  const chosen = oneOf.filter((key) => values[key] !== null);
  if (chosen.length === 1) return;
  const [, second] = chosen;
  const path = second === undefined ? undefined : given(fields[second]!, second, layers)?.path;
  resolver.issue({
    code: 'one-of',
    path: path ?? layers.at(-1)?.path ?? [],
    atKey: true,
    subject: second === undefined ? name : `${name}.${second}`,
    message: `needs exactly one of ${oneOf.join(', ')}; here ${second === undefined ? 'is none' : `are ${chosen.join(' and ')}`}`,
    ...(second === undefined ? {} : { hint: `write ${chosen[0]}: none to drop what is inherited` }),
  });
};

/** What serves takes requests as they come: there is no work to repeat, and none that overlaps. */
const checkServing = (resolver: Resolver, { name, layers }: Draft, trigger: string | null, here: Path): void => {
  if (trigger === null) {
    resolver.issue({
      code: 'timing',
      path: here,
      atKey: true,
      subject: name,
      message: 'does not say when requests come',
      hint: 'such as arrivals: 1000 /s',
    });
  }
  for (const key of ['times', 'overlap'] as const) {
    const found = given(timingFields[key], key, layers);
    if (!found) continue;
    const message = `serves each request as it comes: ${key} has no meaning here`;
    resolver.issue({ code: 'timing', path: found.path, atKey: true, subject: `${name}.${key}`, message });
  }
};

export const resolveActivities = (
  resolver: Resolver,
  catalog: Catalog,
  world: BuiltWorld,
  design: string,
): { activities: ResolvedActivity[]; inputs: ResolvedInput[] } => {
  const { scenario } = resolver;
  const list = drafts(catalog, [
    [scenario.defaults.workload, ['defaults', 'workload']],
    [scenario.designs[design]?.workload, ['designs', design, 'workload']],
  ]);
  const names = list.map((draft) => draft.name);
  if (list.length === 0) {
    resolver.issue({
      code: 'no-workload',
      path: ['designs', design],
      atKey: true,
      subject: design,
      message: 'has nothing to do: give it (or defaults) a workload',
      hint: 'such as workload: [ { read: { objects: 1000, size: 1 kB } } ]',
    });
  }
  const activities: ResolvedActivity[] = [];
  const inputs: ResolvedInput[] = [];
  for (const draft of list) {
    const { name, kind, layers } = draft;
    const here = layers.at(-1)?.path ?? [];
    const issues = resolver.issues.length;
    const block = resolveBlock(resolver, kind.fields, { design, name }, layers, null);
    const isRead = resolver.issues.length === issues;
    checkOneOf(resolver, draft, block.values);
    const timing = resolveTiming(resolver, design, draft, names);
    const using = given({ doc: '', type: 'ref' }, 'using', layers);
    const uses: Record<string, string> = {};
    const doer = world.offering(kind.doneBy, typeof using?.raw === 'string' ? using.raw : null, {
      subject: name,
      path: using?.path ?? here,
    });
    if (doer) uses[kind.doneBy] = doer;
    for (const [key, field] of Object.entries(kind.fields)) {
      if (field.type !== 'ref' || !field.capability) continue;
      const wanted = (block.values[key] as string | null | undefined) ?? null;
      const found = world.offering(field.capability, wanted, { subject: `${name}.${key}`, path: here });
      if (found) uses[field.capability] = found;
    }
    // What could not be read has an issue of its own.
    if (isRead) reportTogether(resolver, kind, draft, kind.checkWith?.(block.values, valuesOf(world, uses)) ?? null);
    const isReplay = timing.timing.arrivals?.trace?.jobs !== undefined;
    activities.push({
      ...{ name, kind: kind.kind, values: block.values, timing: timing.timing, uses },
      ...(isReplay ? { given: givenKeys(block.inputs, name) } : {}),
    });
    inputs.push(...block.inputs, ...timing.inputs);
  }
  for (const draft of list) checkReferences(resolver, draft, activities);
  return { activities, inputs };
};

/** The keys of its own that have a value from the scenario or from a change, at any depth. */
const givenKeys = (inputs: readonly ResolvedInput[], name: string): string[] => [
  ...new Set(
    inputs
      .filter(({ address, origin }) => address.startsWith(`${name}.`) && origin !== 'default')
      .map(({ address }) => address.slice(name.length + 1).split('.')[0]!),
  ),
];

const valuesOf = ({ components }: BuiltWorld, uses: Readonly<Record<string, string>>): NeededValues =>
  Object.fromEntries(Object.entries(uses).map(([capability, name]) => [capability, neededValues(components, name)]));

/** Repeats without end unless a horizon stops the run. */
export const isEndless = (activity: ResolvedActivity, kind: ActivityKind): boolean => {
  const { timing } = activity;
  const repeats =
    timing.everySeconds !== null ||
    // A list of jobs has an end.
    (timing.arrivals !== null && timing.arrivals.trace?.jobs === undefined) ||
    timing.closedLoop !== null ||
    timing.when !== null ||
    kind.continuous === true;
  return repeats && timing.count === null && timing.untilSeconds === null;
};
