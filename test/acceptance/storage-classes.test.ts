/** Bills of storage classes by hand: whole runs, through language, profiles, inventory and price book. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import { parseScenario } from '../../src/scenario/index.ts';

const gb = 2 ** 30;
const day = 86_400;
const month = 730 * 3600;

const run = async (design: string, horizon = '1 month', rest = '') => {
  const text = `lakesim: 1\ntitle: t\nquestion: q\n${rest}designs:\n  a: ${design}\nrun: { replications: 1, horizon: ${horizon} }\n`;
  const loaded = await parseScenario('x.yaml', text);
  if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
  const { designs } = await runScenario(loaded.scenario, { version: '0.0.0' });
  const { cost, metrics } = designs.a!;
  const line = (name: string) => cost.lines.find(({ service, item }) => `${service}.${item}` === name);
  const usd = (name: string): number => line(name)?.usd ?? 0;
  const quantity = (name: string): number => line(name)?.quantity ?? 0;
  return { mean: (name: string): number => metrics[name]!.mean!, usd, quantity, cost };
};

describe('a month', () => {
  it('of a million objects of 1 kB in Standard-IA costs 1.53 USD, as 131 GB of 10^9 B do', async () => {
    const { mean } = await run(
      '{ storage: { profile: s3-standard-ia, stored: 1 GB, storedObjects: 1000000 }, workload: [ { head: { objects: 1 } } ] }',
    );
    expect(mean('cost.storage')).toBeCloseTo((0.0125 * 1e6 * 131_072) / gb, 9);
    expect(mean('storage.bytes')).toBe(1e9);
    expect(mean('storage.objects')).toBe(1e6);
  });

  it.each([
    ['s3-standard', 0.023, 0.0004, 0],
    ['s3-standard-ia', 0.0125, 0.001, 0.01],
    ['s3-one-zone-ia', 0.01, 0.001, 0.01],
    ['s3-glacier-instant-retrieval', 0.004, 0.01, 0.03],
    ['s3-express-one-zone', 0.11, 0.00003, 0.0006],
  ])(
    'of 10 GB of 2^30 B in %s, read once in 8 MiB, costs what the price list says',
    async (profile, storage, get, retrieval) => {
      const { usd, cost } = await run(
        `{ storage: { profile: ${profile}, stored: 10 GiB, storedObjects: 1280 }, workload: [ { read: { objects: 1280, size: 8 MiB } } ] }`,
      );
      expect(usd(`${profile}.storage`)).toBeCloseTo(10 * storage, 9);
      expect(usd(`${profile}.get`)).toBeCloseTo(1.28 * get, 12);
      expect(usd(`${profile}.retrieval`)).toBeCloseTo(10 * retrieval, 9);
      expect(cost.notPriced).toEqual([]);
      expect(new Set(cost.lines.map(({ service }) => service))).toEqual(new Set([profile]));
    },
  );

  // aws.amazon.com/s3/faqs, Express One Zone, example 1; a tenth of it. Its month has 30 days, ours 730 h.
  it('of the FAQ example of Express One Zone costs 0.258 USD: 1 GB, 100,000 PUTs and 900,000 GETs of 10 KiB', async () => {
    const { usd, quantity, mean } = await run(
      `{ storage: { profile: s3-express-one-zone }, client: { connections: 100 }, workload: [
          { write: { objects: 100000, size: 10 KiB } }, { read: { after: write, objects: 900000, size: 10 KiB } } ] }`,
    );
    expect(usd('s3-express-one-zone.put')).toBeCloseTo(0.113, 9);
    expect(usd('s3-express-one-zone.get')).toBeCloseTo(0.027, 9);
    expect(quantity('s3-express-one-zone.upload')).toBeCloseTo((1e5 * 10_240) / gb, 9);
    expect(usd('s3-express-one-zone.upload')).toBeCloseTo(0.003, 3);
    expect(usd('s3-express-one-zone.retrieval')).toBeCloseTo(0.005, 3);
    expect(mean('storage.objects')).toBeGreaterThan(99_900);
    // Stored for all but the first minutes of the month: 0.954 GB of 2^30 B.
    expect(usd('s3-express-one-zone.storage')).toBeCloseTo(0.11 * ((1e5 * 10_240) / gb), 3);
  });
});

describe('what is written and deleted', () => {
  it('is stored in between, and billed to the end of its 30 days in Standard-IA', async () => {
    const { mean, quantity } = await run(
      `{ storage: s3-standard-ia, workload: [ { write: { objects: 1000, size: 1 MiB } }, { delete: { at: 10 d, objects: 1000 } } ] }`,
      '40 d',
    );
    const gbMonths = (seconds: number): number => (1000 / 1024) * (seconds / month);
    // Writing and deleting take seconds of ten days.
    expect(quantity('s3-standard-ia.storage') / gbMonths(10 * day)).toBeCloseTo(1, 3);
    expect(quantity('s3-standard-ia.earlyDeletion') / gbMonths(20 * day)).toBeCloseTo(1, 3);
    expect(mean('storage.bytes') / (1000 * 2 ** 20)).toBeCloseTo(0.25, 3);
    expect(quantity('s3-standard-ia.put')).toBe(1000);
  });

  it('is stored once when it was uploaded in parts', async () => {
    const { quantity, mean } = await run(
      `{ storage: s3-standard, workload: [ { write: { objects: 3, size: 20 MiB, partSize: 8 MiB } } ] }`,
      '10 d',
    );
    expect(quantity('s3-standard.put')).toBe(15);
    expect(mean('storage.bytes') / (60 * 2 ** 20)).toBeCloseTo(1, 4);
    expect(mean('storage.objects')).toBeCloseTo(3, 4);
  });

  it('stays as an old version for as long as versions are kept', async () => {
    const { quantity } = await run(
      `{ storage: { profile: s3-standard, keepVersions: 5 d }, workload: [ { write: { objects: 1024, size: 1 MiB } }, { delete: { at: 1 d, objects: 1024 } } ] }`,
      '20 d',
    );
    expect(quantity('s3-standard.storage') / ((6 * day) / month)).toBeCloseTo(1, 2);
  });
});

describe('lifecycle', () => {
  const moved =
    '{ profile: s3-standard, stored: 1 GiB, storedObjects: 1024, lifecycle: [ { after: 30 d, to: s3-standard-ia } ] }';

  it('bills each class for its days, the transition for each object, and reads in the class that they meet', async () => {
    const { usd, quantity } = await run(
      `{ storage: ${moved}, workload: [ { read: { at: [10 d, 40 d], objects: 1024, size: 1 MiB } } ] }`,
      '60 d',
    );
    const half = (30 * day) / month;
    expect(usd('s3-standard.storage')).toBeCloseTo(0.023 * half, 9);
    expect(usd('s3-standard-ia.storage')).toBeCloseTo(0.0125 * half, 9);
    expect(usd('s3-standard-ia.transition')).toBeCloseTo((1024 * 0.01) / 1000, 12);
    expect(quantity('s3-standard.get')).toBe(1024);
    expect(quantity('s3-standard-ia.get')).toBe(1024);
    expect(usd('s3-standard-ia.retrieval')).toBeCloseTo(0.01, 9);
  });

  it('keeps no run alive: without a horizon a run ends with its work', async () => {
    const text = `lakesim: 1\ntitle: t\nquestion: q\ndesigns:\n  a: { storage: ${moved}, workload: [ { read: { objects: 1, size: 1 kB } } ] }\n`;
    const loaded = await parseScenario('x.yaml', text);
    if (!loaded.ok) throw new Error('not read');
    const { designs } = await runScenario(loaded.scenario, { version: '0.0.0' });
    expect(designs.a!.metrics['read.makespan']!.mean).toBeLessThan(10);
    expect(designs.a!.cost.lines.some(({ item }) => item === 'transition')).toBe(false);
  });

  it('names a class that is not there with its place and the nearest', async () => {
    const text = `lakesim: 1\ntitle: t\nquestion: q\ndesigns:\n  a:\n    storage:\n      profile: s3-standard\n      lifecycle: [ { after: 30 d, to: s3-standard-ja } ]\n    workload: [ { head: { objects: 1 } } ]\n`;
    const loaded = await parseScenario('x.yaml', text);
    expect(loaded.ok).toBe(false);
    if (loaded.ok) return;
    expect(loaded.issues[0]).toMatchObject({ line: 8, hint: 'did you mean s3-standard-ia?' });
  });
});
