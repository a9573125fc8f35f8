/**
 * The seam: a model that the program has never heard of (one folder with a component, an activity, a metric and a chart;
 * one line in a registry) goes from YAML to a report, and nothing else is told about it.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import { quantity, randomQuantity } from '../../src/fields/index.ts';
import type { Process } from '../../src/kernel/index.ts';
import type { Capability } from '../../src/models/capabilities.ts';
import { defineActivity, defineComponent, type Model } from '../../src/models/model.ts';
import { models as registry } from '../../src/models/registry.ts';
import { renderReport } from '../../src/report/index.ts';
import { type Profile, parseScenario } from '../../src/scenario/index.ts';

interface Fishing {
  biteSeconds(fish: number, activity: string): number;
  caught(activity: string): void;
}
declare module '../../src/models/capabilities.ts' {
  interface Capabilities {
    fishing: Fishing;
  }
}

const pond = defineComponent({
  kind: 'pond',
  doc: 'water with fish in it',
  fields: { bite: randomQuantity('time', { doc: 'until a fish bites' }) },
  defaultProfile: 'quiet-pond',
  offers: ['fishing'] as const satisfies readonly Capability[],
  needs: [],
  metrics: [{ name: 'fish', unit: '1', kind: 'total', doc: 'fish that bit', better: 'high' }],
  charts: [],
  notModelled: [{ text: 'Fish do not learn.' }],
  create: (values, world) => {
    const fish = world.metric('fish');
    return {
      fishing: {
        biteSeconds: (index, activity) => world.draw('bite', values.bite, activity).at(index, 0),
        caught: (activity) => {
          fish.add(1);
          world.meter('pond', 'fish', 1, activity);
        },
      },
    };
  },
});

const angle = defineActivity({
  kind: 'angle',
  doc: 'catches some fish, one after another',
  fields: { fish: quantity('count', { doc: 'fish to catch', positive: true }) },
  doneBy: 'fishing',
  overlap: 'queue',
  phases: ['patience'],
  bounds: ['patience'],
  metrics: [{ name: 'patience', unit: 's', kind: 'samples', doc: 'waiting for one fish', better: 'low' }],
  charts: [{ id: 'angle-makespan', y: 'angle.makespan', x: 'design', howToRead: 'Shorter bars are better.' }],
  *perform(values, world, occurrence): Process<void> {
    const water = world.find('fishing');
    const patience = world.metric('patience');
    let total = 0;
    for (let i = 0; i < values.fish; i++) {
      const seconds = water.biteSeconds(i, occurrence.activity);
      patience.add(seconds);
      yield seconds;
      total += seconds;
      water.caught(occurrence.activity);
    }
    occurrence.phase('patience', total);
    occurrence.bound('patience', total);
  },
});

const toy: Model = { id: 'toy', components: [pond], activities: [angle] };
const models = [...registry, toy];
const profile = (name: string, bite: string): Profile => ({
  name,
  for: 'pond',
  model: 'toy',
  title: name,
  values: { bite: { value: bite, source: 'a fisherman' } },
  variants: {},
  prediction: {},
  own: false,
  notModelled: [],
});
const profiles = { pond: { 'quiet-pond': profile('quiet-pond', '10 s'), brook: profile('brook', '2 s') } };

const yaml = `lakesim: 1
title: Pond or brook
question: Where are five fish caught sooner?
parameters: { fish: 5 }
defaults: { workload: [ { angle: { fish: =fish } } ] }
designs:
  still: {}
  running: { pond: brook }
claims:
  - id: sooner
    says: the brook is five times as fast
    value: still.angle.makespan / running.angle.makespan
    expect: exactly 5
    assumptions: [ { parameter: running.pond.bite, low: 1 s, high: 20 s } ]
sweep: { axes: { fish: [1, 5, 10] } }
`;

describe('a model that the program has never heard of', () => {
  it('goes from YAML to a report', async () => {
    const library = await parseScenario('pond.yaml', yaml, { models, profiles: { ...(await bundled()), ...profiles } });
    if (!library.ok) throw new Error(library.issues.map((issue) => issue.message).join('\n'));
    const results = await runScenario(library.scenario, { models, version: '0.0.0' });
    expect(results.claims[0]).toMatchObject({ verdict: 'confirmed', value: 5 });
    expect(results.designs.still?.metrics).toMatchObject({
      'angle.makespan': { mean: 50 },
      'angle.patience': { mean: 10, samples: 5 },
      'angle.time.patience': { mean: 50 },
      'angle.bound.patience': { mean: 50 },
      'pond.fish': { mean: 5 },
    });
    expect(results.designs.running?.time.phases).toEqual({ patience: 10 });
    expect(results.claims[0]?.assumptions[0]?.flipsAt).not.toBeNull();
    expect(results.sweep?.points).toHaveLength(3);
    expect(results.notModelled.map((each) => each.text)).toContain('Fish do not learn.');
    expect(results.designs.still?.cost.notPriced.join()).toContain('pond');
    const files = await renderReport(results);
    const page = files.find((file) => file.path === 'report.html')!.content;
    expect(page).toContain('Where are five fish caught sooner?');
    expect(page).toContain('patience');
    expect(files.some((file) => file.path === 'charts/time-account.svg')).toBe(true);
  });

  it('is checked like any other', async () => {
    const wrong = yaml.replace('fish: =fish', 'fishes: =fish').replace('pond: brook', 'pond: brok');
    const result = await parseScenario('pond.yaml', wrong, { models, profiles: { ...(await bundled()), ...profiles } });
    const found = result.ok ? [] : result.issues.map((issue) => [issue.subject, issue.hint]);
    expect(found).toContainEqual(['defaults.angle.fishes', 'did you mean fish?']);
    expect(found).toContainEqual(['pond', 'did you mean brook?']);
  });
});

const bundled = async () => (await import('../../src/scenario/index.ts')).loadProfiles().profiles;
