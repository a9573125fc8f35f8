/** Files by partition. */
import type { PartitionSummary } from '../results/table-summary.ts';
import { sizeHistogram } from './sizes.ts';

/** So many are listed. */
const listed = 1000;

export class Partitions {
  private readonly sizes = new Map<string, number[]>();

  add(name: string, sizeBytes: number): void {
    const sizes = this.sizes.get(name);
    if (sizes === undefined) this.sizes.set(name, [sizeBytes]);
    else sizes.push(sizeBytes);
  }

  get count(): number {
    return this.sizes.size;
  }

  get maxFiles(): number {
    let max = 0;
    for (const sizes of this.sizes.values()) max = Math.max(max, sizes.length);
    return max;
  }

  /** Most files first, then by name. */
  largest(): PartitionSummary[] {
    return [...this.sizes]
      .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
      .slice(0, listed)
      .map(([name, sizes]) => ({
        name,
        files: sizes.length,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        sizeHistogram: sizeHistogram(sizes).filter(({ files }) => files > 0),
      }));
  }
}
