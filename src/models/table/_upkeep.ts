import type { Garbage, TableUpkeep } from '../capabilities.ts';
import type { LiveFiles } from './_live-files.ts';
import type { Scan } from './_scan.ts';

export interface KeptTable {
  readonly name: string;
  readonly live: LiveFiles;
  readonly directories: readonly number[];
  readonly nowSeconds: number;
  look(): void;
  report(): void;
}

/** What of a table nobody needs, and who finds it gone. */
export class Upkeep implements TableUpkeep {
  private readonly table: KeptTable;
  private readonly listeners: ((activity: string) => void)[] = [];

  constructor(table: KeptTable) {
    this.table = table;
  }

  garbage({ retainSeconds, orphans }: { readonly retainSeconds: number; readonly orphans: boolean }): Garbage {
    const { table } = this;
    table.look();
    const { live, directories, nowSeconds } = table;
    const { dead, markObjects } = live;
    const listedObjects = live.count + dead.files + markObjects;
    const throughSeconds = nowSeconds - retainSeconds;
    const garbage = dead.garbage({ throughSeconds, orphans }, { listedObjects, directories });
    const removed = (files: number): void => {
      garbage.removed(files);
      table.report();
    };
    return { ...garbage, removed };
  }

  onBrokenRead(broken: (activity: string) => void): void {
    this.listeners.push(broken);
  }

  /** True: files of the scan have been deleted, and whoever wants to know has been told. */
  isBroken(scan: Scan): boolean {
    const { live, name } = this.table;
    if (!live.dead.breaks(scan)) return false;
    for (const tell of this.listeners) tell(name);
    return true;
  }
}
