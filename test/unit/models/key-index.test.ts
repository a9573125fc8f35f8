import { describe, expect, it } from 'vitest';
import { type BloomOptions, bloomBytes, bloomError, wrongFiles } from '../../../src/models/table/_key-index.ts';
import { createStream } from '../../../src/random/index.ts';
import { bytesOf, countOf, type TableValues, tableLake } from './_table.ts';

const hudi: BloomOptions = { entries: 60_000, mostEntries: 100_000, errorRatio: 1e-9 };
const simple = (entries: number, errorRatio = 1e-9): BloomOptions => ({ entries, mostEntries: entries, errorRatio });

describe('a Bloom filter of Hudi', () => {
  it('has 43 bits for each key that it is made for, as Base64', () => {
    // -60,000 ln(1e-9) / ln(2)^2 = 2,587,966 bits, 323,496 B, in Base64 431,328.
    expect(bloomBytes(simple(60_000), 10)).toBe(431_328);
    // Files with more keys have a second one.
    expect([bloomBytes(hudi, 60_000), bloomBytes(hudi, 60_001), bloomBytes(hudi, 1e7)]).toEqual(
      [1, 2, 2].map((filters) => Math.ceil((filters * 2_587_966) / 24) * 4),
    );
  });

  it('for 1,500,000 keys takes about 10 MB of a footer, as apache/hudi issue 2178 found', () => {
    expect(bloomBytes(simple(1_500_000), 3_500_000) / 1e7).toBeCloseTo(1, 0);
  });

  it.each([
    [1000, 0.01, 1000],
    [1000, 0.01, 3000],
    [2000, 1e-3, 5000],
  ])('made for %i keys at %f takes others for one of %i as often as real ones do', (entries, errorRatio, keys) => {
    const bits = Math.ceil((-entries * Math.log(errorRatio)) / Math.LN2 ** 2);
    const hashes = Math.ceil((bits / entries) * Math.LN2);
    const stream = createStream(3, 0, `bloom ${keys}`);
    const any = (): number => Math.floor(stream.uniform() * bits);
    const filter = new Uint8Array(bits);
    for (let key = 0; key < keys * hashes; key++) filter[any()] = 1;
    const asked = 40_000;
    let wrong = 0;
    for (let key = 0; key < asked; key++) {
      let isIn = true;
      for (let hash = 0; hash < hashes; hash++) if (filter[any()] === 0) isIn = false;
      if (isIn) wrong++;
    }
    const expected = bloomError({ entries, mostEntries: entries, errorRatio }, keys);
    // Four standard errors of the count, and a filter's own fill differs from its mean by a percent or so.
    const tolerance = 4 * Math.sqrt((expected * (1 - expected)) / asked) + 0.1 * expected;
    expect(Math.abs(wrong / asked - expected)).toBeLessThan(tolerance);
  });

  it('is of no use with eight times the keys that it is made for', () => {
    expect(bloomError(hudi, 60_000)).toBeLessThan(1e-8);
    expect(bloomError(hudi, 1_000_000)).toBeGreaterThan(0.9);
  });

  it('sends as many files wrongly as chance has it', () => {
    const stream = createStream(5, 0, 'wrong');
    let sum = 0;
    const rounds = 2000;
    for (let round = 0; round < rounds; round++) sum += wrongFiles(1000, 0.001, 20, stream.uniform());
    const mean = 1000 * (1 - 0.999 ** 20);
    expect(Math.abs(sum / rounds - mean)).toBeLessThan(4 * Math.sqrt(mean / rounds));
    expect([wrongFiles(1000, 1, 1, 0.5), wrongFiles(1000, 0, 1, 0.5), wrongFiles(0, 0.5, 1, 0.5)]).toEqual([
      1000, 0, 0,
    ]);
  });
});

