import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../../src/fields/index.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { models } from '../../../src/models/registry.ts';
import { createDistribution } from '../../../src/random/index.ts';
import type { TypingIssue } from '../../../src/scenario/core/typing.ts';
import { fieldsOf, profileFiles, profileValues, type RawValue, readProfile, typed } from './_profiles.ts';
import { constant, lake, perform, type StorageValues } from './_world.ts';

const profiles = profileFiles.filter((file) => !file.startsWith('tables/'));
const tables = profileFiles.filter((file) => file.startsWith('tables/'));

const withVariants = (file: string): [where: string, key: string, value: RawValue][] => {
  const { values = {}, variants = {} } = readProfile(file);
  const own = Object.entries(values).map(([key, value]) => [file, key, value] as [string, string, RawValue]);
  const others = Object.entries(variants).flatMap(([key, words]) =>
    Object.entries(words).flatMap(([word, changed]) =>
      Object.entries(changed).map(
        ([at, value]) => [`${file} ${key}: ${word}`, at, value] as [string, string, RawValue],
      ),
    ),
  );
  return [...own, ...others];
};
const hasSource = (source: unknown): boolean => typeof source === 'string' && source.length > 10;

describe.each(profiles)('the profile %s', (file) => {
  const profile = readProfile(file);
  const fields = fieldsOf(profile);

  it('stands where its name and kind say, and has a title', () => {
    expect(file).toBe(`${profile.for}/${profile.profile}`);
    expect(profile.lakesim).toBe(1);
    expect(profile.title).toBeTruthy();
    expect(Array.isArray(profile.notModelled)).toBe(true);
  });

  it('gives a source to every value, and to every price', () => {
    for (const [where, key, { source }] of withVariants(file)) expect(hasSource(source), `${where} ${key}`).toBe(true);
    const rows = profile.values?.rows?.value as { item: string; source?: string; date?: string }[] | undefined;
    for (const { item, source, date } of rows ?? []) {
      expect(hasSource(source), item).toBe(true);
      expect(date, item).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
    }
  });

  it('has a date, where it has one, as text', () => {
    for (const [where, key, { date }] of withVariants(file)) {
      if (date !== undefined) expect(date, `${where} ${key}`).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
    }
  });

  it('gives values that their fields accept, low and high among them, and all that have no fallback', () => {
    const issues: TypingIssue[] = [];
    for (const [where, key, { value, low, high }] of withVariants(file)) {
      const field = fields[key];
      expect(field, `${where} ${key}`).toBeDefined();
      // Rows of a table are looked up when a scenario is read.
      if (field!.table) continue;
      for (const raw of [value, low, high]) if (raw !== undefined) typed(field!, raw, issues);
    }
    expect(issues).toEqual([]);
    // Tables come whole, and a component inside this one has a profile of its own.
    const isOwn = (key: string): boolean => !['rows', 'part'].includes(fields[key]!.type);
    const missing = Object.keys(fields).filter(
      (key) => isOwn(key) && fields[key]!.fallback === undefined && !profile.values?.[key],
    );
    expect(missing).toEqual([]);
  });
});

describe.each(tables)('%s', (file) => {
  it('gives a source and a date to every row', () => {
    for (const [name, row] of Object.entries(readProfile(file).rows ?? {})) {
      expect(hasSource(row.source), name).toBe(true);
      expect(row.date, name).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
    }
  });
});

describe('the registry', () => {
  it('names each model once, and a default profile that is there for every component', () => {
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    for (const { id, components } of models) {
      for (const { kind, defaultProfile } of components) {
        expect(profiles).toContain(`${kind}/${defaultProfile}`);
        expect(readProfile(`${kind}/${defaultProfile}`).model).toBe(id);
      }
    }
  });
  it('has someone who offers what is needed, and metrics with names of their own', () => {
    const components = models.flatMap((model) => model.components);
    const offered = new Set(components.flatMap(({ offers }) => offers));
    for (const { needs } of components) for (const need of needs) expect(offered).toContain(need);
    const activities = models.flatMap((model) => model.activities);
    for (const { doneBy } of activities) expect(offered).toContain(doneBy);
    for (const { metrics } of [...components, ...activities]) {
      expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    }
  });
});

describe('the latencies of S3', () => {
  const law = (file: string, load: string): ReturnType<typeof createDistribution> =>
    createDistribution(profileValues(`storage/${file}`, { load }).firstByte as DistributionSpec);
  const medianMs = (file: string, load: string): number => 1000 * law(file, load).quantile(0.5);

  it('have the measured mean of 32.5 ms within 3 %, and of Express 4.91 ms', () => {
    expect(Math.abs(law('s3-standard', 'typical').mean / 0.0325 - 1)).toBeLessThan(0.03);
    expect(Math.abs(law('s3-express-one-zone', 'typical').mean / 0.00491 - 1)).toBeLessThan(0.03);
  });
  it.each([
    ['quiet', 17.7, 24.598],
    ['typical', 26.1, 32.5],
    ['busy', 40.9, 47.065],
  ])('have by %s load a median of %d ms and a mean of %d ms', (load, median, mean) => {
    expect(medianMs('s3-standard', load)).toBeCloseTo(median, 1);
    expect(Math.abs((1000 * law('s3-standard', load).mean) / mean - 1)).toBeLessThan(0.03);
  });
  it('are those of the whole day for Express, at any load', () => {
    for (const load of ['quiet', 'typical', 'busy']) expect(medianMs('s3-express-one-zone', load)).toBeCloseTo(4.8, 9);
  });
});

describe('the textbook profile', () => {
  it('says 56 s for 1,000 files of 1 kB and 75 ms for one of 1 MB', () => {
    const store = profileValues('storage/textbook') as unknown as StorageValues;
    const seconds = (objects: number, bytes: number): number => {
      const replication = lake(store);
      const occurrence = perform(replication, read, { objects, size: constant(bytes) });
      replication.run();
      return occurrence.seconds;
    };
    expect(seconds(1000, 1000)).toBeCloseTo(56, 9);
    expect(seconds(1, 1_000_000)).toBeCloseTo(0.075, 9);
  });
});

describe('a full page of a listing', () => {
  it.each([
    ['s3-standard', 101],
    ['s3-express-one-zone', 53.8],
    ['textbook', 82],
  ])('of %s takes %d ms with its bytes', (file, milliseconds) => {
    const values = profileValues(`storage/${file}`) as unknown as StorageValues;
    const mean = (spec: DistributionSpec): number => createDistribution(spec).mean;
    const transfer = (1000 * values.listBytesPerKey) / mean(values.connectionRate);
    const page = mean(values.list) + 1000 * mean(values.listKey) + transfer;
    expect(1000 * page).toBeCloseTo(milliseconds, 0);
  });
});
