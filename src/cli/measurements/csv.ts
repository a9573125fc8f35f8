/** Comma, semicolon or tab separated text; quoted cells; lines that begin with # are left out. */
import { InputError } from '../errors.ts';
import { measurements as words } from './messages.ts';
import { issueAt, type SourceText } from './source-text.ts';

export interface CsvRow {
  readonly cells: readonly string[];
  /** Where each cell begins in the text. */
  readonly offsets: readonly number[];
}

/** All rows, the header among them. Throws InputError where a quote is never closed. */
export const parseCsv = (source: SourceText): CsvRow[] => [...csvRows(source)];

/** The same one by one, for files whose rows do not fit in memory all at once. */
export function* csvRows(source: SourceText): Generator<CsvRow> {
  const { text } = source;
  const separator = separatorOf(text);
  let at = 0;
  while (at < text.length) {
    if (text[at] === '#') {
      at = lineEnd(text, at) + 1;
      continue;
    }
    const cells: string[] = [];
    const offsets: number[] = [];
    for (;;) {
      const start = at;
      if (text[at] === '"') {
        const end = closingQuote(text, at);
        if (end < 0) {
          throw new InputError([issueAt(source, start, 1, { code: 'open-quote', message: words.openQuote() })]);
        }
        cells.push(text.slice(start + 1, end).replaceAll('""', '"'));
        at = end + 1;
        while (at < text.length && text[at] !== separator && text[at] !== '\n') at++;
      } else {
        while (at < text.length && text[at] !== separator && text[at] !== '\n') at++;
        cells.push(text.slice(start, at).trim());
      }
      offsets.push(start);
      if (text[at] !== separator) break;
      at++;
    }
    at++;
    if (cells.length > 1 || cells[0] !== '') yield { cells, offsets };
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0 || text[at + 1] !== '"') return at;
  }
}

/** The one that is most frequent in the first line that is no comment. */
function separatorOf(text: string): string {
  const first = text.split('\n', 50).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  const counts = [',', ';', '\t'].map((letter) => first.split(letter).length);
  const most = Math.max(...counts);
  return most === 1 ? ',' : [',', ';', '\t'][counts.indexOf(most)]!;
}
