import { describe, expect, it } from 'vitest';
import { models } from '../../../src/models/registry.ts';
import { type Overrides, resolveScenario } from '../../../src/scenario/index.ts';
import { load, problems, sound } from './_load.ts';

const design = async (text: string, name = 'a', overrides: Overrides = {}) => {
  const { scenario } = await load(text);
  const { resolved, issues } = resolveScenario(scenario, overrides, models);
  expect(issues).toEqual([]);
  const found = resolved.designs.find((each) => each.name === name)!;
  return {
    ...found,
    component: (component: string) => found.components.find((each) => each.name === component)!,
    activity: (activity: string) => found.activities.find((each) => each.name === activity)!,
    input: (address: string) => found.inputs.find((each) => each.address === address)!,
  };
};

const head = 'lakesim: 1\ntitle: t\nquestion: q\n';

describe('merging, weak to strong', () => {
  const text = `${head}defaults:
  storage: textbook
  client: { connections: 4, keepAlive: false }
  workload:
    - read: { objects: 10, size: 1 kB }
    - list: { objects: 1000 }
designs:
  a: {}
  b:
    storage: { profile: s3-standard, open: 20 ms }
    client: { connections: 8 }
    workload:
      - read: { objects: 20 }
      - list: none
      - read: { name: second, objects: 1, size: 5 kB }
`;

  it('lets the design win key by key and inherit the rest', async () => {
    const b = await design(text, 'b');
    expect(b.component('client').values).toMatchObject({ connections: 8, keepAlive: false, idleTimeout: 60 });
    expect(b.component('storage')).toMatchObject({
      profile: 's3-standard',
      values: { open: { kind: 'constant', value: 0.02 } },
    });
    expect((await design(text, 'a')).component('client').values.connections).toBe(4);
  });

  it('lets a block inside a block be given in part, where the profile or defaults have the rest', async () => {
    const partitions = `${head}defaults:
  workload: [ { read: { objects: 1, size: 1 kB } } ]
designs:
  a: { storage: { partitions: { get: 550 /s } } }
  b: { storage: { profile: textbook, partitions: { get: 550 /s } } }
`;
    const issues = await problems(partitions);
    expect(issues.join('\n')).toContain('needs start');
    expect(issues.join('\n')).not.toContain('needs get');
    const a = await design(partitions.replace(/ {2}b: .*\n/, ''));
    expect(a.component('storage').values.partitions).toMatchObject({ get: 550, put: 3500, start: 1, of: 'prefix' });
  });

  it('merges activities by name in order of first appearance and drops those that are none', async () => {
    const b = await design(text, 'b');
    expect(b.activities.map((each) => each.name)).toEqual(['read', 'second']);
    expect(b.activity('read').values).toMatchObject({ objects: 20, size: { kind: 'constant', value: 1000 } });
  });

  it('adds what an activity needs with its default profile', async () => {
    const a = await design(`${head}designs: { a: { workload: [ { read: { objects: 1, size: 1 kB } } ] } }\n`);
    expect(a.components.map((each) => [each.name, each.profile])).toEqual([
      ['pricing', 'aws-us-east-1'],
      ['storage', 's3-standard'],
      ['network', 'same-region'],
      ['client', 'sdk'],
    ]);
    expect(a.input('storage')).toMatchObject({ value: 's3-standard', origin: 'default' });
  });

  it('makes the needed before the needing', async () => {
    const names = (await design(text, 'b')).components.map((each) => each.name);
    expect(names.indexOf('storage')).toBeLessThan(names.indexOf('client'));
    expect(names.indexOf('network')).toBeLessThan(names.indexOf('client'));
  });
});

