/**
 * A report folder that is always whole. Files go into a new folder beside it; then the old one moves away, the new one
 * moves in, the old one is removed. Whoever dies in between leaves the old report, the new one, or (between two
 * renames) the old one under another name, which the next run moves back.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCode, fileIssue, InputError } from './errors.ts';
import { output, reasons } from './messages.ts';

export interface OutputFile {
  /** Relative to the report folder, with `/`. */
  path: string;
  content: string | Uint8Array;
}

export interface OutputFolder {
  readonly path: string;
  /** Replaces what was there by these files. Throws InputError if the disk refuses. */
  commit(files: readonly OutputFile[]): void;
}

/** What stands at the top of a report folder; anything else is not ours to delete. */
const ours = new Set(['index.html', 'report.html', 'report.md', 'results.json', 'tables', 'charts', '.DS_Store']);

/**
 * Checks that a report can be written to `path`, before any time is spent on it, and clears away what an interrupted
 * run left. Nothing stays behind until `commit`, so that Ctrl-C in between needs no care. Throws InputError.
 */
export function prepareOutputFolder(path: string, shown: string = path): OutputFolder {
  const target = resolve(path);
  inFreshFolder(target, shown, () => recover(target));
  return {
    path: target,
    commit: (files) =>
      inFreshFolder(target, shown, (fresh) => {
        for (const file of files) write(fresh, file);
        replaceFolder(target, fresh);
      }),
  };
}

/** Makes a folder beside the target, and removes it (and whatever had to be made above it) if it is not used up. */
function inFreshFolder(target: string, shown: string, use: (fresh: string) => void): void {
  const parent = dirname(target);
  const fresh = besides(target, 'new', process.pid);
  let firstCreated: string | undefined;
  try {
    checkTarget(target, shown);
    firstCreated = mkdirSync(parent, { recursive: true });
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    use(fresh);
  } catch (error) {
    throw refusal(error, shown);
  } finally {
    removeQuietly(fresh);
    removeEmpty(parent, firstCreated);
  }
}

/** On the way out nothing may hide why. */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // What cannot be removed now is cleared away by the next run.
  }
}

/** The two renames. `rename` is a parameter so that a test can stop between them. */
export function replaceFolder(target: string, fresh: string, rename: typeof renameSync = renameSync): void {
  if (!existsSync(target)) {
    rename(fresh, target);
    return;
  }
  const old = besides(target, 'old', process.pid);
  rename(target, old);
  try {
    rename(fresh, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** Moves back a report that was on its way out when its program was killed, and removes the half-written. */
export function recover(target: string): void {
  const old = leftBeside(target, 'old');
  if (!existsSync(target) && old.length > 0) renameSync(old.shift()!, target);
  for (const folder of [...old, ...leftBeside(target, 'new')]) rmSync(folder, { recursive: true, force: true });
}

/** Beside the folder `x`: `.x.new-<process>` while it is written, `.x.old-<process>` while it is replaced. */
function besides(target: string, kind: 'new' | 'old', pid: number | ''): string {
  return join(dirname(target), `.${basename(target)}.${kind}-${pid}`);
}

/** Those whose program is gone; what a run that still works has put there must stay. */
function leftBeside(target: string, kind: 'new' | 'old'): string[] {
  const prefix = basename(besides(target, kind, ''));
  return readdirSync(dirname(target))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .filter((name) => !isRunning(Number(name.slice(prefix.length))))
    .map((name) => join(dirname(target), name));
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function checkTarget(target: string, shown: string): void {
  // Whoever stands in the folder would be left in one that is gone.
  if (`${process.cwd()}${sep}`.startsWith(`${target}${sep}`)) {
    throw new InputError([fileIssue('output-is-here', shown, output.isHere(), output.ownFolder())]);
  }
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) throw new InputError([fileIssue('output-is-file', shown, output.isFile())]);
  const foreign = readdirSync(target).filter((name) => !ours.has(name));
  if (foreign.length > 0) {
    const names = foreign.length > 3 ? [...foreign.slice(0, 3), '...'] : foreign;
    throw new InputError([fileIssue('output-not-ours', shown, output.foreign(names), output.ownFolder())]);
  }
}

function write(folder: string, file: OutputFile): void {
  const path = join(folder, ...file.path.split('/'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.content);
}

/** Removes folders that were made for this, from `folder` up to the first of them, as far as they are empty. */
function removeEmpty(folder: string, firstCreated: string | undefined): void {
  if (firstCreated === undefined) return;
  try {
    for (let at = folder; at.startsWith(firstCreated); at = dirname(at)) rmdirSync(at);
  } catch {
    // One of them is in use.
  }
}

function refusal(error: unknown, shown: string): Error {
  if (error instanceof InputError) return error;
  const code = errorCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  return new InputError([
    fileIssue('output-not-writable', shown, output.cannotWrite(reasons[code] ?? code), output.elsewhere()),
  ]);
}
