/**
 * From metered usage to a bill. A price may have tiers, so each item is priced once, over all who used it; an activity
 * pays its share of the quantity. What is stored is nobody's and stands in `storage`; other use without an activity is
 * `idle`. So: the activities' costs + idle + storage = total = storage + requests + compute + transfer + other.
 */
import type { PriceBook } from '../../models/capabilities.ts';
import { byCodeUnit, type CostLine, type CostResult } from '../../results/index.ts';
import type { BillWindows } from './bill-windows.ts';
import { InvariantError } from './errors.ts';
import { invariants } from './messages.ts';

const groups = ['storage', 'requests', 'compute', 'transfer', 'other'] as const;
type Group = (typeof groups)[number];
const nobody = '';
const monthSeconds = 730 * 3600;

export interface Bill {
  readonly result: CostResult;
  /** USD by name of a metric of `cost`; no `monthly` for a run without length. */
  readonly costs: Readonly<Record<Group | 'total' | 'idle', number>> & { readonly monthly: number | null };
  readonly byActivity: ReadonlyMap<string, number>;
  /** USD by window, where somebody asks: by name of a metric of `cost`, and of activities; nobody's is not among those. */
  readonly over: { readonly costs: Spending; readonly byActivity: Spending } | null;
}

type Spending = ReadonlyMap<string, Float64Array>;

/** Quantities in base units by service, item and activity. */
export class UsageMeter {
  /** Null where nobody looks at the bill over time. */
  readonly over: BillWindows | null;
  private readonly used = new Map<string, Map<string, number>>();
  private readonly byWindow = new Map<string, Float64Array>();

  constructor(over: BillWindows | null = null) {
    this.over = over;
  }

  add(service: string, item: string, quantity: number, activity: string | undefined): void {
    const key = `${service}\n${item}`;
    let users = this.used.get(key);
    if (users === undefined) {
      users = new Map();
      this.used.set(key, users);
    }
    const user = activity ?? nobody;
    users.set(user, (users.get(user) ?? 0) + quantity);
    if (this.over !== null) this.addOver(this.over, `${key}\n${user}`, quantity);
  }

  private addOver(over: BillWindows, key: string, quantity: number): void {
    let sums = this.byWindow.get(key);
    if (sums === undefined) {
      sums = over.create();
      this.byWindow.set(key, sums);
    }
    over.add(sums, quantity);
  }

  /** What somebody has used of an item, by window; null where nobody looks. */
  usedOver(service: string, item: string, user: string): Float64Array | null {
    return this.byWindow.get(`${service}\n${item}\n${user}`) ?? null;
  }

  /** Sorted, so that no sum depends on who came first. */
  *items(): Generator<{ service: string; item: string; users: [string, number][] }> {
    for (const key of [...this.used.keys()].sort(byCodeUnit)) {
      const [service = '', item = ''] = key.split('\n');
      yield { service, item, users: [...this.used.get(key)!].sort(([a], [b]) => byCodeUnit(a, b)) };
    }
  }
}

/** `spanSeconds`: the simulated time that was billed; with a horizon it tells what a month costs. */
export function makeBill(usage: UsageMeter, prices: PriceBook | null, spanSeconds: number, hasMonth: boolean): Bill {
  const lines: CostLine[] = [];
  const notPriced: string[] = [];
  const byGroup: Record<Group, number> = { storage: 0, requests: 0, compute: 0, transfer: 0, other: 0 };
  const byActivity = new Map<string, number>();
  let idle = 0;
  const spread = usage.over === null ? null : new SpreadBill(usage.over);
  for (const { service, item, users } of usage.items()) {
    let quantity = 0;
    for (const [, used] of users) quantity += used;
    if (quantity === 0) continue;
    const billed = prices?.bill(service, item, quantity, spanSeconds) ?? null;
    if (billed === null) {
      notPriced.push(`${service}.${item}`);
      continue;
    }
    for (const line of billed) {
      const group = line.group ?? 'other';
      byGroup[group] += line.usd;
      const { quantity: billedQuantity, unit, unitPriceUsd, usd, source } = line;
      for (const [user] of users) {
        const sums = usage.usedOver(service, item, user);
        if (sums !== null) spread?.add(group, user, sums, line.usd / quantity);
      }
      lines.push({ service: line.service, item: line.item, quantity: billedQuantity, unit, unitPriceUsd, usd, source });
      if (group === 'storage') continue;
      for (const [user, used] of users) {
        const share = line.usd * (used / quantity);
        if (user === nobody) idle += share;
        else byActivity.set(user, (byActivity.get(user) ?? 0) + share);
      }
    }
  }
  const total = sum(groups.map((group) => byGroup[group]));
  check('the bill lines', sum(lines.map((line) => line.usd)), total);
  check('activities, idle and storage', sum([...byActivity.values(), idle, byGroup.storage]), total);
  const monthly = hasMonth && spanSeconds > 0 ? (total * monthSeconds) / spanSeconds : null;
  return {
    result: {
      totalUsd: total,
      lines,
      notPriced,
      priceBook: prices
        ? { name: prices.name, date: prices.date, ...(prices.note ? { note: prices.note } : {}) }
        : { name: 'none', date: '' },
    },
    costs: { ...byGroup, total, idle, monthly },
    byActivity,
    over: spread,
  };
}

/** The bill lines by window. */
class SpreadBill {
  readonly costs = new Map<string, Float64Array>();
  readonly byActivity = new Map<string, Float64Array>();
  private readonly over: BillWindows;

  constructor(over: BillWindows) {
    this.over = over;
    for (const name of [...groups, 'total', 'idle']) this.costs.set(name, over.create());
  }

  add(group: Group, user: string, sums: Float64Array, usdEach: number): void {
    const { costs, byActivity } = this;
    addTimes(costs.get(group)!, sums, usdEach);
    addTimes(costs.get('total')!, sums, usdEach);
    if (group === 'storage') return;
    if (user === nobody) {
      addTimes(costs.get('idle')!, sums, usdEach);
      return;
    }
    const own = byActivity.get(user) ?? this.over.create();
    byActivity.set(user, own);
    addTimes(own, sums, usdEach);
  }
}

function addTimes(to: Float64Array, sums: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += sums[i]! * factor;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function check(what: string, found: number, total: number): void {
  if (Math.abs(found - total) <= 1e-9 * Math.abs(total)) return;
  throw new InvariantError('bills add up', invariants.bill(what, found, total), null);
}
