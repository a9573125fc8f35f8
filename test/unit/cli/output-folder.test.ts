import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/cli/errors.ts';
import { prepareOutputFolder, recover, replaceFolder } from '../../../src/cli/output-folder.ts';

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakesim-output-'));
  target = join(folder, 'reports/mine');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (text: string) => [
  { path: 'report.md', content: text },
  { path: 'tables/a.csv', content: text },
];
const read = (): string =>
  readFileSync(join(target, 'report.md'), 'utf8') + readFileSync(join(target, 'tables/a.csv'), 'utf8');

describe('prepareOutputFolder', () => {
  it('writes a new report, then replaces it as a whole', () => {
    prepareOutputFolder(target).commit(files('old'));
    expect(read()).toBe('oldold');
    prepareOutputFolder(target).commit([{ path: 'report.md', content: 'new' }]);
    expect(readdirSync(target)).toEqual(['report.md']);
    expect(readdirSync(join(folder, 'reports'))).toEqual(['mine']);
  });

  it('leaves the folder as readable as any other', () => {
    prepareOutputFolder(target).commit(files('new'));
    mkdirSync(join(folder, 'other'));
    expect(statSync(target).mode).toBe(statSync(join(folder, 'other')).mode);
  });

  it('leaves nothing behind if the run comes to nothing, not even the folder above', () => {
    prepareOutputFolder(target);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves the old report if the new one cannot be written', () => {
    prepareOutputFolder(target).commit(files('old'));
    const blocked = [...files('new'), { path: 'report.md/below', content: '' }];
    expect(() => prepareOutputFolder(target).commit(blocked)).toThrow(InputError);
    expect(read()).toBe('oldold');
    expect(readdirSync(join(folder, 'reports'))).toEqual(['mine']);
  });

  it('refuses a folder with files that are no part of a report, before anything is written', () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'thesis.docx'), 'years of work');
    expect(() => prepareOutputFolder(target)).toThrow(/thesis\.docx/);
    expect(readdirSync(join(folder, 'reports'))).toEqual(['mine']);
  });

  it('refuses a file, and a path through a file', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => prepareOutputFolder(join(folder, 'file'))).toThrow(/is a file/);
    expect(() => prepareOutputFolder(join(folder, 'file/below'))).toThrow(InputError);
  });
});

/** No process has this number: the largest that Linux gives is 2^22. */
const gone = 2 ** 22 + 1;

describe('an interrupted run', () => {
  it.each([0, 1])('that stops before rename %i leaves the old report in place or beside', (stopBefore) => {
    prepareOutputFolder(target).commit(files('old'));
    const fresh = join(folder, `reports/.mine.new-${gone}`);
    mkdirSync(join(fresh, 'tables'), { recursive: true });
    writeFileSync(join(fresh, 'report.md'), 'new');
    let renames = 0;
    let stopped = false;
    const rename: typeof renameSync = (from, to) => {
      if (stopped || renames++ === stopBefore) {
        stopped = true;
        throw new Error('killed');
      }
      renameSync(from, to);
    };
    expect(() => replaceFolder(target, fresh, rename)).toThrow('killed');
    recover(target);
    expect(read()).toBe('oldold');
  });

  it('that was killed between the renames is put right by the next', () => {
    const old = join(folder, `reports/.mine.old-${gone}`);
    mkdirSync(join(old, 'tables'), { recursive: true });
    for (const { path, content } of files('old')) writeFileSync(join(old, path), content);
    mkdirSync(join(folder, `reports/.mine.new-${gone}`));
    recover(target);
    expect(read()).toBe('oldold');
    expect(readdirSync(join(folder, 'reports'))).toEqual(['mine']);
  });

  it('does not disturb one that still works', () => {
    // The parent of the test's process is alive.
    const other = join(folder, `reports/.mine.new-${process.ppid}`);
    mkdirSync(other, { recursive: true });
    prepareOutputFolder(target).commit(files('new'));
    expect(existsSync(other)).toBe(true);
  });
});
