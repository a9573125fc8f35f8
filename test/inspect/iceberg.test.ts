import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectTable } from '../../src/inspect/index.ts';
import { tableWith } from './_table.ts';

const metadata = (of: object = {}): string =>
  JSON.stringify({ 'format-version': 2, snapshots: [], schemas: [], ...of });
const snapshot = (list: string): string =>
  metadata({ 'current-snapshot-id': 0, snapshots: [{ 'snapshot-id': 0, 'manifest-list': list }] })
    // More than a number of JavaScript holds.
    .replace(/id":0/g, 'id":9007199254740993');
const read = (files: Record<string, string | Uint8Array>) => inspectTable(tableWith(files), 'table');

describe('the metadata of an Iceberg table', () => {
  it('is the newest by number where there is no hint, also gzipped and with a name that carries a uuid', async () => {
    const table = await read({
      'metadata/00002-aa.metadata.json': metadata(),
      'metadata/00010-bb.gz.metadata.json': gzipSync(metadata({ 'format-version': 3 })),
    });
    expect(table).toMatchObject({
      tableVersion: 10,
      liveFiles: 0,
      iceberg: { formatVersion: 3, metadataFiles: 2, currentSnapshotId: null },
    });
  });

  it('is the one of the hint, and a hint to nothing is a warning', async () => {
    const files = { 'metadata/v1.metadata.json': metadata(), 'metadata/v2.metadata.json': metadata() };
    expect((await read({ ...files, 'metadata/version-hint.text': '1' })).tableVersion).toBe(1);
    const wrong = await read({ ...files, 'metadata/version-hint.text': '9' });
    expect(wrong.tableVersion).toBe(2);
    expect(wrong.warnings.map(({ code }) => code)).toEqual(['version-hint']);
  });

  it('names what is missing, broken or of the future', async () => {
    const list = { 'metadata/v1.metadata.json': snapshot('s3://b/t/metadata/snap-1.avro') };
    await expect(read(list)).rejects.toThrow('missing');
    await expect(read({ ...list, 'metadata/snap-1.avro': 'Obj' })).rejects.toThrow('no manifest list');
    await expect(read({ 'metadata/v1.metadata.json': metadata({ 'format-version': 4 }) })).rejects.toThrow(
      'format version 4',
    );
    await expect(read({ 'metadata/v1.metadata.json': '{' })).rejects.toThrow('no table metadata');
    const other = metadata({ 'current-snapshot-id': 5, snapshots: [] }).replace(':5', ':9007199254740993');
    await expect(read({ 'metadata/v1.metadata.json': other })).rejects.toThrow('9007199254740993');
  });

  it('opens nothing outside of its folder', async () => {
    await expect(read({ 'metadata/v1.metadata.json': snapshot('../..') })).rejects.toThrow('not opened');
    await expect(read({ 'metadata/v1.metadata.json': snapshot('x\\..\\..\\y') })).rejects.toThrow('not opened');
  });
});
