import { type Command, FairShareLink, type Kernel } from '../../kernel/index.ts';
import { SideBySide } from '../side-by-side.ts';
import { DiskBurstBucket } from './_disk-burst.ts';
import type { Limits } from './_limits.ts';

/** What is done side by side, as a pipeline does: bytes in a row, single pages, and work of cores. */
export interface Work {
  readonly bytes: number;
  readonly reads: number;
  /** The most of these reads that are asked for at once over the time of one. */
  readonly readsPerSecond: number;
  readonly coreSeconds: number;
  /** Core seconds in a second that it can use at the most. */
  readonly speed: number;
}

/** The parts, as SideBySide counts them. */
const names = ['disk', 'reads', 'cores'];
export const coresPart = 2;

/**
 * Disk, reads and cores, each shared equally by all who want some of it (processor sharing), nobody above what he can
 * use. Work is through when the last of its parts is: alone it takes
 *
 *     max(bytes / bandwidth, reads / min(reads per second, its own), core seconds / min(cores, speed))
 */
export class Resources {
  private readonly parts: readonly FairShareLink[];
  private readonly together: SideBySide;
  /** The most there ever was: no bound may be below it. */
  private peak: Pick<Limits, 'cores' | 'bytesPerSecond' | 'readsPerSecond'>;
  private readonly burst: DiskBurstBucket;

  constructor(kernel: Kernel, name: string, limits: Limits, onUse: (share: number) => void) {
    this.peak = peakOf(limits);
    const link = (what: string, capacityBytesPerSecond: number): FairShareLink =>
      new FairShareLink(kernel, { name: `${name}: ${what}`, capacityBytesPerSecond });
    this.parts = [
      link('disk', limits.bytesPerSecond),
      link('reads', limits.readsPerSecond),
      link('cores', limits.cores),
    ];
    this.together = new SideBySide(kernel, name, names);
    const cores = this.parts[2]!;
    cores.onRate((rate) => onUse(rate / cores.capacityBytesPerSecond));
    this.burst = new DiskBurstBucket(kernel, this.parts[0]!);
    this.burst.change(limits.burst, false);
  }

  change(limits: Limits, isSameMachine: boolean): void {
    const { bytesPerSecond, readsPerSecond, cores } = limits;
    this.parts[0]!.setCapacity(bytesPerSecond);
    this.burst.change(limits.burst, isSameMachine);
    this.parts[1]!.setCapacity(readsPerSecond);
    this.parts[2]!.setCapacity(cores);
    this.highest(peakOf(limits));
  }

  private highest({ bytesPerSecond, readsPerSecond, cores }: typeof this.peak): void {
    const { peak } = this;
    this.peak = {
      cores: Math.max(peak.cores, cores),
      bytesPerSecond: Math.max(peak.bytesPerSecond, bytesPerSecond),
      readsPerSecond: Math.max(peak.readsPerSecond, readsPerSecond),
    };
  }

  /** Of the cores, averaged over time since it was asked last. */
  takeUse(): number {
    const cores = this.parts[2]!;
    const { utilization } = cores.stats();
    cores.resetStats();
    return utilization;
  }

  /** The least seconds that work takes, for its disk and for its cores, however little else is done. */
  bound({ bytes, reads, coreSeconds }: Work): { disk: number; cores: number } {
    const { peak } = this;
    return {
      disk: Math.max(bytes / peak.bytesPerSecond, reads / peak.readsPerSecond),
      cores: coreSeconds / peak.cores,
    };
  }

  /** For processes: `const last: number = yield resources.work(work)`, see SideBySide. */
  work({ bytes, reads, readsPerSecond, coreSeconds, speed }: Work): Command {
    if (bytes > 0) this.burst.beforeStart();
    const [disk, pages, cores] = this.parts;
    return this.together.work([
      { link: disk!, amount: bytes, mostPerSecond: Infinity },
      { link: pages!, amount: reads, mostPerSecond: readsPerSecond },
      { link: cores!, amount: coreSeconds, mostPerSecond: speed },
    ]);
  }

  /** Breaks off all that is under way. */
  breakOff(): void {
    this.together.breakOff();
  }
}

/** What it can do while credits last. */
const peakOf = (limits: Limits): Pick<Limits, 'cores' | 'bytesPerSecond' | 'readsPerSecond'> => ({
  ...limits,
  bytesPerSecond: limits.burst?.bytesPerSecond ?? limits.bytesPerSecond,
});
