import { describe, expect, it } from 'vitest';
import { monthSeconds as month } from '../../../src/models/pricing/billing-units.ts';
import { TableOfPrices } from '../../../src/models/pricing/price-book.ts';
import { parseQuantity } from '../../../src/units/index.ts';
import { profileFiles, profileValues, readProfile, type TypedRow } from './_profiles.ts';

const { title, rows } = profileValues('pricing/aws-us-east-1') as { title: string; rows: TypedRow[] };
const book = new TableOfPrices({ title, rows, prices: {}, discounts: {} });
const gb = 2 ** 30;
const usd = (service: string, item: string, quantity: number): number =>
  (book.bill(service, item, quantity, month) ?? []).reduce((total, line) => total + line.usd, 0);

const classes = readProfile('tables/storage-classes').rows!;
const base = (text: unknown): number => {
  const parsed = parseQuantity(String(text));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
};

/** What a store meters. */
const items = ['get', 'put', 'list', 'head', 'copy', 'delete', 'retrieval', 'upload', 'storage'];
const inTheBook = new Set(rows.map(({ item }) => item));

describe('every storage class', () => {
  // Other models meter otherwise.
  const ofStores = (file: string): boolean => file.startsWith('storage/') && readProfile(file).model === 'object-store';
  const profiles = profileFiles.filter(ofStores);
  it.each(profiles)('%s has a price for all that it meters', (file) => {
    const { priceClass } = profileValues(file) as { priceClass: string };
    expect(items.filter((item) => !inTheBook.has(`${priceClass}.${item}`))).toEqual([]);
  });

  it.each(Object.keys(classes))('%s asks for the same in its profile and in the table', (name) => {
    const { minimumSize, minimumDuration, priceClass } = profileValues(`storage/${name}`);
    expect(priceClass).toBe(name);
    expect(minimumSize).toBe(base(classes[name]!.minimumSize));
    expect(minimumDuration).toBe(base(classes[name]!.minimumDuration));
  });

  it('Express One Zone can be left early at the price of its storage', () => {
    expect(profileValues('storage/s3-express-one-zone').minimumDuration).toBe(3600);
    expect(usd('s3-express-one-zone', 'earlyDeletion', gb * month)).toBe(
      usd('s3-express-one-zone', 'storage', gb * month),
    );
  });

  it.each(Object.keys(classes).filter((name) => name !== 's3-standard'))(
    '%s can be moved to, and left early at the price of its storage',
    (name) => {
      expect(inTheBook.has(`${name}.transition`)).toBe(true);
      expect(usd(name, 'earlyDeletion', gb * month)).toBe(usd(name, 'storage', gb * month));
    },
  );
});

describe('the prices of the classes', () => {
  it.each([
    ['s3-standard', 'put', 1e6, 5, 'a million small files written'],
    ['s3-standard', 'delete', 1e9, 0, 'DELETE is free'],
    ['s3-standard-ia', 'put', 1000, 0.01, 'a thousand PUTs'],
    ['s3-standard-ia', 'get', 1000, 0.001, 'a thousand GETs'],
    ['s3-standard-ia', 'storage', 1000 * gb * month, 12.5, '1,000 GB for a month'],
    ['s3-standard-ia', 'retrieval', 1000 * gb, 10, '1,000 GB read'],
    ['s3-standard-ia', 'transition', 1000, 0.01, 'a thousand transitions'],
    ['s3-one-zone-ia', 'storage', 1000 * gb * month, 10, '1,000 GB for a month'],
    ['s3-one-zone-ia', 'retrieval', 1000 * gb, 10, '1,000 GB read'],
    ['s3-glacier-instant-retrieval', 'storage', 1000 * gb * month, 4, '1,000 GB for a month'],
    ['s3-glacier-instant-retrieval', 'retrieval', 1000 * gb, 30, '1,000 GB read'],
    ['s3-glacier-instant-retrieval', 'put', 1000, 0.02, 'a thousand PUTs'],
    ['s3-glacier-instant-retrieval', 'get', 1000, 0.01, 'a thousand GETs'],
    ['s3-glacier-instant-retrieval', 'transition', 1000, 0.02, 'a thousand transitions'],
    ['s3-express-one-zone', 'put', 1e6, 1.13, 'a million PUTs'],
    ['s3-express-one-zone', 'upload', 1000 * gb, 3.2, '1,000 GB written'],
  ])('%s.%s: %d cost %d USD (%s)', (service, item, quantity, dollars) => {
    expect(usd(service, item, quantity)).toBeCloseTo(dollars, 9);
  });
});
