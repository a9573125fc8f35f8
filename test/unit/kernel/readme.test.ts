import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it("the README's program prints what the README says", () => {
  const readme = readFileSync(join(root, 'src/kernel/README.md'), 'utf8');
  const [, program, output] = /```ts\n(.*?)```\s+```text\n(.*?)```/s.exec(readme)!;
  const seedrandom = pathToFileURL(createRequire(import.meta.url).resolve('seedrandom')).href;
  const fromSource = program!
    .replace("'lakesim/kernel'", JSON.stringify(new URL('../../../src/kernel/index.ts', import.meta.url).href))
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
