import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, commitName, deltaTable, lines, metaData, protocol, tableWith } from '../inspect/_table.ts';
import { lakesim } from './_program.ts';

describe('lakesim inspect', () => {
  it('says first how many files there are and how many are small', async () => {
    const { code, stdout } = await lakesim(['inspect', deltaTable([add('a', 2 ** 28)], [add('b', 1000)])]);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\u00a0', ' ')).toContain('2 files, 268 MB, 50% of them below 128 MiB');
  });

  it('prints its contract with --json, the same bytes each time', async () => {
    const table = deltaTable([add('a', 7)]);
    const [one, two] = [await lakesim(['inspect', table, '--json']), await lakesim(['inspect', table, '--json'])];
    expect(one.stdout).toBe(two.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({
      format: 'delta',
      version: 1,
      liveFiles: 1,
      liveBytes: 7,
      partitions: null,
      tombstones: 0,
      deletionVectors: 0,
    });
    expect(JSON.parse(one.stdout).sizeHistogram[0]).toEqual({ fromBytes: 0, toBytes: 16384, files: 1, bytes: 7 });
  });

  it('ends with 2 and the place where a commit is broken, and no stack', async () => {
    const table = tableWith({ [commitName(0)]: `${lines([protocol, metaData])}{"add":` });
    const { code, stdout, stderr } = await lakesim(['inspect', table]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${commitName(0)}:3:1`);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect((await lakesim(['inspect', join(table, 'nowhere')])).code).toBe(2);
  });

  it('prints no escape sequence of a name and changes nothing in the table', async () => {
    const table = deltaTable([{ commitInfo: { operation: '\u001b[31mWRITE' } }, add('a')]);
    const before = readdirSync(join(table, '_delta_log')).map((name) =>
      readFileSync(join(table, '_delta_log', name), 'utf8'),
    );
    const { code, stdout } = await lakesim(['inspect', table]);
    expect(code).toBe(0);
    expect(stdout).toContain('WRITE');
    expect(stdout).not.toContain('\u001b');
    expect(
      readdirSync(join(table, '_delta_log')).map((name) => readFileSync(join(table, '_delta_log', name), 'utf8')),
    ).toEqual(before);
  });
});
