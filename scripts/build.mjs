/**
 * Builds dist/: the library file by file with its types (tsc), and the program as a bundle (esbuild): dist/cli.js,
 * dist/worker.js and chunks that are loaded when a command needs them, so that `--help` waits for none of them.
 * Quiet, deterministic, and never half done: a new folder takes the place of the old one at the end.
 *
 *     node scripts/build.mjs [--out DIR]
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = resolve(root, process.argv[2] === '--out' ? (process.argv[3] ?? 'dist') : 'dist');
const fresh = `${out}.new-${process.pid}`;
const old = `${out}.old-${process.pid}`;

if (!existsSync(join(root, 'node_modules/esbuild'))) {
  // `npm ci --omit=dev` runs this too; what it installs is enough to use a build, not to make one.
  process.stderr.write('lakesim: dist was not built, as the development packages are not installed\n');
  process.exit(0);
}

try {
  compileLibrary();
  const metafile = await bundleProgram();
  cpSync(join(root, 'src/profiles'), join(fresh, 'profiles'), {
    recursive: true,
    filter: (path) => !/\.[a-z]+$/.test(path) || path.endsWith('.yaml'),
  });
  writeFileSync(join(fresh, 'LICENSES.txt'), licences(metafile));
  chmodSync(join(fresh, 'cli.js'), 0o755);
  if (existsSync(out)) renameSync(out, old);
  renameSync(fresh, out);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

/** dist/index.js and all that it imports, with declarations. The program is bundled and not needed here. */
function compileLibrary() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', join(root, 'tsconfig.json'), '--outDir', fresh, '--sourceMap', 'false'];
  try {
    execFileSync(process.execPath, [tsc, ...options, '--declarationMap', 'false'], { stdio: 'pipe', cwd: root });
  } catch (error) {
    throw new Error(`the types do not hold:\n${error.stdout}${error.stderr}`);
  }
  rmSync(join(fresh, 'cli'), { recursive: true, force: true });
}

async function bundleProgram() {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli/main.ts', worker: workerEntry() },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Chunks lie one folder down; profiles and the worker are found from there.
    chunkNames: 'chunks/[name]-[hash]',
    define: { LAKESIM_WORKER: '"../worker.js"' },
    // Its other build is written for require(), which a module does not have.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
    // A drawing library that charts without a browser can do without.
    external: ['canvas'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  return metafile;
}

/** The program of a worker thread, wherever the experiment keeps it. */
function workerEntry() {
  const folder = join(root, 'src/experiment');
  const found = readdirSync(folder, { recursive: true }).find((name) => /(^|[/\\])worker-main\.ts$/.test(name));
  if (found === undefined) throw new Error('src/experiment has no worker-main.ts');
  return relative(root, join(folder, found));
}

/** Name, version and licence of every package inside the bundle. */
function licences({ inputs }) {
  const folders = new Set();
  for (const input of Object.keys(inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim();
    return `${name} ${version} (${license ?? 'see its package'})\n\n${text}`.trim();
  });
  const head = 'dist/cli.js, dist/worker.js and dist/chunks contain these packages, under their own licences.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
