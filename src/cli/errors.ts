/** What a user can mend: an issue (data first, words second) carried by an error. Everything else is our bug. */
import type { SourceIssue } from '../scenario/index.ts';

export type Issue = SourceIssue;

/** Bad input: exit 2. All issues are reported together. */
export class InputError extends Error {
  readonly code = 'INPUT';
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[]) {
    super(issues.map((issue) => issue.message).join('\n'));
    this.name = 'InputError';
    this.issues = issues;
  }
}

/** An issue about something that has no line: an option, a folder, a whole file. */
export function plainIssue(code: string, subject: string, message: string, hint?: string): Issue {
  return { code, file: '', line: null, column: null, subject, message, ...(hint === undefined ? {} : { hint }) };
}

/** An issue about a file as a whole. */
export function fileIssue(code: string, file: string, message: string, hint?: string): Issue {
  return { code, file, line: null, column: null, subject: '', message, ...(hint === undefined ? {} : { hint }) };
}

/** A wrong command line. */
export function usageError(message: string, hint?: string): InputError {
  return new InputError([plainIssue('usage', '', message, hint)]);
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