describe('addresses', () => {
  const text = `${head}parameters: { files: 10, size: 1 kB }
designs:
  a: { storage: textbook, workload: [ { read: { objects: =files, size: =size } } ] }
  b: { storage: textbook, workload: [ { read: { objects: =files, size: =files * size } } ] }
run: { horizon: 1 h }
`;
  it('changes a parameter everywhere', async () => {
    const b = await design(text, 'b', { files: { raw: 20 } });
    expect(b.activity('read').values).toEqual(
      expect.objectContaining({ objects: 20, size: { kind: 'constant', value: 20_000 } }),
    );
    expect((await design(text, 'b', { size: { base: 5 } })).activity('read').values.size).toEqual({
      kind: 'constant',
      value: 50,
    });
  });

  it('changes an input in every design, or in one', async () => {
    expect((await design(text, 'a', { 'client.connections': { raw: 7 } })).component('client').values.connections).toBe(
      7,
    );
    expect(
      (await design(text, 'a', { 'b.client.connections': { raw: 7 } })).component('client').values.connections,
    ).toBe(50);
    expect(
      (await design(text, 'b', { 'b.client.connections': { raw: 7 }, 'client.connections': { raw: 3 } })).component(
        'client',
      ).values.connections,
    ).toBe(7);
  });

  it('changes a profile by the name of the block', async () => {
    expect((await design(text, 'a', { storage: { raw: 's3-express-one-zone' } })).component('storage').profile).toBe(
      's3-express-one-zone',
    );
  });

  it('rounds a whole number that bisection gives', async () => {
    expect(
      (await design(text, 'a', { 'client.connections': { base: 3.4 } })).component('client').values.connections,
    ).toBe(3);
  });

  it('reaches run', async () => {
    const { scenario } = await load(text);
    expect(resolveScenario(scenario, { 'run.horizon': { raw: '2 h' } }, models).resolved.run.horizonSeconds).toBe(7200);
  });

  it('refuses another kind of quantity for a parameter', async () => {
    expect(await problems(text, { set: { size: '3 s' } })).toEqual([
      '--set size=3 s: is another kind of quantity than in the file; "3 s" does not fit',
    ]);
  });

  it('refuses an address that leads nowhere and names the nearest', async () => {
    const { scenario } = await load(text);
    expect(resolveScenario(scenario, { 'client.conections': { raw: 1 } }, models).issues).toMatchObject([
      { code: 'unknown-address', hint: 'did you mean client.connections?' },
    ]);
  });
});

describe('origins', () => {
  it('says of each input where it comes from', async () => {
    const a = await design(
      sound
        .replace('storage: textbook', 'storage: { profile: textbook, close: 1 ms }')
        .replace('objects: 10', 'objects: =2 * 5'),
    );
    expect(a.input('storage.close')).toMatchObject({
      origin: 'given',
      source: 'test.yaml:6',
      value: { kind: 'constant', value: 0.001 },
      unit: 's',
    });
    expect(a.input('read.objects')).toMatchObject({ origin: 'derived', source: '=2 * 5', value: 10 });
    expect(a.input('storage.open')).toMatchObject({ origin: 'default', profile: 'textbook' });
    expect(a.input('storage.open').source).toMatch(/interview notes/);
  });

  it('says of the command line that it was the command line', async () => {
    const { scenario, resolved } = await load(sound, { set: { 'client.connections': '3' } });
    expect(scenario.set).toEqual({ 'client.connections': '3' });
    expect(resolved.designs[0]?.inputs.find((each) => each.address === 'client.connections')).toMatchObject({
      value: 3,
      origin: 'given',
      source: '--set client.connections=3',
    });
  });

  it('gives every number of every bundled profile a source', async () => {
    for (const storage of ['textbook', 's3-standard', 's3-express-one-zone']) {
      const a = await design(sound.replace('textbook', storage));
      for (const input of a.inputs) {
        if (input.origin === 'default' && input.profile) expect(input.source, input.address).toBeTruthy();
      }
    }
  });
});

