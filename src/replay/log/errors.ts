/** A file or folder that cannot be replayed: the user's to mend. */
export class LogError extends Error {
  readonly code = 'LOG';
  readonly file: string;
  readonly hint: string | undefined;
  constructor(file: string, message: string, hint?: string) {
    super(message);
    this.name = 'LogError';
    this.file = file;
    this.hint = hint;
  }
}
