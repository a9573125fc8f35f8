/** AWS offer files in CSV: lines about the file, then a header that begins with SKU; columns go by name. */

import { type OfferedPrice, plainName, withoutRegion } from '../../models/pricing/aws/offered-price.ts';
import { fileIssue, InputError } from '../errors.ts';
import { type CsvRow, csvRows } from '../measurements/csv.ts';
import { measurements } from '../measurements/messages.ts';
import { issueAt, type SourceText } from '../measurements/source-text.ts';
import type { ImportOptions, PriceFile } from './item-price.ts';
import { priceWords as words } from './messages.ts';
import { readOffers } from './read-offers.ts';

const needed = ['sku', 'termtype', 'unit', 'priceperunit', 'currency', 'usagetype'];
const aliases: Readonly<Record<string, string>> = { beginrange: 'startingrange', endrange: 'endingrange' };
/** Lines about the file, before the header. */
const mostHeadLines = 30;

interface Header {
  readonly index: ReadonlyMap<string, number>;
  readonly about: ReadonlyMap<string, string>;
}

/** Null if no line begins with SKU: then it is another kind of file. */
export function readOfferCsv(source: SourceText, options: ImportOptions): PriceFile | null {
  const header = findHeader(source);
  if (header === null) return null;
  const missing = needed.find((name) => !header.index.has(name));
  if (missing !== undefined) throw new InputError([fileIssue('no-column', source.file, words.noColumn(missing))]);
  const about = (name: string): string => header.about.get(name) ?? '';
  const service = about('offercode') || firstService(source, header);
  const head = {
    format: 'AWS offer file, CSV',
    service,
    version: about('version'),
    published: about('publicationdate'),
  };
  return readOffers(source, head, () => offered(source, header, service), options);
}

function findHeader(source: SourceText): Header | null {
  const about = new Map<string, string>();
  let lines = 0;
  for (const { cells } of csvRows(source)) {
    if (plainName(cells[0]!) === 'sku' && cells.length > 3) {
      const index = new Map<string, number>();
      cells.forEach((cell, i) => {
        const name = plainName(cell);
        index.set(aliases[name] ?? name, i);
      });
      return { index, about };
    }
    about.set(plainName(cells[0]!), cells[1] ?? '');
    if (++lines > mostHeadLines) return null;
  }
  return null;
}

function firstService(source: SourceText, header: Header): string {
  for (const price of offered(source, header, '')) return price.service;
  return '';
}

function* offered(source: SourceText, { index }: Header, service: string): Generator<OfferedPrice> {
  let below = 0;
  for (const row of csvRows(source)) {
    // A decimal comma without quotes, say: everything behind it would stand in the wrong column.
    if (below > 0 && row.cells.length > below) {
      const message = measurements.cellCount(row.cells.length, below);
      throw new InputError([issueAt(source, row.offsets[below]!, 1, { code: 'cells', message })]);
    }
    if (below > 0 && row.cells.length > 1) yield new CsvPrice(row, index, service);
    else if (plainName(row.cells[0]!) === 'sku') below = row.cells.length;
  }
}

class CsvPrice implements OfferedPrice {
  private readonly row: CsvRow;
  private readonly index: ReadonlyMap<string, number>;
  private readonly offerCode: string;

  constructor(row: CsvRow, index: ReadonlyMap<string, number>, offerCode: string) {
    this.row = row;
    this.index = index;
    this.offerCode = offerCode;
  }

  attribute(name: string): string {
    const at = this.index.get(name);
    return at === undefined ? '' : (this.row.cells[at]?.trim() ?? '');
  }

  place(): { offset: number; length: number } {
    const at = this.index.get('priceperunit')!;
    return { offset: this.row.offsets[at] ?? this.row.offsets[0]!, length: (this.row.cells[at]?.length ?? 0) + 2 };
  }

  get service(): string {
    return this.offerCode || this.attribute('servicecode');
  }
  get sku(): string {
    return this.attribute('sku');
  }
  get usage(): string {
    return withoutRegion(this.attribute('usagetype'));
  }
  get term(): string {
    return this.attribute('termtype');
  }
  get description(): string {
    return this.attribute('pricedescription');
  }
  get since(): string {
    return this.attribute('effectivedate');
  }
  get from(): string {
    return this.attribute('startingrange');
  }
  get to(): string {
    return this.attribute('endingrange');
  }
  get unit(): string {
    return this.attribute('unit');
  }
  get price(): string {
    return this.attribute('priceperunit');
  }
  get currency(): string {
    return this.attribute('currency');
  }
}
