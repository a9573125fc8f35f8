/** A table that can be written anew, as small as it can be: parts in memory, nothing said of directories or prefixes. */

import type {
  Garbage,
  NewFiles,
  ReadEnd,
  Rewritable,
  Rewrite,
  Table,
  TableFiles,
  TableLogReads,
  TablePart,
  TableScan,
  TableUpkeep,
  TableWrites,
} from '../../../src/models/capabilities.ts';
import type { Model, World } from '../../../src/models/model.ts';
import { models } from '../../../src/models/registry.ts';

export interface LivingOptions {
  /** Parts at the start: so many files of so many rows each. */
  readonly parts: readonly { readonly files: number; readonly rows: number }[];
  readonly rowBytes?: number;
  /** Of each file. */
  readonly overheadBytes?: number;
  /** A file of one row each so often goes to the last part. */
  readonly arrivalSeconds?: number;
  readonly log?: TableLogReads;
  /** Somebody else changes every part while it is rewritten. */
  readonly conflicts?: boolean;
  /** Nobody can write to it. */
  readonly standing?: boolean;
  /** The partitions that the files of each part lie in. */
  readonly partitions?: number;
  /** What nobody needs: so many files of so many bytes, among so many objects in these directories. */
  readonly garbage?: {
    readonly files: number;
    readonly bytes: number;
    readonly listedObjects: number;
    readonly directories: readonly number[];
    /** So many readers find files gone at each of these times after the first has been removed. */
    readonly breaksAfterSeconds?: readonly number[];
  };
  /** Rewrites commit through the log, step by step; the parts by these numbers meet a conflict. */
  readonly commits?: { readonly conflictAt?: readonly number[] };
}

interface Part {
  files: { count: number; rows: number; sizeBytes: number }[];
}

type Taken = TablePart & { readonly of: Part; readonly cohorts: Part['files'] };

export class LivingTable implements Table, TableWrites {
  readonly name: string;
  readonly encoding = 'json';
  readonly codec = 'none';
  readonly columns = 1;
  readonly rowBytes: number;
  readonly directories: readonly number[] = [];
  readonly catalog = 'glue';
  readonly prefixes = 1;
  readonly partitionSeconds = 3600;
  readonly partitionsPerSpan: number;
  get writes(): this | null {
    return this.options.standing ? null : this;
  }
  /** What was told: when, what, and how many rows a reader would have found right after it. */
  readonly told: { readonly atSeconds: number; readonly what: string; readonly rows: number }[] = [];
  readonly parts: Part[];
  /** What garbage was asked for. */
  readonly asked: Parameters<TableUpkeep['garbage']>[0][] = [];
  readonly upkeep?: TableUpkeep;
  private readonly world: World;
  private readonly options: LivingOptions;
  private arrived = 0;

  constructor(options: LivingOptions, world: World) {
    this.world = world;
    this.options = options;
    this.name = world.name;
    if (options.garbage !== undefined) this.upkeep = this.upkeepOf(options.garbage);
    this.rowBytes = options.rowBytes ?? 100;
    this.partitionsPerSpan = options.partitions ?? 1;
    this.parts = options.parts.map(({ files, rows }) => ({
      files: [{ count: files, rows, sizeBytes: this.fileBytes(rows, rows * this.rowBytes) }],
    }));
  }

  fileBytes(_rows: number, rawBytes: number): number {
    return (this.options.overheadBytes ?? 500) + rawBytes;
  }
  scan(): TableScan {
    this.settle();
    return scanOf(this.parts.flatMap(({ files }) => files));
  }
  log(): TableLogReads | null {
    return this.options.log ?? null;
  }
  /** Of its log, if it has one: 300 B a file. */
  entryBytes(files: number): number {
    return 300 * files;
  }
  ended(): ReadEnd {
    return 'whole';
  }
  add({ count, bytes, rows }: NewFiles): void {
    this.parts.at(-1)!.files.push({ count, rows: rows / count, sizeBytes: bytes / count });
  }
  beforeLook(): void {}

  candidates({ belowBytes }: Rewritable): readonly TablePart[] {
    this.settle();
    return this.parts.map((part) => this.partOf(part, belowBytes)).filter(({ files }) => files.length > 0);
  }

