/** Every file of a folder of price files works, or is refused with the reason. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/cli/errors.ts';
import { assembleBook } from '../../src/cli/prices/assemble-book.ts';
import { loadBook } from '../../src/cli/prices/book.ts';
import { readPrices } from '../../src/cli/prices/read-prices.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'prices');
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort()
  : [];

/** Number of items, or the code of the refusal. */
const outcomes: readonly (readonly [pattern: RegExp, plan: string | undefined, outcome: number | string])[] = [
  [/^aws-offer-AmazonS3/, undefined, 23],
  [/^aws-offer-AWSLambda/, undefined, 2],
  [/^aws-offer-index/, undefined, 'index'],
  [/^aws-savingsplan/, undefined, 'which-plan'],
  [/^aws-savingsplan/, '8GU23DFTKP2N43SD', 1],
  [/^aws-savingsplan/, 'ZGC49G7XS8QA54BQ', 2],
  // Dedicated machines alone.
  [/^aws-savingsplan/, '7DVU5XBSTGHBTJUV', 'nothing'],
  // PostgreSQL of 92 classes, Aurora PostgreSQL of 16.
  [/^ec2instances-info-rds/, undefined, 108],
  [/^ec2instances-info-x2iedn/, undefined, 1],
  [/^derived-ec2-ondemand/, undefined, 1367],
  [/^derived-ec2-us-east-1/, undefined, 1361],
  [/\.duckdb$/, undefined, 'duckdb'],
  [/\.golden\.txt$/, undefined, 'printed'],
  [/LICENSE|SOURCE/, undefined, 'unknown-format'],
];

const imported = async (file: string, plan?: string) => {
  const read = readPrices(file, folder, { region: undefined, date: undefined, plan });
  const { rows } = await loadBook('aws-us-east-1', '.');
  const { items, skipped } = assembleBook(read, basename(file), rows);
  const rowsOf = (item: string) => items.find((each) => each.item === item)!.rows;
  return { read, items, skipped, price: (item: string) => rowsOf(item).map(({ usdPerUnit }) => Number(usdPerUnit)) };
};
const named = (start: string): string => files.find((file) => file.startsWith(start))!;

describe.skipIf(files.length === 0)('price files (skipped without LAKESIM_REAL_DATA)', () => {
  it.each(files)('%s works or is refused', async (file) => {
    const expected = outcomes.filter(([pattern]) => pattern.test(file));
    expect(expected).not.toEqual([]);
    for (const [, plan, outcome] of expected) {
      try {
        expect((await imported(file, plan)).items.length).toBe(outcome);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.issues[0]!.code).toBe(outcome);
      }
    }
  });

  it('S3 of Ireland in 2018 costs what the book has, tier by tier, and the fee whose words disagree is no item', async () => {
    const { price, read, items, skipped } = await imported(named('aws-offer-AmazonS3'));
    expect(price('s3-standard.storage')).toEqual([0.023, 0.022, 0.021]);
    expect(price('s3-standard.get')).toEqual([0.0000004]);
    expect([read.region, read.date]).toEqual(['eu-west-1', '2018-04-04']);
    expect(items.filter(({ ratio }) => ratio === null || Math.abs(ratio - 1) > 1e-9)).toEqual([]);
    // 51 lines with prices: 16 make the 23 items, as a PUT price is that of COPY and LIST too.
    expect(skipped.reduce((sum, { count }) => sum + count, 0)).toBe(35);
  });

  it('functions, machines and databases cost what their files say', async () => {
    const functions = await imported(named('aws-offer-AWSLambda'));
    expect(functions.price('lambda.duration')).toEqual([0.0000166667]);
    expect(functions.price('lambda.requests')).toEqual([0.0000002]);
    expect((await imported(named('ec2instances-info-x2'))).price('ec2.x2iedn.32xlarge')).toEqual([26.676]);
    const databases = await imported(named('ec2instances-info-rds'));
    expect(databases.price('rds-postgres.db.r5.4xlarge')).toEqual([2]);
    expect(databases.price('aurora-postgres.db.r5.24xlarge')).toEqual([13.92]);
  });

  it('the two tables of instances agree with the book to the cent, and with each other but for metal', async () => {
    const [one, two] = [await imported(named('derived-ec2-ondemand')), await imported(named('derived-ec2-us'))];
    for (const { items } of [one, two]) {
      const known = items.filter(({ before }) => before.length > 0);
      expect(known.length).toBeGreaterThan(50);
      expect(known.filter(({ ratio }) => Math.abs(ratio! - 1) > 1e-4)).toEqual([]);
    }
    const prices = new Map(one.items.map(({ item, rows }) => [item, Number(rows[0]!.usdPerUnit)]));
    const shared = two.items.filter(({ item }) => prices.has(item));
    const differing = shared.filter(
      ({ item, rows }) => Math.abs(prices.get(item)! / Number(rows[0]!.usdPerUnit) - 1) > 1e-4,
    );
    expect(differing.filter(({ item }) => !item.includes('.metal'))).toEqual([]);
  });
});
