import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const readme = readFileSync(join(root, 'src/kernel/README.md'), 'utf8');
const programs = [...readme.matchAll(/^## ([^\n]+)\n(?:(?!^## ).)*?```ts\n(.*?)```\s+```text\n(.*?)```/gms)].map(
  ([, title, program, output]) => ({ title: title!, program: program!, output: output! }),
);

it('has a queue, a shared link, interrupts, warm-up and intervals', () => {
  expect(programs.map(({ title }) => title)).toEqual([
    'A queue: M/M/1',
    'A shared link',
    'A machine shop, with interrupts',
    'Warm-up and intervals',
  ]);
  expect(readme.match(/```ts/g)).toHaveLength(programs.length);
});

it.each(programs)('prints what the README says: $title', ({ program, output }) => {
  const source = (folder: string) => JSON.stringify(new URL(`../../../src/${folder}/index.ts`, import.meta.url).href);
  const seedrandom = pathToFileURL(createRequire(import.meta.url).resolve('seedrandom')).href;
  const fromSource = program
    .replace("'lakesim/kernel'", source('kernel'))
    .replace("'lakesim/statistics'", source('statistics'))
    .replace("'seedrandom'", JSON.stringify(seedrandom));
  const folder = mkdtempSync(join(tmpdir(), 'lakesim-readme-'));
  try {
    const file = join(folder, 'example.mts');
    writeFileSync(file, fromSource);
    const printed = execFileSync(process.execPath, ['--import', 'tsx', file], { cwd: root, encoding: 'utf8' });
    expect(printed).toBe(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
