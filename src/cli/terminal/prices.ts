/** The screens of `prices`: what was imported, what was left out and why, what differs; and the rows of a book. */
import type { ImportedItem } from '../prices/assemble-book.ts';
import type { Book } from '../prices/book.ts';
import type { PriceFile, Skipped } from '../prices/item-price.ts';
import { tiersInWords } from '../prices/price-text.ts';
import { alignColumns } from '../text-table.ts';

interface Import {
  readonly file: PriceFile;
  readonly fileName: string;
  readonly items: readonly ImportedItem[];
  readonly skipped: readonly Skipped[];
  readonly kept: {
    readonly book: string;
    readonly title: string;
    readonly items: number;
    readonly oldest: string | null;
    readonly newest: string | null;
  };
  readonly out: string | undefined;
}

/** More lines than this are for --json and `prices list`. */
const mostItems = 60;
const count = (value: number): string => value.toLocaleString('en-US');
const things = (value: number, word: string): string => `${count(value)} ${word}${value === 1 ? '' : 's'}`;

export function renderImport(
  { file, fileName, items, skipped, kept, out }: Import,
  { columns }: { columns: number },
): string {
  const differing = items.filter((each) => againstOf(each) !== 'same');
  // What differs comes first where not everything can be shown.
  const shown =
    items.length <= mostItems ? items : [...differing, ...items.filter((each) => !differing.includes(each))];
  const rows = shown
    .slice(0, mostItems)
    .map((each) => [`  ${each.item}`, tiersInWords(each.rows), againstInWords(each, kept.book)]);
  const lines = [
    `${fileName}: ${file.format}; ${file.service}, ${file.region}, ${file.date}`,
    '',
    `imported: ${things(items.length, 'item')}, on top of ${kept.book}`,
    ...alignColumns(rows),
    ...(items.length > mostItems ? [`  and ${count(items.length - mostItems)} more: --json has all of them`] : []),
    `  ${summary(items)}`,
  ];
  const left = skipped.reduce((sum, each) => sum + each.count, 0);
  if (left > 0) {
    lines.push('', `left out: ${things(left, 'price')}`);
    const reasons = skipped.map(({ reason, count: n, example }) => `  ${count(n)} ${reason}, such as ${example}`);
    lines.push(...reasons.map((line) => cut(line, Math.max(columns, 60))));
  }
  if (file.notes.length > 0) lines.push('', ...file.notes.map((note) => `note: ${note}`));
  if (kept.items > 0) {
    const dates = kept.oldest === kept.newest ? kept.newest : `${kept.oldest} to ${kept.newest}`;
    lines.push('', `kept: ${things(kept.items, 'other item')} of ${kept.book} (${kept.title}), dated ${dates}`);
  }
  lines.push('', out === undefined ? 'nothing is written: --out book.yaml writes the price book' : `book  ${out}`);
  return `${lines.join('\n')}\n`;
}

const againstOf = ({ before, ratio }: ImportedItem): 'new' | 'same' | 'other' =>
  before.length === 0 ? 'new' : ratio !== null && Math.abs(ratio - 1) < 1e-9 ? 'same' : 'other';

function againstInWords(each: ImportedItem, book: string): string {
  switch (againstOf(each)) {
    case 'new':
      return 'new';
    case 'same':
      return 'the same';
    case 'other':
      return each.ratio === null
        ? `instead of ${tiersInWords(each.before)}`
        : `${signed(100 * (each.ratio - 1))} % against ${book}`;
  }
}

const signed = (percent: number): string =>
  `${percent > 0 ? '+' : '-'}${Number(Math.abs(percent).toPrecision(Math.abs(percent) < 100 ? 3 : 4))}`;

function summary(items: readonly ImportedItem[]): string {
  const number = (kind: ReturnType<typeof againstOf>): string =>
    count(items.filter((each) => againstOf(each) === kind).length);
  return `${number('other')} differ, ${number('same')} are the same, ${number('new')} are new`;
}

const cut = (line: string, columns: number): string =>
  line.length > columns ? `${line.slice(0, columns - 3)}...` : line;

export function renderBookList({ name, title, rows }: Book): string {
  const dates = rows.map(({ date }) => date).sort();
  const lines = [
    `${name}: ${title}; ${things(rows.length, 'price')}, dated ${dates[0] ?? 'never'} to ${dates.at(-1) ?? 'never'}`,
    'a GB is 2^30 B and a month 730 h; tiers count the use of a month',
    '',
    ...alignColumns(
      rows.map((row) => [
        row.item,
        tiersInWords([row]),
        row.from > 0 ? `from ${count(row.from)}` : '',
        row.date,
        row.source,
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
