/** The measured rows as data: none forgotten, roles as they were fixed, inputs only what sources state. */
import { describe, expect, it } from 'vitest';
import { measuredOf, profileOf, readGroups, valueIds } from '../../scripts/validation/read-rows.ts';
import { scenarioOf } from '../../scripts/validation/run-case.ts';
import { parseScenario } from '../../src/index.ts';

const groups = readGroups();
const rows = groups.flatMap((group) => group.rows);
const span = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `C${String(from + i).padStart(2, '0')}`);

const all = [
  ...span(1, 18),
  ...span(20, 32),
  ...span(40, 44),
  ...span(50, 61),
  ...span(70, 88),
  ...span(101, 142).filter((id) => id !== 'C134'),
  ...span(200, 209),
  ...span(300, 308),
  ...span(310, 315),
];
const setting = [
  ...[...span(1, 5), ...span(50, 53), 'C60', 'C73', 'C108'],
  ...['C200', 'C206', 'C300', 'C305', 'C308'],
];
const excluded = [
  ...['C106', 'C107', 'C113', 'C120', 'C125', 'C130', 'C132', 'C133', 'C135', 'C136', 'C141'],
  ...['C16', 'C17', ...span(55, 59), 'C61', 'C74', 'C75', ...span(77, 84), ...span(86, 88)],
  ...['C204', 'C209', 'C314', 'C315'],
];

/** All that a row may say to the client: what a source states of its machine and threads. */
const clientKeys = ['cold', 'connections', 'instance', 'machines', 'nic'];
/** To HDFS: what lies in it, in which blocks, and how it is listed. */
const storageKeys = ['blockSize', 'locations', 'stored', 'storedObjects'];
/** To what writes a table: how often, and how many files at once. */
const streamKeys = ['interval', 'profile', 'writers'];
/** To a table and a cluster: what there is, and with what it is read. */
const tableKeys = [
  ...['catalog', 'columnCount', 'directories', 'files', 'fileSize', 'profile', 'size', 'name'],
  // What lies in it: rows and columns, their order, and how it is changed.
  ...[
    'autoCompact',
    'changes',
    'commit',
    'columns',
    'compression',
    'encoding',
    'codec',
    'layout',
    'orderBy',
    'partitionSpan',
    'rowSize',
    'statistics',
  ],
];
const computeKeys = [
  ...['adaptive', 'cores', 'connector', 'driver', 'instance', 'profile', 'size', 'sparkVersion', 'workers'],
];
/** To a database: its machines and disks, and how it is set. */
const databaseKeys = [
  ...['disk', 'diskType', 'instance', 'loadStreams', 'nodes', 'profile', 'walSpace', 'workMemory', 'workers'],
];
const workloadKeys = [
  ...['after', 'arrivals', 'batch', 'count', 'direction', 'objects', 'parallel', 'parallelParts', 'partSize'],
  ...['prefixes', 'size', 'until', 'name', 'at', 'from', 'projection', 'scan'],
  ...['records', 'recordSize', 'every', 'overlap', 'when', 'target', 'write'],
  ...['table', 'where', 'recent', 'rowsPerKey', 'by', 'keys', 'inserts', 'into', 'source', 'partitions', 'delay'],
  ...['pick', 'minFiles', 'times', 'retain', 'parallel', 'tasks', 'output', 'cpu', 'shuffle'],
];

describe('the measured rows', () => {
  it('are all there, each once', () => {
    expect(rows.map(({ id }) => id).sort()).toEqual([...all].sort());
  });

  it('have the roles that were fixed beforehand', () => {
    const role = (id: string) => (setting.includes(id) ? 'set' : excluded.includes(id) ? 'excluded' : 'check');
    expect(Object.fromEntries(rows.map((row) => [row.id, row.role]))).toEqual(
      Object.fromEntries(all.map((id) => [id, role(id)])),
    );
  });

  it.each(rows.filter(({ role }) => role === 'excluded').map((row) => [row.id, row] as const))(
    '%s is left out with a reason',
    (_, { reason }) => {
      expect(reason!.length).toBeGreaterThan(20);
    },
  );

  it.each(rows.map((row) => [row.id, row] as const))('%s says only what its source states', (_, row) => {
    for (const each of row.cases) {
      for (const key of Object.keys(each.client ?? {})) expect(clientKeys).toContain(key);
      for (const key of Object.keys(each.stream ?? {})) expect(streamKeys).toContain(key);
      for (const key of Object.keys(each.table ?? {})) expect(tableKeys).toContain(key);
      for (const { table } of each.also ?? []) for (const key of Object.keys(table!)) expect(tableKeys).toContain(key);
      for (const key of Object.keys(each.compute ?? {})) expect(computeKeys).toContain(key);
      for (const key of Object.keys(each.database ?? {})) expect(databaseKeys).toContain(key);
      for (const activity of each.workload) {
        for (const block of Object.values(activity)) {
          for (const key of Object.keys(block)) expect(workloadKeys).toContain(key);
        }
      }
      // A latency, a rate or a limit of the store comes from its profile alone.
      for (const key of Object.keys(each.storage ?? {})) expect(row.class === 'hdfs' ? storageKeys : []).toContain(key);
    }
  });

  it.each(rows.flatMap((row) => row.cases.map((each, i) => [`${row.id}, case ${i + 1}`, row, each] as const)))(
    '%s runs, or says why not',
    async (_, row, each) => {
      if (each.notRun !== undefined) {
        expect(each.notRun.length).toBeGreaterThan(10);
        return;
      }
      const read = await parseScenario('row', scenarioOf(row, each));
      expect(read.ok ? [] : read.issues).toEqual([]);
    },
  );

  it('give every value an id of its own and a number with a unit', () => {
    const ids = rows.flatMap(valueIds);
    expect(new Set(ids).size).toBe(ids.length);
    for (const value of rows.flatMap((row) => row.cases.flatMap(({ values }) => values))) {
      const { value: number, unit } = measuredOf(value);
      expect(number).toBeGreaterThan(0);
      expect(['s', 'B/s', '1/s', '1']).toContain(unit);
    }
  });

  it.each([
    ['s3-standard', 2019, 's3-standard-2019'],
    ['s3-standard', 2023, 's3-standard'],
    ['s3-standard', 2026, 's3-standard'],
    ['s3-express-one-zone', 2026, 's3-express-one-zone'],
  ])('%s of %i runs with the profile %s', (service, year, profile) => {
    expect(profileOf(service, year)).toBe(profile);
  });
});
