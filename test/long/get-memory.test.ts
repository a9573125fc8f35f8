/** Memory of whole GETs through pool, partition, first byte and network card: two minutes. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./_gets.ts', import.meta.url));
/** In a process of its own, whose garbage the next does not have to carry. */
const mostBytes = (gets: number): number =>
  Number(execFileSync(process.execPath, ['--import', 'tsx', script, String(gets)], { encoding: 'utf8' }));

it('is for a hundred million GETs within a tenth of what it is for a million', () => {
  const [few, many] = [mostBytes(1_000_000), mostBytes(100_000_000)];
  expect(many).toBeLessThan(1.1 * few);
});
