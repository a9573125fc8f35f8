import type { CommitRequest, Garbage, TableUpkeep } from '../capabilities.ts';
import type { LiveFiles } from './_live-files.ts';
import type { TableLog } from './_log.ts';
import type { Scan } from './_scan.ts';

export interface KeptTable {
  readonly name: string;
  readonly live: LiveFiles;
  readonly directories: readonly number[];
  readonly nowSeconds: number;
  readonly tableLog: TableLog | null;
  /** Commits whose files stay, whatever their age; 0: it goes by age. */
  readonly keepCommits: number;
  /** Versions go when somebody says so. */
  readonly keepsSnapshots: boolean;
  /** Files of older versions may be needed so long; null: as Delta has it. */
  readonly safeRetainSeconds: number | null;
  rewriteManifests(): readonly CommitRequest[];
  look(): void;
  report(): void;
}

/** Source: delta-io/delta, VacuumCommand.scala, checkRetentionPeriodSafety. */
const deltaRetainSeconds = 168 * 3600;

/** What of a table nobody needs, and who finds it gone. */
export class Upkeep implements TableUpkeep {
  private readonly table: KeptTable;
  private readonly listeners: ((activity: string) => void)[] = [];

  readonly expire?: (retainSeconds: number) => readonly CommitRequest[];
  readonly rewriteManifests?: () => readonly CommitRequest[];

  constructor(table: KeptTable) {
    this.table = table;
    if (!table.keepsSnapshots) return;
    this.expire = (retainSeconds) => this.expireSnapshots(retainSeconds);
    this.rewriteManifests = () => table.rewriteManifests();
  }

  get safeRetainSeconds(): number {
    return this.table.safeRetainSeconds ?? deltaRetainSeconds;
  }

  garbage({ retainSeconds, orphans }: { readonly retainSeconds: number; readonly orphans: boolean }): Garbage {
    const { table } = this;
    table.look();
    const { live, directories, nowSeconds } = table;
    const { dead, markObjects } = live;
    const listedObjects = live.count + dead.files + markObjects;
    const { keepCommits, tableLog } = table;
    // The newest of those that are not kept: what it or one before it has taken out is needed by none that is.
    const throughSeconds =
      keepCommits > 0 ? (tableLog?.secondsOfCommit?.(keepCommits) ?? -Infinity) : nowSeconds - retainSeconds;
    const garbage = dead.garbage({ throughSeconds, orphans }, { listedObjects, directories });
    const removed = (files: number): void => {
      garbage.removed(files);
      table.report();
    };
    return { ...garbage, removed };
  }

  private expireSnapshots(retainSeconds: number): readonly CommitRequest[] {
    const { table } = this;
    table.look();
    const { tableLog, nowSeconds } = table;
    const requests = tableLog?.expireSnapshots(nowSeconds - retainSeconds, nowSeconds).requests ?? [];
    table.report();
    return requests;
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
