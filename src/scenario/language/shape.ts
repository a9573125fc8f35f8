/** The form of a scenario file, as data: from it come the checks, the nearest names and the JSON Schema. */
import type { Block, Field } from '../../fields/index.ts';
import type { ActivityKind } from '../../models/model.ts';
import type { Catalog } from '../core/catalog.ts';
import { closedLoopFields, runFields, timingFields } from '../core/common-fields.ts';
import { whenFields } from '../core/when.ts';

export type Shape =
  | { readonly k: 'leaf'; readonly field: Field<unknown>; readonly doc: string }
  | {
      readonly k: 'map';
      readonly keys: { readonly [key: string]: Shape };
      readonly required: readonly string[];
      readonly doc: string;
    }
  /** A block of the world: a map, or a word that is its profile. */
  | {
      readonly k: 'block';
      readonly keys: { readonly [key: string]: Shape };
      readonly profiles: readonly string[];
      readonly doc: string;
    }
  /** User-given names, each with the same shape. */
  | { readonly k: 'names'; readonly of: Shape; readonly doc: string; readonly nonEmpty: boolean }
  | { readonly k: 'list'; readonly of: Shape; readonly doc: string; readonly nonEmpty: boolean }
  /** A map with one key: the choice. */
  | {
      readonly k: 'choice';
      readonly options: { readonly [key: string]: Shape };
      readonly doc: string;
      readonly what: string;
    }
  /** Text, checked elsewhere. */
  | { readonly k: 'text'; readonly doc: string; readonly nonEmpty?: boolean; readonly words?: readonly string[] }
  /** Anything that a value may be: a parameter, an end of an axis. */
  | { readonly k: 'value'; readonly doc: string };

const leaf = (field: Field<unknown>): Shape => ({ k: 'leaf', field, doc: field.doc });
const text = (doc: string, words?: readonly string[]): Shape => ({ k: 'text', doc, ...(words ? { words } : {}) });
const value = (doc: string): Shape => ({ k: 'value', doc });
const map = (keys: { [key: string]: Shape }, required: readonly string[], doc: string): Shape => ({
  k: 'map',
  keys,
  required,
  doc,
});
const list = (of: Shape, doc: string, nonEmpty = true): Shape => ({ k: 'list', of, doc, nonEmpty });
const _number = (doc: string, field: Partial<Field<unknown>> = {}): Shape => leaf({ type: 'count', doc, ...field });

const leaves = (fields: Block): { [key: string]: Shape } =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, leaf(field)]));

type ProfileNames = { readonly [kind: string]: readonly string[] };

const blockShape = (
  catalog: Catalog,
  kind: string,
  allProfiles: ProfileNames,
  extra: { [key: string]: Shape } = {},
): Shape => {
  const kinds = catalog.components.get(kind)!;
  const profiles = allProfiles[kind] ?? [];
  const keys: { [key: string]: Shape } = { ...extra, profile: text(`one of ${profiles.join(', ')}, or ./yours.yaml`) };
  for (const { kind: component } of kinds) {
    for (const [key, field] of Object.entries(component.fields)) {
      // Of models that share a key the first says its form here; the block's own model checks the value.
      if (field.type === 'rows' || Object.hasOwn(keys, key)) continue;
      keys[key] = field.part ? blockShape(catalog, field.part.kind, allProfiles) : leaf(field);
    }
  }
  return { k: 'block', keys, profiles, doc: kinds[0]!.kind.doc };
};

/** Arrivals have two forms under one key: a rate, or users with their thinking time. */
const arrivals: Shape = leaf({ ...timingFields.arrivals, fields: closedLoopFields });

/** A named rule as a word, or the keys of a condition. */
const whenShape = (kind: ActivityKind): Shape => ({
  k: 'block',
  keys: { profile: text('a named rule, where only some of its numbers differ'), ...leaves(whenFields(kind)) },
  profiles: [],
  doc: kind.when?.doc ?? '',
});

export const activityShape = (catalog: Catalog, kindName: string): Shape => {
  const kind = catalog.activities.get(kindName)!;
  return map(
    {
      name: text('its name; default: its kind'),
      using: text('the component that does it'),
      ...leaves(timingFields),
      arrivals,
      ...(kind.when === undefined ? {} : { when: whenShape(kind) }),
      ...leaves(kind.fields),
    },
    [],
    kind.doc,
  );
};

