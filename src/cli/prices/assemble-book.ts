/** Prices of items into the tiers of a book, and how the book differs from the one that it stands on. */
import { billingUnits } from '../../models/pricing/billing-units.ts';
import type { BookRow } from './book.ts';
import { groupBy } from './group-by.ts';
import { type ItemPrice, type PriceFile, SkipCount, type Skipped } from './item-price.ts';
import { skipWords } from './messages.ts';

export interface ImportedItem {
  readonly item: string;
  readonly rows: readonly BookRow[];
  /** Against the book beneath: its rows, empty where it has none. */
  readonly before: readonly BookRow[];
  /** New over old, of each tier that both have; null where the book beneath has none, or tiers of its own. */
  readonly ratio: number | null;
}

export interface Assembly {
  readonly items: readonly ImportedItem[];
  readonly skipped: readonly Skipped[];
}

export function assembleBook(file: PriceFile, fileName: string, beneath: readonly BookRow[]): Assembly {
  const skips = new SkipCount();
  for (const { reason, count, example } of file.skips.list()) skips.add(reason, example, count);
  const before = groupBy(beneath, ({ item }) => item);
  const items: ImportedItem[] = [];
  for (const [item, found] of [...groupBy(file.prices, (price) => price.item)].sort(byName)) {
    const tiers = tiersOf(item, found, skips);
    if (tiers === null) continue;
    const old = before.get(item) ?? [];
    const rows = tiers.map((tier): BookRow => {
      const since = tier.since === null ? '' : `, in force since ${tier.since}`;
      return {
        item,
        usdPerUnit: tier.price,
        unit: tier.unit,
        from: tier.from,
        group: old[0]?.group ?? tier.group,
        source: `${fileName}: ${file.edition}, ${file.region}, ${tier.key}${since}`,
        date: file.date,
      };
    });
    items.push({ item, rows, before: old, ratio: ratioOf(rows, old) });
  }
  return { items, skipped: skips.list() };
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

/** The tiers of one SKU; null, and a reason, where there are none that fit together. */
function tiersOf(item: string, found: readonly ItemPrice[], skips: SkipCount): ItemPrice[] | null {
  const bySku = [...groupBy(found, ({ key }) => key)].sort(byName);
  const whole: ItemPrice[][] = [];
  for (const [sku, all] of bySku) {
    // Of several prices of a SKU, the one that came into force last.
    const latest = all.reduce((most, { since }) => ((since ?? '') > most ? since! : most), '');
    const tiers = all.filter(({ since }) => (since ?? '') === latest).sort((a, b) => a.from - b.from);
    if (tiers.length < all.length) skips.add(skipWords.superseded(), `${item} ${sku}`, all.length - tiers.length);
    if (fitTogether(tiers)) whole.push(tiers);
    else skips.add(skipWords.tiers(), `${item} ${sku}`, tiers.length);
  }
  const [first, ...others] = whole;
  if (first === undefined) return null;
  const different = others.filter((tiers) => signature(tiers) !== signature(first));
  if (different.length > 0) {
    const names = [first, ...others].map((tiers) => `${tiers[0]!.key} at ${tiers[0]!.price}`).join(', ');
    skips.add(skipWords.conflict(), `${item}: ${names}`, whole.flat().length);
    return null;
  }
  for (const tiers of others) skips.add(skipWords.sameTwice(), `${item} ${tiers[0]!.key}`, tiers.length);
  return first;
}

/** From zero on, each where the one before ends, the last without an end. */
const fitTogether = (tiers: readonly ItemPrice[]): boolean =>
  tiers[0]?.from === 0 &&
  tiers.at(-1)!.to === Number.POSITIVE_INFINITY &&
  tiers.every((tier, i) => i === 0 || tier.from === tiers[i - 1]!.to);

const signature = (tiers: readonly ItemPrice[]): string =>
  tiers.map(({ from, price, unit }) => `${from} ${Number(price)} ${unit}`).join('; ');

const usdPerBase = (row: BookRow): number => Number(row.usdPerUnit) / billingUnits[row.unit];

function ratioOf(rows: readonly BookRow[], before: readonly BookRow[]): number | null {
  if (before.length !== rows.length) return null;
  const ratios = rows.map((row, i) =>
    row.from === before[i]!.from ? usdPerBase(row) / usdPerBase(before[i]!) : Number.NaN,
  );
  if (rows.every((row, i) => usdPerBase(row) === 0 && usdPerBase(before[i]!) === 0)) return 1;
  const widest = ratios.reduce((most, each) => (Math.abs(each - 1) > Math.abs(most - 1) ? each : most), ratios[0]!);
  return ratios.every(Number.isFinite) ? widest : null;
}
