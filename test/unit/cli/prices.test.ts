/** Price files to prices of items. The files are invented, with the structure of real ones. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/cli/errors.ts';
import { assembleBook } from '../../../src/cli/prices/assemble-book.ts';
import { defaultBook, loadBook } from '../../../src/cli/prices/book.ts';
import type { ImportOptions } from '../../../src/cli/prices/item-price.ts';
import { readPrices } from '../../../src/cli/prices/read-prices.ts';
import { temporaryFolder } from '../../cli/_program.ts';

const cwd = temporaryFolder();
const nothingGiven: ImportOptions = { region: undefined, date: undefined, plan: undefined };

function read(text: string, options: Partial<ImportOptions> = {}, name = 'prices-2026-01-02.csv') {
  writeFileSync(join(cwd, name), text);
  return readPrices(name, cwd, { ...nothingGiven, ...options });
}

/** Items with their tiers, and reasons with their counts. */
function book(text: string, options: Partial<ImportOptions> = {}) {
  const file = read(text, options);
  const { items, skipped } = assembleBook(file, 'f', []);
  return {
    file,
    items: Object.fromEntries(items.map(({ item, rows }) => [item, rows.map((row) => [row.from, row.usdPerUnit])])),
    skipped: Object.fromEntries(skipped.map(({ reason, count }) => [reason, count])),
  };
}

