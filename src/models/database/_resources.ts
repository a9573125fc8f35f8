import { type Command, FairShareLink, type HandlerId, type Kernel, type ProcessHandle } from '../../kernel/index.ts';
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

/** What ended last, and so took the whole time; or it was broken off. */
export type WorkEnd = 'bytes' | 'reads' | 'cores' | 'broken-off' | 'nothing';

const ends: readonly WorkEnd[] = ['bytes', 'reads', 'cores'];
const links = 3;
const slotCount = 2 ** 20;

/**
 * Disk, reads and cores, each shared equally by all who want some of it (processor sharing), nobody above what he can
 * use. Work is through when the last of its parts is: alone it takes
 *
 *     max(bytes / bandwidth, reads / min(reads per second, its own), core seconds / min(cores, speed))
 */
export class Resources {
  private readonly kernel: Kernel;
  private readonly parts: readonly FairShareLink[];
  private readonly handlers: readonly HandlerId[];
  /** By slot: who waits, how many parts are under way, which round of the slot, and the flows. */
  private readonly waiting: (ProcessHandle | null)[] = [];
  private readonly pending: number[] = [];
  private readonly rounds: number[] = [];
  private readonly tickets: number[] = [];
  private readonly free: number[] = [];
  /** The most there ever was: no bound may be below it. */
  private peak: Pick<Limits, 'cores' | 'bytesPerSecond' | 'readsPerSecond'>;
  private readonly burst: DiskBurstBucket;

  constructor(kernel: Kernel, name: string, limits: Limits, onUse: (share: number) => void) {
    this.kernel = kernel;
    this.peak = peakOf(limits);
    const link = (what: string, capacityBytesPerSecond: number): FairShareLink =>
      new FairShareLink(kernel, { name: `${name}: ${what}`, capacityBytesPerSecond });
    this.parts = [
      link('disk', limits.bytesPerSecond),
      link('reads', limits.readsPerSecond),
      link('cores', limits.cores),
    ];
    this.handlers = ends
      .slice(0, links)
      .map((what, part) => kernel.handler((argument) => this.ended(argument, part), `${name}: ${what}`));
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

  /** For processes: `const end: WorkEnd = yield resources.work(work)`. */
  work(work: Work): Command {
    return new Working(this, work);
  }

  /** Breaks off all that is under way. */
  breakOff(): void {
    for (let slot = 0; slot < this.waiting.length; slot++) {
      if (this.waiting[slot] === null) continue;
      for (let part = 0; part < links; part++) {
        const ticket = this.tickets[slot * links + part]!;
        if (ticket >= 0) this.parts[part]!.abort(ticket);
      }
      this.resume(slot, 'broken-off');
    }
  }

  /** For Working. @internal */
  begin(process: ProcessHandle, { bytes, reads, readsPerSecond, coreSeconds, speed }: Work): boolean {
    const count = (bytes > 0 ? 1 : 0) + (reads > 0 ? 1 : 0) + (coreSeconds > 0 ? 1 : 0);
    if (count === 0) {
      process.receive('nothing' satisfies WorkEnd);
      return true;
    }
    if (bytes > 0) this.burst.beforeStart();
    const slot = this.free.pop() ?? this.newSlot();
    this.waiting[slot] = process;
    this.pending[slot] = count;
    this.start(slot, 0, bytes, Infinity);
    this.start(slot, 1, reads, readsPerSecond);
    this.start(slot, 2, coreSeconds, speed);
    return false;
  }

  private start(slot: number, part: number, amount: number, most: number): void {
    const at = slot * links + part;
    this.tickets[at] = -1;
    if (amount <= 0) return;
    const link = this.parts[part]!;
    link.start(amount, link.flowClass(most), this.handlers[part]!, this.rounds[slot]! * slotCount + slot);
    this.tickets[at] = link.ticket;
  }

  private ended(argument: number, part: number): void {
    const slot = argument % slotCount;
    // What took no time cannot be called off: its slot may be another's by now.
    if (this.rounds[slot] !== (argument - slot) / slotCount || this.waiting[slot] === null) return;
    this.tickets[slot * links + part] = -1;
    if (--this.pending[slot]! === 0) this.resume(slot, ends[part]!);
  }

  private resume(slot: number, end: WorkEnd): void {
    const process = this.waiting[slot]!;
    this.waiting[slot] = null;
    this.rounds[slot] = (this.rounds[slot]! + 1) % slotCount;
    this.free.push(slot);
    process.receive(end);
    this.kernel.schedule(0, process.resumeHandler, process.id);
  }

  private newSlot(): number {
    this.rounds.push(0);
    return this.waiting.push(null) - 1;
  }
}

class Working implements Command {
  private readonly resources: Resources;
  private readonly wanted: Work;

  constructor(resources: Resources, wanted: Work) {
    this.resources = resources;
    this.wanted = wanted;
  }

  begin(process: ProcessHandle): boolean {
    return this.resources.begin(process, this.wanted);
  }
}

/** What it can do while credits last. */
const peakOf = (limits: Limits): Pick<Limits, 'cores' | 'bytesPerSecond' | 'readsPerSecond'> => ({
  ...limits,
  bytesPerSecond: limits.burst?.bytesPerSecond ?? limits.bytesPerSecond,
});
