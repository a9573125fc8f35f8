/** The layering rules of the linter, proved with imports that must not be. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const biome = resolve('node_modules', '.bin', 'biome');
const config = readFileSync('biome.json', 'utf8');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...JSON.parse(config), vcs: { enabled: false } }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the linter says of a file that stands at this path of a project with these rules. */
const lint = (path: string, text: string): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const result = spawnSync(biome, ['lint', path], { cwd: folder, encoding: 'utf8' });
  rmSync(file);
  return `${result.stdout}${result.stderr}`;
};

describe('layers point one way', () => {
  it.each([
    ['src/units/x.ts', "import { a } from '../fields/index.ts';"],
    ['src/fields/x.ts', "import { a } from '../results/index.ts';"],
    ['src/results/x.ts', "import { a } from '../kernel/index.ts';"],
    ['src/kernel/x.ts', "import { a } from '../models/model.ts';"],
    ['src/kernel/x.ts', "import { a } from '../random/index.ts';"],
    ['src/kernel/x.ts', "import { a } from 'node:fs';"],
    ['src/random/x.ts', "import { a } from '../kernel/index.ts';"],
    ['src/statistics/x.ts', "import { a } from '../models/model.ts';"],
    ['src/verification/x.ts', "import { a } from '../models/model.ts';"],
    ['src/verification/cases/x.ts', "import { a } from '../../report/index.ts';"],
    ['src/verification/x.ts', "import { a } from 'node:fs';"],
    ['src/report/verification/x.ts', "import { a } from '../../verification/index.ts';"],
    ['src/models/toy/x.ts', "import { a } from '../../scenario/index.ts';"],
    ['src/models/toy/x.ts', "import { a } from 'zod';"],
    ['src/models/toy/x.ts', "import { a } from '../object-store/index.ts';"],
    ['src/models/network/x.ts', "import { a } from '../pricing/index.ts';"],
    ['src/models/ingest/x.ts', "import { a } from '../stream/index.ts';"],
    ['src/models/stream/x.ts', "import { a } from '../table/index.ts';"],
    ['src/random/x.ts', "import { a } from '../experiment/core/index.ts';"],
    ['src/models/compact/x.ts', "import { a } from '../spark/index.ts';"],
    ['src/models/spark/x.ts', "import { a } from '../compact/index.ts';"],
    ['src/models/compact/x.ts', "import { a } from '../vacuum/index.ts';"],
    ['src/models/compact/x.ts', "import { a } from '../row-changes/index.ts';"],
    ['src/models/vacuum/x.ts', "import { a } from '../compact/index.ts';"],
    ['src/scenario/language/x.ts', "import { a } from '../../experiment/index.ts';"],
    ['src/scenario/core/x.ts', "import { a } from 'mathjs';"],
    ['src/scenario/core/x.ts', "import { a } from '../language/load.ts';"],
    ['src/experiment/core/x.ts', "import { a } from 'node:worker_threads';"],
    ['src/experiment/core/x.ts', "import { a } from '../../scenario/index.ts';"],
    ['src/experiment/core/x.ts', "import { a } from '../../report/index.ts';"],
    ['src/report/x.ts', "import { a } from '../experiment/index.ts';"],
    ['src/report/x.ts', "import { a } from '../models/registry.ts';"],
    ['src/report/charts/x.ts', "import { a } from '../../replay/index.ts';"],
    ['src/kernel/x.ts', "import { a } from '../replay/index.ts';"],
    ['src/models/toy/x.ts', "import { a } from '../../replay/index.ts';"],
    ['src/scenario/language/x.ts', "import { a } from '../../replay/index.ts';"],
    ['src/experiment/x.ts', "import { a } from '../replay/index.ts';"],
    ['src/replay/x.ts', "import { a } from '../scenario/index.ts';"],
    ['src/replay/x.ts', "import { a } from '../models/network/index.ts';"],
    ['src/replay/x.ts', "import { a } from '../report/index.ts';"],
    ['src/replay/log/x.ts', "import { a } from '../../cli/io.ts';"],
    ['src/replay/x.ts', "import { a } from 'yaml';"],
  ])('%s may not: %s', (path, text) => {
    expect(lint(path, `${text}\nexport const b = a;\n`)).toMatch(/noRestrictedImports/);
  });

  it.each([
    ['src/kernel/x.ts', "import { a } from './heap-event-list.ts';"],
    ['src/verification/x.ts', "import { a } from '../kernel/index.ts';"],
    ['src/models/toy/x.ts', "import { a } from '../../kernel/index.ts';"],
    ['src/experiment/core/x.ts', "import { a } from '../../scenario/core/index.ts';"],
    ['src/report/x.ts', "import { a } from '../results/index.ts';"],
    ['src/report/replay/x.ts', "import { a } from './view.ts';"],
    ['src/replay/x.ts', "import { a } from '../models/spark/scheduler/index.ts';"],
    ['src/replay/log/x.ts', "import { a } from 'node:fs';"],
    ['src/replay/x.ts', "import { a } from '../kernel/index.ts';"],
  ])('%s may: %s', (path, text) => {
    expect(lint(path, `${text}\nexport const b = a;\n`)).not.toMatch(/noRestrictedImports/);
  });

  it('every folder of src has its rule', () => {
    const folders = readdirSync('src', { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    for (const name of folders) {
      if (name !== 'cli' && name !== 'profiles') expect(config, name).toContain(`"src/${name}/**"`);
    }
  });
});
