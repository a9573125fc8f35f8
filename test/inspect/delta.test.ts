import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InspectError, inspectTable } from '../../src/inspect/index.ts';
import { add, commitName, deltaTable, lines, metaData, protocol, remove, tableWith } from './_table.ts';

const read = (folder: string) => inspectTable(folder, 'table');
const uuid = '00000000-0000-0000-0000-000000000001';
const top = (version: number) => `_delta_log/${String(version).padStart(20, '0')}.checkpoint.${uuid}.json`;
async function failure(folder: string): Promise<InspectError> {
  const error = await read(folder).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InspectError);
  return error as InspectError;
}

describe('replay of a Delta log', () => {
  it('applies removes before adds inside a commit, whatever their order in the file', async () => {
    const vector = { storageType: 'u', pathOrInlineDv: 'abc', offset: 1, sizeInBytes: 34, cardinality: 2 };
    const table = await read(
      deltaTable([add('a')], [add('a', 100, { deletionVector: vector }), remove('a')], [add('b', 7), remove('b')]),
    );
    expect(table).toMatchObject({
      liveFiles: 2,
      liveBytes: 107,
      deletionVectors: 1,
      deletedRows: 2,
      deletionVectorBytes: 34,
      tombstones: 1,
    });
  });

  it('tells files apart by path and deletion vector, not by path alone', async () => {
    const vector = (offset: number) => ({
      deletionVector: { storageType: 'u', pathOrInlineDv: 'v', offset, sizeInBytes: 34, cardinality: 1 },
    });
    const table = await read(
      deltaTable([add('a', 5, vector(1))], [remove('a', vector(1)), add('a', 5, vector(40))], [remove('a', vector(1))]),
    );
    expect(table).toMatchObject({ liveFiles: 1, tombstones: 1 });
  });

  it('reads a table that has no schema, and one with values of geometry', async () => {
    const { schemaString: _, ...without } = metaData.metaData;
    const features = { readerFeatures: ['geospatial'], writerFeatures: ['geospatial'] };
    const table = await read(
      tableWith({
        [commitName(0)]: lines([
          { protocol: { minReaderVersion: 3, minWriterVersion: 7, ...features } },
          { metaData: without },
          add('a', 5),
        ]),
      }),
    );
    expect(table).toMatchObject({ liveFiles: 1, liveBytes: 5, columns: [] });
  });

  it('takes two encodings of one path for one file', async () => {
    expect(await read(deltaTable([add('d=1%3A0/f'), add('g%20h')], [remove('d=1:0/f')]))).toMatchObject({
      liveFiles: 1,
      tombstones: 1,
    });
  });

  it('counts overlap of ranges: disjoint files have depth 1, equal ones depth n', async () => {
    const stats = (low: number, high: number) => ({
      stats: JSON.stringify({ numRecords: 2, minValues: { x: low }, maxValues: { x: high } }),
    });
    const apart = await read(
      deltaTable([add('a', 1, stats(1, 2)), add('b', 1, stats(3, 4)), add('c', 1, stats(5, 6)), add('d')]),
    );
    expect(apart.columns[0]).toMatchObject({
      boundsShare: 0.75,
      clustering: { files: 3, meanDepth: 1, overlapShare: 1 / 3, maxDepth: 1 },
    });
    const same = await read(deltaTable([add('a', 1, stats(1, 9)), add('b', 1, stats(1, 9)), add('c', 1, stats(1, 9))]));
    expect(same.columns[0]!.clustering).toEqual({ files: 3, meanDepth: 3, overlapShare: 1, maxDepth: 3 });
    // [1,4] and [3,6]: ends 1 and 6 lie in one range, 3 and 4 in both.
    const half = await read(deltaTable([add('a', 1, stats(1, 4)), add('b', 1, stats(3, 6))]));
    expect(half.columns[0]!.clustering).toMatchObject({ meanDepth: 1.5, overlapShare: 0.75 });
  });

  it('says what a reader asks of the store: a list and every commit where there is no checkpoint', async () => {
    const table = await read(deltaTable([add('a')], [add('b')], [add('c')]));
    expect(table.delta).toMatchObject({ open: { lists: 1, gets: 3 }, commitsSinceCheckpoint: 3, checkpoint: null });
  });

  it('goes on from a V2 checkpoint where early commits are gone, and does not trust _last_checkpoint', async () => {
    const folder = tableWith({
      [top(4)]: lines([{ checkpointMetadata: { version: 4 } }, protocol, metaData, add('a'), remove('z', { size: 9 })]),
      [commitName(5)]: lines([add('b')]),
      '_delta_log/_last_checkpoint': '{"version":77,"size":1}',
    });
    const table = await read(folder);
    expect(table).toMatchObject({ tableVersion: 5, liveFiles: 2, tombstones: 1, tombstoneBytesKnown: 9 });
    expect(table.delta).toMatchObject({ replayedFrom: 'checkpoint', missingVersions: { count: 5 }, open: { gets: 3 } });
    expect(table.warnings.map(({ code }) => code)).toEqual(['last-checkpoint']);
  });

  it('notices a checkpoint that holds other files than the commits', async () => {
    const folder = deltaTable([add('a')], [add('b')]);
    writeFileSync(join(folder, top(1)), lines([protocol, metaData, add('a'), add('c')]));
    expect((await read(folder)).delta!.checkpointAgrees).toEqual({ liveFiles: false, tombstones: true });
  });

  it('ignores a checkpoint that has not all of its parts, and says so', async () => {
    const folder = deltaTable([add('a')], [add('b')]);
    writeFileSync(join(folder, '_delta_log/00000000000000000001.checkpoint.0000000001.0000000002.parquet'), 'PAR1');
    const table = await read(folder);
    expect(table).toMatchObject({ liveFiles: 2, delta: { checkpoint: null } });
    expect(table.warnings.map(({ code }) => code)).toEqual(['incomplete-checkpoint']);
  });
});

