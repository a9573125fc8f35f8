/**
 * Writes everything that is generated and committed: the report of each bundled scenario, the verification of the kernel
 * (about a minute), the validation of the models (a minute), and the JSON Schemas.
 *
 *     npm run reports               write them
 *     npm run reports -- --check    compare instead: exit 1 if results.json, report.md or a schema would change
 *     npm run reports -- NAME...    only these scenarios, or `verification`, or `validation`
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dispatch } from '../src/cli/dispatch.ts';
import { createIo } from '../src/cli/io.ts';
import { bundledScenarios } from '../src/cli/package-root.ts';
import { renderValidation } from '../src/report/validation/index.ts';
import { resultsJsonSchema } from '../src/results/index.ts';
import { scenarioJsonSchema } from '../src/scenario/index.ts';
import { runValidation } from './validation/assemble.ts';
import { readGroups } from './validation/read-rows.ts';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const words = process.argv.slice(2);
/** The folder of the kernel's verification, which is no scenario. */
const verification = 'verification';
/** The folder of the models against measurement. */
const validation = 'validation';
const isCheck = words.includes('--check');
const wanted = words.filter((word) => !word.startsWith('-'));
const names = wanted.length > 0 ? wanted : [...bundledScenarios(), verification, validation];
/** Pictures may differ between systems; these two may not. */
const compared = ['results.json', 'report.md'];
const schemas: [string, object][] = [
  ['scenarios/scenario.schema.json', scenarioJsonSchema()],
  ['scenarios/results.schema.json', resultsJsonSchema()],
];

if (isCheck) await check();
else await writeAll();

async function writeAll(): Promise<void> {
  for (const [file, schema] of schemas) writeFileSync(file, textOf(schema));
  await render('reports');
}

async function check(): Promise<void> {
  const stale = schemas.filter(([file, schema]) => readOrNothing(file) !== textOf(schema)).map(([file]) => file);
  const folder = mkdtempSync(join(tmpdir(), 'lakesim-reports-'));
  try {
    await render(folder);
    for (const name of names) {
      for (const file of compared) {
        const committed = join('reports', name, file);
        if (readOrNothing(committed) !== readOrNothing(join(folder, name, file))) stale.push(committed);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const file of stale) process.stderr.write(`${file} is not what this version writes\n`);
  if (stale.length > 0) process.exitCode = 1;
}

/** One by one, so that each stands in `folder` under its name. */
async function render(folder: string): Promise<void> {
  for (const name of names) {
    if (name === validation) {
      await validate(join(folder, name));
      continue;
    }
    const what = name === verification ? ['verify-kernel'] : ['run', `scenarios/${name}.yaml`];
    const code = await dispatch([...what, '--out', join(folder, name), '--quiet'], createIo());
    if (code !== 0) process.exitCode = code;
    else process.stderr.write(`${name}\n`);
  }
}

async function validate(folder: string): Promise<void> {
  const files = await renderValidation(await runValidation(readGroups()));
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of files) writeFileSync(join(folder, path), content);
  process.stderr.write(`${validation}\n`);
}

function textOf(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function readOrNothing(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
