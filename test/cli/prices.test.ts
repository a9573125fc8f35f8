/** `lakesim prices` as users have it. The offer file is invented, with the structure of a real one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lakesim, temporaryFolder } from './_program.ts';

const offer = `"FormatVersion","v1.0"
"Publication Date","2026-03-04T16:53:11Z"
"Version","20260304165311"
"OfferCode","AmazonS3"
"SKU","OfferTermCode","RateCode","TermType","PriceDescription","EffectiveDate","StartingRange","EndingRange","Unit","PricePerUnit","Currency","Product Family","Location","usageType"
"AAA","J","AAA.J.1","OnDemand","$0.046 per GB - first 50 TB","2026-03-01","0","51200","GB-Mo","0.0460000000","USD","Storage","EU (Ireland)","EU-TimedStorage-ByteHrs"
"AAA","J","AAA.J.2","OnDemand","$0.01 per GB - over 50 TB","2026-03-01","51200","Inf","GB-Mo","0.0100000000","USD","Storage","EU (Ireland)","EU-TimedStorage-ByteHrs"
"BBB","J","BBB.J.1","OnDemand","$0.0008 per 1,000 GET requests","2026-03-01","0","Inf","Requests","0.0000008000","USD","API Request","EU (Ireland)","EU-Requests-Tier2"
"CCC","J","CCC.J.1","OnDemand","Put by the bushel","2026-03-01","0","Inf","Bushels","9.0000000000","USD","API Request","EU (Ireland)","EU-Requests-Tier1"
`;

it('makes a book of an offer file, says what differs, and a run beside it is billed by its prices and prints its date', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 's3.csv'), offer);
  const { code, stdout, stderr } = await lakesim(['prices', 'import', 's3.csv', '--out', 'book.yaml'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatchInlineSnapshot(`
    "s3.csv: AWS offer file, CSV; AmazonS3, eu-west-1, 2026-03-04

    imported: 3 items, on top of aws-us-east-1
      s3-standard.get      0.0008 USD per 1,000 requests             +100 % against aws-us-east-1
      s3-standard.head     0.0008 USD per 1,000 requests             +100 % against aws-us-east-1
      s3-standard.storage  0.046 USD per GB-month; 0.01 from 51,200  instead of 0.023 USD per GB-month; 0.022 from 51,200; 0.021 from 512,000
      3 differ, 0 are the same, 0 are new

    left out: 1 price
      1 in the unit "Bushels", where requests is known, such as CCC Requests-Tier1

    kept: 207 other items of aws-us-east-1 (AWS us-east-1, on demand), dated 2016-10 to 2026-07-20

    book  book.yaml
    "
  `);

  const scenario = (pricing: string): string => `lakesim: 1
title: t
question: q
designs:
  a:
    pricing: ${pricing}
    storage: { profile: s3-standard, stored: 1 TiB }
    workload: [ { read: { objects: 1000000, size: 0 B, every: 1 month } } ]
run: { seed: 1, replications: 1, horizon: 1 month, fidelity: collapsed }
`;
  writeFileSync(join(cwd, 's.yaml'), scenario('./book.yaml'));
  const run = await lakesim(['run', 's.yaml', '--json'], { cwd });
  expect(run.stderr).toBe('');
  const { cost, metrics } = JSON.parse(run.stdout).designs.a;
  // 1,024 GB at 0.046, a million GETs at 0.0008 a thousand; the unit of PUT is unknown, so that its price is the old one.
  expect(metrics['cost.storage'].mean).toBeCloseTo(1024 * 0.046, 9);
  expect(metrics['cost.requests'].mean).toBeCloseTo(0.8, 9);
  expect(cost.priceBook.name).toBe('AmazonS3 eu-west-1 of 2026-03-04, on top of AWS us-east-1, on demand');
  expect(cost.lines[0].source).toContain('s3.csv: AWS offer file AmazonS3, version 20260304165311');
  expect(readFileSync(join(cwd, 'reports/s/report.md'), 'utf8')).toContain('Prices: AmazonS3 eu-west-1 of 2026-03-04');
});

it('a second file goes on top of the first, and list prints both', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 's3.csv'), offer);
  writeFileSync(join(cwd, 'ec2.csv'), 'instance,usd_per_hour\nm5.large,0.5\n');
  await lakesim(['prices', 'import', 's3.csv', '--out', 'book.yaml'], { cwd });
  const more = [
    'prices',
    'import',
    'ec2.csv',
    '--extends',
    './book.yaml',
    '--out',
    'more.yaml',
    '--date',
    '2026-05-06',
  ];
  const { code, stdout } = await lakesim([...more, '--json'], { cwd });
  const { items, kept } = JSON.parse(stdout);
  expect([code, kept.book]).toEqual([0, './book.yaml']);
  expect(items).toMatchObject([
    { item: 'ec2.m5.large', before: [{ usdPerUnit: 0.096 }], tiers: [{ usdPerUnit: 0.5 }] },
  ]);
  const list = await lakesim(['prices', 'list', 'more.yaml'], { cwd });
  expect(list.stdout).toMatch(/^ec2\.m5\.large +0\.5 USD per h +2026-05-06 +ec2\.csv/m);
  expect(list.stdout).toMatch(/^s3-standard\.storage +0\.01 USD per GB-month +from 51,200 +2026-03-04 +s3\.csv/m);
  const { rows } = JSON.parse((await lakesim(['prices', 'list', '--json'], { cwd })).stdout);
  expect(rows.find((row: { item: string }) => row.item === 'ec2.m5.large')).toMatchObject({
    usdPerUnit: 0.096,
    unit: 'h',
  });
});

it('what cannot be read is exit 2, and leaves files alone', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'bad.csv'), offer.replace('0.0460000000', 'cheap'));
  writeFileSync(join(cwd, 'mine.yaml'), 'mine: 1\n');
  const bad = await lakesim(['prices', 'import', 'bad.csv', '--out', 'book.yaml'], { cwd });
  expect([bad.code, bad.stdout]).toEqual([2, '']);
  expect(bad.stderr).toContain('bad.csv:6:');
  expect(bad.stderr).toContain('not "cheap"');
  expect(() => readFileSync(join(cwd, 'book.yaml'))).toThrow();
  writeFileSync(join(cwd, 's3.csv'), offer);
  const kept = await lakesim(['prices', 'import', 's3.csv', '--out', 'mine.yaml'], { cwd });
  expect([kept.code, readFileSync(join(cwd, 'mine.yaml'), 'utf8')]).toEqual([2, 'mine: 1\n']);
  for (const words of [['lst'], ['import'], ['import', 'a', 'b'], ['list', '--region', 'x'], ['list', 'nope']]) {
    expect((await lakesim(['prices', ...words], { cwd })).code).toBe(2);
  }
});
