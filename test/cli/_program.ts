/** The program as users have it: bundled once for the state of the sources, then run as a process. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

export interface Run {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Ends the process with SIGKILL after so long. */
  killAfterMilliseconds?: number;
}

let built: Promise<string> | undefined;

/** Folder of the bundle; several test files at once wait for the one that builds. */
export function distFolder(): Promise<string> {
  built ??= buildOnce();
  return built;
}

async function buildOnce(): Promise<string> {
  // Inside node_modules, from where the package's own folder is found as from dist/.
  const cache = join(root, 'node_modules/.cache/lakesim');
  mkdirSync(cache, { recursive: true });
  const name = `dist-${digestOfSources()}`;
  const dist = join(cache, name);
  const lock = join(cache, `${name}.lock`);
  for (;;) {
    if (existsSync(join(dist, 'cli.js'))) return dist;
    try {
      mkdirSync(lock);
      break;
    } catch {
      await sleep(100);
    }
  }
  try {
    for (const old of readdirSync(cache)) {
      if (/^dist-[0-9a-f]+$/.test(old) && old !== name) rmSync(join(cache, old), { recursive: true, force: true });
    }
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--out', dist], { stdio: 'pipe' });
  } finally {
    rmdirSync(lock);
  }
  return dist;
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...files, join(root, 'scripts/build.mjs'), join(root, 'package-lock.json')]) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Runs `lakesim ARGS`; nothing of this machine's colours or language reaches it. */
export async function lakesim(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const cli = join(await distFolder(), 'cli.js');
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TZ: 'UTC', ...options.env };
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: options.cwd ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const timer =
    options.killAfterMilliseconds === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGKILL'), options.killAfterMilliseconds);
  return new Promise((resolveRun, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolveRun({ code, signal, stdout, stderr });
    });
  });
}

/** An empty folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lakesim-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Everything in a folder, as sorted paths. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
