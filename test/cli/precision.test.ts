/** `run.precision` and `run.warmUp` as users meet them: in the terminal, in the report, in the messages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/results/index.ts';
import { lakesim, type Run, temporaryFolder } from './_program.ts';

const folder = temporaryFolder();
const scenario = (run: string): string => `lakesim: 1
title: One connection or two
question: How long does a request wait?
defaults:
  storage: s3-standard
  workload:
    - read:
        arrivals: 8 /s
        objects: 1
        size: 1 kB
designs:
  one: { client: { connections: 1 } }
  two: { client: { connections: 2 } }
run:
${run}
claims:
  - { id: shorter, says: The queue is shorter, value: one.read.latency / two.read.latency, expect: "> 1" }
`;
let run: Run;
let results: Results;

beforeAll(async () => {
  writeFileSync(join(folder, 'queue.yaml'), scenario('  precision: 10%\n  horizon: 5 min\n  warmUp: 30 s'));
  run = await lakesim(['run', 'queue.yaml', '--out', 'out'], { cwd: folder });
  results = JSON.parse(readFileSync(join(folder, 'out/results.json'), 'utf8')) as Results;
});

describe('a run with a precision and a warm-up', () => {
  it('says in the terminal how many replications there were, and why no more', () => {
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { n } = results.replications;
    expect(results.replications).toMatchObject({ stoppedBy: 'precision', precision: 0.1, asked: 1000 });
    // Lines are broken where the terminal ends.
    expect(run.stdout.replace(/\s+/g, ' ')).toContain(`${n} replications, until every claim was known to ±10%`);
    for (const line of run.stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says it in the report and in its Markdown, with the warm-up', () => {
    const { n } = results.replications;
    for (const file of ['report.html', 'report.md']) {
      const text = readFileSync(join(folder, 'out', file), 'utf8').replaceAll('\u00a0', ' ');
      expect(text).toContain(`${n} replications, until every claim was known to ±10%`);
      expect(text).toMatch(/warm-up (<span[^>]*>)?30 s/);
      expect(text).toContain('bills cover the whole run');
    }
    expect(results.designs.one!.warmUp).toEqual({ method: 'given', seconds: 30 });
  });

  it('can be verified', async () => {
    const verified = await lakesim(['verify', 'out/results.json'], { cwd: folder });
    expect(verified.code).toBe(0);
  });

  it('is explained before it is run', async () => {
    const explained = await lakesim(['explain', 'queue.yaml'], { cwd: folder });
    expect(explained.stdout).toContain(
      'seed 1, precision 10% (at most 1000 replications), horizon 5 min, warm-up 30 s',
    );
  });

  it('is replaced by --replications', async () => {
    const args = ['run', 'queue.yaml', '--replications', '3', '--json', '--format', 'json', '--out', 'three'];
    const fixed = JSON.parse((await lakesim(args, { cwd: folder })).stdout) as Results;
    expect(fixed.replications).toEqual({ n: 3, asked: 3, stoppedBy: 'count' });
  });

  it('warns with a remedy where the precision is out of reach', async () => {
    const limits = '  precision: 0.1%\n  horizon: 1 min\n  limits: { replications: 10 }';
    writeFileSync(join(folder, 'tight.yaml'), scenario(limits));
    const tight = await lakesim(['run', 'tight.yaml', '--out', 'tight'], { cwd: folder });
    expect(tight.code).toBe(0);
    const said = tight.stdout.replace(/\s+/g, ' ');
    expect(said).toContain('10 replications, the most allowed: not every claim is known to ±0.1%');
    expect(said).toMatch(/After 10 replications, all that run\.limits\.replications allows, shorter is known to ±/);
  });
});

describe('wrong input', () => {
  it('names line, column and remedy: both a precision and replications, a warm-up without a horizon', async () => {
    writeFileSync(join(folder, 'both.yaml'), scenario('  precision: 2%\n  replications: 5\n  warmUp: auto'));
    const wrong = await lakesim(['validate', 'both.yaml'], { cwd: folder });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('both.yaml:15:3  run.precision');
    expect(wrong.stderr).toContain('take run.replications out');
    expect(wrong.stderr).toContain('both.yaml:17:11  run.warmUp');
    expect(wrong.stderr).toContain('needs a horizon');
  });
});
