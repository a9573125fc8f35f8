/**
 * What bills count in, by name: base units in one. A GB of storage and transfer is 2^30 B and a month 730 h, as the
 * provider's own calculator counts them; with 10^9 B storage would be 7.4 % off.
 */
const giB = 2 ** 30;
const hourSeconds = 3600;
const monthHours = 730;

export const monthSeconds = monthHours * hourSeconds;

export const billingUnits = {
  requests: 1,
  GB: giB,
  'GB-month': giB * monthSeconds,
  h: hourSeconds,
  /** Of a disk: reads and writes a second, for a month. */
  'IOPS-month': monthSeconds,
  /** Memory held for a time, as functions are billed. */
  'GB-s': giB,
  /** Of a scan. */
  TB: 1024 * giB,
  /** Of a warehouse: one of its nodes for an hour. */
  credits: hourSeconds,
  /** Where nothing is known of an item but a price of the user's own. */
  'base units': 1,
} as const;

export type BillingUnit = keyof typeof billingUnits;
export const billingUnitNames = Object.keys(billingUnits) as BillingUnit[];
