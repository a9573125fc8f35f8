/** A report folder is the old one or the new one, whenever the program is killed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn, lakesim, temporaryFolder } from './_program.ts';

function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

const quick = `lakesim: 1
title: Over in a moment
question: How long does one object take?
defaults: { storage: textbook }
designs:
  one: { workload: [ { read: { objects: 1, size: 1 MB } } ] }
`;

/** The report; between the two renames it stands beside, under the name from which the next run moves it back. */
function standing(folder: string): string {
  const names = readdirSync(folder);
  const name = names.find((each) => each === 'report') ?? names.find((each) => each.startsWith('.report.old-'));
  if (name === undefined) throw new Error(`neither the old report nor the new one: ${names.join(', ')}`);
  return join(folder, name);
}

it('is whole after kill -9 at any time, and the next run clears what was left beside it', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'report');
  writeFileSync(join(folder, 'quick.yaml'), quick);
  const runWith = (seed: string, killAfterMilliseconds?: number) =>
    lakesim(['run', 'quick.yaml', '--seed', seed, '--out', 'report', '--quiet', '--format', 'json,md,csv'], {
      cwd: folder,
      ...(killAfterMilliseconds === undefined ? {} : { killAfterMilliseconds }),
    });

  const start = process.hrtime.bigint();
  expect((await runWith('2')).code).toBe(0);
  const wholeMilliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const newer = contentOf(target);
  expect((await runWith('1')).code).toBe(0);
  const older = contentOf(target);
  expect(newer).not.toEqual(older);

  // From the last part of the run, where the files are written, backwards and forwards around its usual end.
  for (const share of [0.5, 0.75, 0.85, 0.92, 0.98, 1.02]) {
    await runWith('2', share * wholeMilliseconds);
    const found = contentOf(standing(folder));
    expect([older, newer]).toContainEqual(found);
  }
  expect((await runWith('1')).code).toBe(0);
  expect(contentOf(target)).toEqual(older);
  expect(readdirSync(folder)).toEqual(['quick.yaml', 'report']);
}, 120_000);
