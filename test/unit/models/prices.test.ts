import { describe, expect, it } from 'vitest';
import { monthSeconds } from '../../../src/models/pricing/billing-units.ts';
import { TableOfPrices } from '../../../src/models/pricing/price-book.ts';
import { profileValues, type TypedRow } from './_profiles.ts';

const { title, rows } = profileValues('pricing/aws-us-east-1') as { title: string; rows: TypedRow[] };
const book = new TableOfPrices({ title, rows, prices: {}, discounts: {} });
const month = monthSeconds;
const gb = 2 ** 30;
const usd = (service: string, item: string, quantity: number, span = month, from = book): number =>
  (from.bill(service, item, quantity, span) ?? []).reduce((total, line) => total + line.usd, 0);

describe('the AWS price book', () => {
  it.each([
    {
      what: 'a billion GETs, 1 TB in objects of 1 kB',
      service: 's3-standard',
      item: 'get',
      quantity: 1e9,
      dollars: 400,
    },
    {
      what: '125,000 GETs, 1 TB in ranges of 8 MB',
      service: 's3-standard',
      item: 'get',
      quantity: 125_000,
      dollars: 0.05,
    },
    { what: '100,000 pages, 100 M keys', service: 's3-standard', item: 'list', quantity: 1e5, dollars: 0.5 },
    { what: 'a billion GETs', service: 's3-express-one-zone', item: 'get', quantity: 1e9, dollars: 30 },
    { what: '1,000 GB read', service: 's3-express-one-zone', item: 'retrieval', quantity: 1000 * gb, dollars: 0.6 },
    { what: 'an hour', service: 'ec2', item: 'm5.4xlarge', quantity: 3600, dollars: 0.768 },
    { what: 'a GB for a month', service: 's3-standard', item: 'storage', quantity: gb * month, dollars: 0.023 },
    // 10^12 B are 931.32 GB: with a GB of 10^9 B it would be 23 USD.
    {
      what: '1 TB for a month',
      service: 's3-standard',
      item: 'storage',
      quantity: 1e12 * month,
      dollars: 0.023 * (1e12 / gb),
    },
  ])('charges $dollars USD for $what ($service)', ({ service, item, quantity, dollars }) => {
    expect(usd(service, item, quantity)).toBeCloseTo(dollars, 9);
  });

  it('fills the tiers of storage one after another', () => {
    // 1 PB of 2^30 B: 51,200 GB, 460,800 GB and the rest of 1,048,576.
    const lines = book.bill('s3-standard', 'storage', 1_048_576 * gb * month, month)!;
    expect(lines.map(({ quantity }) => quantity)).toEqual([51_200, 460_800, 536_576].map((n) => expect.closeTo(n, 6)));
    expect(lines.map(({ unitPriceUsd }) => unitPriceUsd)).toEqual(
      [0.023, 0.022, 0.021].map((n) => expect.closeTo(n, 12)),
    );
    for (const line of lines) {
      expect(line.unit).toBe('GB-month');
      expect(line.group).toBe('storage');
      expect(line.usd).toBe(line.quantity * line.unitPriceUsd);
    }
  });

  it('asks for the tiers by the average of a month, whatever the length of the run', () => {
    const terabytes = 100 * 1024 * gb;
    const inAMonth = usd('s3-standard', 'storage', terabytes * month);
    expect(inAMonth).toBeCloseTo(51_200 * 0.023 + 51_200 * 0.022, 6);
    expect(usd('s3-standard', 'storage', terabytes * 12 * month, 12 * month)).toBeCloseTo(12 * inAMonth, 6);
    expect(usd('s3-standard', 'storage', terabytes * 3600, 3600)).toBeCloseTo(inAMonth / 730, 6);
  });

  it('takes the first tier for a run without length', () => {
    expect(usd('s3-standard', 'get', 1000, 0)).toBeCloseTo(0.0004, 12);
  });

  it('has no line for what is free and null for what nobody prices', () => {
    expect(book.bill('s3-standard', 'retrieval', 1e12, month)).toEqual([]);
    expect(book.bill('s3-standard', 'get', 0, month)).toEqual([]);
    expect(book.bill('ec2', 'no-such-type', 3600, month)).toBeNull();
  });

  it('is dated by its newest row and says how old the oldest is', () => {
    expect(book.name).toBe('AWS us-east-1, on demand');
    expect(book.date).toBe('2026-07-20');
    expect(book.note).toContain('rows are dated 2023-06 to 2026-07-20, see sources');
  });
});

describe('own prices and discounts', () => {
  const own = new TableOfPrices({
    title,
    rows,
    prices: {
      's3-standard.storage': 0.01 / (gb * month),
      'ec2.x9.huge': 10 / 3600,
      'minio.get': 0,
      'minio.restore': 2,
    },
    discounts: { ec2: 0.25 },
  });
  it('replace all tiers of an item', () => {
    expect(usd('s3-standard', 'storage', 1e6 * gb * month, month, own)).toBeCloseTo(10_000, 6);
  });
  it('are billed in the unit of the service or of the namesake', () => {
    expect(own.bill('ec2', 'x9.huge', 7200, month)).toEqual([
      expect.objectContaining({ quantity: 2, unit: 'h', unitPriceUsd: expect.closeTo(7.5, 9), group: 'compute' }),
    ]);
    expect(own.bill('minio', 'get', 7, month)).toEqual([]);
    expect(own.bill('minio', 'restore', 7, month)).toEqual([
      expect.objectContaining({ quantity: 7, unit: 'base units', usd: 14, group: 'other' }),
    ]);
  });
  it('take the discount off the unit price, and say so', () => {
    const [line] = own.bill('ec2', 'm5.4xlarge', 3600, month)!;
    expect(line!.unitPriceUsd).toBeCloseTo(0.576, 9);
    expect(line!.source).toMatch(/less 25 %$/);
  });
});
