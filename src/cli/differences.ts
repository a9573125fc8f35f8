/** Where two pieces of plain data part, by JSON pointer. */
import { childPointer } from '../results/index.ts';

export interface Difference {
  path: string;
  /** Undefined where there is nothing. */
  before: unknown;
  after: unknown;
}

/** In the order of the keys of `before`, then of those that `after` adds. Lists are compared by position. */
export function findDifferences(before: unknown, after: unknown, path = ''): Difference[] {
  if (Object.is(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    return before === after ? [] : [{ path, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    findDifferences(valueAt(before, key), valueAt(after, key), childPointer(path, key)),
  );
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function valueAt(of: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}
