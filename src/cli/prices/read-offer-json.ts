/** AWS offer files in JSON, and answers of GetProducts, whose products are JSON texts in a list. */

import { type OfferedPrice, plainName, withoutRegion } from '../../models/pricing/aws/offered-price.ts';
import { fileIssue, InputError } from '../errors.ts';
import type { SourceText } from '../measurements/source-text.ts';
import type { ImportOptions, PriceFile } from './item-price.ts';
import { entriesOf, type JsonMap, mapIn, textIn } from './json-values.ts';
import { priceWords as words } from './messages.ts';
import { readOffers } from './read-offers.ts';

/** Throws InputError. */
export function readOfferJson(source: SourceText, data: JsonMap, options: ImportOptions): PriceFile {
  const products = mapIn(data, 'products');
  const terms = mapIn(data, 'terms');
  for (const [name, part] of [
    ['products', products],
    ['terms', terms],
  ] as const) {
    if (part === null) throw new InputError([fileIssue('no-part', source.file, words.noPart(name))]);
  }
  const [, first] = entriesOf(products!)[0] ?? [];
  const service = textIn(data, 'offerCode') || textIn(mapIn(first, 'attributes') ?? {}, 'servicecode');
  const head = {
    format: 'AWS offer file, JSON',
    service,
    version: textIn(data, 'version'),
    published: textIn(data, 'publicationDate'),
  };
  return readOffers(source, head, () => offered(source, products!, terms!, service), options);
}

/** As one offer: all products of an answer belong to one service. */
export function readProductList(source: SourceText, list: readonly unknown[], options: ImportOptions): PriceFile {
  const products: JsonMap = Object.create(null);
  const terms: Record<string, JsonMap> = Object.create(null);
  let head: JsonMap = {};
  for (const each of list) {
    let entry: JsonMap | null = null;
    try {
      entry = mapIn({ of: typeof each === 'string' ? JSON.parse(each) : each }, 'of');
    } catch {
      // Said below, with the file.
    }
    const product = mapIn(entry, 'product');
    if (entry === null || product === null)
      throw new InputError([fileIssue('no-part', source.file, words.noPart('PriceList of products'))]);
    head = { offerCode: entry.serviceCode, version: entry.version, publicationDate: entry.publicationDate };
    products[textIn(product, 'sku')] = product;
    for (const [kind, bySku] of entriesOf(mapIn(entry, 'terms') ?? {})) {
      terms[kind] ??= Object.create(null) as JsonMap;
      // In an answer, the terms of the one product stand without its SKU.
      terms[kind][textIn(product, 'sku')] = bySku;
    }
  }
  return readOfferJson(source, { ...head, products, terms }, options);
}

function* offered(source: SourceText, products: JsonMap, terms: JsonMap, service: string): Generator<OfferedPrice> {
  for (const [term, bySku] of entriesOf(terms)) {
    for (const [sku, offers] of entriesOf(bySku)) {
      const product = mapIn(products, sku);
      if (product === null) continue;
      const attributes = new Map<string, string>([['productfamily', textIn(product, 'productFamily')]]);
      for (const [name, value] of entriesOf(mapIn(product, 'attributes') ?? {}))
        attributes.set(plainName(name), String(value));
      const attribute = (name: string): string => attributes.get(name) ?? '';
      for (const [, offer] of entriesOf(offers)) {
        for (const [rateCode, dimension] of entriesOf(mapIn(offer, 'priceDimensions') ?? {})) {
          const range = (...names: string[]): string =>
            names.map((name) => textIn(dimension as JsonMap, name)).find((text) => text !== '') ?? '';
          const perUnit = mapIn(dimension, 'pricePerUnit') ?? {};
          const currency = 'USD' in perUnit ? 'USD' : (Object.keys(perUnit)[0] ?? '');
          yield {
            sku,
            service,
            usage: withoutRegion(attribute('usagetype')),
            term,
            description: textIn(dimension as JsonMap, 'description'),
            since: textIn(offer as JsonMap, 'effectiveDate'),
            from: range('beginRange', 'startingRange'),
            to: range('endRange', 'endingRange'),
            unit: textIn(dimension as JsonMap, 'unit'),
            price: textIn(perUnit, currency),
            currency,
            attribute,
            place: () => ({ offset: Math.max(0, source.text.indexOf(`"${rateCode}"`)), length: rateCode.length + 2 }),
          };
        }
      }
    }
  }
}
