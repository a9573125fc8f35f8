/**
 * Writes a large Delta log: one checkpoint with most of the live files, commits of single adds and removes behind it.
 *
 *     node --import tsx scripts/make-delta-log.ts DIR [FILES] [COMMITS]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';

const [folder = '', fileWord = '300000', commitWord = '5000'] = process.argv.slice(2);
const files = Number(fileWord);
const commits = Number(commitWord);
if (folder === '' || !(files > 0) || !(commits >= 0)) throw new Error('usage: make-delta-log.ts DIR [FILES] [COMMITS]');

const log = join(folder, '_delta_log');
mkdirSync(log, { recursive: true });
const checkpointVersion = 20_000;
const name = (version: number, ending: string): string => join(log, `${String(version).padStart(20, '0')}.${ending}`);

const schemaString = JSON.stringify({
  type: 'struct',
  fields: ['day', 'user', 'amount', 'note'].map((field) => ({
    name: field,
    type: field === 'amount' ? 'double' : field === 'user' ? 'long' : 'string',
    nullable: true,
    metadata: {},
  })),
});
const protocol = { minReaderVersion: 1, minWriterVersion: 2 };
const metaData = {
  id: '00000000-0000-0000-0000-000000000000',
  format: { provider: 'parquet', options: {} },
  schemaString,
  partitionColumns: ['day'],
  configuration: {},
  createdTime: 0,
};

/** A multiplicative hash in place of chance: the same log each time. */
const mixed = (i: number, span: number): number => ((i * 2_654_435_761) % 4_294_967_296) % span;

function addOf(i: number) {
  const day = `2026-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`;
  const first = mixed(i, 1_000_000);
  return {
    path: `day=${day}/part-${String(i).padStart(8, '0')}-${mixed(i, 1e9)}.c000.snappy.parquet`,
    partitionValues: { day },
    size: 1000 + mixed(i, 200_000_000),
    modificationTime: 1_767_225_600_000 + i,
    dataChange: true,
    stats: JSON.stringify({
      numRecords: 1000 + (i % 1000),
      minValues: { user: first, amount: first / 7, note: `note ${String(first).padStart(8, '0')}` },
      maxValues: { user: first + 50_000, amount: first / 7 + 90, note: `note ${String(first + 9).padStart(8, '0')}` },
      nullCount: { user: 0, amount: 3, note: i % 5 },
    }),
  };
}

const adds = [null, null, ...Array.from({ length: files }, (_, i) => addOf(i))];
const writer = new ByteWriter();
const leaf = (path: string, type: 'BYTE_ARRAY' | 'INT32' | 'INT64', utf8 = false) => ({
  name: path,
  type,
  repetition_type: 'OPTIONAL' as const,
  ...(utf8 ? { converted_type: 'UTF8' as const } : {}),
});
const group = (path: string, children: number) => ({
  name: path,
  num_children: children,
  repetition_type: 'OPTIONAL' as const,
});
const map = (path: string) => [
  { ...group(path, 1), converted_type: 'MAP' as const },
  { name: 'key_value', num_children: 2, repetition_type: 'REPEATED' as const },
  { ...leaf('key', 'BYTE_ARRAY', true), repetition_type: 'REQUIRED' as const },
  leaf('value', 'BYTE_ARRAY', true),
];
parquetWrite({
  writer,
  rowGroupSize: 50_000,
  schema: [
    { name: 'spark_schema', num_children: 3 },
    group('add', 5),
    leaf('path', 'BYTE_ARRAY', true),
    ...map('partitionValues'),
    leaf('size', 'INT64'),
    leaf('modificationTime', 'INT64'),
    leaf('stats', 'BYTE_ARRAY', true),
    group('protocol', 2),
    leaf('minReaderVersion', 'INT32'),
    leaf('minWriterVersion', 'INT32'),
    group('metaData', 3),
    leaf('id', 'BYTE_ARRAY', true),
    leaf('schemaString', 'BYTE_ARRAY', true),
    { ...group('partitionColumns', 1), converted_type: 'LIST' as const },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' as const },
    leaf('element', 'BYTE_ARRAY', true),
  ],
  columnData: [
    {
      name: 'add',
      data: adds.map(
        (add) => add && { ...add, size: BigInt(add.size), modificationTime: BigInt(add.modificationTime) },
      ),
    },
    { name: 'protocol', data: adds.map((_, i) => (i === 0 ? protocol : null)) },
    { name: 'metaData', data: adds.map((_, i) => (i === 1 ? metaData : null)) },
  ],
});
writeFileSync(name(checkpointVersion, 'checkpoint.parquet'), new Uint8Array(writer.getBuffer()));
writeFileSync(join(log, '_last_checkpoint'), JSON.stringify({ version: checkpointVersion, size: adds.length }));
for (let i = 0; i <= commits; i++) {
  const actions: unknown[] = [
    { commitInfo: { timestamp: 1_767_225_600_000 + i * 60_000, operation: 'WRITE', isolationLevel: 'Serializable' } },
    { add: addOf(files + i) },
  ];
  if (i > 0)
    actions.push({ remove: { path: addOf(i).path, deletionTimestamp: 0, dataChange: true, size: addOf(i).size } });
  // The checkpoint's own commit repeats what the checkpoint holds.
  if (i === 0) actions.splice(1, 1, { add: addOf(0) });
  writeFileSync(name(checkpointVersion + i, 'json'), `${actions.map((action) => JSON.stringify(action)).join('\n')}\n`);
}
