import type { Values } from '../../fields/index.ts';
import type { BillLine, CostGroup, PriceBook } from '../capabilities.ts';
import { type BillingUnit, billingUnits, monthSeconds } from './billing-units.ts';
import type { priceRowFields, pricingFields } from './fields.ts';

type Row = Values<typeof priceRowFields>;

interface Tier {
  /** Billing units a month at which it begins. */
  readonly from: number;
  readonly usdPerBase: number;
  readonly source: string;
}

interface Priced {
  readonly unit: BillingUnit;
  readonly group: CostGroup;
  /** Ascending; the first begins at zero. */
  readonly tiers: readonly Tier[];
}

/**
 * Prices by `service.item`, and bills by
 *
 *     usd = quantity x unit price x (1 - discount of the service)
 *
 * A tier counts the use of a month: a run of any length is billed as if every month used as much as it did on average.
 * An item that is free has no line; an item that nobody prices is null, and is said to be not priced.
 */
export class TableOfPrices implements PriceBook {
  readonly name: string;
  readonly date: string;
  readonly note: string;
  private readonly priced: ReadonlyMap<string, Priced>;
  private readonly discounts: Values<typeof pricingFields>['discounts'];

  constructor(values: Values<typeof pricingFields>) {
    const dates = values.rows.map((row) => row.date).sort();
    const [oldest = 'undated'] = dates;
    const newest = dates.at(-1) ?? 'undated';
    this.name = values.title;
    this.date = newest;
    const dated = oldest === newest ? `rows are dated ${newest}` : `rows are dated ${oldest} to ${newest}, see sources`;
    this.note = `${dated}; a GB is 2^30 B and a month 730 h, as bills count them`;
    this.discounts = values.discounts;
    this.priced = withOwnPrices(tiersByItem(values.rows), values.prices);
  }

  bill(service: string, item: string, quantity: number, spanSeconds: number): BillLine[] | null {
    const priced = this.priced.get(`${service}.${item}`);
    if (priced === undefined) return null;
    const basePerBilling = billingUnits[priced.unit];
    const billed = quantity / basePerBilling;
    const months = spanSeconds / monthSeconds;
    // Of a run without length no month can be told: the first tier is taken.
    const billedPerMonth = months > 0 ? billed / months : 0;
    const discount = this.discounts[service] ?? 0;
    const lines: BillLine[] = [];
    priced.tiers.forEach((tier, index) => {
      const next = priced.tiers[index + 1]?.from ?? Infinity;
      const sharedOut = billedPerMonth > 0 ? tierShare(billedPerMonth, tier.from, next) : index === 0 ? 1 : 0;
      const unitPriceUsd = tier.usdPerBase * basePerBilling * (1 - discount);
      const inTier = billed * sharedOut;
      if (inTier === 0 || unitPriceUsd === 0) return;
      lines.push({
        service,
        item,
        group: priced.group,
        quantity: inTier,
        unit: priced.unit,
        unitPriceUsd,
        usd: inTier * unitPriceUsd,
        source: discount > 0 ? `${tier.source}; less ${+(100 * discount).toFixed(4)} %` : tier.source,
      });
    });
    return lines;
  }
}

/** The part of a month's use that falls between two thresholds. */
function tierShare(total: number, from: number, to: number): number {
  return Math.max(0, Math.min(total, to) - from) / total;
}

function tiersByItem(rows: readonly Row[]): Map<string, Priced> {
  const found = new Map<string, { unit: BillingUnit; group: CostGroup; tiers: Tier[] }>();
  for (const row of rows) {
    const tier: Tier = { from: row.from, usdPerBase: row.price, source: `${row.source}, ${row.date}` };
    const known = found.get(row.item);
    if (known === undefined) found.set(row.item, { unit: row.unit, group: row.group, tiers: [tier] });
    else known.tiers.push(tier);
  }
  for (const [item, { tiers }] of found) {
    tiers.sort((a, b) => a.from - b.from);
    if (tiers[0]!.from !== 0) throw new Error(`the price book has no price for the first ${item}`);
  }
  return found;
}

/** A price of the user's own replaces all tiers; its unit is that of the item, of its service, or of its namesake. */
function withOwnPrices(
  book: ReadonlyMap<string, Priced>,
  own: Values<typeof pricingFields>['prices'],
): ReadonlyMap<string, Priced> {
  const all = new Map(book);
  for (const [name, usdPerBase] of Object.entries(own)) {
    const like = book.get(name) ?? ofService(book, name) ?? namesake(book, name);
    all.set(name, {
      unit: like?.unit ?? 'base units',
      group: like?.group ?? 'other',
      tiers: [{ from: 0, usdPerBase, source: 'given in the scenario' }],
    });
  }
  return all;
}

const serviceOf = (name: string): string => name.slice(0, name.indexOf('.'));
const itemOf = (name: string): string => name.slice(name.indexOf('.') + 1);

/** Instances are alike: all are billed by the hour. */
function ofService(book: ReadonlyMap<string, Priced>, name: string): Priced | undefined {
  const alike = [...book].filter(([each]) => serviceOf(each) === serviceOf(name)).map(([, priced]) => priced);
  return alike.length > 0 && alike.every(({ unit }) => unit === alike[0]!.unit) ? alike[0] : undefined;
}

function namesake(book: ReadonlyMap<string, Priced>, name: string): Priced | undefined {
  return [...book].find(([each]) => itemOf(each) === itemOf(name))?.[1];
}
