/** Metadata that cannot be read: the user's to mend. */
export class InspectError extends Error {
  readonly code = 'TABLE';
  readonly file: string;
  readonly line: number | null;
  readonly hint: string | undefined;
  constructor(file: string, message: string, hint?: string, line: number | null = null) {
    super(printable(message));
    this.name = 'InspectError';
    this.file = printable(file);
    this.line = line;
    this.hint = hint;
  }
}

/** Names come from the table: an escape sequence in one must not reach the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '?');
}