/** The whole file, for the models and profiles there are. */
export const scenarioShape = (catalog: Catalog, profiles: ProfileNames): Shape => {
  const blocks: { [key: string]: Shape } = {};
  for (const kind of catalog.components.keys()) blocks[kind] = blockShape(catalog, kind, profiles);
  const activities: { [key: string]: Shape } = {};
  for (const kind of catalog.activities.keys()) activities[kind] = activityShape(catalog, kind);
  const also: { [key: string]: Shape } = {};
  for (const kind of catalog.components.keys()) {
    also[kind] = blockShape(catalog, kind, profiles, { name: text('its name') });
  }
  const design = map(
    {
      ...blocks,
      also: list(
        { k: 'choice', options: also, what: 'component', doc: 'more components' },
        'more components of a kind',
        false,
      ),
      workload: list(
        { k: 'choice', options: activities, what: 'activity', doc: 'an activity' },
        'what happens to this world',
        false,
      ),
    },
    [],
    'a world and a workload',
  );
  const assumption = map(
    {
      parameter: text('the address of an input: a parameter, component.key or activity.key'),
      low: value('lower end, or one alternative'),
      high: value('upper end, or the other'),
      scale: text('how the points between are spread', ['linear', 'log']),
    },
    ['parameter', 'low', 'high'],
    'something the claim may depend on',
  );
  const claim = map(
    {
      id: text('a short name, unique in the file'),
      says: text('the claim in its own words'),
      source: text('who says so'),
      value: text('a metric expression, such as a.read.makespan / b.read.makespan'),
      expect: text('750 ± 1%, > 10, between 97% and 99%, exactly 1'),
      assumptions: list(assumption, 'what the claim may depend on', false),
      tags: list(text('a tag'), 'tags', false),
      basis: text("the claim's own arithmetic, or measured profiles", ['stated', 'measured']),
      verdict: text('what this file promises', ['confirmed', 'refuted', 'inconclusive', 'not_modelled']),
      notModelled: text('why the claim is not modelled; instead of value'),
    },
    ['id', 'says'],
    'a statement to check',
  );
  return map(
    {
      lakesim: leaf({ type: 'count', doc: 'version of the language: 1', min: 1, max: 1 }),
      title: text('a title'),
      question: text("the question that the report's first screen answers"),
      parameters: {
        k: 'names',
        of: value('a quantity, a number, a word or an = expression'),
        doc: 'named quantities',
        nonEmpty: false,
      },
      defaults: design,
      designs: { k: 'names', of: design, doc: 'the designs to compare, by name', nonEmpty: true },
      baseline: text('the design that the others are compared with; default: the first'),
      run: map(leaves(runFields), [], 'how it is run'),
      claims: list(claim, 'statements to check', false),
      sweep: map(
        {
          axes: {
            k: 'names',
            of: { k: 'value', doc: 'a list of values, or { low, high }' },
            doc: 'address: values',
            nonEmpty: true,
          },
          paired: leaf({ type: 'flag', doc: 'the axes step together instead of as a grid' }),
        },
        ['axes'],
        'a grid of variations',
      ),
      tune: map(
        {
          minimize: value('a metric expression, or a list of them: the first decides, several give a Pareto front'),
          maximize: value('the same, for what shall be large'),
          subjectTo: list(
            map(
              {
                value: text('a metric expression, such as ingest.freshness.p99'),
                expect: text('< 5 min, >= 1 GB/s, between 97% and 99%'),
              },
              ['value', 'expect'],
              'a limit that must be kept',
            ),
            'the limits',
            false,
          ),
          given: list(
            text('an axis of the sweep'),
            'axes of the sweep that are circumstances, not choices: the wish is granted for each of their values',
            false,
          ),
        },
        [],
        'the wish: which of the designs and sweep points to recommend',
      ),
      charts: list(
        map(
          {
            y: text('a metric expression'),
            x: text('time, design or an axis of the sweep'),
            color: text('design or an axis'),
            scale: text('the y scale', ['linear', 'log']),
            title: text('a title'),
          },
          ['y', 'x'],
          'a chart',
        ),
        'charts that stand before the default ones',
        false,
      ),
    },
    ['lakesim', 'title', 'designs'],
    'A lakesim scenario',
  );
};

/** Keys of the language that this version cannot run yet, with what to do instead. */
export const notYet: { readonly [path: string]: string } = {
  sensitivity: 'use assumptions on a claim, or a sweep',
  'tune.over': 'use a sweep over the settings in question',
  'tune.budget': 'use a sweep over the settings in question',
};

/** The shape at a path of the file; undefined where the file leaves the language. */
export const shapeAt = (shape: Shape, path: readonly (string | number)[]): Shape | undefined => {
  let at: Shape | undefined = shape;
  for (const key of path) {
    if (!at) return undefined;
    switch (at.k) {
      case 'map':
      case 'block':
        at = Object.hasOwn(at.keys, key) ? at.keys[key] : undefined;
        break;
      case 'names':
      case 'list':
        at = at.of;
        break;
      case 'choice':
        at = Object.hasOwn(at.options, key) ? at.options[key] : undefined;
        break;
      default:
        return undefined;
    }
  }
  return at;
};
