/** `lakesim run --spark-events DIR --trace FILE`, as processes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readApplication } from '../../src/replay/log/index.ts';
import { filesIn, lakesim, type Run, temporaryFolder } from './_program.ts';

const folder = temporaryFolder();
const spark = `lakesim: 1
title: Two clusters
question: How long does a query take?
defaults:
  storage: s3-standard
  table: { files: 60, fileSize: 4 MiB }
  compute: { profile: spark-emr, workers: 2, cores: 2 }
designs:
  plain: { workload: [ { query: { shuffle: 10% } } ] }
  many: { table: { files: 200, fileSize: 1 MiB }, workload: [ { query: { shuffle: 10% } } ] }
run: { replications: 2 }
`;
const reads = `lakesim: 1
title: Reads
question: How long?
defaults: { storage: textbook }
designs:
  one: { workload: [ { read: { objects: 10, size: 1 MB } } ] }
`;
const run = (...args: string[]): Promise<Run> => lakesim(['run', ...args], { cwd: folder });
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
/** Of the folder itself: what a run has left beside its files would be seen here. */
const names = (path = '.'): string[] => readdirSync(join(folder, path)).sort();

let first: Run;
beforeAll(async () => {
  writeFileSync(join(folder, 'two.yaml'), spark);
  writeFileSync(join(folder, 'reads.yaml'), reads);
  first = await run('two.yaml', '--spark-events', 'logs/mine', '--trace', 'two.json', '--format', 'json', '--out', 'a');
});

describe('run --spark-events --trace', () => {
  it('writes one log for each design and one trace, and says so', () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(names('logs/mine')).toEqual(['lakesim-two-many', 'lakesim-two-plain']);
    for (const file of ['logs/mine/lakesim-two-plain', 'logs/mine/lakesim-two-many', 'two.json']) {
      expect(first.stdout).toContain(`written   ${file}\n`);
    }
    expect(names()).toEqual(['a', 'logs', 'reads.yaml', 'two.json', 'two.yaml']);
    const application = readApplication([{ path: join(folder, 'logs/mine/lakesim-two-many'), shown: 'many' }]);
    expect(application.warnings).toEqual([]);
    expect(application.stages.length).toBe(2);
    const processes = JSON.parse(text('two.json')).filter(({ name }: { name: string }) => name === 'process_name');
    expect(processes.map(({ args }: { args: { name: string } }) => args.name)).toEqual(['two: plain', 'two: many']);
  });

  it('changes nothing in the report', async () => {
    const without = await run('two.yaml', '--format', 'json', '--out', 'b', '--quiet');
    expect(without.code).toBe(0);
    expect(text('b/results.json')).toBe(text('a/results.json'));
  });

  it('gives the same bytes again, in place of those that it wrote', async () => {
    const before = Object.fromEntries(
      ['logs/mine/lakesim-two-plain', 'logs/mine/lakesim-two-many', 'two.json'].map((file) => [file, text(file)]),
    );
    const again = await run(
      ...['two.yaml', '--spark-events', 'logs/mine', '--trace', 'two.json', '--format', 'json', '--out', 'c'],
      ...['--workers', '1', '--json'],
    );
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout).schema).toBe(1);
    for (const [file, content] of Object.entries(before)) expect(text(file)).toBe(content);
    expect(names('logs/mine')).toHaveLength(2);
  });

  it('traces what is no Spark, and several files into one trace', async () => {
    const both = await run(
      'reads.yaml',
      'two.yaml',
      '--trace',
      'sub/both.json',
      '--format',
      'json',
      '--out',
      'd',
      '--quiet',
    );
    expect(both).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const events: { ph: string; cat?: string; pid: number }[] = JSON.parse(text('sub/both.json'));
    expect(new Set(events.map(({ pid }) => pid))).toEqual(new Set([1, 2, 3]));
    expect(events.filter(({ cat, pid }) => cat === 'request' && pid === 1)).toHaveLength(10);
  });
});

describe('replay', () => {
  it('finds in a written log what was simulated', async () => {
    const replayed = await lakesim(['replay', 'logs/mine/lakesim-two-plain', '--json'], { cwd: folder });
    expect(replayed).toMatchObject({ code: 0, stderr: '' });
    const { applicationSeconds } = JSON.parse(replayed.stdout);
    // The same scheduler from the same tasks: milliseconds are rounded, and waits of the driver are taken from the log.
    expect(Math.abs(applicationSeconds.simulated / applicationSeconds.logged - 1)).toBeLessThan(0.01);
  });
});

describe('what cannot be written', () => {
  const refused = async (args: string[], message: RegExp): Promise<void> => {
    const before = filesIn(folder);
    const result = await run(...args, '--format', 'json', '--out', 'never');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^ {4}at /m);
    expect(filesIn(folder)).toEqual(before);
  };

  it('is an event log of a scenario without Spark', () =>
    refused(['reads.yaml', '--spark-events', 'logs/new'], /reads\.yaml.*--spark-events: no design.*could write that/s));

  it('is a log into a file, or a trace onto a folder', async () => {
    await refused(
      ['two.yaml', '--spark-events', 'reads.yaml'],
      /reads\.yaml.*this is a file, and a folder is expected/s,
    );
    await refused(['two.yaml', '--spark-events', 'reads.yaml/x'], /nothing can be written here: a part of the path/);
    await refused(['two.yaml', '--trace', 'logs'], /logs.*this is a folder, and a file is expected/s);
    expect(existsSync(join(folder, 'logs/new'))).toBe(false);
  });

  it("is what would replace somebody else's file", async () => {
    await refused(['two.yaml', '--trace', 'reads.yaml'], /reads\.yaml.*has not written.*left alone/s);
    expect(text('reads.yaml')).toBe(reads);
    mkdirSync(join(folder, 'theirs'));
    writeFileSync(join(folder, 'theirs/lakesim-two-many'), 'notes');
    await refused(['two.yaml', '--spark-events', 'theirs'], /lakesim-two-many.*has not written/s);
    expect(names('theirs')).toEqual(['lakesim-two-many']);
    expect(text('theirs/lakesim-two-many')).toBe('notes');
  });

  it('is what a run that is stopped would have written', async () => {
    writeFileSync(join(folder, 'budget.yaml'), spark.replace('run: {', 'run: { limits: { events: 1000 },'));
    await refused(['budget.yaml', '--spark-events', 'logs/budget', '--trace', 'budget.json'], /1,000 events/);
    expect(existsSync(join(folder, 'logs/budget'))).toBe(false);
    expect(existsSync(join(folder, 'budget.json'))).toBe(false);
  });

  it('is nothing without a place', async () => {
    await refused(['two.yaml', '--spark-events'], /--spark-events needs a value/);
    await refused(['two.yaml', '--trace', ''], /--trace needs a value/);
  });
});
