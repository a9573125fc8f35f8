/**
 * The seam between models and everything else: a new system is one folder in models/ and one line in the registry. So no
 * kind, model or metric of a model may be known by name in scenario, experiment, report or cli.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { models } from '../../src/models/registry.ts';
import { commonMetrics, costMetrics } from '../../src/scenario/core/index.ts';

const source = fileURLToPath(new URL('../../src', import.meta.url));
const layers = ['scenario', 'experiment', 'report', 'cli'];

/** Words of the language itself, which a model may use as well. */
const common = new Set([...commonMetrics, ...costMetrics].map((metric) => metric.name));
common.add('time');
common.add('cost');
/** The phases that the language itself names: the report draws them in one order and colour each. */
const phases = 'wait open firstByte transfer close retry list plan schedule compute shuffle write commit'.split(' ');
/** English that cannot be avoided: to read, copy, delete, compact, vacuum; lists of objects, what has been opened, head and rows of a table, colours that fill a shape. */
const ordinary = [
  'read',
  'list',
  'opened',
  'bytes',
  'copy',
  'delete',
  'compact',
  'vacuum',
  'head',
  'objects',
  'table',
  'files',
  'tasks',
  'query',
  'rows',
  'fill',
];
/** The language's own again: overlap may queue, occurrences are skipped, an hour is busy, runs go to workers; records are counted,
 *  chance comes in streams, freshness is a duration and load a verb to the titles of charts. */
const language = ['queue', 'skipped', 'busy', 'workers', 'records', 'stream', 'freshness', 'load'];
for (const word of [...phases, ...ordinary, ...language]) common.add(word);

const kinds = models.flatMap((model) => [...model.components, ...model.activities]);
const names = new Set([
  ...models.map((model) => model.id),
  ...kinds.map((kind) => kind.kind),
  ...kinds.flatMap((kind) => kind.metrics.map((metric) => metric.name)),
]);
const forbidden = [...names].filter((name) => !common.has(name));

const files = layers.flatMap((layer) =>
  readdirSync(join(source, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(layer, name))
    // Pages about a table that lies there, with partitions and commits of its own.
    .filter((name) => !name.startsWith(join('report', 'inspect'))),
);

/** Text in quotes, or a key: what a program can know a name by. Comments and prose inside longer texts are free. */
function literals(text: string): Set<string> {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const found = new Set<string>();
  for (const [, , quoted] of code.matchAll(/(['"`])([\w.-]+)\1/g)) found.add(quoted!);
  for (const [, key] of code.matchAll(/[{,]\s*([\w-]+)\s*:(?!:)/g)) found.add(key!);
  return found;
}

describe('the seam', () => {
  it('has names to look for', () => {
    expect(forbidden.length).toBeGreaterThan(5);
    expect(files.length).toBeGreaterThan(50);
  });

  it('sees a name in quotes and as a key, but not in prose', () => {
    expect(literals(`const a = kind === 'widget';`)).toContain('widget');
    expect(literals('const a = { widget: 1 };')).toContain('widget');
    expect(literals(`// 'widget'\nconst a = 'a widget of prose';`)).not.toContain('widget');
  });

  it.each(files)('is not crossed by %s', (file) => {
    const known = literals(readFileSync(join(source, file), 'utf8'));
    expect(forbidden.filter((name) => known.has(name))).toEqual([]);
  });
});
