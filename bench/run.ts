/**
 * `npm run bench` prints a table, `npm run bench -- --json` one JSON document. `-- --only NAME` measures one model.
 * Each model runs in a process of its own, so that none inherits another's type feedback; the reference loop runs
 * beside each, because a rate alone says more about the machine than about the kernel.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, type Rate } from './measure.ts';
import { models } from './models.ts';

const roundCount = 3;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, measure: { type: 'string' } },
});

if (options.measure !== undefined) {
  process.stdout.write(JSON.stringify(measure(find(options.measure), roundCount)));
} else {
  const chosen = options.only === undefined ? models : [find(options.only)];
  const rates = chosen.map(({ name }) => measureApart(name));
  if (options.json) console.log(JSON.stringify({ models: rates }));
  else printTable(rates);
}

function find(name: string) {
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined)
    throw new Error(`no bench model "${name}"; there are ${models.map((m) => m.name).join(', ')}`);
  return model;
}

function measureApart(name: string): Rate {
  const script = fileURLToPath(import.meta.url);
  const text = execFileSync(process.execPath, [...process.execArgv, script, '--measure', name], { encoding: 'utf8' });
  return JSON.parse(text) as Rate;
}

function printTable(rates: Rate[]): void {
  console.log('model            million events/s  ratio to reference  hash of the result');
  for (const { name, eventsPerSecond, ratioToReference, hash } of rates) {
    const million = (eventsPerSecond / 1e6).toFixed(2).padStart(16);
    console.log(`${name.padEnd(15)}  ${million}  ${ratioToReference.toFixed(3).padStart(18)}  ${hash}`);
  }
  for (const { name, about } of models.filter((model) => rates.some((rate) => rate.name === model.name))) {
    console.log(`${name}: ${about}`);
  }
}