describe('a Delta log that is broken', () => {
  it('names the commits that are missing', async () => {
    const folder = deltaTable([add('a')], [add('b')], [add('c')]);
    rmSync(join(folder, commitName(1)));
    expect((await failure(folder)).message).toContain('the commit of version 1 is missing');
  });

  it('names the line where a commit is cut off', async () => {
    const folder = deltaTable([add('a')]);
    writeFileSync(join(folder, commitName(1)), `${lines([add('b')])}{"add":{"path":"c","si`);
    expect(await failure(folder)).toMatchObject({ file: `table/${commitName(1)}`, line: 2 });
  });

  it('names a sidecar that is missing', async () => {
    const folder = tableWith({ [top(3)]: lines([protocol, metaData, { sidecar: { path: 'gone.parquet' } }]) });
    expect((await failure(folder)).message).toContain('table/_delta_log/_sidecars/gone.parquet');
  });

  it('refuses Parquet that is none, and a log without a table', async () => {
    const folder = tableWith({ '_delta_log/00000000000000000003.checkpoint.parquet': 'not parquet at all' });
    expect((await failure(folder)).message).toContain('no Parquet file');
    expect((await failure(tableWith({ [commitName(0)]: lines([add('a')]) }))).message).toContain(
      'not the log of a table',
    );
    expect((await failure(tableWith({ '_delta_log/readme': 'x' }))).message).toContain('no commit and no checkpoint');
  });

  it('refuses a reader version or a reader feature of the future by name', async () => {
    const future = (of: object) => tableWith({ [commitName(0)]: lines([{ protocol: of }, metaData]) });
    expect((await failure(future({ minReaderVersion: 4, minWriterVersion: 8 }))).message).toContain('reader version 4');
    const named = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['deletionVectors', 'timeCrystals'] };
    expect((await failure(future(named))).message).toContain('timeCrystals');
  });
});

describe('names of a Delta log', () => {
  it('never lead out of the folder: files, sidecars, links', async () => {
    expect((await failure(deltaTable([add('../../etc/passwd')]))).message).toContain('outside');
    expect((await failure(deltaTable([add('%2e%2e/x')]))).message).toContain('outside');
    const sidecar = tableWith({ [top(3)]: lines([protocol, metaData, { sidecar: { path: '../../../etc/passwd' } }]) });
    expect((await failure(sidecar)).message).toContain('not opened');
    const linked = deltaTable([add('a')]);
    symlinkSync('/etc/passwd', join(linked, commitName(1)));
    expect((await failure(linked)).message).toContain('leads out of the folder');
  });

  it('may have spaces, quotes, letters of any script and dots', async () => {
    const table = await read(deltaTable([add('a b/"c"/dé..f.parquet'), add('文件 %E6%96.parquet'), add('x/../y')]));
    expect(table.liveFiles).toBe(3);
  });

  it('bring no escape sequence into an error', async () => {
    const { message } = await failure(deltaTable([add('../\u001b[31mred')]));
    expect(message).toContain('[31mred');
    expect(message).not.toContain('\u001b');
  });
});
