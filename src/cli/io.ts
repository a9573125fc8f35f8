/** Where the program reads and writes: everything that a test may want to replace. */
import { createColors } from 'picocolors';

export type Colors = ReturnType<typeof createColors>;

export interface Io {
  /** Results. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  readonly cwd: string;
  readonly columns: number;
  /** Colour on stdout. */
  readonly color: boolean;
  /** Colours of stderr, or none. */
  readonly errColors: Colors;
  readonly unicode: boolean;
  /** Progress is drawn only where somebody looks. */
  readonly errIsTerminal: boolean;
  readonly env: NodeJS.ProcessEnv;
}

export function createIo(): Io {
  const { stdout, stderr, env } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    cwd: process.cwd(),
    columns: stdout.columns ?? 80,
    color: wantsColor(env, stdout.isTTY),
    errColors: createColors(wantsColor(env, stderr.isTTY)),
    unicode: speaksUnicode(env),
    errIsTerminal: stderr.isTTY === true && env.TERM !== 'dumb',
    env,
  };
}

/** NO_COLOR wins, then FORCE_COLOR, then the terminal. A build server without a terminal gets plain text. */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean | undefined): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTerminal === true && env.TERM !== 'dumb';
}

/** A locale that is set and names no UTF-8 asks for ASCII; one that is not set says nothing. */
export function speaksUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (locale) return /utf-?8/i.test(locale);
  return env.TERM !== 'linux';
}
