/** Which kind of price file this is, told by what is in it and never by its name; what cannot be read is refused with the reason. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileIssue, InputError } from '../errors.ts';
import { findSyntaxError } from '../measurements/json-places.ts';
import { measurements } from '../measurements/messages.ts';
import { issueAt, readSource, type SourceText } from '../measurements/source-text.ts';
import type { ImportOptions, PriceFile } from './item-price.ts';
import { isJsonMap, type JsonMap, mapIn, textIn } from './json-values.ts';
import { priceWords as words } from './messages.ts';
import { looksLikeInstances, readInstances, readInstanceTable } from './read-instances.ts';
import { readOfferCsv } from './read-offer-csv.ts';
import { readOfferJson, readProductList } from './read-offer-json.ts';
import { readSavingsPlan } from './read-savings-plan.ts';

/**
 * JSON is held as text and as a tree, CSV as text alone: 240 MB of JSON took 1.3 GB, 414 MB of CSV 1 GB. A text has at
 * most 2^29 characters.
 */
const mostBytes = { json: 256e6, csv: 500e6 };

/** Throws InputError. */
export function readPrices(file: string, cwd: string, options: ImportOptions): PriceFile {
  lookAtFirstBytes(file, cwd);
  const source = readSource(file, cwd, 'a file of prices');
  const start = source.text.trimStart()[0];
  if (start === undefined) throw new InputError([fileIssue('empty', file, words.empty())]);
  const read = start === '{' || start === '[' ? readJson(source, options) : readTable(source, options);
  if (options.plan !== undefined && !read.service.startsWith('savings plan'))
    throw new InputError([fileIssue('no-plan', file, words.planForeign())]);
  if (read.prices.length === 0)
    throw new InputError([fileIssue('nothing', file, words.nothing(read.skips.list()), words.formats())]);
  return read;
}

function readJson(source: SourceText, options: ImportOptions): PriceFile {
  let data: unknown;
  try {
    data = JSON.parse(source.text);
  } catch {
    const problem = findSyntaxError(source.text);
    const [offset, expected] = problem === null ? [0, 'another value'] : [problem.offset, problem.expected];
    throw new InputError([issueAt(source, offset, 1, { code: 'json', message: measurements.json(expected) })]);
  }
  if (looksLikeInstances(data)) return readInstances(source, data, options);
  if (isJsonMap(data)) {
    refuseIndex(source.file, data);
    if (Array.isArray(data.PriceList)) return readProductList(source, data.PriceList, options);
    if (Array.isArray(mapIn(data, 'terms')?.savingsPlan)) return readSavingsPlan(source, data, options);
    if (Object.hasOwn(data, 'products') || Object.hasOwn(data, 'terms')) return readOfferJson(source, data, options);
  }
  throw new InputError([fileIssue('unknown-format', source.file, words.unknownJson(), words.formats())]);
}

/** Indexes of offers, regions, versions: they say where prices are. */
function refuseIndex(file: string, data: JsonMap): void {
  if (Object.hasOwn(data, 'products')) return;
  for (const key of ['offers', 'regions', 'versions']) {
    const named = mapIn(data, key);
    if (named === null) continue;
    const codes = Object.keys(named).sort();
    const code = codes.includes('AmazonS3') ? 'AmazonS3' : (codes[0] ?? '');
    const url = ['currentVersionUrl', 'versionUrl', 'offerVersionUrl']
      .map((name) => textIn(named[code], name))
      .find((text) => text !== '');
    const path = (url ?? '/offers/v1.0/aws/AmazonS3/current/index.json').replace(
      /current\/index\.json$/,
      'current/us-east-1/index.csv',
    );
    throw new InputError([fileIssue('index', file, words.index(codes), words.indexHint(path))]);
  }
}

function readTable(source: SourceText, options: ImportOptions): PriceFile {
  const head = source.text.slice(0, 200_000);
  if (/Monthly Cost/.test(head) && /[├└]─|OVERALL TOTAL/.test(head))
    throw new InputError([fileIssue('printed', source.file, words.printed(), words.printedHint())]);
  return readOfferCsv(source, options) ?? readInstanceTable(source, options);
}

/** What is no text, and what is too large, is told before it is read. */
function lookAtFirstBytes(file: string, cwd: string): void {
  const path = resolve(cwd, file);
  const first = Buffer.alloc(64);
  let size = 0;
  let length = 0;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return;
    size = stat.size;
    const handle = openSync(path, 'r');
    length = readSync(handle, first, 0, first.length, 0);
    closeSync(handle);
  } catch {
    // The reader says why it cannot be read.
    return;
  }
  if (first.toString('latin1', 8, 12) === 'DUCK')
    throw new InputError([fileIssue('duckdb', file, words.duckdb(), words.exportDuckdb(basename(file)))]);
  const isJson = /^[{[]/.test(
    first
      .toString('utf8', 0, length)
      .replace(/^\ufeff/, '')
      .trimStart(),
  );
  const most = isJson ? mostBytes.json : mostBytes.csv;
  if (size > most)
    throw new InputError([
      fileIssue('too-large', file, words.tooLarge(Math.ceil(size / 1e6), most / 1e6), words.smaller()),
    ]);
}
