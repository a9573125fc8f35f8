/**
 * The models against published measurements: each row of validation/*.yaml runs as a scenario, and reports/validation
 * shows what came out, misses as misses.
 *
 *     npm run validate-models               run all and write reports/validation
 *     npm run validate-models -- --json     run all, print the rows as one JSON document, write nothing
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderValidation } from '../src/report/validation/index.ts';
import { contractRows, runValidation } from './validation/assemble.ts';
import { readGroups } from './validation/read-rows.ts';

const words = process.argv.slice(2);
const unknown = words.filter((word) => word !== '--json');
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(' ')}; there is only --json\n`);
  process.exitCode = 2;
} else {
  await main(words.includes('--json'));
}

async function main(json: boolean): Promise<void> {
  const results = await runValidation(readGroups(), (id) => process.stderr.isTTY && process.stderr.write(`${id} `));
  if (json) {
    process.stdout.write(`${JSON.stringify(contractRows(results), null, 2)}\n`);
    return;
  }
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../reports/validation');
  mkdirSync(folder, { recursive: true });
  const files = await renderValidation(results);
  for (const { path, content } of files) writeFileSync(join(folder, path), content);
  process.stdout.write(files.find(({ path }) => path === 'report.md')!.content.split('\n## ')[0]!);
  process.stdout.write('The page is in reports/validation/index.html.\n');
}
