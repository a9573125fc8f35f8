/** From the prices of an offer file to prices of items: the region, terms, units, tiers and days in one place for all formats. */
import { itemsOf } from '../../models/pricing/aws/items.ts';
import { dayOf, type OfferedPrice, regionOf } from '../../models/pricing/aws/offered-price.ts';
import { meaningOf, perBillingUnit } from '../../models/pricing/aws/units.ts';
import { fileIssue, InputError } from '../errors.ts';
import { IssueList, type SourceText } from '../measurements/source-text.ts';
import { type ImportOptions, type ItemPrice, type PriceFile, SkipCount } from './item-price.ts';
import { skipWords, priceWords as words } from './messages.ts';

export interface OfferHead {
  readonly format: string;
  readonly service: string;
  readonly version: string;
  /** As the file has it; empty where it does not say. */
  readonly published: string;
}

const usual = 'us-east-1';
const decimal = /^\d+(\.\d*)?(e[+-]?\d+)?$/i;

/** Throws InputError. The prices are gone through twice: first for the regions. */
export function readOffers(
  source: SourceText,
  head: OfferHead,
  offered: () => Iterable<OfferedPrice>,
  options: ImportOptions,
): PriceFile {
  const date = dayIn(source.file, options.date, head.published);
  const { region, note } = chooseRegion(source.file, offered(), options.region);
  const issues = new IssueList(source);
  const skips = new SkipCount();
  const notes = note === null ? [] : [note];
  const prices: ItemPrice[] = [];
  const disagreements: string[] = [];
  for (const price of offered()) {
    const why = refusal(price, region);
    const example = `${price.sku} ${price.usage}`.trim();
    if (why !== null) {
      skips.add(why, example);
      continue;
    }
    const match = itemsOf(price);
    if (typeof match === 'string') {
      skips.add(match, example);
      continue;
    }
    const meaning = meaningOf(price.unit);
    if (meaning === undefined || meaning.unit !== match.unit) {
      skips.add(skipWords.unit(price.unit, match.unit), example);
      continue;
    }
    if (price.currency !== 'USD') {
      skips.add(skipWords.currency(price.currency), example);
      continue;
    }
    const since = dayOf(price.since);
    if (since !== null && since > date) {
      skips.add(skipWords.future(date), example);
      continue;
    }
    if (!decimal.test(price.price)) {
      issues.add(() => price.place(), { code: 'price', message: words.badPrice(price.price) });
      continue;
    }
    const [from, to] = [limit(price.from, 0), limit(price.to, Number.POSITIVE_INFINITY)];
    if (Number.isNaN(from) || Number.isNaN(to)) {
      const bad = Number.isNaN(from) ? price.from : price.to;
      issues.add(() => price.place(), { code: 'range', message: words.badRange(bad) });
      continue;
    }
    if (match.unit === 'h' && Number(price.price) === 0) {
      skips.add(skipWords.zero(), example);
      continue;
    }
    const said = saidPrice(price.description);
    if (said !== null && Math.abs(said - Number(price.price)) > 1e-6 * said)
      disagreements.push(`${price.sku} says "${price.description}" and has ${price.price}; the number was taken`);
    for (const item of match.items) {
      prices.push({
        item,
        unit: match.unit,
        group: match.group,
        price: perBillingUnit(price.price, meaning.factor),
        from: from * meaning.factor,
        to: to * meaning.factor,
        key: price.sku,
        since,
      });
    }
  }
  issues.throwIfAny();
  notes.push(...disagreements.slice(0, 5));
  if (disagreements.length > 5) notes.push(`and ${disagreements.length - 5} more whose words and numbers disagree`);
  const edition = [
    `AWS offer file ${head.service}`,
    ...(head.version === '' ? [] : [`version ${head.version}`]),
    ...(head.published === '' ? [] : [`published ${dayOf(head.published) ?? head.published}`]),
  ].join(', ');
  return { format: head.format, service: head.service, region, date, edition, prices, skips, notes };
}

/** The day of the prices: the user's word, then the file's, then its name's. */
export function dayIn(file: string, given: string | undefined, published: string): string {
  const found = given ?? dayOf(published) ?? /\d{4}-\d\d-\d\d/.exec(file.split(/[\\/]/).at(-1)!)?.[0];
  if (found === undefined) throw new InputError([fileIssue('no-date', file, words.noDate(), words.dateHint())]);
  return found;
}

function refusal(price: OfferedPrice, region: string): string | null {
  const free = /^global-/i.test(price.attribute('usagetype')) || /free tier/i.test(price.description);
  if (free) return skipWords.free();
  if (price.term !== 'OnDemand') return skipWords.reserved();
  const place = regionOf(price);
  return place === region ? null : skipWords.otherRegion(place);
}

/** The region that is asked for, the only one, or us-east-1. */
function chooseRegion(
  file: string,
  offered: Iterable<OfferedPrice>,
  asked: string | undefined,
): { region: string; note: string | null } {
  const found = new Set<string>();
  const useless = new Set<string>();
  for (const price of offered) (typeof itemsOf(price) === 'string' ? useless : found).add(regionOf(price));
  found.delete('');
  if (found.size === 0) for (const region of useless) found.add(region);
  found.delete('');
  const known = [...found].sort();
  const [only] = known;
  if (asked !== undefined) {
    if (found.has(asked)) return { region: asked, note: null };
    throw new InputError([
      fileIssue('no-region', file, words.noRegion(asked, known), known.length > 0 ? words.regions(known) : undefined),
    ]);
  }
  if (only === undefined) throw new InputError([fileIssue('empty', file, words.nothing([]))]);
  if (known.length === 1) return { region: only, note: null };
  if (found.has(usual))
    return { region: usual, note: `the file has ${known.length} regions; ${usual} was taken (--region says another)` };
  throw new InputError([fileIssue('no-region', file, words.whichRegion(), words.regions(known))]);
}

function limit(text: string, empty: number): number {
  const word = text.trim();
  if (word === '') return empty;
  if (/^inf(inity)?$/i.test(word)) return Number.POSITIVE_INFINITY;
  return decimal.test(word) ? Number(word) : Number.NaN;
}

/** "$0.005 per 1,000 PUT requests" says 0.000005. Null where a description has no such words. */
function saidPrice(description: string): number | null {
  const found = /\$(\d*\.?\d+)\s+per\s+(?:([\d,]+)\s+(million)?|(million)\s+)?/i.exec(description);
  if (found === null) return null;
  const count = Number((found[2] ?? '1').replaceAll(',', ''));
  const per = count * (found[3] !== undefined || found[4] !== undefined ? 1e6 : 1);
  const said = Number(found[1]) / per;
  return said > 0 && Number.isFinite(said) ? said : null;
}
