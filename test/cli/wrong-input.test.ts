/** Whatever is wrong with a scenario: exit 2, the place, what to do, no stack, nothing written. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lakesim, temporaryFolder } from './_program.ts';

/** A scenario with nothing wrong; each case replaces one piece of it. */
const good = `lakesim: 1
title: Wrong on purpose
question: What does the program say?
parameters:
  files: 10
  size: 1 kB
defaults:
  storage: textbook
  client:
    connections: 1
designs:
  many:
    workload:
      - read:
          objects: =files
          size: =size
  one:
    workload:
      - read:
          objects: 1
          size: =files * size
run:
  seed: 1
  replications: 1
claims:
  - id: faster
    says: one is faster
    value: many.read.makespan / one.read.makespan
    expect: "> 1"
`;

/** What is replaced by what; then the line and column that are named, and words that must be said. */
const cases: [name: string, from: string, to: string, place: string, says: RegExp][] = [
  ['an unknown key', '    connections: 1', '    connections: 1\n    colour: red', '11:5', /colour/],
  ['a misspelt key', 'connections: 1', 'conections: 1', '10:5', /connections/],
  ['a misspelt profile', 'storage: textbook', 'storage: textbok', '8:12', /textbook/],
  ['a bare number', 'size: =size', 'size: 1000', '16:17', /1 MB|kB/],
  ['a unit of another kind', 'size: 1 kB', 'size: 1 s', '', /size/],
  ['a negative size', 'size: 1 kB', 'size: -1 kB', '', /size/],
  ['no connections at all', 'connections: 1', 'connections: 0', '10:18', /connections/],
  ['an empty sweep', 'run:', 'sweep:\n  axes: {}\nrun:', '23:9', /axes|axis/],
  ['an axis without values', 'run:', 'sweep:\n  axes:\n    files: []\nrun:', '24:12', /files|value/],
  ['a metric that is not there', 'many.read.makespan /', 'many.read.makspan /', '28:12', /makespan/],
  ['a design that is not there', 'many.read.makespan /', 'mny.read.makespan /', '28:12', /many/],
  ['division by zero in a claim', '/ one.read.makespan', '/ 0', '28:12', /zero/],
  ['parameters in a circle', 'files: 10', 'files: =other + 1\n  other: =files', '', /circle|cycle/],
  ['YAML that is none', 'connections: 1', 'connections: [1', '', /YAML/],
  ['a duplicate key', '  seed: 1', '  seed: 1\n  seed: 2', '24:3', /twice/],
  ['an expression that reaches outside', 'objects: =files', 'objects: =process.exit(0)', '15:20', /process/],
  ['an expression that would hang', 'objects: =files', 'objects: =zeros(1e9, 1e9)', '15:20', /zeros/],
  ['an expression that assigns', 'objects: =files', 'objects: =files = 3', '15:20', /=/],
  ['a function of its own', 'objects: =files', 'objects: =f(x) = f(x)', '15:20', /./],
  ['replications 0 in the file', 'replications: 1', 'replications: 0', '24:17', /replications/],
  ['no design at all', 'designs:', 'baseline: many\n#', '', /design/],
  ['another version of the language', 'lakesim: 1', 'lakesim: 2', '1:10', /1/],
];

const folder = temporaryFolder();