describe('profiles', () => {
  it('choose their numbers by a word: the load of the hour', async () => {
    const median = async (loadWord: string): Promise<number> => {
      const a = await design(sound.replace('textbook', `{ profile: s3-standard, load: ${loadWord} }`));
      const spec = a.component('storage').values.firstByte as { points: [number, number][] };
      return spec.points.find(([p]) => p === 0.5)![1];
    };
    expect(await median('quiet')).toBeCloseTo(0.0177, 4);
    expect(await median('typical')).toBe(0.0261);
    expect(await median('busy')).toBeCloseTo(0.0409, 4);
  });
});

describe('time', () => {
  const timed = (keys: string, run = 'run: { horizon: 1 d }\n') =>
    `${head}designs:\n  a:\n    workload:\n      - read: { objects: 1, size: 1 kB, ${keys} }\n      - list: { objects: 1 }\n${run}`;
  it.each([
    ['nothing', 'overlap: skip', { at: [0], overlap: 'skip', everySeconds: null }],
    ['at', 'at: [1 s, 2 min]', { at: [1, 120] }],
    ['one time', 'at: 5 s', { at: [5] }],
    ['every', 'every: 1 h, from: 2 h', { at: null, everySeconds: 3600, fromSeconds: 7200 }],
    ['arrivals', 'arrivals: 1000 requests/s', { arrivals: { base: 1000 } }],
    [
      'a closed loop',
      'arrivals: { users: 8, think: 5 s }',
      { arrivals: null, closedLoop: { users: 8, thinkSeconds: 5 } },
    ],
    ['after', 'after: list, delay: 3 s', { after: 'list', delaySeconds: 3 }],
  ])('reads %s', async (_, keys, expected) => {
    expect((await design(timed(keys))).activity('read').timing).toMatchObject(expected);
  });

  it('reads a rate that varies with the hour, the week, the years and in bursts', async () => {
    const { timing } = (
      await design(
        timed(
          'arrivals: { base: 10 /s, daily: 3, weekend: 40%, yearlyGrowth: 60%, bursts: { factor: 10, for: 5 min, every: 6 h } }',
        ),
      )
    ).activity('read');
    const { daily, ...rest } = timing.arrivals!;
    expect(rest).toEqual({
      base: 10,
      weekend: 0.4,
      yearlyGrowth: 0.6,
      bursts: { factor: 10, forSeconds: 300, everySeconds: 21600 },
    });
    expect(daily).toHaveLength(24);
    expect(Math.max(...daily!)).toBeCloseTo(3, 6);
    expect(daily!.reduce((a, b) => a + b, 0)).toBeCloseTo(24, 9);
  });

  it('refuses two triggers and an activity that follows nothing', async () => {
    expect((await problems(timed('at: 1 s, every: 1 h'))).join()).toMatch(/happens by at and every; choose one/);
    expect((await problems(timed('after: lst'))).join()).toMatch(/there is no activity "lst".*did you mean list/);
  });
});

