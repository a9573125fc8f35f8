/** Where things stand in a JSON text: the first error, or the value at a path. JSON.parse tells neither. */

export interface SyntaxProblem {
  readonly offset: number;
  readonly expected: string;
}

export type JsonPath = readonly (string | number)[];

class Problem extends Error {
  readonly offset: number;
  readonly expected: string;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
    this.expected = expected;
  }
}

/** Null if the text is JSON. */
export function findSyntaxError(text: string): SyntaxProblem | null {
  try {
    const end = skipSpace(text, skipValue(text, 0));
    return end < text.length ? { offset: end, expected: 'the end of the file' } : null;
  } catch (error) {
    if (error instanceof Problem) return { offset: error.offset, expected: error.expected };
    throw error;
  }
}

/** The characters of the value at a path of a valid text. */
export function placeOf(text: string, path: JsonPath): { offset: number; length: number } {
  let at = skipSpace(text, 0);
  for (const step of path) at = enter(text, at, step);
  return { offset: at, length: skipValue(text, at) - at };
}

function enter(text: string, container: number, step: string | number): number {
  let at = skipSpace(text, container + 1);
  for (let index = 0; ; index++) {
    let key: unknown = index;
    if (text[container] === '{') {
      const end = skipString(text, at);
      key = JSON.parse(text.slice(at, end));
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (key === step) return at;
    at = skipSpace(text, skipSpace(text, skipValue(text, at)) + 1);
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const string = /"(?:[^"\\\n\r]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  return at;
}

function skipValue(text: string, from: number): number {
  const at = skipSpace(text, from);
  const letter = text[at];
  if (letter === '[') return skipMembers(text, at, ']', skipValue);
  if (letter === '{') return skipMembers(text, at, '}', skipEntry);
  if (letter === '"') return skipString(text, at);
  return match(number, text, at) ?? match(word, text, at) ?? fail(at, 'a value');
}

function skipMembers(text: string, open: number, close: string, skipOne: typeof skipValue): number {
  let at = skipSpace(text, open + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skipSpace(text, skipOne(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') fail(at, `a comma or ${close}`);
    at = skipSpace(text, at + 1);
  }
}

function skipEntry(text: string, from: number): number {
  const colon = skipSpace(text, skipString(text, from));
  if (text[colon] !== ':') fail(colon, 'a colon');
  return skipValue(text, colon + 1);
}

function skipString(text: string, from: number): number {
  return match(string, text, from) ?? fail(from, text[from] === '"' ? 'a closing quote' : 'a name in quotes');
}

function match(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function fail(offset: number, expected: string): never {
  throw new Problem(offset, expected);
}
