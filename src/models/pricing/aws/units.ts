/** The units of price files, and how many of the simulator's billing units one of them is. Others are unknown: never zero, never one. */
import type { BillingUnit } from '../billing-units.ts';

interface Meaning {
  readonly unit: BillingUnit;
  /** Billing units in one. A TB of tiers and prices is 1,024 GB. */
  readonly factor: number;
}

const meanings: Readonly<Record<string, Meaning>> = Object.fromEntries(
  (
    [
      ['GB-month', 1, ['gb-mo', 'gb-month', 'gb-months']],
      ['GB-month', 1024, ['tb-mo', 'tb-month']],
      ['GB', 1, ['gb', 'gigabytes']],
      ['GB', 1024, ['tb', 'terabytes']],
      [
        'h',
        1,
        ['hrs', 'hr', 'hour', 'hours', 'shardhour', 'shard-hour', 'shard hour', 'streamhr', 'stream-hr', 'stream hour'],
      ],
      ['GB-s', 1, ['lambda-gb-second', 'gb-second', 'gb-seconds', 'gb-s']],
      [
        'requests',
        1,
        [
          ...['request', 'requests', 'api requests', 'api calls', 'putrequest', 'payload units', 'payloadunits'],
          ...['writerequestunits', 'readrequestunits', 'write request units', 'read request units'],
        ],
      ],
      ['requests', 1000, ['1k requests', '1000 requests', '1,000 requests', 'thousand requests']],
      ['requests', 10_000, ['10k requests', '10000 requests', '10,000 requests']],
      ['requests', 1_000_000, ['1m requests', '1000000 requests', '1,000,000 requests', 'million requests']],
    ] as const
  ).flatMap(([unit, factor, words]) => words.map((word): [string, Meaning] => [word, { unit, factor }])),
);

export function meaningOf(unit: string): Meaning | undefined {
  const word = unit.trim().toLowerCase();
  return Object.hasOwn(meanings, word) ? meanings[word] : undefined;
}

/** USD a billing unit in the digits of the file, unless the file's unit is a larger one. */
export function perBillingUnit(price: string, factor: number): string {
  if (factor === 1) return trimZeros(price);
  return trimZeros((Number(price) / factor).toPrecision(15));
}

function trimZeros(digits: string): string {
  if (!/^\d+\.\d+$/.test(digits)) return /e/i.test(digits) ? plain(digits) : String(digits).replace(/^0+(?=\d)/, '');
  return digits
    .replace(/0+$/, '')
    .replace(/\.$/, '')
    .replace(/^0+(?=\d)/, '');
}

/** 4e-7 as 0.0000004. */
function plain(digits: string): string {
  const value = Number(digits);
  if (value === 0) return '0';
  return trimZeros(value.toFixed(Math.min(100, Math.max(0, 14 - Math.floor(Math.log10(value))))));
}
