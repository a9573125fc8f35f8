/**
 * Files beside the report that are written while designs run: they grow under another name, `.<name>.new-<process>`, and
 * take their own when everything is done. Whoever is killed leaves what was there before.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, fileIssue, InputError } from './errors.ts';
import { eventFiles, reasons } from './messages.ts';

export interface Place {
  /** The option that asked for it, and the path as the user wrote it. */
  readonly flag: string;
  readonly shown: string;
}
export interface FilePlace extends Place {
  readonly path: string;
  /** What an existing file must begin with to be one of ours. */
  readonly beginning: string;
}

/** So many characters are written at once. */
const chunkLength = 1 << 20;

export class EventFiles {
  private readonly files: GrowingFile[] = [];
  /** Folders made for this: where, and the first that had to be made above it. */
  private readonly made: { readonly path: string; readonly first: string }[] = [];

  /** The folder is there, and can be written to. Throws InputError. */
  prepareFolder(folder: string, place: Place): void {
    const path = resolve(folder);
    if (existsSync(path) && !statSync(path).isDirectory()) {
      throw new InputError([fileIssue('output-is-file', place.shown, eventFiles.folderIsFile(place.flag))]);
    }
    attempt(place, () => {
      const first = mkdirSync(path, { recursive: true });
      if (first !== undefined) this.made.push({ path, first });
      const probe = besides(join(path, 'probe'));
      closeSync(openSync(probe, 'w'));
      rmSync(probe);
    });
  }

  /** A file that is not to be seen yet. Throws InputError. */
  open(place: FilePlace): GrowingFile {
    checkFile(place);
    const { path, shown } = place;
    if (this.files.some((each) => each.place.path === path)) {
      throw new InputError([fileIssue('same-output', shown, eventFiles.samePlace(shown))]);
    }
    const file = attempt(place, () => {
      clearAway(path);
      return new GrowingFile(place);
    });
    this.files.push(file);
    return file;
  }

  /** All take their names, which are returned as the user knows them. */
  commit(): string[] {
    for (const file of this.files) file.close();
    for (const { fresh, place } of this.files) attempt(place, () => renameSync(fresh, place.path));
    this.made.length = 0;
    return this.files.map(({ place }) => place.shown);
  }

  /** Whatever has not its name yet goes, and folders that were made for it. */
  discard(): void {
    for (const file of this.files) {
      file.close();
      rmSync(file.fresh, { force: true });
    }
    for (const { path, first } of this.made) removeEmpty(path, first);
    this.made.length = 0;
  }
}

/** Written in large pieces. */
export class GrowingFile {
  readonly place: FilePlace;
  readonly fresh: string;
  private descriptor: number | null;
  private chunk: string[] = [];
  private length = 0;

  constructor(place: FilePlace) {
    this.place = place;
    this.fresh = besides(place.path);
    this.descriptor = openSync(this.fresh, 'w');
  }

  write(lines: Iterable<string>): void {
    for (const line of lines) {
      this.chunk.push(line);
      this.length += line.length + 1;
      if (this.length > chunkLength) this.flush();
    }
  }

  /** Does nothing the second time. */
  close(): void {
    if (this.descriptor === null) return;
    this.flush();
    closeSync(this.descriptor);
    this.descriptor = null;
  }

  private flush(): void {
    const { chunk, descriptor } = this;
    if (chunk.length === 0 || descriptor === null) return;
    this.chunk = [];
    this.length = 0;
    attempt(this.place, () => {
      const bytes = Buffer.from(`${chunk.join('\n')}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    });
  }
}

/** A file of this name may be written, in place of one of ours or of none. Throws InputError. */
export function checkFile({ path, flag, shown, beginning }: FilePlace): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    throw new InputError([fileIssue('output-is-folder', shown, eventFiles.fileIsFolder(flag))]);
  }
  if (attempt({ flag, shown }, () => beginningOf(path, beginning.length)) === beginning) return;
  throw new InputError([fileIssue('output-not-ours', shown, eventFiles.foreign(flag), eventFiles.otherPlace())]);
}

function attempt<T>({ flag, shown }: Place, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || !Object.hasOwn(reasons, code)) throw error;
    throw new InputError([fileIssue('output-not-writable', shown, eventFiles.cannotWrite(flag, reasons[code]!))]);
  }
}

const besides = (path: string): string => join(dirname(path), `.${basename(path)}.new-${process.pid}`);

/** What programs that are gone have left of this file. */
function clearAway(path: string): void {
  const prefix = `.${basename(path)}.new-`;
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (/^\d+$/.test(pid) && !isRunning(Number(pid))) rmSync(join(dirname(path), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Removes folders from `path` up to `first`, as far as they are empty. */
function removeEmpty(path: string, first: string): void {
  try {
    for (let at = path; at.startsWith(first); at = dirname(at)) rmdirSync(at);
  } catch {
    // One of them is in use.
  }
}

function beginningOf(path: string, length: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
