/** Components inside components: `client` in `compute`, with a profile and addresses of its own. */
import { describe, expect, it } from 'vitest';
import { part, quantity } from '../../../src/fields/index.ts';
import type { Process } from '../../../src/kernel/index.ts';
import type { Capability } from '../../../src/models/capabilities.ts';
import { defineActivity, defineComponent, type Model } from '../../../src/models/model.ts';
import { models as registry } from '../../../src/models/registry.ts';
import { loadProfiles, type Profile, parseScenario, resolveScenario } from '../../../src/scenario/index.ts';

declare module '../../../src/models/capabilities.ts' {
  interface Capabilities {
    rowing: { connections: string };
  }
}

const boat = defineComponent({
  kind: 'boat',
  doc: 'a thing with a client inside',
  fields: {
    oars: quantity('count', { doc: 'oars', fallback: 2 }),
    client: part('client', { doc: 'what it sends requests with', capability: 'fleet', profile: 'sdk' }),
  },
  defaultProfile: 'skiff',
  offers: ['rowing'] as const satisfies readonly Capability[],
  needs: ['fleet'],
  metrics: [],
  charts: [],
  notModelled: [{ text: 'Waves.' }],
  create: (values) => ({ rowing: { connections: values.client } }),
});
const row = defineActivity({
  kind: 'row',
  doc: 'rows',
  fields: {},
  doneBy: 'rowing',
  overlap: 'queue',
  phases: [],
  bounds: [],
  metrics: [],
  charts: [],
  *perform(): Process<void> {
    yield 1;
  },
});
const models: readonly Model[] = [...registry, { id: 'boats', components: [boat], activities: [row] }];
const skiff: Profile = {
  name: 'skiff',
  for: 'boat',
  model: 'boats',
  title: 'a skiff',
  values: {},
  variants: {},
  own: false,
  notModelled: [],
  prediction: {},
};

const load = async (lines: readonly string[], overrides = {}) => {
  const text = ['lakesim: 1', 'title: t', 'question: q', 'designs:', '  a:', ...lines].join('\n');
  const loaded = await parseScenario('t.yaml', text, {
    models,
    profiles: { ...loadProfiles().profiles, boat: { skiff } },
  });
  if (!loaded.ok) return { issues: loaded.issues, resolved: null };
  return resolveScenario(loaded.scenario, overrides, models);
};
const insideOf = async (lines: readonly string[], overrides = {}) => {
  const { resolved, issues } = await load(lines, overrides);
  expect(issues).toEqual([]);
  return resolved!.designs[0]!.components.find(({ name }) => name === 'boat.client')!;
};

describe('a component inside another', () => {
  it('is there with its default profile, and is what the one around it is given', async () => {
    const { resolved } = await load(['    workload: [ { row: {} } ]']);
    const { components } = resolved!.designs[0]!;
    expect(components.map(({ name }) => name)).toContain('boat.client');
    const around = components.find(({ name }) => name === 'boat')!;
    expect(around.values.client).toBe('boat.client');
    expect(around.needs).toEqual({ fleet: 'boat.client' });
  });

  it('has a profile, keys and addresses of its own', async () => {
    const written = ['    boat: { client: { connections: 7 } }', '    workload: [ { row: {} } ]'];
    expect((await insideOf(written)).values.connections).toBe(7);
    expect((await insideOf(written, { 'boat.client.connections': { raw: 9 } })).values.connections).toBe(9);
    expect((await insideOf(written, { 'a.boat.client.connections': { raw: 11 } })).values.connections).toBe(11);
  });

  it('does nothing for others: a read has a client of its own', async () => {
    const { resolved } = await load([
      '    boat: { client: { connections: 7 } }',
      '    workload: [ { row: {} }, { read: { objects: 1, size: 1 kB } } ]',
    ]);
    const [read] = resolved!.designs[0]!.activities.filter(({ kind }) => kind === 'read');
    expect(read!.uses.requests).toBe('client');
  });

  it('is checked like any block: the nearest name of a key that it does not have', async () => {
    const { issues } = await load(['    boat: { client: { conections: 7 } }', '    workload: [ { row: {} } ]']);
    expect(issues).toMatchObject([{ code: 'unknown-key', hint: 'did you mean connections?' }]);
  });
});