describe('distributions', () => {
  const size = async (text: string) => (await design(sound.replace('1 kB', text))).activity('read').values.size;
  it.each([
    ['1 kB', { kind: 'constant', value: 1000 }],
    ['{ exponential: { mean: 1 MB } }', { kind: 'exponential', mean: 1e6 }],
    ['{ uniform: { low: 1 B, high: 3 B } }', { kind: 'uniform', low: 1, high: 3 }],
    ['{ pareto: { shape: 1.5, low: 1 kB, high: 1 GB } }', { kind: 'pareto', shape: 1.5, low: 1000, high: 1e9 }],
    [
      '{ quantiles: { p0: 1 kB, p50: 2 kB, p99.9: 3 kB, p100: 4 kB } }',
      {
        kind: 'quantiles',
        points: [
          [0, 1000],
          [0.5, 2000],
          [0.999, 3000],
          [1, 4000],
        ],
      },
    ],
    [
      '{ mix: [ { share: 64%, of: 1 kB }, { share: 36%, of: { exponential: { mean: 2 kB } } } ] }',
      {
        kind: 'mix',
        parts: [
          { share: 0.64, of: { kind: 'constant', value: 1000 } },
          { share: 0.36, of: { kind: 'exponential', mean: 2000 } },
        ],
      },
    ],
    [
      '{ truncated: { of: { normal: { mean: 5 kB, sd: 1 kB } }, low: 1 kB, high: 9 kB } }',
      { kind: 'truncated', of: { kind: 'normal', mean: 5000, sd: 1000 }, low: 1000, high: 9000 },
    ],
  ])('reads %s', async (text, expected) => {
    expect(await size(text)).toEqual(expected);
  });

  it.each([
    ['{ mix: [ { share: 50%, of: 1 kB }, { share: 20%, of: 2 kB } ] }'],
    ['{ uniform: { low: 3 kB, high: 1 kB } }'],
    ['{ lognormal: { p50: 1 kB } }'],
    ['{ quantiles: { p50: 2 kB } }'],
    ['{ exponential: { mean: 1 s } }'],
  ])('refuses %s', async (text) => {
    expect(await problems(sound.replace('1 kB', text))).not.toEqual([]);
  });
});

describe('several components of a kind', () => {
  const two = (rest: string) => `${head}designs:
  a:
    storage: textbook
    client: { connections: 2 }
    also:
      - client: { name: backup, connections: 7, cold: true }
    workload:
      - read: { objects: 1, size: 1 kB${rest} }
`;

  it('stand in also, and using says which one is meant', async () => {
    const a = await design(two(', using: backup'));
    expect(a.components.map((each) => each.name).sort()).toEqual(['backup', 'client', 'network', 'pricing', 'storage']);
    expect(a.component('backup').values).toMatchObject({ connections: 7, cold: true, keepAlive: true });
    expect(a.activity('read').uses).toEqual({ requests: 'backup' });
  });

  it('are listed where it is not said which one is meant', async () => {
    expect((await problems(two(''))).join()).toMatch(/several components fit: client, backup \(name one with using\)/);
    expect((await problems(two(', using: bakup'))).join()).toMatch(
      /"bakup" is not a component here.*did you mean backup/,
    );
  });

  it('have addresses of their own', async () => {
    const a = await design(two(', using: backup'), 'a', { 'backup.connections': { raw: 9 } });
    expect(a.component('backup').values.connections).toBe(9);
    expect(a.component('client').values.connections).toBe(2);
  });
});

describe("a user's own profile", () => {
  it('without a source is assumed', async () => {
    const { mkdtempSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const { parseScenario } = await import('../../../src/scenario/index.ts');
    const folder = mkdtempSync(join(tmpdir(), 'profile-'));
    writeFileSync(
      join(folder, 'mine.yaml'),
      'lakesim: 1\nprofile: mine\nfor: storage\nextends: s3-standard\nvalues: { open: 20 ms, close: { value: 1 ms, source: measured here } }\n',
    );
    const text = sound.replace('textbook', './mine.yaml');
    const result = await parseScenario(join(folder, 'x.yaml'), text);
    if (!result.ok) throw new Error(JSON.stringify(result.issues));
    const inputs = result.resolved.designs[0]!.inputs;
    const at = (address: string) => inputs.find((each) => each.address === address);
    expect(at('storage.open')).toMatchObject({ origin: 'assumed', value: { kind: 'constant', value: 0.02 } });
    expect(at('storage.close')).toMatchObject({ origin: 'default', source: 'measured here' });
    expect(at('storage.load')).toMatchObject({ origin: 'default', value: 'typical' });
    const missing = await parseScenario(join(folder, 'x.yaml'), sound.replace('textbook', './their.yaml'));
    expect(missing.ok ? [] : missing.issues.map((issue) => [issue.line, issue.message])).toEqual([
      [6, 'there is no such file'],
    ]);
  });
});
