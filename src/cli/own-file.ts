/** Files that a command writes: only what it wrote before may be written over, and never half of one is left. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorCode, fileIssue, InputError } from './errors.ts';
import { files, reasons } from './messages.ts';

interface Words {
  keepsFile(): string;
  anotherOut(): string;
}

/** Throws InputError if there is a file that does not begin with the mark. */
export function checkOwnFile(out: string, cwd: string, mark: string, words: Words): void {
  const path = resolve(cwd, out);
  if (!existsSync(path)) return;
  try {
    if (readFileSync(path, 'utf8').startsWith(mark)) return;
  } catch (error) {
    const code = errorCode(error) ?? '';
    const reason = code === 'EISDIR' ? 'it is a folder' : (reasons[code] ?? code);
    throw new InputError([fileIssue('not-writable', out, files.cannotWrite(reason))]);
  }
  throw new InputError([fileIssue('exists', out, words.keepsFile(), words.anotherOut())]);
}

/** The old file or the new one, never half of one. */
export function writeOwnFile(out: string, text: string, cwd: string): void {
  const path = resolve(cwd, out);
  const fresh = `${path}.new-${process.pid}`;
  try {
    writeFileSync(fresh, text);
    renameSync(fresh, path);
  } catch (error) {
    const code = errorCode(error) ?? '';
    throw new InputError([fileIssue('not-writable', out, files.cannotWrite(reasons[code] ?? code))]);
  }
}
