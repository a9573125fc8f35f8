/** The package as it would be published: packed, installed into an empty folder, run, and imported with its types. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { distFolder, filesIn, root, temporaryFolder } from './_program.ts';

const runFile = promisify(execFile);
const folder = temporaryFolder();
const staging = join(folder, 'package');
const consumer = join(folder, 'consumer');
let packed: string[] = [];
/** Why the package could not be installed here; null if it could. */
let notInstalled: string | null = null;

async function npm(args: string[], cwd: string): Promise<string> {
  const { stdout } = await runFile('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
  return stdout;
}

beforeAll(async () => {
  const dist = await distFolder();
  mkdirSync(staging);
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'scenarios', 'src', 'test']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(staging, name), { recursive: true });
  }
  cpSync(dist, join(staging, 'dist'), { recursive: true });
  const [{ filename, files }] = JSON.parse(await npm(['pack', '--ignore-scripts', '--json'], staging));
  packed = (files as { path: string }[]).map(({ path }) => path);
  mkdirSync(consumer);
  cpSync(join(staging, filename), join(consumer, 'lakesim.tgz'));
  writeConsumer();
  notInstalled = await install();
});

/**
 * The consumer's lock file is made from ours: with it npm needs no registry if its cache has seen our own `npm ci`,
 * since the lock names every archive by its digest.
 */
function writeConsumer(): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { name, version, dependencies, bin, engines, license } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const archive = readFileSync(join(consumer, 'lakesim.tgz'));
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const own = { name: 'consumer', version: '1.0.0', dependencies: { [name]: 'file:lakesim.tgz' } };
  const needed = Object.entries(lock.packages as Record<string, { dev?: boolean }>).filter(
    ([path, entry]) => path !== '' && !entry.dev,
  );
  const packages = {
    '': own,
    [`node_modules/${name}`]: { version, resolved: 'file:lakesim.tgz', integrity, license, dependencies, bin, engines },
    ...Object.fromEntries(needed),
  };
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  writeFileSync(join(consumer, 'package.json'), json({ ...own, private: true, type: 'module' }));
  writeFileSync(join(consumer, 'package-lock.json'), json({ ...own, lockfileVersion: 3, requires: true, packages }));
}

async function install(): Promise<string | null> {
  try {
    await npm(['ci', '--offline', '--ignore-scripts'], consumer);
    return null;
  } catch (offline) {
    // The cache is empty, so the registry must help. Any other failure is the package's own.
    if (!/ENOTCACHED|EALLOWREMOTE|cache/i.test(textOf(offline))) throw offline;
  }
  try {
    await npm(['ci', '--ignore-scripts', '--fetch-retries=0', '--fetch-timeout=20000'], consumer);
    return null;
  } catch (online) {
    if (!/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|network/i.test(textOf(online))) throw online;
    return 'the cache of npm is empty and no registry answers';
  }
}

function textOf(error: unknown): string {
  return error instanceof Error && 'stderr' in error ? `${error.message}${error.stderr}` : String(error);
}

function needInstalled(context: TestContext): void {
  if (notInstalled !== null) context.skip(notInstalled);
}

describe('the packed package', () => {
  it('has the program, the library with its types, profiles, scenarios and licences, and no sources or tests', () => {
    for (const path of [
      'dist/cli.js',
      'dist/worker.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/LICENSES.txt',
      'dist/profiles/storage/textbook.yaml',
      'scenarios/small-files.yaml',
      'CHANGELOG.md',
      'LICENSE',
    ]) {
      expect(packed).toContain(path);
    }
    expect(packed.filter((path) => /^(src|test|scripts)\//.test(path))).toEqual([]);
    expect(packed.filter((path) => /\.(ts|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  });
});

describe('installed in an empty folder', () => {
  it('runs a bundled scenario by its name', async (context) => {
    needInstalled(context);
    const bin = join(consumer, 'node_modules/.bin/lakesim');
    const { stdout, stderr } = await runFile(bin, ['run', 'small-files'], { cwd: consumer });
    expect(stderr).toBe('');
    expect(stdout).toContain('746.67');
    expect(filesIn(join(consumer, 'reports/small-files'))).toContain('report.html');
  });

  it('is a library: read, run, render, in plain JavaScript', async (context) => {
    needInstalled(context);
    writeFileSync(
      join(consumer, 'use.js'),
      `import { digestResults, loadScenario, readResults, renderReport, runScenario, version, writeResults } from 'lakesim';
const read = await loadScenario('node_modules/lakesim/scenarios/small-files.yaml');
if (!read.ok) throw new Error(JSON.stringify(read.issues));
const results = await runScenario(read.scenario, { version, workers: 2 });
const again = readResults(writeResults(results));
if (!again.ok || digestResults(again.results) !== digestResults(results)) throw new Error('not the same');
const files = await renderReport(results, { formats: ['md'] });
console.log(results.claims[0].verdict, files.map(({ path }) => path).join());
`,
    );
    const { stdout } = await runFile(process.execPath, ['use.js'], { cwd: consumer });
    expect(stdout).toBe('confirmed report.md\n');
  });

  it('has types that TypeScript accepts, and with which it finds mistakes', async (context) => {
    needInstalled(context);
    // Node's own types, as any TypeScript project on Node has them.
    mkdirSync(join(consumer, 'node_modules/@types'), { recursive: true });
    const types = join(consumer, 'node_modules/@types/node');
    if (!existsSync(types)) symlinkSync(join(root, 'node_modules/@types/node'), types);
    writeFileSync(
      join(consumer, 'good.ts'),
      `import { type ClaimResult, loadScenario, type Results, renderReport, runScenario, version } from 'lakesim';

export async function verdicts(file: string): Promise<ClaimResult['verdict'][]> {
  const read = await loadScenario(file, { seed: 1 });
  if (!read.ok) throw new Error(read.issues.map(({ line, message }) => \`\${line}: \${message}\`).join());
  const results: Results = await runScenario(read.scenario, { version });
  for (const { path, content } of await renderReport(results)) console.log(path, content.length);
  return results.claims.map((claim) => claim.verdict);
}
`,
    );
    writeFileSync(
      join(consumer, 'bad.ts'),
      `import { loadScenario } from 'lakesim';\nexport const seeds = loadScenario('a.yaml', { seed: 'one' });\n`,
    );
    const check = (file: string) =>
      runFile(
        process.execPath,
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          ...`--noEmit --strict --module nodenext --target es2023 --types node ${file}`.split(' '),
        ],
        { cwd: consumer },
      ).then(
        () => '',
        (error: unknown) => (error as { stdout: string }).stdout,
      );
    expect(await check('good.ts')).toBe('');
    expect(await check('bad.ts')).toMatch(/bad\.ts.*error TS2322/);
  });
});
