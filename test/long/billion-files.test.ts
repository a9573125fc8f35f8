/** Memory of a billion files: half a minute. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./_billion-files.ts', import.meta.url));
const measured = (tables: number): { files: number; bytes: number } =>
  JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', script, String(tables)], { encoding: 'utf8' }));

it('is less than a GB for a file a second through a year in a thousand tables, of ever new sizes', () => {
  const { files, bytes } = measured(1000);
  expect(files).toBe(1000 * 8760 * 3600);
  expect(bytes).toBeLessThan(1e9);
});
