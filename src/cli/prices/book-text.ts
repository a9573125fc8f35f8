/** A price book as a profile in YAML, ready to be named by a scenario: `pricing: ./book.yaml`. */
import type { Book, BookRow } from './book.ts';
import type { PriceFile } from './item-price.ts';
import { priceInLanguage } from './price-text.ts';

/** The first line of every book that is written; one that begins with it may be overwritten. */
export const bookMark = '# Written by lakesim prices import.';

interface BookParts {
  readonly name: string;
  readonly file: PriceFile;
  /** Without folders. */
  readonly fileName: string;
  readonly imported: readonly BookRow[];
  readonly beneath: Book;
  /** Rows of the book beneath that were not replaced. */
  readonly kept: readonly BookRow[];
}

export const bookTitle = ({ file, beneath }: Pick<BookParts, 'file' | 'beneath'>): string =>
  `${file.service} ${file.region} of ${file.date}, on top of ${beneath.title}`;

/** Ends with a newline. A list in a profile replaces the list that it extends, so that all rows stand here. */
export function renderBook(parts: BookParts): string {
  const { name, file, fileName, imported, beneath, kept } = parts;
  const title = JSON.stringify(bookTitle(parts));
  const source = JSON.stringify(`${fileName}: ${file.edition}, and ${beneath.title}; named in each row`);
  const lines = [
    bookMark,
    'lakesim: 1',
    `profile: ${name}`,
    'for: pricing',
    beneath.bundled ? `extends: ${beneath.name}` : 'model: pricing',
    `title: ${title}`,
    'values:',
    '  title:',
    `    value: ${title}`,
    `    source: ${source}`,
    '  rows:',
    `    source: ${source}`,
    `    date: ${file.date}`,
    '    value:',
    `      # ${imported.length} of ${fileName}`,
    ...imported.flatMap(rowLines),
    ...(kept.length > 0 ? [`      # ${kept.length} of ${beneath.name}, as they are there`] : []),
    ...kept.flatMap(rowLines),
  ];
  return `${lines.join('\n')}\n`;
}

const rowLines = (row: BookRow): string[] => [
  `      - item: ${row.item}`,
  `        price: ${priceInLanguage(row)}`,
  `        unit: ${row.unit}`,
  ...(row.from > 0 ? [`        from: ${row.from}`] : []),
  `        group: ${row.group}`,
  `        source: ${JSON.stringify(row.source)}`,
  `        date: ${JSON.stringify(row.date)}`,
];
