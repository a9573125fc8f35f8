import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madeTable } from '../inspect/_predict.ts';
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

  it('simulates upkeep where a cluster is named, says so first, and has it in --json', {
    timeout: 120_000,
  }, async () => {
    const table = madeTable({ files: 30, sizeBytes: 1e6 });
    const args = ['inspect', table, '--workers', '3', '--instance', 'm5.xlarge', '--replications', '2'];
    const { code, stdout } = await lakesim(args);
    expect(code).toBe(0);
    const [, , first = '', second = ''] = stdout.replaceAll('\u00a0', ' ').split('\n');
    expect(`${first} ${second}`).toMatch(
      /^OPTIMIZE would take [\d.]+ ±[\d.]+ s and \$[\d.]+ ±[\d.]+ on 3 x m5\.xlarge: 96\.7% of the files go/,
    );
    const { predictions } = JSON.parse((await lakesim([...args, '--json'])).stdout);
    expect(predictions).toMatchObject({
      cluster: { workers: 3, instance: 'm5.xlarge', isDefault: false },
      replications: 2,
      deletedBy: 'c0',
    });
    expect(predictions.operations.map(({ operation }: { operation: string }) => operation)).toContain('vacuum');
    expect(JSON.parse((await lakesim(['inspect', table, '--json'])).stdout).predictions).toBeNull();
  });

  it('writes a scenario that runs as it is, never over a file, and nothing where it cannot', {
    timeout: 120_000,
  }, async () => {
    const table = madeTable({ files: 30, sizeBytes: 1e6 });
    const cwd = tableWith({ 'mine.yaml': 'mine' });
    const written = await lakesim(['inspect', table, '--scenario', 'table.yaml'], { cwd });
    expect(written.code).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['mine.yaml', 'table.yaml']);
    const { code, stdout } = await lakesim(['run', 'table.yaml', '--replications', '2', '--json'], { cwd });
    expect(code).toBe(0);
    const { claims } = JSON.parse(stdout) as { claims: { id: string; value: number | null }[] };
    expect(claims.map(({ id }) => id)).toEqual(['scan_gets_faster', 'pays_for_itself', 'marking_is_cheaper']);
    for (const { id, value } of claims) expect(value, id).not.toBeNull();
    const again = await lakesim(['inspect', table, '--scenario', 'mine.yaml'], { cwd });
    expect([again.code, again.stdout]).toEqual([2, '']);
    expect(readFileSync(join(cwd, 'mine.yaml'), 'utf8')).toBe('mine');
  });

  it('says what it does not know of: an instance, a column, an empty table', { timeout: 60_000 }, async () => {
    const table = madeTable({ files: 3, sizeBytes: 1e6 });
    const instance = await lakesim(['inspect', table, '--instance', 'm5.2xlrge']);
    expect([instance.code, instance.stderr]).toEqual([2, expect.stringContaining('did you mean m5.2xlarge?')]);
    const column = await lakesim(['inspect', table, '--predict', '--by', 'c9']);
    expect([column.code, column.stderr]).toEqual([2, expect.stringContaining('no column "c9"')]);
    const empty = await lakesim(['inspect', deltaTable([]), '--predict']);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('no live files')]);
  });
});
