/** A file of measurements as text, and places in it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { errorCode, fileIssue, InputError, type Issue } from '../errors.ts';
import { files, reasons } from '../messages.ts';
import { measurements as words } from './messages.ts';

export interface SourceText {
  /** As typed. */
  readonly file: string;
  readonly text: string;
}

/** Opens .gz by its first bytes, whatever the name; drops a byte order mark. Throws InputError. */
export function readSource(file: string, cwd: string, expected = 'a file of latencies'): SourceText {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(cwd, file));
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'ENOENT') throw new InputError([fileIssue('no-such-file', file, files.missing())]);
    if (code === 'EISDIR') throw new InputError([fileIssue('is-a-folder', file, files.isFolder(expected))]);
    throw new InputError([fileIssue('unreadable', file, files.unreadable(reasons[code] ?? code))]);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes);
    } catch {
      throw new InputError([fileIssue('unreadable', file, words.badGzip())]);
    }
  }
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.includes('\0')) throw new InputError([fileIssue('not-text', file, words.notText())]);
  return { file, text };
}

// A line may be a whole array of thousands of numbers.
const excerptRadius = 30;

/** An issue about the characters from `offset` on, with line, column and a caret under them. */
export function issueAt(
  { file, text }: SourceText,
  offset: number,
  length: number,
  issue: { code: string; subject?: string; message: string; hint?: string },
): Issue {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const start = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', offset);
  const lineEnd = end < 0 ? text.length : end;
  const from = Math.max(start, offset - excerptRadius);
  const to = Math.min(lineEnd, offset + excerptRadius);
  const shown = text.slice(from, to).replace(/[\t\r]/g, ' ');
  const label = `  ${line} | ${from > start ? '...' : ''}`;
  const carets = '^'.repeat(Math.max(1, Math.min(length, to - offset)));
  return {
    code: issue.code,
    file,
    line,
    column: offset - start + 1,
    subject: issue.subject ?? '',
    message: issue.message,
    excerpt: `${label}${shown}${to < lineEnd ? '...' : ''}\n${' '.repeat(label.length + offset - from)}${carets}`,
    ...(issue.hint === undefined ? {} : { hint: issue.hint }),
  };
}

const mostIssues = 20;

/** Bad values of one file, as many as anybody reads. */
export class IssueList {
  private readonly issues: Issue[] = [];
  private more = 0;
  private readonly source: SourceText;

  constructor(source: SourceText) {
    this.source = source;
  }

  /** The place is asked for only while the list has room: finding it may mean reading the file again. */
  add(
    place: () => { offset: number; length: number },
    issue: { code: string; subject?: string; message: string; hint?: string },
  ): void {
    if (this.issues.length >= mostIssues) {
      this.more++;
      return;
    }
    const { offset, length } = place();
    this.issues.push(issueAt(this.source, offset, length, issue));
  }

  throwIfAny(): void {
    if (this.issues.length === 0) return;
    if (this.more > 0) this.issues.push(fileIssue('more', this.source.file, words.more(this.more)));
    throw new InputError(this.issues);
  }
}