  private upkeepOf(of: NonNullable<LivingOptions['garbage']>): TableUpkeep {
    const { kernel } = this.world;
    const listeners: ((activity: string) => void)[] = [];
    let left = of.files;
    const breakReads = function* (seconds: number) {
      yield seconds;
      for (const broken of listeners) broken('query');
    };
    return {
      garbage: (asked): Garbage => {
        this.asked.push(asked);
        const { listedObjects, directories, bytes } = of;
        return {
          files: left,
          bytes: (bytes * left) / of.files,
          listedObjects,
          directories,
          removed: (files) => {
            if (left === of.files)
              for (const seconds of of.breaksAfterSeconds ?? []) kernel.spawn(breakReads(seconds), 'a reader');
            left -= files;
            this.told.push({ atSeconds: kernel.now, what: `garbage ${files}`, rows: this.rows });
          },
        };
      },
      onBrokenRead: (broken) => listeners.push(broken),
    };
  }

  private partOf(of: Part, below: number): Taken {
    const files = of.files.filter(({ count, sizeBytes }) => count > 0 && sizeBytes < below);
    const rows = sum(files, (each) => each.count * each.rows);
    return {
      of,
      cohorts: files,
      partitions: this.partitionsPerSpan,
      files: files.map((each) => ({ ...each })),
      bytes: sum(files, (each) => each.count * each.sizeBytes),
      rows,
      rawBytes: rows * this.rowBytes,
    };
  }

  rewrite(part: TablePart): Rewrite {
    const { of, cohorts } = part as Taken;
    const taken = part.files.map(({ count }) => count);
    const bring = (files: readonly TableFiles[]): void => {
      const count = sum(files, (each) => each.count);
      for (const each of files) of.files.push({ ...each, rows: part.rows / count });
    };
    const remove = (count: number): void => {
      let left = count;
      for (const [at, cohort] of cohorts.entries()) {
        const gone = Math.min(left, taken[at]!);
        cohort.count -= gone;
        taken[at]! -= gone;
        left -= gone;
      }
    };
    const tell = (what: string): void => {
      this.told.push({ atSeconds: this.world.kernel.now, what, rows: this.rows });
    };
    return {
      source: this.sourceOf(part),
      publish: (files) => {
        if (this.options.conflicts) return false;
        bring(files);
        tell('publish');
        return true;
      },
      remove: (count) => {
        remove(count);
        tell(`remove ${count}`);
      },
      abandon: () => part.rows - cohorts.reduce((rows, each, at) => rows + taken[at]! * each.rows, 0),
      swap: (files) => {
        if (this.options.conflicts) return false;
        bring(files);
        remove(sum(part.files, (each) => each.count));
        tell('swap');
        return true;
      },
    };
  }

  private sourceOf(part: TablePart): Table {
    const { encoding, codec, columns, rowBytes, directories, catalog, prefixes, name } = this;
    return {
      ...{ encoding, codec, columns, rowBytes, directories, catalog, prefixes, name },
      scan: () => scanOf(part.files),
      log: () => null,
      ended: () => 'whole',
      writes: null,
    };
  }

  get rows(): number {
    return sum(this.parts, ({ files }) => sum(files, (each) => each.count * each.rows));
  }
  get fileCount(): number {
    this.settle();
    return sum(this.parts, ({ files }) => sum(files, (each) => each.count));
  }

  private settle(): void {
    const { arrivalSeconds } = this.options;
    if (arrivalSeconds === undefined) return;
    const now = Math.floor(this.world.kernel.now / arrivalSeconds + 1e-9);
    if (now === this.arrived) return;
    const sizeBytes = this.fileBytes(1, this.rowBytes);
    this.parts.at(-1)!.files.push({ count: now - this.arrived, rows: 1, sizeBytes });
    this.arrived = now;
  }
}

const scanOf = (given: readonly TableFiles[]): TableScan => {
  const files = given.filter(({ count }) => count > 0).map(({ count, sizeBytes }) => ({ count, sizeBytes }));
  return {
    partitions: 1,
    partitionsInAll: 1,
    files,
    filesInAll: sum(files, (each) => each.count),
    changedSince: () => 0,
  };
};

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

const tableModel = models.find(({ id }) => id === 'table')!;

/** All models, with a living table in place of the standing one; `made` gets each that is made. */
export const withLivingTable = (options: LivingOptions, made: (table: LivingTable) => void): readonly Model[] => [
  ...models.filter(({ id }) => id !== 'table'),
  {
    id: 'table',
    components: [
      {
        ...tableModel.components[0]!,
        create: (_values: unknown, world: World) => {
          const table = new LivingTable(options, world);
          made(table);
          return { table };
        },
      },
    ],
    activities: [],
  },
];
