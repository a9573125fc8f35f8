/** Prices in words for people, and as the language writes them. */
import type { BillingUnit } from '../../models/pricing/billing-units.ts';
import type { BookRow } from './book.ts';

/** What the language writes below USD, and how many billing units that is. */
const written: Readonly<Record<BillingUnit, { below: string; count: number; words: string }>> = {
  requests: { below: '/1000', count: 1000, words: 'per 1,000 requests' },
  GB: { below: '/GiB', count: 1, words: 'per GB' },
  'GB-month': { below: '/GiB/month', count: 1, words: 'per GB-month' },
  h: { below: '/h', count: 1, words: 'per h' },
  'IOPS-month': { below: '/month', count: 1, words: 'per IOPS-month' },
  'GB-s': { below: '/GiB/s', count: 1, words: 'per GB-s' },
  TB: { below: '/TiB', count: 1, words: 'per TB' },
  credits: { below: '/h', count: 1, words: 'per credit' },
  'base units': { below: '', count: 1, words: 'per base unit' },
};

/** `0.0004 USD/1000`: a GB of bills is 2^30 B. */
export const priceInLanguage = ({ usdPerUnit, unit }: BookRow): string =>
  `${times(usdPerUnit, written[unit].count)} USD${written[unit].below}`;

/** `0.023 USD per GB-month; 0.022 from 51,200; 0.021 from 512,000`. */
export function tiersInWords(rows: readonly BookRow[]): string {
  return rows
    .map((row, i) => {
      const { count, words } = written[row.unit];
      const usd = times(row.usdPerUnit, count);
      return i === 0 ? `${usd} USD ${words}` : `${usd} from ${row.from.toLocaleString('en-US')}`;
    })
    .join('; ');
}

/** In twelve digits, and never as 4e-7. */
function times(price: string, count: number): string {
  const value = Number((Number(price) * count).toPrecision(12));
  if (value === 0) return '0';
  const text = String(value);
  if (!text.includes('e')) return text;
  return value.toFixed(Math.min(100, 12 - Math.floor(Math.log10(value)))).replace(/\.?0+$/, '');
}
