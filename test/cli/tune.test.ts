/** `lakesim run` of a scenario with a wish, as a process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Results, readResults } from '../../src/results/index.ts';
import { filesIn, lakesim, type Run, temporaryFolder } from './_program.ts';

const scenario = `lakesim: 1
title: Which objects
question: Which object size and how many connections are cheapest within ten seconds?
parameters: { total: 100 MB, size: 1 MB, connections: 4 }
defaults:
  storage: textbook
  client: { connections: =connections, keepAlive: true }
  workload: [ { read: { objects: =ceil(total / size), size: =size } } ]
designs:
  lake: {}
run: { seed: 7 }
sweep: { axes: { size: [100 kB, 1 MB, 10 MB], connections: [1, 4, 16] } }
tune:
  minimize: [read.requests, read.makespan]
  subjectTo: [ { value: read.makespan, expect: < 1 s } ]
`;

const folder = temporaryFolder();
let first: Run;
const resultsIn = (name: string): Results => {
  const read = readResults(readFileSync(join(folder, name, 'results.json'), 'utf8'));
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.results;
};

beforeAll(async () => {
  writeFileSync(join(folder, 'wish.yaml'), scenario);
  first = await lakesim(['run', 'wish.yaml', '--out', 'one', '--workers', '1'], { cwd: folder });
});

describe('run with a wish', () => {
  it('prints the recommendation, within 80 columns and 24 lines', () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout.replace(/\s+/g, ' ')).toContain(
      resultsIn('one').answer.sentence.replaceAll('**', '').replaceAll('\u00a0', ' '),
    );
    const lines = first.stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('recommends what keeps the limit with the fewest requests', () => {
    const { tune } = resultsIn('one');
    const { candidates, recommended } = tune!;
    expect(candidates).toHaveLength(9);
    const best = candidates[recommended!]!;
    for (const { feasible, objectives } of candidates)
      if (feasible === 'yes') expect(objectives[0]!.value).toBeGreaterThanOrEqual(best.objectives[0]!.value!);
    expect(best.constraints[0]!.value).toBeLessThan(1);
    expect(best.settings.map(({ address }) => address)).toEqual(['size', 'connections']);
  });

  it('draws the front first and writes the candidates as a table', () => {
    const files = filesIn(join(folder, 'one'));
    expect(files).toEqual(expect.arrayContaining(['charts/front.svg', 'tables/tune.csv']));
    const page = readFileSync(join(folder, 'one/report.html'), 'utf8');
    expect(page.indexOf('id="front"')).toBeLessThan(page.indexOf('id="tune"'));
    const csv = readFileSync(join(folder, 'one/tables/tune.csv'), 'utf8').trimEnd().split('\n');
    expect(csv).toHaveLength(10);
    expect(csv[0]).toBe(
      'verdict,design,size,connections,read.requests,read.requests_low,read.requests_high,read.makespan,read.makespan_low,read.makespan_high,read.makespan < 1 s,feasible,front,tied,as_it_stands',
    );
    expect(csv[1]).toMatch(/^recommended,lake,/);
  });

  it('lets the first chart that the scenario asks for stand before the front', async () => {
    writeFileSync(join(folder, 'charts.yaml'), `${scenario}charts: [ { y: read.makespan, x: connections } ]\n`);
    await lakesim(['run', 'charts.yaml', '--out', 'charts', '--quiet'], { cwd: folder });
    const page = readFileSync(join(folder, 'charts/report.html'), 'utf8');
    expect(page.indexOf('id="asked-chart-1"')).toBeLessThan(page.indexOf('id="tune"'));
    expect(page.indexOf('id="front"')).toBeGreaterThan(page.indexOf('id="tune"'));
  });

  it('gives the same bytes with more workers, and verifies', async () => {
    await lakesim(['run', 'wish.yaml', '--out', 'two', '--workers', '2', '--quiet'], { cwd: folder });
    const bytes = (name: string): string => readFileSync(join(folder, name, 'results.json'), 'utf8');
    expect(bytes('two')).toBe(bytes('one'));
    expect((await lakesim(['verify', 'one'], { cwd: folder })).stdout).toBe('same  one: byte for byte\n');
  });

  it('answers a mistake in the wish with its place, and writes nothing', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), scenario.replace('read.requests,', 'read.request,'));
    const run = await lakesim(['run', 'wrong.yaml'], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('wrong.yaml:14:14');
    expect(run.stderr).toContain('did you mean read.requests?');
  });
});
