/** Instances as ec2instances.info has them (JSON, one or a list; EC2 and RDS), and as tables of two columns or more (CSV). */
import {
  attributeReason,
  machineGroup,
  instancePricesKey as regionsKey,
  unmetered,
} from '../../models/pricing/aws/items.ts';
import { perBillingUnit } from '../../models/pricing/aws/units.ts';
import { fileIssue, InputError } from '../errors.ts';
import { csvRows } from '../measurements/csv.ts';
import { placeOf } from '../measurements/json-places.ts';
import { IssueList, type SourceText } from '../measurements/source-text.ts';
import { type ImportOptions, type ItemPrice, type PriceFile, SkipCount } from './item-price.ts';
import { entriesOf, isJsonMap, type JsonMap, mapIn, textIn } from './json-values.ts';
import { skipWords, priceWords as words } from './messages.ts';
import { dayIn } from './read-offers.ts';

const usual = 'us-east-1';
const decimal = /^\d+(\.\d*)?(e[+-]?\d+)?$/i;

const priceOf = (item: string, key: string, price: string): ItemPrice => ({
  ...{ item, key, unit: 'h', group: machineGroup, from: 0, to: Number.POSITIVE_INFINITY, since: null },
  price: perBillingUnit(price, 1),
});

/** Engines of the RDS file that have a price in the simulator; EC2 has `linux`. */
const services: Readonly<Record<string, string>> = {
  linux: 'ec2',
  PostgreSQL: 'rds-postgres',
  'Aurora PostgreSQL': 'aurora-postgres',
};

/** Throws InputError. */
export function readInstances(source: SourceText, data: unknown, options: ImportOptions): PriceFile {
  const list = Array.isArray(data) ? data : [data];
  const date = dayIn(source.file, options.date, '');
  const known = [...new Set(list.flatMap((each) => Object.keys(mapIn(each, regionsKey) ?? {})))].sort();
  const region = options.region ?? (known.length === 1 ? known[0]! : usual);
  if (!known.includes(region)) {
    throw new InputError([fileIssue('no-region', source.file, words.noRegion(region, known), words.regions(known))]);
  }
  const skips = new SkipCount();
  const issues = new IssueList(source);
  const prices: ItemPrice[] = [];
  let databases = false;
  for (const [index, instance] of list.entries()) {
    const name = textIn(instance, 'instance_type');
    const byRegion = mapIn(instance, regionsKey);
    databases ||= name.startsWith('db.');
    for (const [place, systems] of entriesOf(byRegion)) {
      for (const [system, offer] of entriesOf(systems)) {
        const key = `${name} ${system}`;
        const service = Object.hasOwn(services, system) ? services[system] : undefined;
        if (place !== region) skips.add(skipWords.otherRegion(place), key);
        else if (service === undefined)
          skips.add(system === 'emr' ? unmetered : attributeReason('system or engine', system), key);
        else if (region.startsWith('cn-')) skips.add(skipWords.currency('CNY'), key);
        else {
          const found = Object.keys(mapIn(offer, 'reserved') ?? {}).length;
          if (found > 0) skips.add(skipWords.reserved(), key, found);
          const price = textIn(offer, 'ondemand');
          if (price === '' || price === 'N/A') skips.add('without a price on demand', key);
          else if (!decimal.test(price)) {
            const path = [...(Array.isArray(data) ? [index] : []), regionsKey, place, system, 'ondemand'];
            issues.add(() => placeOf(source.text, path), { code: 'price', message: words.badPrice(price) });
          } else if (Number(price) === 0) skips.add(skipWords.zero(), key);
          else prices.push(priceOf(`${service}.${name}`, key, price));
        }
      }
    }
  }
  issues.throwIfAny();
  const notes = options.region === undefined && known.length > 1 ? [regionNote(known.length)] : [];
  if (databases) notes.push('the file does not say the deployment; its prices are taken as those of a single zone');
  const edition = `ec2instances.info, ${databases ? 'RDS' : 'EC2'} instances`;
  return { format: 'ec2instances.info, JSON', service: edition, region, date, edition, prices, skips, notes };
}

const regionNote = (count: number): string =>
  `the file has ${count} regions; ${usual} was taken (--region says another)`;

export const looksLikeInstances = (data: unknown): boolean => {
  const first: unknown = Array.isArray(data) ? data[0] : data;
  return isJsonMap(first) && textIn(first, 'instance_type') !== '' && mapIn(first as JsonMap, regionsKey) !== null;
};

const nameColumn = /^(instance|instance[ _]?type|api[ _]?name)$/i;
const priceColumn = /^(price[ _]?(per[ _]?)?h(ou)?r|usd[ _]per[ _]h(our)?\w*|price[ _]usd[ _]h(our)?)$/i;

/** Throws InputError. */
export function readInstanceTable(source: SourceText, options: ImportOptions): PriceFile {
  let header: readonly string[] | null = null;
  let [nameAt, priceAt] = [-1, -1];
  const skips = new SkipCount();
  const issues = new IssueList(source);
  const prices: ItemPrice[] = [];
  for (const { cells, offsets } of csvRows(source)) {
    if (header === null) {
      header = cells;
      nameAt = cells.findIndex((cell) => nameColumn.test(cell));
      const candidates = cells.filter((cell) => priceColumn.test(cell));
      if (candidates.length > 1)
        throw new InputError([fileIssue('which-price', source.file, words.whichPrice(candidates))]);
      priceAt = cells.findIndex((cell) => priceColumn.test(cell));
      if (nameAt < 0 || priceAt < 0)
        throw new InputError([fileIssue('unknown-format', source.file, words.unknownCsv(header), words.formats())]);
      continue;
    }
    const [name, price] = [cells[nameAt] ?? '', cells[priceAt] ?? ''];
    if (price === '') skips.add('without a price', name);
    else if (!decimal.test(price) || name === '') {
      const offset = offsets[priceAt] ?? offsets[0]!;
      issues.add(() => ({ offset, length: price.length }), { code: 'price', message: words.badPrice(price) });
    } else if (Number(price) === 0) skips.add(skipWords.zero(), name);
    else prices.push(priceOf(`ec2.${name}`, name, price));
  }
  if (header === null) throw new InputError([fileIssue('empty', source.file, words.empty())]);
  issues.throwIfAny();
  const region = options.region ?? usual;
  const notes = [`the column ${header[priceAt]} is taken as USD an hour on demand, Linux`];
  if (options.region === undefined) notes.push(`the file does not say its region; ${usual} is assumed (--region)`);
  const edition = `column ${header[priceAt]}`;
  const date = dayIn(source.file, options.date, '');
  return { format: 'table of instances, CSV', service: 'EC2 instances', region, date, edition, prices, skips, notes };
}
