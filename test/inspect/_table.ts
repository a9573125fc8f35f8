/** Small tables written for one test each. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

export const protocol = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
export const metaData = {
  metaData: {
    id: 'a',
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify({
      type: 'struct',
      fields: [{ name: 'x', type: 'long', nullable: true, metadata: {} }],
    }),
    partitionColumns: [],
    configuration: {},
  },
};

export const add = (path: string, size = 100, more: object = {}) => ({
  add: { path, size, partitionValues: {}, modificationTime: 0, dataChange: true, ...more },
});
export const remove = (path: string, more: object = {}) => ({ remove: { path, dataChange: true, ...more } });
export const commitName = (version: number): string => `_delta_log/${String(version).padStart(20, '0')}.json`;
export const lines = (actions: readonly object[]): string =>
  actions.map((action) => `${JSON.stringify(action)}\n`).join('');

/** A folder with these files; gone after the tests. */
export function tableWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lakesim-inspect-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Commits from version 0 on; the first gets protocol and metaData. */
export function deltaTable(...commits: (readonly object[])[]): string {
  return tableWith(
    Object.fromEntries(
      commits.map((actions, i) => [commitName(i), lines(i === 0 ? [protocol, metaData, ...actions] : actions)]),
    ),
  );
}
