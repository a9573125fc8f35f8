/** The order in which task sets are offered slots: FIFO, or FAIR between pools and FIFO inside. */

import type { TaskSet } from './_task-set.ts';
import type { PoolSetting } from './parameters.ts';

export class LineUp {
  private readonly fair: boolean;
  private readonly settings: ReadonlyMap<string, PoolSetting>;
  /** Sets with work, the first to be served first: lower job, then lower stage. */
  private readonly fifo: TaskSet[] = [];
  private readonly pools = new Map<string, Pool>();
  private readonly order: Pool[] = [];

  constructor(mode: 'FIFO' | 'FAIR', pools: readonly PoolSetting[]) {
    this.fair = mode === 'FAIR';
    this.settings = new Map(pools.map((pool) => [pool.name, pool]));
  }

  get isEmpty(): boolean {
    return this.fifo.length === 0;
  }

  /** The set that goes first, where that does not change with each launch; null: it does, or there is none. */
  get only(): TaskSet | null {
    return this.fair && this.fifo.length > 1 ? null : (this.fifo[0] ?? null);
  }

  add(set: TaskSet): void {
    if (set.inLine) return;
    set.inLine = true;
    insert(this.fifo, set);
    if (this.fair) insert(this.pool(set.pool).sets, set);
  }

  remove(set: TaskSet): void {
    if (!set.inLine) return;
    set.inLine = false;
    this.fifo.splice(this.fifo.indexOf(set), 1);
    if (this.fair) {
      const { sets } = this.pool(set.pool);
      sets.splice(sets.indexOf(set), 1);
    }
  }

  /** A task of this set was launched (+1) or is gone (-1). */
  count(set: TaskSet, change: number): void {
    set.running += change;
    if (this.fair) this.pool(set.pool).running += change;
  }

  /** Sets in the order of this round; the array is the line's own, and is good until the next call. */
  sorted(into: TaskSet[]): void {
    into.length = 0;
    if (!this.fair) {
      for (let i = 0; i < this.fifo.length; i++) into.push(this.fifo[i]!);
      return;
    }
    this.order.sort(byShare);
    for (const pool of this.order) for (const set of pool.sets) into.push(set);
  }

  private pool(name: string): Pool {
    const known = this.pools.get(name);
    if (known !== undefined) return known;
    const setting = this.settings.get(name);
    const pool: Pool = { name, minShare: setting?.minShare ?? 0, weight: setting?.weight ?? 1, running: 0, sets: [] };
    this.pools.set(name, pool);
    this.order.push(pool);
    return pool;
  }
}

interface Pool {
  readonly name: string;
  readonly minShare: number;
  readonly weight: number;
  running: number;
  readonly sets: TaskSet[];
}

/**
 * A pool below its min share goes before one that is not; among the first the lower running / min share, among the
 * others the lower running / weight; then by name (Spark's FairSchedulingAlgorithm).
 */
function byShare(a: Pool, b: Pool): number {
  const aNeedy = a.running < a.minShare;
  const bNeedy = b.running < b.minShare;
  if (aNeedy !== bNeedy) return aNeedy ? -1 : 1;
  const difference = aNeedy
    ? a.running / Math.max(a.minShare, 1) - b.running / Math.max(b.minShare, 1)
    : a.running / a.weight - b.running / b.weight;
  if (difference !== 0) return difference;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function insert(sets: TaskSet[], set: TaskSet): void {
  let at = sets.length;
  while (at > 0 && before(set, sets[at - 1]!)) at--;
  sets.splice(at, 0, set);
}

const before = (a: TaskSet, b: TaskSet): boolean => a.job < b.job || (a.job === b.job && a.stage < b.stage);
