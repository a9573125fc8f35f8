/** `lakesim run` and what reads its results, as processes. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/results/index.ts';
import { filesIn, lakesim, type Run, root, temporaryFolder } from './_program.ts';

const folder = temporaryFolder();
const report = join(folder, 'reports/small-files');
let first: Run;

beforeAll(async () => {
  first = await lakesim(['run', 'small-files'], { cwd: folder });
});

describe('run', () => {
  it('prints the answer on stdout and nothing on stderr', () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('746.67×');
    expect(first.stdout).toContain('reports/small-files/report.html');
    expect(first.stdout).not.toContain('\u001b');
  });

  it('keeps to 80 columns and 24 lines where no terminal says otherwise', () => {
    const lines = first.stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('writes the report under the name of the file', () => {
    const files = filesIn(report);
    expect(files).toEqual(expect.arrayContaining(['report.html', 'report.md', 'results.json']));
    for (const pattern of [/^tables\/.*\.csv$/, /^charts\/.*\.svg$/, /^charts\/.*\.vl\.json$/]) {
      expect(files.some((file) => pattern.test(file))).toBe(true);
    }
    expect(filesIn(join(folder, 'reports')).every((file) => file.startsWith('small-files/'))).toBe(true);
  });

  it('gives the same bytes again, with another number of workers and in another time zone', async () => {
    const again = await lakesim(['run', 'small-files', '--out', 'again', '--workers', '1', '--quiet'], {
      cwd: folder,
      env: { TZ: 'Asia/Kathmandu', LC_ALL: 'de_DE.UTF-8' },
    });
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: '' });
    for (const file of ['results.json', 'report.md', 'report.html']) {
      expect(readFileSync(join(folder, 'again', file), 'utf8')).toBe(readFileSync(join(report, file), 'utf8'));
    }
  });

  it('--json prints results.json and nothing else', async () => {
    const run = await lakesim(['run', 'small-files', '--json', '--out', 'json', '--format', 'json'], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toBe(readFileSync(join(report, 'results.json'), 'utf8'));
  });

  it('several files give one document each in a list, and a folder each', async () => {
    cpSync(join(root, 'scenarios/small-files.yaml'), join(folder, 'copy.yaml'));
    const run = await lakesim(['run', 'small-files', 'copy.yaml', '--json', '--out', 'both', '--format', 'json'], {
      cwd: folder,
    });
    expect(run.code).toBe(0);
    const files = (JSON.parse(run.stdout) as Results[]).map(({ scenario }) => scenario.file);
    expect(files).toEqual(['small-files.yaml', 'copy.yaml']);
    expect(filesIn(join(folder, 'both'))).toEqual(['copy/results.json', 'small-files/results.json']);
  });

  it('with changes goes to a folder of its own and leaves the plain report alone', async () => {
    const before = readFileSync(join(report, 'results.json'), 'utf8');
    const args = ['run', 'small-files', '--set', 'client.connections=64', '--json', '--format', 'json'];
    const run = await lakesim(args, { cwd: folder });
    expect(run.code).toBe(0);
    const results = JSON.parse(run.stdout) as Results;
    expect(results.scenario.overrides.set).toEqual({ 'client.connections': '64' });
    const folders = new Set(filesIn(join(folder, 'reports')).map((file) => file.split('/')[0]!));
    const changed = [...folders].filter((name) => /^small-files@[0-9a-f]{8}$/.test(name));
    expect(changed).toHaveLength(1);
    expect(readFileSync(join(report, 'results.json'), 'utf8')).toBe(before);
    const other = await lakesim(['run', 'small-files', '--seed', '7', '--quiet', '--format', 'json'], { cwd: folder });
    expect(other.code).toBe(0);
    expect(new Set(filesIn(join(folder, 'reports')).map((file) => file.split('/')[0]!)).size).toBe(3);
  });

  it('--format writes what is asked for and nothing else', async () => {
    const run = await lakesim(['run', 'small-files', '--out', 'md', '--format', 'md'], { cwd: folder });
    expect(run.code).toBe(0);
    expect(filesIn(join(folder, 'md'))).toEqual(['report.md']);
    expect(run.stdout).toContain('md/report.md');
  });

  it('replaces a report as a whole: what the new one does not have is gone', async () => {
    const run = await lakesim(['run', 'small-files', '--out', 'md', '--format', 'json', '--quiet'], { cwd: folder });
    expect(run.code).toBe(0);
    expect(filesIn(join(folder, 'md'))).toEqual(['results.json']);
  });

  it('--strict exits with 3 if a claim is refuted, and the report is written all the same', async () => {
    const text = readFileSync(join(root, 'scenarios/small-files.yaml'), 'utf8');
    writeFileSync(join(folder, 'strict.yaml'), text.replace(/expect: .*\d.*$/m, 'expect: "> 100000"'));
    const run = await lakesim(['run', 'strict.yaml', '--strict', '--format', 'json'], { cwd: folder });
    expect(run).toMatchObject({ code: 3, stderr: '' });
    expect(run.stdout).toMatch(/✗ refuted/);
    expect(run.stdout).toContain('exit 3');
    expect(existsSync(join(folder, 'reports/strict/results.json'))).toBe(true);
    expect((await lakesim(['run', 'strict.yaml', '--quiet', '--format', 'json'], { cwd: folder })).code).toBe(0);
  });

  it('a budget that is exceeded is exit 2, and nothing is written', async () => {
    const text = readFileSync(join(root, 'scenarios/small-files.yaml'), 'utf8');
    writeFileSync(join(folder, 'budget.yaml'), text.replace(/^run:$/m, 'run:\n  limits:\n    events: 10'));
    const run = await lakesim(['run', 'budget.yaml'], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/event/);
    expect(run.stderr).not.toMatch(/^ {4}at /m);
    expect(existsSync(join(folder, 'reports/budget'))).toBe(false);
  });

  it('speaks ASCII where the locale asks for it, and colours only when told to', async () => {
    const args = ['run', 'small-files', '--out', 'ascii', '--format', 'json'];
    const ascii = await lakesim(args, { cwd: folder, env: { LC_ALL: 'C' } });
    expect(ascii.stdout).toMatch(/^[\x20-\x7e\n]*$/);
    expect(ascii.stdout).toContain('746.67x');
    const coloured = await lakesim(args, {
      cwd: folder,
      env: { FORCE_COLOR: '1' },
    });
    expect(coloured.stdout).toContain('\u001b[1m');
    const env = { FORCE_COLOR: '1', NO_COLOR: '1' };
    const plain = await lakesim(args, { cwd: folder, env });
    expect(plain.stdout).not.toContain('\u001b');
  });
});

describe('report', () => {
  it('draws the same report again from the results alone', async () => {
    const run = await lakesim(['report', 'reports/small-files', '--out', 'drawn'], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(join(folder, 'drawn'))).toEqual(filesIn(report));
    for (const file of filesIn(report)) {
      expect(readFileSync(join(folder, 'drawn', file), 'utf8')).toBe(readFileSync(join(report, file), 'utf8'));
    }
  });

  it('keeps the results when it draws one format in their own folder', async () => {
    cpSync(report, join(folder, 'kept'), { recursive: true });
    const run = await lakesim(['report', 'kept/results.json', '--format', 'md', '--json'], { cwd: folder });
    expect(JSON.parse(run.stdout)).toEqual({ ok: true, folder: 'kept', files: ['report.md', 'results.json'] });
    expect(filesIn(join(folder, 'kept'))).toEqual(['report.md', 'results.json']);
  });
});

describe('verify', () => {
  const copy = (name: string, change: (text: string) => string): string => {
    writeFileSync(join(folder, name), change(readFileSync(join(report, 'results.json'), 'utf8')));
    return name;
  };

  it('says so if the same bytes come out again', async () => {
    const run = await lakesim(['verify', 'reports/small-files'], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: 'same  reports/small-files: byte for byte\n' });
  });

  it('verifies a run that was changed on the command line', async () => {
    const changed = filesIn(join(folder, 'reports')).find(
      (file) => file.includes('@') && file.endsWith('results.json'),
    )!;
    const run = await lakesim(['verify', join('reports', changed), '--json'], { cwd: folder });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, compared: 'bytes', differences: [] });
  });

  it('names what differs', async () => {
    const file = copy('wrong.json', (text) => text.replace('"seed": 42', '"seed": 43'));
    const run = await lakesim(['verify', file], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('/seed: 43 in the file, 42 now');
  });

  it('compares within the intervals if the engine has other last digits, and says so', async () => {
    const file = copy('engine.json', (text) => text.replace(/"mathDigest": "[^"]+"/, '"mathDigest": "another"'));
    const run = await lakesim(['verify', file], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('another');
    expect(run.stdout).toContain('within the intervals');
    const json = JSON.parse((await lakesim(['verify', file, '--json'], { cwd: folder })).stdout);
    expect(json).toMatchObject({ ok: true, compared: 'intervals' });
  });

  it('does not trust a scenario that was changed inside the results', async () => {
    const file = copy('text.json', (text) => text.replace('lakesim: 1\\n', 'lakesim: 1\\n# changed\\n'));
    const run = await lakesim(['verify', file], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('digest');
  });
});

describe('compare', () => {
  it('shows what a change did to inputs, verdicts and numbers', async () => {
    const changed = filesIn(join(folder, 'reports'))
      .filter((file) => file.includes('@') && file.endsWith('results.json'))
      .map((file) => join('reports', file))
      .find((file) => readFileSync(join(folder, file), 'utf8').includes('"client.connections": "64"'))!;
    const run = await lakesim(['compare', 'reports/small-files', changed], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/many_small\.client\.connections +1 +64/);
    expect(run.stdout).toMatch(/confirmed, 746\.67× +refuted/);
    expect(run.stdout).toMatch(/many_small read makespan +56 s/);
    const json = JSON.parse(
      (await lakesim(['compare', 'reports/small-files', changed, '--json'], { cwd: folder })).stdout,
    );
    expect(Object.keys(json)).toEqual(['a', 'b', 'claims', 'metrics', 'inputs']);
  });
});
