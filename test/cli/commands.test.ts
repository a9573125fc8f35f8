/** The commands that run nothing, as processes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../src/version.ts';
import { lakesim, root, temporaryFolder } from './_program.ts';

const folder = temporaryFolder();

describe('help and version', () => {
  it('the version is that of the package', async () => {
    const stated = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
    expect(version).toBe(stated);
    expect(await lakesim(['--version'])).toMatchObject({ code: 0, stdout: `${stated}\n`, stderr: '' });
  });

  it('help goes to stdout; without a command it goes to stderr and is exit 2', async () => {
    const asked = await lakesim(['--help']);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(await lakesim([])).toMatchObject({ code: 2, stdout: '', stderr: asked.stdout });
  });

  it('help of a command stands before anything that the line gets wrong', async () => {
    const run = await lakesim(['run', '--nonsense', '--help'], { env: { LC_ALL: 'de_DE.UTF-8' } });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('Usage: lakesim run FILE... [options]');
  });
});

describe('validate', () => {
  it('says of every bundled scenario that it is fine', async () => {
    const files = readdirSync(join(root, 'scenarios')).filter((name) => name.endsWith('.yaml'));
    const run = await lakesim(['validate', ...files.map((name) => `scenarios/${name}`)]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.trim().split('\n')).toHaveLength(files.length);
  });

  it('--json says which files are fine and what is wrong with the others', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'lakesim: 1\ntitel: x\n');
    const run = await lakesim(['validate', 'small-files', 'wrong.yaml', '--json'], { cwd: folder });
    expect(run.code).toBe(2);
    const { ok, files } = JSON.parse(run.stdout);
    expect(ok).toBe(false);
    expect(files[0]).toMatchObject({ file: 'small-files', ok: true, designs: ['many_small', 'one_large'] });
    expect(files[1]).toMatchObject({ file: 'wrong.yaml', ok: false });
    expect(files[1].issues.some((issue: { line: number }) => issue.line === 2)).toBe(true);
  });
});

describe('init', () => {
  it('writes a scenario that is valid and runs', async () => {
    const run = await lakesim(['init', 'fresh'], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await lakesim(['validate', 'fresh.yaml'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
    const answer = await lakesim(['run', 'fresh.yaml', '--replications', '2', '--format', 'json'], { cwd: folder });
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(answer.stdout).toMatch(/Many small files take at least twice/);
  });

  it('leaves an existing file alone', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'mine\n');
    const run = await lakesim(['init', 'mine.yaml', '--json'], { cwd: folder });
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout).issues[0]).toMatchObject({ code: 'exists', file: 'mine.yaml' });
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('mine\n');
  });
});

describe('list', () => {
  it('names the bundled scenarios with their questions, and the profiles', async () => {
    const run = await lakesim(['list']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^ {2}small-files +How much faster is one large object/m);
    expect(run.stdout).toMatch(/^ {2}textbook /m);
  });

  it('--json is one document', async () => {
    const { scenarios, profiles } = JSON.parse((await lakesim(['list', '--json'])).stdout);
    expect(scenarios.map(({ name }: { name: string }) => name)).toContain('small-files');
    expect(profiles.storage.map(({ name }: { name: string }) => name)).toContain('s3-standard');
  });
});

describe('explain', () => {
  it('shows each value with origin and source, those that differ first', async () => {
    const run = await lakesim(['explain', 'small-files', '--set', 'files=500']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/read\.objects +many_small +500 +derived/);
    expect(run.stdout).toMatch(/client\.connections +1 +given/);
    expect(run.stdout).toMatch(/storage\.close +5 ms +default +textbook: /);
    expect(run.stdout.indexOf('differ between designs')).toBeLessThan(run.stdout.indexOf('all designs share'));
  });

  it('--json has the inputs of each design', async () => {
    const data = JSON.parse((await lakesim(['explain', 'small-files', '--json'])).stdout);
    expect(data.differing).toContain('read.objects');
    expect(data.designs.one_large.inputs[0]).toHaveProperty('origin');
  });
});

describe('schema', () => {
  it.each(['scenario', 'results'])('prints the JSON Schema of %s', async (which) => {
    const run = await lakesim(['schema', which]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toHaveProperty('properties');
  });
});
