/** YAML text to plain data with the place of every key and value. */
import { createHash } from 'node:crypto';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Path, Raw } from '../core/types.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
  /** Characters to underline. */
  readonly length: number;
}
/** An issue at a place of a file, ready to print. */
export interface SourceIssue {
  readonly code: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly subject: string;
  readonly message: string;
  readonly hint?: string;
  /** The line and a caret under the faulty place. */
  readonly excerpt?: string;
}

export class Source {
  readonly file: string;
  /** With LF and without a byte order mark. */
  readonly text: string;
  readonly sha256: string;
  readonly data: Raw;
  readonly issues: SourceIssue[] = [];
  /** Line of every value, by its path joined with `/`. */
  readonly lines: Record<string, number> = {};
  private readonly keys = new Map<string, Place>();
  private readonly values = new Map<string, Place>();
  private readonly textLines: string[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text.replace(/^﻿/, '').replace(/\r\n?/g, '\n');
    this.sha256 = createHash('sha256').update(this.text).digest('hex');
    this.textLines = this.text.split('\n');
    this.data = this.read();
  }

  private read(): Raw {
    const counter = new LineCounter();
    const documents = parseAllDocuments(this.text, { lineCounter: counter, uniqueKeys: true });
    const document = Array.isArray(documents) ? documents[0] : undefined;
    if (!document) {
      this.add('empty', { line: 1, column: 1, length: 1 }, '', 'the file is empty', 'begin with lakesim: 1');
      return null;
    }
    for (const error of document.errors) {
      const [from, to] = error.linePos ?? [];
      const place = {
        line: from?.line ?? 1,
        column: from?.col ?? 1,
        length: Math.max(1, to && from && to.line === from.line ? to.col - from.col : 1),
      };
      const message = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
      if (error.code === 'DUPLICATE_KEY')
        this.add('duplicate-key', place, '', 'this key stands here twice', 'keep one of the two');
      else this.add('yaml', place, '', `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);
    }
    if (Array.isArray(documents) && documents.length > 1) {
      const second = documents[1]?.contents;
      const at = isNode(second) && second.range ? counter.linePos(second.range[0]) : { line: 1, col: 1 };
      this.add(
        'several',
        { line: at.line, column: at.col, length: 1 },
        '',
        'one file is one scenario; here begins a second document',
      );
    }
    if (document.errors.length > 0) return null;
    let data: unknown;
    try {
      data = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      const word =
        error instanceof ReferenceError ? 'aliases multiply beyond any use here' : String((error as Error).message);
      this.add(
        'alias',
        { line: 1, column: 1, length: 1 },
        '',
        `${word}`,
        'use defaults and parameters instead of anchors',
      );
      return null;
    }
    const placeOf = (node: unknown): Place | null => {
      if (!isNode(node) || !node.range) return null;
      const from = counter.linePos(node.range[0]);
      const to = counter.linePos(node.range[1]);
      const length = isMap(node) || isSeq(node) || to.line !== from.line ? 1 : Math.max(1, to.col - from.col);
      return { line: from.line, column: from.col, length };
    };
    const walk = (node: unknown, path: string[]): void => {
      const place = placeOf(node);
      const key = path.join('/');
      if (place) {
        this.values.set(key, place);
        this.lines[key] = place.line;
      }
      if (isAlias(node) || isScalar(node)) return;
      if (isMap(node)) {
        for (const pair of node.items) {
          if (!isPair(pair)) continue;
          const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
          const at = placeOf(pair.key);
          const inner = [...path, name];
          if (at) this.keys.set(inner.join('/'), at);
          if (name === '<<' && at) {
            this.add('merge-key', at, '', 'the merge key << is not read here', 'put what designs share under defaults');
          }
          walk(pair.value, inner);
        }
      } else if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, String(index)]);
    };
    walk(document.contents, []);
    return clean(data);
  }

  /** The place of a path, or of the nearest thing above it that has one. */
  place(path: Path, atKey = false): Place | null {
    for (let length = path.length; length > 0; length--) {
      const key = path.slice(0, length).join('/');
      const exact = length === path.length;
      const place =
        exact && atKey ? (this.keys.get(key) ?? this.values.get(key)) : (this.values.get(key) ?? this.keys.get(key));
      // What is missing from a map is shown at the map's key.
      if (place) return exact ? place : (this.keys.get(key) ?? place);
    }
    return null;
  }

  add(code: string, place: Place | null, subject: string, message: string, hint?: string): void {
    this.issues.push(this.issue(code, place, subject, message, hint));
  }

  issue(code: string, place: Place | null, subject: string, message: string, hint?: string): SourceIssue {
    const line = place ? this.textLines[place.line - 1] : undefined;
    let excerpt: string | undefined;
    if (place && line !== undefined) {
      const number = String(place.line).padStart(4);
      // Very long lines are cut around the place.
      const start = Math.max(0, place.column - 1 - 60);
      const shown = line.slice(start, start + 120).replaceAll('\t', ' ');
      const caret = '^'.repeat(Math.max(1, Math.min(place.length, shown.length - (place.column - 1 - start))));
      excerpt = `${number} | ${shown}\n     | ${' '.repeat(place.column - 1 - start)}${caret}`;
    }
    return {
      code,
      file: this.file,
      line: place?.line ?? null,
      column: place?.column ?? null,
      subject,
      message,
      ...(hint ? { hint } : {}),
      ...(excerpt ? { excerpt } : {}),
    };
  }
}

/** Only what YAML's core schema has: dates, bigints and the like become text. */
const clean = (value: unknown): Raw => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(clean);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), clean(item)]));
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
  return String(value);
};