const issuesOf = (step: () => unknown) => {
  try {
    step();
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  return [];
};

const names =
  'SKU,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,Currency,Product Family,Location,usageType,Instance Type,Tenancy,Operating System,Pre Installed S/W,CapacityStatus';
const head = `"FormatVersion","v1.0"\n"Publication Date","2026-03-04T00:00:00Z"\n"Version","20260304"\n"OfferCode","CODE"\n`;
interface Row {
  sku?: string;
  term?: string;
  description?: string;
  since?: string;
  from?: string;
  to?: string;
  unit?: string;
  price: string;
  currency?: string;
  location?: string;
  usage?: string;
  machine?: string;
}
const line = (row: Row): string =>
  [
    ...[row.sku ?? 'A', row.term ?? 'OnDemand', row.description ?? '', row.since ?? '2026-01-01', row.from ?? '0'],
    ...[row.to ?? 'Inf', row.unit ?? 'GB-Mo', row.price, row.currency ?? 'USD', 'Compute Instance'],
    ...[row.location ?? 'US East (N. Virginia)', row.usage ?? 'TimedStorage-ByteHrs', row.machine ?? ',,,,'],
  ].join(',');
const csv = (rows: readonly Row[], code = 'AmazonS3'): string =>
  `${head.replace('CODE', code)}${names}\n${rows.map(line).join('\n')}\n`;

describe('an offer file', () => {
  it('gives the tiers of one SKU in GB, whatever the order of its lines', () => {
    const { items, file } = book(
      csv([
        { price: '0.0210000000', from: '512000' },
        { price: '0.0230000000', to: '51200' },
        { price: '0.0220000000', from: '51200', to: '512000' },
      ]),
    );
    expect(items).toEqual({
      's3-standard.storage': [
        [0, '0.023'],
        [51200, '0.022'],
        [512000, '0.021'],
      ],
    });
    expect([file.region, file.date]).toEqual(['us-east-1', '2026-03-04']);
  });

  it('counts a TB as 1,024 GB, in prices and in tiers', () => {
    const { items } = book(
      csv([
        { price: '20.48', unit: 'TB-Mo', to: '50' },
        { price: '10.24', unit: 'TB-Mo', from: '50' },
      ]),
    );
    expect(items['s3-standard.storage']).toEqual([
      [0, '0.02'],
      [51200, '0.01'],
    ]);
  });

  it.each([
    ['Requests', '0.0000050000', '0.000005'],
    ['1K Requests', '0.005', '0.000005'],
    ['1M requests', '5', '0.000005'],
  ])('prices a single request where the unit is %s', (unit, price, expected) => {
    expect(book(csv([{ usage: 'Requests-Tier1', unit, price }])).items).toEqual({
      's3-standard.copy': [[0, expected]],
      's3-standard.list': [[0, expected]],
      's3-standard.put': [[0, expected]],
    });
  });

  it('leaves out an unknown unit and one of another kind, and says so: none is read as zero', () => {
    const rows = [
      { price: '1', unit: 'Parsec', usage: 'Retrieval-SIA' },
      { price: '2', unit: 'GB-Mo', usage: 'Retrieval-ZIA' },
      { price: '3', unit: '', usage: 'Requests-Tier2' },
      { price: '4' },
    ];
    expect(book(csv(rows))).toMatchObject({
      items: { 's3-standard.storage': [[0, '4']] },
      skipped: {
        'in the unit "Parsec", where GB is known': 1,
        'in the unit "GB-Mo", where GB is known': 1,
        'without a unit': 1,
      },
    });
  });

  it('leaves out what is free, reserved, in CNY, not yet in force, elsewhere, or billed by nothing', () => {
    const rows: Row[] = [
      { price: '0.0', usage: 'Global-TimedStorage-ByteHrs', location: 'Any' },
      { price: '0.1', term: 'Reserved' },
      { price: '0.2', currency: 'CNY' },
      { price: '0.3', since: '2026-04-01' },
      { price: '0.4', location: 'EU (Ireland)', usage: 'EU-TimedStorage-ByteHrs' },
      { price: '0.5', usage: 'Inventory-ObjectsListed' },
      { price: '0.6' },
    ];
    const { items, skipped } = book(csv(rows));
    expect(items).toEqual({ 's3-standard.storage': [[0, '0.6']] });
    expect(skipped).toEqual({
      'of the free tier': 1,
      'of reserved terms': 1,
      'in CNY, not USD': 1,
      'not yet in force on 2026-03-04': 1,
      'of another region': 1,
      'that nothing in a simulation is billed by': 1,
    });
  });

  it('takes the price in force: the latest, whether days are written 2026-02-01 or 02/01/2026', () => {
    const rows = [
      { price: '3', since: '01/15/2026' },
      { price: '2', since: '2026-02-01T00:00:00Z' },
      { price: '1', since: '2025-12-31' },
    ];
    expect(book(csv(rows)).items).toEqual({ 's3-standard.storage': [[0, '2']] });
    expect(book(csv(rows), { date: '2026-01-20' }).items).toEqual({ 's3-standard.storage': [[0, '3']] });
  });

  it('takes the same price of two SKUs once, and leaves out an item whose SKUs disagree', () => {
    const same = [
      { sku: 'A', price: '1' },
      { sku: 'B', price: '1.000' },
    ];
    expect(book(csv(same))).toMatchObject({
      items: { 's3-standard.storage': [[0, '1']] },
      skipped: { 'the same price under another SKU': 1 },
    });
    const disagreeing = [
      ...same,
      { sku: 'C', price: '2' },
      { sku: 'D', price: '9', usage: 'Requests-Tier2', unit: 'Requests' },
    ];
    const { items, skipped } = book(csv(disagreeing));
    expect(Object.keys(items)).toEqual(['s3-standard.get', 's3-standard.head']);
    expect(skipped).toEqual({ 'of items with several SKUs at different prices': 3 });
  });

  it.each([
    ['a gap', '0', '10', '20', 'Inf'],
    ['an overlap', '0', '30', '20', 'Inf'],
    ['no beginning', '5', '20', '20', 'Inf'],
    ['an end', '0', '20', '20', '40'],
  ])('leaves out tiers with %s', (_, from, to, next, end) => {
    const rows = [
      { price: '2', from, to },
      { price: '1', from: next, to: end },
      { sku: 'B', price: '9', usage: 'Requests-Tier2', unit: 'Requests' },
    ];
    const { items, skipped } = book(csv(rows));
    expect(Object.keys(items)).not.toContain('s3-standard.storage');
    expect(skipped).toEqual({ 'of items whose tiers leave a gap or overlap': 2 });
  });

  it('believes the number where the words say another, and tells', () => {
    const { file } = book(csv([{ price: '0.004', description: '$0.012 per GB - storage' }]));
    expect(file.notes).toEqual(['A says "$0.012 per GB - storage" and has 0.004; the number was taken']);
    const words = 'USD 1 is $0.005 per 1000 requests';
    const row = { price: '0.000005', usage: 'Requests-Tier1', unit: 'Requests', description: words };
    expect(book(csv([row])).file.notes).toEqual([]);
  });

  it('takes the machine on demand with Linux, shared, plain and in use', () => {
    const rows = [
      'm5.large,Shared,Linux,NA,Used',
      'm5.large,Dedicated,Linux,NA,Used',
      'm5.large,Shared,Windows,NA,Used',
      'm5.large,Shared,Linux,SQL Std,Used',
      'm5.large,Shared,Linux,NA,UnusedCapacityReservation',
    ].map((machine, i): Row => ({ sku: `S${i}`, price: `${i + 1}`, unit: 'Hrs', usage: 'BoxUsage:m5.large', machine }));
    const { items, skipped } = book(csv(rows, 'AmazonEC2'));
    expect(items).toEqual({ 'ec2.m5.large': [[0, '1']] });
    expect(skipped).toEqual({
      'tenancy Dedicated': 1,
      'operating system Windows': 1,
      'preinstalled software SQL Std': 1,
      'capacity status UnusedCapacityReservation': 1,
    });
  });

  it('asks for the region by name, by code, or takes the only one', () => {
    const rows: Row[] = [
      { price: '0.4', location: 'EU (Ireland)', usage: 'EU-TimedStorage-ByteHrs' },
      { price: '0.5', location: 'Europe (Paris)', usage: 'EUW3-TimedStorage-ByteHrs' },
    ];
    expect(book(csv(rows), { region: 'eu-west-3' }).items).toEqual({ 's3-standard.storage': [[0, '0.5']] });
    expect(book(csv(rows.slice(0, 1))).file.region).toBe('eu-west-1');
    expect(issuesOf(() => read(csv(rows)))).toMatchObject([{ hint: 'it has eu-west-1, eu-west-3' }]);
    expect(issuesOf(() => read(csv(rows), { region: 'us-west-2' }))).toMatchObject([{ code: 'no-region' }]);
  });

  it.each([
    ['-1', 'a price is a number in decimals, zero or more, and not "-1"'],
    ['"0,023"', 'a price is a number in decimals, zero or more, and not "0,023"'],
    ['', 'a price is a number in decimals, zero or more, and not ""'],
  ])('with the price %o is refused, with its place', (price, message) => {
    const [issue] = issuesOf(() => read(csv([{ price }])));
    expect(issue).toMatchObject({ line: 6, column: 36, message });
  });

  it('with a decimal comma that makes a cell more is refused, and nothing is read from the wrong column', () => {
    expect(issuesOf(() => read(csv([{ price: '0,023' }])))).toMatchObject([{ code: 'cells', line: 6 }]);
  });

  it('begins with a byte order mark, sep= and CRLF as well', () => {
    const text = `\ufeffsep=,\r\n${csv([{ price: '1' }]).replaceAll('\n', '\r\n')}`;
    expect(book(text).items).toEqual({ 's3-standard.storage': [[0, '1']] });
  });
});

describe('JSON', () => {
  const offer = (overrides: object = {}) => ({
    offerCode: 'AmazonS3',
    publicationDate: '2026-03-04T00:00:00Z',
    version: '1',
    products: {
      A: {
        sku: 'A',
        productFamily: 'Storage',
        attributes: { regionCode: 'us-east-1', usagetype: 'TimedStorage-ByteHrs' },
      },
    },
    terms: {
      OnDemand: {
        A: {
          'A.J': {
            effectiveDate: '2026-01-01T00:00:00Z',
            priceDimensions: {
              'A.J.1': { unit: 'GB-Mo', beginRange: '0', endRange: '51200', pricePerUnit: { USD: '0.0230000000' } },
              'A.J.2': { unit: 'GB-Mo', startingRange: '51200', endingRange: 'Inf', pricePerUnit: { USD: '0.02' } },
            },
          },
        },
      },
    },
    ...overrides,
  });
  const tiers = {
    's3-standard.storage': [
      [0, '0.023'],
      [51200, '0.02'],
    ],
  };

  it('of an offer gives what its CSV gives, with either spelling of the ranges', () => {
    expect(book(JSON.stringify(offer())).items).toEqual(tiers);
  });

  it('of GetProducts, where each product is a text, gives the same', () => {
    const { products, terms, publicationDate } = offer();
    const entry = {
      product: products.A,
      serviceCode: 'AmazonS3',
      publicationDate,
      terms: { OnDemand: terms.OnDemand.A },
    };
    expect(book(JSON.stringify({ PriceList: [JSON.stringify(entry)] })).items).toEqual(tiers);
  });

  it('without USD is not taken as zero', () => {
    const text = JSON.stringify(offer()).replaceAll('"USD"', '"CNY"');
    expect(issuesOf(() => read(text))).toMatchObject([
      { message: 'nothing of this file can be used: 2 in CNY, not USD' },
    ]);
  });

  it('that ends early is refused with its line', () => {
    expect(issuesOf(() => read('{\n"products": {\n'))).toMatchObject([{ code: 'json', line: 3 }]);
  });

  it('of indexes is refused with what to download', () => {
    const index = { offers: { AmazonS3: { currentVersionUrl: '/offers/v1.0/aws/AmazonS3/current/index.json' } } };
    const [issue] = issuesOf(() => read(JSON.stringify(index)));
    expect(issue!.hint).toContain('/offers/v1.0/aws/AmazonS3/current/us-east-1/index.csv');
  });

  it('of ec2instances.info takes the one system and region, from texts and numbers alike', () => {
    const instance = (name: string, systems: object) => ({
      instance_type: name,
      pricing: { 'us-east-1': systems, 'eu-west-1': systems },
    });
    const list = [
      instance('m5.large', { linux: { ondemand: '0.0960000000' }, mswin: { ondemand: '0.188' } }),
      instance('db.m5.large', { PostgreSQL: { ondemand: 0.178 }, '14': { ondemand: 0.178 } }),
    ];
    const { items } = book(JSON.stringify(list), { date: '2026-01-01' });
    expect(items).toEqual({ 'ec2.m5.large': [[0, '0.096']], 'rds-postgres.db.m5.large': [[0, '0.178']] });
  });

  const plan = (sku: string, unit: string) => ({
    sku,
    description: `plan ${sku}`,
    rates: ['RunInstances', 'RunInstances:0002'].map((operation, i) => ({
      rateCode: `${sku}.${i}`,
      discountedServiceCode: 'AmazonEC2',
      discountedUsageType: 'EUW1-BoxUsage:m5.large',
      discountedOperation: operation,
      unit,
      discountedRate: { price: '0.05', currency: 'USD' },
    })),
  });

  it('of savings plans takes one plan, its Linux machines, and no rate without a unit', () => {
    const file = (...plans: object[]) =>
      JSON.stringify({ publicationDate: '2026-03-04', products: [], terms: { savingsPlan: plans } });
    expect(book(file(plan('P', 'Hrs'))).items).toEqual({ 'ec2.m5.large': [[0, '0.05']] });
    expect(book(file(plan('P', 'Hrs'))).file.region).toBe('eu-west-1');
    expect(issuesOf(() => read(file(plan('P', 'Hrs'), plan('Q', 'Hrs'))))).toMatchObject([{ code: 'which-plan' }]);
    expect(issuesOf(() => read(file(plan('P', ''))))[0]!.message).toContain('1 without a unit');
  });
});

describe('a table', () => {
  it('of instances has a day from its name or from the command line', () => {
    const text = 'instance,vcpus,price_hour\nm5.large,2,0.096\nm5.xlarge,4,\n';
    expect(book(text)).toMatchObject({
      items: { 'ec2.m5.large': [[0, '0.096']] },
      skipped: { 'without a price': 1 },
      file: { date: '2026-01-02' },
    });
    expect(issuesOf(() => read(text, {}, 'table.csv'))).toMatchObject([{ code: 'no-date' }]);
  });

  it.each([
    ['a DuckDB database', 'checksumDUCK@', 'duckdb'],
    ['a printed estimate', ' Name  Monthly Cost\n ├─ x  $3\n OVERALL TOTAL $3', 'printed'],
    ['a licence', 'MIT License\nCopyright', 'unknown-format'],
    ['nothing', ' \n', 'empty'],
    ['other JSON', '{"a": 1}', 'unknown-format'],
  ])('that is %s is refused', (_, text, code) => {
    expect(issuesOf(() => read(text))).toMatchObject([{ code }]);
  });
});

describe('the book beneath', () => {
  it('is compared by what a base unit costs', async () => {
    const beneath = await loadBook(defaultBook, cwd);
    const file = read(
      csv([
        { price: '0.00000044', unit: 'Requests', usage: 'Requests-Tier2' },
        { sku: 'B', price: '0.03' },
      ]),
    );
    const items = assembleBook(file, 'f', beneath.rows).items;
    const ratios = Object.fromEntries(items.map(({ item, ratio }) => [item, ratio]));
    expect(ratios['s3-standard.get']).toBeCloseTo(1.1, 9);
    // Three tiers there, one here: no single ratio says it.
    expect(ratios['s3-standard.storage']).toBeNull();
  });
});
