/** `lakesim fit latency` as users have it: from a file to a profile that a run draws from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lakesim, temporaryFolder } from './_program.ts';

it('writes a profile from measurements, and a run beside it takes its latencies', async () => {
  const cwd = temporaryFolder();
  const values = Array.from({ length: 200 }, (_, i) => 50 + i / 1000);
  writeFileSync(join(cwd, 'get.csv'), `latency_ms\n${values.join('\n')}\n`);
  const fitted = await lakesim(['fit', 'latency', 'get.csv', '--out', 'mine.yaml', '--unit', 'ms'], { cwd });
  expect([fitted.code, fitted.stderr]).toEqual([0, '']);
  expect(readFileSync(join(cwd, 'mine.yaml'), 'utf8')).toContain('profile: mine\n');

  const scenario = `lakesim: 1
title: t
question: q
designs:
  a: { storage: ./mine.yaml, client: { connections: 1 }, workload: [ { read: { objects: 100, size: 0 B } } ] }
run: { replications: 2 }
`;
  writeFileSync(join(cwd, 's.yaml'), scenario);
  const run = await lakesim(['run', 's.yaml', '--json'], { cwd });
  expect(run.code).toBe(0);
  const { mean } = JSON.parse(run.stdout).designs.a.metrics['read.makespan'];
  // 100 times 50.0 to 50.2 ms, and the opening of a connection: at most 60 ms for a warm client.
  expect(mean).toBeGreaterThan(5);
  expect(mean).toBeLessThan(5.1);
});

it('a bad value is exit 2, with its line and column on stderr and nothing on stdout', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'bad.csv'), 'latency_ms\n12\ntwelve\n');
  const { code, stdout, stderr } = await lakesim(['fit', 'latency', 'bad.csv'], { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('bad.csv:3:1  latency_ms: "twelve" is not a number');
});
