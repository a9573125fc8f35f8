/** A table in a lake of constants, and its slow twin. */
import type { Values } from '../../../src/fields/index.ts';
import type { TableFiles } from '../../../src/models/capabilities.ts';
import { ChangingTable } from '../../../src/models/table/changing-table.ts';
import type { tableFields } from '../../../src/models/table/fields.ts';
import { profileValues } from './_profiles.ts';
import { tableRow, tableRows } from './_spark-tables.ts';
import { lake, Replication, type StorageValues } from './_world.ts';

export type TableValues = Values<typeof tableFields>;

const allRows = (name: string) => Object.fromEntries(tableRows(name).map((row) => [row, tableRow(name, row)]));
const shared = { fileFormats: allRows('file-formats'), codecs: allRows('codecs') };

export const tableValues = (profile: string, given: Partial<TableValues> = {}): TableValues =>
  ({ ...profileValues(`table/${profile}`), ...shared, ...given }) as TableValues;

export interface TableLake {
  readonly replication: Replication;
  readonly table: ChangingTable;
  /** Runs the clock up to a time, and then what is given. */
  at(seconds: number, then?: () => void): void;
  last(metric: string): number;
}

export const tableLake = (
  profile: string,
  given: Partial<TableValues> = {},
  store: Partial<StorageValues> = {},
): TableLake => {
  const replication = lake({ ...store }, {}, new Replication());
  const table = new ChangingTable(tableValues(profile, given), replication.world('table'));
  const { kernel } = replication;
  return {
    replication,
    table,
    at: (seconds, then) => {
      // The clock stands at the last event before the horizon.
      kernel.spawn(
        (function* () {
          yield seconds - kernel.now;
          then?.();
        })(),
        'test',
      );
      kernel.run();
    },
    last: (metric) => replication.recorder(metric).last ?? Number.NaN,
  };
};

export const countOf = (files: readonly TableFiles[]): number => files.reduce((sum, { count }) => sum + count, 0);
export const bytesOf = (files: readonly TableFiles[]): number =>
  files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);
/** How many there are of each size. */
export const sizesOf = (files: readonly TableFiles[]): Record<number, number> => {
  const sizes: Record<number, number> = {};
  for (const { count, sizeBytes } of files) sizes[sizeBytes] = (sizes[sizeBytes] ?? 0) + count;
  return sizes;
};

interface OneFile {
  readonly slot: number;
  readonly sizeBytes: number;
  readonly rows: number;
}

/** File by file: what a table of partitions by time has. */
export class NaiveTable {
  files: OneFile[] = [];
  readonly changedAt = new Map<number, number>();

  add(slot: number, count: number, sizeBytes: number, rows: number, now: number): void {
    for (let i = 0; i < count; i++) this.files.push({ slot, sizeBytes, rows: rows / count });
    this.changedAt.set(slot, now);
  }
  small(slot: number, belowBytes: number): OneFile[] {
    return this.files.filter((file) => file.slot === slot && file.sizeBytes < belowBytes);
  }
  remove(gone: readonly OneFile[], now: number): void {
    const set = new Set(gone);
    this.files = this.files.filter((file) => !set.has(file));
    for (const { slot } of gone) this.changedAt.set(slot, now);
  }
  slotsFrom(slot: number): number {
    return [...this.changedAt.keys()].filter((each) => each >= slot).length;
  }
  from(slot: number): Record<number, number> {
    return sizesOf(this.files.filter((file) => file.slot >= slot).map(({ sizeBytes }) => ({ count: 1, sizeBytes })));
  }
  changedAfter(fromSlot: number, seconds: number): number {
    return [...this.changedAt].filter(([slot, at]) => slot >= fromSlot && at > seconds).length;
  }
  /** Slots with at least two files below a size, oldest first. */
  candidates(fromSlot: number, belowBytes: number): number[] {
    const slots = [...this.changedAt.keys()].filter((slot) => slot >= fromSlot).sort((a, b) => a - b);
    return slots.filter((slot) => this.small(slot, belowBytes).length > 1);
  }
}
