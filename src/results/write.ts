/**
 * Canonical JSON: the same results give the same bytes. Keys are sorted by code unit, numbers round-trip, two spaces of
 * indentation; a list of numbers stands on one line, so that a histogram stays readable. Ends with a newline.
 */
import { messages } from './messages.ts';
import { childPointer } from './pointer.ts';
import type { Results } from './types.ts';

/** Our own mistake: something that JSON cannot carry was put among the results. */
export class ResultsWriteError extends Error {
  readonly code = 'results-not-writable';
  /** JSON pointer to the value. */
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.name = 'ResultsWriteError';
    this.path = path;
  }
}

/** The text of results.json. Throws ResultsWriteError for NaN, Infinity, undefined and whatever is not plain data. */
export function writeResults(results: Results): string {
  return canonicalText(results);
}

/** Canonical text of any plain data. -0 is written as 0. */
export function canonicalText(value: unknown): string {
  return `${write(value, '', '')}\n`;
}

function write(value: unknown, path: string, indent: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ResultsWriteError(path, messages.notFinite(path, value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return writeList(value, path, indent);
  if (isPlainObject(value)) return writeObject(value, path, indent);
  throw new ResultsWriteError(path, messages.notData(path, kindOf(value)));
}

function writeList(list: readonly unknown[], path: string, indent: string): string {
  if (list.length === 0) return '[]';
  const inner = `${indent}  `;
  // By index, not by iteration: a hole in a sparse list is an undefined that must be refused.
  const items = Array.from({ length: list.length }, (_, i) => write(list[i], childPointer(path, i), inner));
  if (list.every((item) => typeof item === 'number' || item === null)) return `[${items.join(', ')}]`;
  return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
}

function writeObject(object: Record<string, unknown>, path: string, indent: string): string {
  const keys = Object.keys(object).sort(byCodeUnit);
  if (keys.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = keys.map(
    (key) => `${inner}${JSON.stringify(key)}: ${write(object[key], childPointer(path, key), inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** Order of UTF-16 code units: no locale, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'strange object'}`;
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}
