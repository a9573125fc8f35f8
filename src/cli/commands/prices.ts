/** `lakesim prices`: from price files of the provider to a price book, and what a book holds. */
import { basename } from 'node:path';
import { canonicalText } from '../../results/write.ts';
import { nearestName } from '../../units/index.ts';
import { version } from '../../version.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { fileIssue, InputError, usageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { usage } from '../messages.ts';
import { checkOwnFile, writeOwnFile } from '../own-file.ts';
import { assembleBook } from '../prices/assemble-book.ts';
import { type BookRow, defaultBook, loadBook } from '../prices/book.ts';
import { bookMark, bookTitle, renderBook } from '../prices/book-text.ts';
import { priceWords as words } from '../prices/messages.ts';
import { tiersInWords } from '../prices/price-text.ts';
import { readPrices } from '../prices/read-prices.ts';

type Given = ArgumentsOf<typeof commands.prices>;

export async function prices(given: Given, io: Io): Promise<ExitCode> {
  const [what, ...names] = given.words;
  if (what === 'import') return importPrices(given, names, io);
  if (what === 'list') return listPrices(given, names, io);
  const near = what !== undefined && nearestName(what, ['import', 'list']);
  throw usageError(words.what(what), near ? usage.didYouMean(near) : usage.seeHelp('prices'));
}

async function importPrices(given: Given, names: readonly string[], io: Io): Promise<ExitCode> {
  const [name, second] = names;
  if (name === undefined) throw usageError(words.noFile(), usage.seeHelp('prices'));
  if (second !== undefined) throw usageError(words.tooManyFiles());
  if (given.date !== undefined && !isDay(given.date)) throw usageError(words.badDate(given.date));
  if (given.out !== undefined) checkOwnFile(given.out, io.cwd, bookMark, words);
  const { region, date, plan } = given;
  const file = readPrices(name, io.cwd, { region, date, plan });
  const beneath = await loadBook(given.extends ?? defaultBook, io.cwd);
  const fileName = basename(name);
  const { items, skipped } = assembleBook(file, fileName, beneath.rows);
  if (items.length === 0) throw new InputError([fileIssue('nothing', name, words.nothing(skipped))]);

  const replaced = new Set(items.map(({ item }) => item));
  const kept = beneath.rows.filter(({ item }) => !replaced.has(item));
  const stem = basename(given.out ?? fileName)
    .replace(/(\.[a-z]+)+$/i, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  const imported = items.flatMap(({ rows }) => rows);
  const book = renderBook({ name: `prices-${stem}`, file, fileName, imported, beneath, kept });
  if (given.out !== undefined) writeOwnFile(given.out, book, io.cwd);

  const keptDates = kept.map((row) => row.date).sort();
  const keptFrom = {
    book: beneath.name,
    title: beneath.title,
    items: new Set(kept.map(({ item }) => item)).size,
    oldest: keptDates[0] ?? null,
    newest: keptDates.at(-1) ?? null,
  };
  const { format, service, edition, notes } = file;
  if (given.json) {
    io.out(
      canonicalText({
        ...{ book, date: file.date, edition, file: fileName, format, kept: keptFrom, lakesim: version, notes },
        ...{ ok: true, out: given.out ?? null, region: file.region, schema: 1, service, skipped },
        title: bookTitle({ file, beneath }),
        items: items.map(({ item, rows, before, ratio }) => ({
          item,
          before: before.map(tierOf),
          ratio,
          tiers: rows.map(tierOf),
          unit: rows[0]!.unit,
        })),
      }),
    );
    return 0;
  }
  if (given.quiet) {
    if (given.out === undefined) io.out(book);
    return 0;
  }
  const { renderImport } = await import('../terminal/prices.ts');
  io.out(renderImport({ file, fileName, items, skipped, kept: keptFrom, out: given.out }, io));
  return 0;
}

async function listPrices(given: Given, names: readonly string[], io: Io): Promise<ExitCode> {
  const [name = defaultBook, second] = names;
  if (second !== undefined) throw usageError(usage.tooMany('prices list', second));
  const only = (['region', 'date', 'plan', 'extends', 'out'] as const).find((option) => given[option] !== undefined);
  if (only !== undefined) throw usageError(words.onlyImport(only));
  const book = await loadBook(name, io.cwd);
  if (given.json) {
    const { title, rows } = book;
    io.out(canonicalText({ book: name, lakesim: version, ok: true, rows: rows.map(rowOf), schema: 1, title }));
    return 0;
  }
  const { renderBookList } = await import('../terminal/prices.ts');
  io.out(renderBookList(book));
  return 0;
}

const tierOf = (row: BookRow) => ({ from: row.from, usdPerUnit: Number(row.usdPerUnit) });
const rowOf = ({ usdPerUnit, ...row }: BookRow) => ({
  ...row,
  inWords: tiersInWords([{ ...row, usdPerUnit }]),
  usdPerUnit: Number(usdPerUnit),
});

/** 2026-02-30 is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1]!;
}
