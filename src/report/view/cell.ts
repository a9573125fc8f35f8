/** What stands in a table or a sentence: a text, and for a number the place in results.json that it comes from. */
import { type Results, resolvePointer, type Verdict } from '../../results/index.ts';
import { formatPointed } from '../numbers/format.ts';

export interface Cell {
  readonly text: string;
  /** JSON pointer and format code; absent for words of the report's own. */
  readonly from?: { readonly pointer: string; readonly format: string };
  /** A second, muted line. */
  readonly second?: Cell;
  /** The second line is shown only below this width, where its own column is left out. */
  readonly secondBelow?: 'middle' | 'wide';
  readonly tone?: 'muted' | 'strong' | 'doubt' | Verdict;
  /** Anchor in the same page. */
  readonly anchor?: string;
  /** Footnote number of a source. */
  readonly footnote?: number;
}

/** A sentence with numbers in it. */
export type Phrase = readonly (string | Cell)[];

export function phraseText(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

export function words(text: string, rest: Omit<Cell, 'text' | 'from'> = {}): Cell {
  return { text, ...rest };
}

/** A word in place of a number that is not there. */
export function absent(text: string): Cell {
  return { text, tone: 'muted' };
}

export const blank: Cell = { text: '' };

/** Makes cells from places in the results. */
export type CellMaker = (pointer: string, format: string, rest?: Omit<Cell, 'text' | 'from'>) => Cell;

export function cellMaker(results: Results): CellMaker {
  return (pointer, format, rest = {}) => ({
    text: formatPointed(resolvePointer(results, pointer), format),
    from: { pointer, format },
    ...rest,
  });
}