describe('a scenario that is wrong', () => {
  it('is not so before the mistake is made', async () => {
    const file = join(folder, 'good.yaml');
    writeFileSync(file, good);
    expect(await lakesim(['validate', 'good.yaml'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(cases)('%s: is refused at its place', async (name, from, to, place, says) => {
    const text = good.replace(from, to);
    expect(text).not.toBe(good);
    const file = `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.yaml`;
    writeFileSync(join(folder, file), text);
    const before = readdirSync(folder);
    const run = await lakesim(['run', file], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/\.yaml:\d+:\d+/);
    expect(run.stderr).toContain(`${file}:${place}`);
    expect(run.stderr).toMatch(says);
    expect(run.stderr).not.toMatch(/^ {4}at /m);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('aliases that multiply are refused before they fill the memory', async () => {
    const levels = 'abcdefghi'.split('').map((letter, i, all) => {
      const items = i === 0 ? Array(9).fill('x') : Array(9).fill(`*${all[i - 1]}`);
      return `${letter}: &${letter} [${items.join(', ')}]`;
    });
    writeFileSync(join(folder, 'bomb.yaml'), `lakesim: 1\n${levels.join('\n')}\n`);
    const run = await lakesim(['run', 'bomb.yaml'], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/bomb\.yaml:\d+:\d+/);
    expect(run.stderr).toMatch(/alias/);
  });

  it('all mistakes of all files are reported at once', async () => {
    writeFileSync(join(folder, 'a.yaml'), good.replace('connections', 'conections').replace('textbook', 'textbok'));
    writeFileSync(join(folder, 'b.yaml'), good.replace('size: =size', 'size: 1000'));
    const run = await lakesim(['run', 'a.yaml', 'b.yaml'], { cwd: folder });
    expect(run.code).toBe(2);
    for (const place of ['a.yaml:8:', 'a.yaml:10:', 'b.yaml:16:']) expect(run.stderr).toContain(place);
  });

  it('--json gives the same issues as data, on stdout', async () => {
    writeFileSync(join(folder, 'c.yaml'), good.replace('connections', 'conections'));
    const run = await lakesim(['run', 'c.yaml', '--json'], { cwd: folder });
    expect(run.code).toBe(2);
    const { ok, issues } = JSON.parse(run.stdout);
    expect(ok).toBe(false);
    expect(issues[0]).toMatchObject({ file: 'c.yaml', line: 10, column: 5 });
  });
});

describe('a command line that is wrong', () => {
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'scenarios/mine.yaml'), good);
  writeFileSync(join(folder, 'file.txt'), 'no scenario');
  const mine = 'scenarios/mine.yaml';

  const lines: [name: string, args: string[], says: RegExp][] = [
    ['no command', ['--json'], /--json/],
    ['an unknown command', ['rum', mine], /run/],
    ['an unknown option', ['run', mine, '--replication', '2'], /--replications/],
    ['no file', ['run'], /FILE/],
    ['a file too many', ['explain', mine, mine], /mine\.yaml/],
    ['a file that is missing', ['run', 'scenarios/mien.yaml'], /scenarios\/mine\.yaml/],
    ['a bundled name, misspelt', ['run', 'smal-files'], /small-files/],
    ['a folder given as a file', ['run', 'scenarios'], /scenarios\/mine\.yaml/],
    ['a file that is no scenario', ['run', 'file.txt'], /file\.txt/],
    ['an output folder that cannot be', ['run', mine, '--out', 'file.txt/report'], /file\.txt/],
    ['an output folder that is a file', ['run', mine, '--out', 'file.txt'], /file\.txt/],
    ['an output folder with foreign files', ['run', mine, '--out', 'scenarios'], /mine\.yaml/],
    ['the folder one stands in', ['run', mine, '--out', '.'], /--out/],
    ['--set on an unknown name', ['run', mine, '--set', 'fils=3'], /files/],
    ['--set with a value of another kind', ['run', mine, '--set', 'size=3 s'], /size/],
    ['--set without a value', ['run', mine, '--set', 'files'], /=/],
    ['--set twice for one name', ['run', mine, '--set', 'files=3', '--set', 'files=4'], /files/],
    ['--replications 0', ['run', mine, '--replications', '0'], /--replications/],
    ['--replications abc', ['run', mine, '--replications', 'abc'], /abc/],
    ['--seed -1', ['run', mine, '--seed', '-1'], /--seed/],
    ['--seed 1.5', ['run', mine, '--seed', '1.5'], /1\.5/],
    ['--seed without a number', ['run', mine, '--seed'], /--seed/],
    ['--workers 0', ['run', mine, '--workers', '0'], /--workers/],
    ['an unknown format', ['run', mine, '--format', 'htm'], /html/],
    ['PNG, which is not drawn', ['run', mine, '--format', 'png'], /svg/],
    ['two reports for one folder', ['run', mine, mine], /reports\/mine/],
    ['results that are missing', ['verify', 'nothing.json'], /nothing\.json/],
    ['results that are none', ['report', mine], /JSON/],
    ['an unknown schema', ['schema', 'result'], /results/],
    ['a folder that is not there', ['init', 'nowhere/mine'], /nowhere/],
  ];

  it.each(lines)('%s: exit 2, a short text, nothing written', async (_name, args, says) => {
    const before = readdirSync(folder, { recursive: true }).sort();
    const run = await lakesim(args, { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(says);
    expect(run.stderr).toMatch(/^error /);
    expect(run.stderr).not.toMatch(/^ {4}at /m);
    if (!args.includes('--json')) expect(run.stdout).toBe('');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('both mistakes of a command line are reported', async () => {
    const { stderr } = await lakesim(['run', mine, '--seed', 'x', '--workers', 'y'], { cwd: folder });
    expect(stderr).toMatch(/--seed/);
    expect(stderr).toMatch(/--workers/);
  });
});
