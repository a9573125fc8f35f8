/** Sizes of commits and checkpoints as the profile delta has them, against logs that were really written. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/models/table/_create-log.ts';
import { countedStore } from '../unit/models/_log-store.ts';
import { fieldsOf, readProfile, typed } from '../unit/models/_profiles.ts';
import { tableValues } from '../unit/models/_table.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'delta-logs');
const tables = existsSync(folder) ? readdirSync(folder).filter((name) => !name.includes('.')) : [];

interface Action {
  readonly add?: { readonly path: string; readonly deletionVector?: object };
  readonly remove?: { readonly path: string };
}
interface RealCommit {
  readonly version: number;
  readonly bytes: number;
  readonly added: number;
  readonly removed: number;
  readonly marked: number;
}

/** A remove and an add of the same path mark it. */
const commitOf = (file: string, name: string): RealCommit => {
  const text = readFileSync(file, 'utf8');
  const actions = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = actions.map((line) => JSON.parse(line) as Action);
  const removes = new Set(parsed.flatMap(({ remove }) => (remove === undefined ? [] : [remove.path])));
  const adds = parsed.flatMap(({ add }) => (add === undefined ? [] : [add]));
  const marked = adds.filter(({ path, deletionVector }) => deletionVector !== undefined && removes.has(path)).length;
  return {
    version: Number(name.slice(0, 20)),
    bytes: statSync(file).size,
    added: adds.length - marked,
    removed: removes.size - marked,
    marked,
  };
};

const commitsOf = (table: string): RealCommit[] => {
  const log = join(folder, table, '_delta_log');
  const names = readdirSync(log).filter((name) => /^\d{20}\.json$/.test(name));
  return names.sort().map((name) => commitOf(join(log, name), name));
};

/** The log as the profile says it; or with the smallest or largest sizes of its commits and files. */
const logBy = (spread: 'value' | 'low' | 'high') => {
  const delta = readProfile('table/delta');
  const fields = fieldsOf(delta);
  const sizes = ['logCommit', 'logAction', 'logRemove', 'logMark', 'logCheckpoint', 'logCheckpointed'];
  const given = sizes.flatMap((key) => {
    const raw = delta.values?.[key]?.[spread];
    return raw === undefined ? [] : [[key, typed(fields[key]!, raw)]];
  });
  return createLog(tableValues('delta', Object.fromEntries(given)), countedStore().store);
};
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe.skipIf(tables.length === 0)('logs of real Delta tables (skipped without LAKESIM_REAL_DATA)', () => {
  const afterFirst = (table: string) => commitsOf(table).filter(({ version }) => version > 0);
  const logs = tables.filter((table) => afterFirst(table).length > 0);
  /** What the profile says for the actions of all commits but the first, which holds the schema, over their bytes. */
  const ratioOf = (table: string, spread: 'value' | 'low' | 'high' = 'value'): number => {
    const log = logBy(spread);
    const commits = afterFirst(table);
    return sum(commits.map((commit) => log.entryBytes(commit))) / sum(commits.map(({ bytes }) => bytes));
  };

  it('have commits of the predicted size to a hundredth, where they have its columns', () => {
    expect(afterFirst('ld-cnc-machining')).toHaveLength(80);
    // The size of an add is from this table, that of the rest of a commit from all of them.
    expect(ratioOf('ld-cnc-machining')).toBeCloseTo(1, 2);
  });

  it('have commits between its smallest and its largest sizes, whatever their columns', () => {
    expect(logs).toHaveLength(14);
    for (const table of logs) {
      expect(ratioOf(table, 'low'), table).toBeLessThan(1);
      expect(ratioOf(table, 'high'), table).toBeGreaterThan(1);
    }
  });

  it('have commits half to twice as large as predicted: statistics of one column or of fifteen', () => {
    const ratios = logs.map((table) => ratioOf(table));
    expect(Math.min(...ratios)).toBeCloseTo(0.496, 2);
    expect(Math.max(...ratios)).toBeCloseTo(2.062, 2);
  });

  /** Each checkpoint has all files of the commits before it, those removed among them. */
  const checkpointsOf = (table: string): { readonly predicted: number; readonly real: number }[] => {
    const log = join(folder, table, '_delta_log');
    const parts = readdirSync(log).filter((name) => /^\d{20}\.checkpoint\.(\d{10}\.\d{10}\.)?parquet$/.test(name));
    const versions = [...new Set(parts.map((name) => name.slice(0, 20)))].sort();
    const commits = commitsOf(table);
    return versions.map((name) => {
      const own = parts.filter((part) => part.startsWith(name));
      const before = commits.filter(({ version }) => version <= Number(name));
      const files = sum(before.map(({ added, marked }) => added + marked));
      const values = tableValues('delta', { checkpointPart: Math.ceil(files / own.length) });
      const written = createLog(values, countedStore().store);
      written.begin(files);
      return { predicted: written.bytes, real: sum(own.map((part) => statSync(join(log, part)).size)) };
    });
  };

  it('have checkpoints of the predicted size to 7 %, where they have its columns', () => {
    // The size of a file in a checkpoint is from this table's growth, that of the rest from tables of delta-io/delta.
    const ratios = checkpointsOf('ld-cnc-machining').map(({ predicted, real }) => predicted / real);
    expect(ratios).toHaveLength(8);
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.07);
  });

  it('have checkpoints up to twice as large as predicted, in tables that no size is from', () => {
    const ratioOfTable = (table: string): number => {
      const [{ predicted, real } = { predicted: 0, real: 1 }] = checkpointsOf(table);
      return predicted / real;
    };
    expect(ratioOfTable('kernel-v1-multipart-partitioned')).toBeCloseTo(0.776, 2);
    expect(ratioOfTable('rs-issue-1374')).toBeCloseTo(0.737, 2);
    // Fifteen columns, with statistics as structs.
    expect(ratioOfTable('rs-only-struct-stats')).toBeCloseTo(0.522, 2);
  });
});