/** 100 files of 10,000 rows of 100 B, stored as they are. */
const hundred = {
  ...{ files: 100, fileSize: 1e6, rowSize: 100, compression: 1, encoding: 'text' as const, codec: 'none' as const },
  ...{ columns: { key: { distinct: 1_000_000 } } },
};
const matchOf = (given: Partial<TableValues>) => {
  const { table, at } = tableLake('hudi', { ...hundred, ...given });
  let found!: ReturnType<typeof table.rowChanges.match>;
  const filter = { columns: ['key'], keys: 20, rowsPerKey: 1, entity: 0, activity: 'forget' };
  at(3600, () => (found = table.rowChanges.match({ filter })));
  return found;
};
const filesOf = (table: ReturnType<typeof matchOf>['indexSource']) => table?.scan(null, null).files ?? [];

describe('rows of a Hudi table', () => {
  it('are looked for by the footers of all files, twice where keys lie anywhere, and in the files that have them', () => {
    const match = matchOf({});
    // The range of 10,000 random keys rules nothing out; filters made for 60,000 do not err.
    expect(countOf(filesOf(match.indexSource))).toBe(200);
    expect(bytesOf(filesOf(match.indexSource))).toBe(200 * 431_328);
    expect([match.candidates, countOf(filesOf(match.candidateSource))]).toEqual([match.touched, match.touched]);
  });

  it('are looked for in files that their ranges do not rule out, where they are sorted', () => {
    const match = matchOf({ layout: 'sort', orderBy: ['key'] });
    expect(countOf(filesOf(match.indexSource))).toBeGreaterThan(100);
    expect(countOf(filesOf(match.indexSource))).toBeLessThanOrEqual(100 + 40);
  });

  it('are looked for in all files where their filters are too small', () => {
    const match = matchOf({ bloomEntries: 500, bloomMost: 500 });
    expect(match.candidates).toBeGreaterThan(90);
    expect(match.touched).toBeLessThan(25);
  });

  it('are looked for in the keys of all files without filters', () => {
    const match = matchOf({ index: 'simple' });
    expect([match.candidates, match.indexSource, countOf(filesOf(match.candidateSource))]).toEqual([100, null, 100]);
  });

  it('are known by an index of its own, at a block for each key', () => {
    const match = matchOf({ index: 'record', recordBlock: 1e6 });
    expect([match.candidates, match.candidateSource]).toEqual([match.touched, null]);
    expect(filesOf(match.indexSource)).toEqual([{ count: 20, sizeBytes: 1e6 }]);
  });
});

describe('new rows of a Hudi table', () => {
  const insert = (given: Partial<TableValues>, inserted: number) => {
    const { table, at, last } = tableLake('hudi', { ...hundred, fillBelow: 2e6, fillTo: 3e6, ...given });
    const filter = { columns: ['key'], keys: 1, rowsPerKey: 1, entity: 0, activity: 'merge' };
    at(3600, () => {
      const by = { activity: 'merge', writer: 'merge' };
      const match = table.rowChanges.match({ filter });
      const change = table.rowChanges.begin(match, { kind: 'update', inserted }, by);
      const files = change.files;
      const commit = change.commit([{ count: files, sizeBytes: (change.leftBytes + change.newBytes) / files }]);
      while (commit.tell(0) === 'more');
      told = { files, touched: match.touched, rows: last('table.rows'), bytes: change.leftBytes + change.newBytes };
    });
    return told;
  };
  let told = { files: 0, touched: 0, rows: 0, bytes: 0 };

  it('go into small files first, which are written anew', () => {
    // 60,000 rows, 6 MB: three files of 1 MB have room for 2 MB each.
    const { files, touched, rows, bytes } = insert({}, 60_000);
    expect(files - touched).toBe(3);
    expect(rows).toBeCloseTo(1e6 + 60_000, 4);
    expect(bytes / ((files * 10_000 + 60_000) * 100)).toBeCloseTo(1, 6);
  });

  it('leave the files alone that are not small', () => {
    const { files, touched, rows } = insert({ fillBelow: 1e6 }, 60_000);
    expect(files).toBe(touched);
    expect(rows).toBeCloseTo(1e6 + 60_000, 4);
  });
});
