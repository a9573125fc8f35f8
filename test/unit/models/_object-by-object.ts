/** The inventory's slow twin: one record an object, every rule applied to it alone. */
import type { InventoryOptions, StorageClass } from '../../../src/models/object-store/_inventory.ts';

interface One {
  readonly order: number;
  readonly sizeBytes: number;
  readonly writtenSeconds: number;
  /** Deleted or overwritten, but kept until then if versions are kept. */
  deletedSeconds: number | null;
}

/** A stay in a class: from, to (null: still there), and billed as so many bytes. */
interface Stay {
  readonly of: StorageClass;
  readonly from: number;
  readonly to: number | null;
  readonly moved: boolean;
}

export class ObjectByObject {
  private readonly options: InventoryOptions;
  private readonly all: One[] = [];

  constructor(options: InventoryOptions) {
    this.options = options;
  }

  put(now: number, count: number, sizeBytes: number): void {
    for (let i = 0; i < count; i++) {
      this.all.push({ order: this.all.length, sizeBytes, writtenSeconds: now, deletedSeconds: null });
    }
  }

  remove(now: number, count: number): void {
    const alive = this.all.filter((one) => one.deletedSeconds === null);
    // Two of one moment: those too small to move are in a line of their own, which goes first.
    alive.sort((a, b) => a.writtenSeconds - b.writtenSeconds || this.isSmall(b) - this.isSmall(a) || a.order - b.order);
    for (const one of alive.slice(0, count)) one.deletedSeconds = now;
  }

  objects(): number {
    return this.all.filter((one) => one.deletedSeconds === null).length;
  }

  bytes(now: number): number {
    return this.all.reduce((sum, one) => sum + (this.endOf(one) > now ? one.sizeBytes : 0), 0);
  }

  usage(now: number, name: string): { byteSeconds: number; earlyByteSeconds: number; transitions: number } {
    const used = { byteSeconds: 0, earlyByteSeconds: 0, transitions: 0 };
    for (const one of this.all) {
      for (const stay of this.staysOf(one, now)) {
        if (stay.of.name !== name) continue;
        const billed = Math.max(one.sizeBytes, stay.of.minimumSizeBytes);
        used.byteSeconds += billed * ((stay.to ?? now) - stay.from);
        if (stay.to !== null) {
          used.earlyByteSeconds += billed * Math.max(0, stay.from + stay.of.minimumSeconds - stay.to);
        }
        if (stay.moved) used.transitions++;
      }
    }
    return used;
  }

  private isSmall(one: One): number {
    return one.sizeBytes < this.options.smallestMovedBytes ? 1 : 0;
  }

  /** When its last byte goes. */
  private endOf(one: One): number {
    return one.deletedSeconds === null ? Infinity : one.deletedSeconds + this.options.keepVersionsSeconds;
  }

  /** It moves while it is the newest version and old enough; a move and a deletion at one moment: it has moved. */
  private staysOf(one: One, now: number): Stay[] {
    const { lifecycle, storageClass } = this.options;
    const end = this.endOf(one);
    const starts: { of: StorageClass; at: number }[] = [{ of: storageClass, at: one.writtenSeconds }];
    for (const { afterSeconds, to } of this.isSmall(one) === 1 ? [] : lifecycle) {
      const at = one.writtenSeconds + afterSeconds;
      if (at <= (one.deletedSeconds ?? Infinity) && at < now) starts.push({ of: to, at });
    }
    return starts.map(({ of, at }, index) => {
      const to = starts[index + 1]?.at ?? (end < now ? end : null);
      return { of, from: at, to, moved: index > 0 };
    });
  }
}
