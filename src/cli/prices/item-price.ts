/** What every reader of price files makes of them: prices of items as the simulator knows them, and what was left out. */

import type { CostGroup } from '../../models/capabilities.ts';
import type { BillingUnit } from '../../models/pricing/billing-units.ts';
import type { SourceText } from '../measurements/source-text.ts';

export interface ItemPrice {
  /** `service.item`, as models meter it. */
  readonly item: string;
  readonly unit: BillingUnit;
  readonly group: CostGroup;
  /** USD a billing unit, in the digits of the file. */
  readonly price: string;
  /** The tier, in billing units a month: from here to there. */
  readonly from: number;
  readonly to: number;
  /** What the file calls it: SKU, or a place in its tables. */
  readonly key: string;
  /** Since when it holds, where the file says so: 2020-12-01. */
  readonly since: string | null;
}

/** Reasons for leaving something out, with how often and one example. */
export class SkipCount {
  private readonly counts = new Map<string, { count: number; example: string }>();

  add(reason: string, example: string, count = 1): void {
    const known = this.counts.get(reason);
    if (known === undefined) this.counts.set(reason, { count, example });
    else known.count += count;
  }

  /** The most frequent first. */
  list(): Skipped[] {
    return [...this.counts]
      .map(([reason, { count, example }]) => ({ reason, count, example }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}

export interface Skipped {
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/** A file that has been read. */
export interface PriceFile {
  /** What kind of file it is, in words. */
  readonly format: string;
  /** What it prices: `AmazonS3`. */
  readonly service: string;
  readonly region: string;
  /** The day of its prices. */
  readonly date: string;
  /** Version and publication, as the file has them; for the source of each row. */
  readonly edition: string;
  readonly prices: readonly ItemPrice[];
  readonly skips: SkipCount;
  /** What the reader of the output must know. */
  readonly notes: readonly string[];
}

/** What the command line says about a file. */
export interface ImportOptions {
  readonly region: string | undefined;
  readonly date: string | undefined;
  /** SKU of the savings plan that is meant. */
  readonly plan: string | undefined;
}

export type PriceReader = (source: SourceText, options: ImportOptions) => PriceFile;
