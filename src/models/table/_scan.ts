import type { PartitionFiles, ReadEnd, TableFiles, TableScan } from '../capabilities.ts';

export interface ScanDetails {
  readonly fromSlot: number;
  readonly burials: number;
  readonly deletions: number;
  readonly toSlot: number;
  /** Removals before it. */
  readonly removals: number;
  readonly end: ReadEnd;
  readonly changedAfter: (toSlot: number, seconds: number) => number;
  readonly changedPartitions: (toSlot: number, seconds: number) => readonly PartitionFiles[] | null;
}

/** What a reader found, and what it takes to know later what became of it. */
export class Scan implements TableScan {
  readonly partitions: number;
  readonly partitionsInAll: number;
  readonly files: readonly TableFiles[];
  readonly filesInAll: number;
  readonly fromSlot: number;
  readonly toSlot: number;
  readonly burials: number;
  readonly deletions: number;
  readonly removals: number;
  readonly end: ReadEnd;
  private readonly details: ScanDetails;

  constructor(found: Omit<TableScan, 'changedSince'>, details: ScanDetails) {
    this.partitions = found.partitions;
    this.partitionsInAll = found.partitionsInAll;
    this.files = found.files;
    this.filesInAll = found.filesInAll;
    this.fromSlot = details.fromSlot;
    this.toSlot = details.toSlot;
    this.burials = details.burials;
    this.deletions = details.deletions;
    this.removals = details.removals;
    this.end = details.end;
    this.details = details;
  }

  changedSince(seconds: number): number {
    return this.details.changedAfter(this.toSlot, seconds);
  }
  changedPartitions(seconds: number): readonly PartitionFiles[] | null {
    return this.details.changedPartitions(this.toSlot, seconds);
  }
}
