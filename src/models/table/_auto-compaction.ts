/**
 * Compaction that comes with a commit, by whoever has committed:
 *
 *     Delta    a partition that the commit has added files to, with `files` of them below a size or more: these are packed
 *     Hudi     after so many commits since the last time: all files with logs are written anew with what is in them
 *
 * What somebody packs, nobody else of the same driver does meanwhile. Source: delta-io/delta, hooks/AutoCompact.scala,
 * AutoCompactUtils.scala (partitionsAddedToOpt, AutoCompactPartitionReserve), DeltaSQLConf.scala; apache/hudi,
 * HoodieCompactionConfig.java (compact.inline, NUM_COMMITS). Left out: partitions of one span of time are alike, so that all of
 * them are due or none; the limit of 128 partitions for each commit (autoCompact.maxNumModifiedPartitions), and that of Hudi of
 * 500 GB; Delta counts small files since it last packed, rather than those that there are.
 */
import type { Values } from '../../fields/index.ts';
import type { AutoCompaction, DuePart, Rewritable, TablePart } from '../capabilities.ts';
import type { Recorder, ValueProblem, World } from '../model.ts';
import { SlotPart } from './_rewrite.ts';
import type { tableFields } from './fields.ts';

type TableValues = Values<typeof tableFields>;

export interface CompactedTable {
  candidates(of: Rewritable, slots?: ReadonlySet<number>): readonly TablePart[];
}

export class AutoCompacting implements AutoCompaction {
  readonly parallel: number;
  private readonly table: CompactedTable;
  private readonly filesAt: number;
  private readonly belowBytes: number;
  private readonly targetBytes: number;
  private readonly everyCommits: number;
  /** Slots that a writer has added files to, and has not asked about. */
  private readonly added = new Map<string, Set<number>>();
  private readonly reserved = new Map<object, Set<number>>();
  private commits = 0;
  private readonly runs: Recorder;
  private readonly bytes: Recorder;
  private readonly lost: Recorder;

  constructor(table: CompactedTable, values: TableValues, world: World) {
    this.table = table;
    this.filesAt = values.autoCompactFiles;
    this.belowBytes = values.autoCompactBelow;
    this.targetBytes = values.autoCompactTarget;
    this.everyCommits = values.autoCompactCommits;
    this.parallel = values.autoCompactParallel;
    this.runs = world.metric('autoCompactions');
    this.bytes = world.metric('autoCompacted');
    this.lost = world.metric('autoCompactionsLost');
  }

  /** A commit of that writer is there, with new files, or files marked anew, in these slots. */
  committed(writer: string, slots: readonly number[]): void {
    this.commits++;
    const known = this.added.get(writer) ?? new Set();
    for (const slot of slots) known.add(slot);
    this.added.set(writer, known);
  }

  due(writer: string, driver: object): readonly DuePart[] {
    const slots = this.added.get(writer);
    if (slots === undefined) return [];
    this.added.delete(writer);
    return this.everyCommits > 0 ? this.withLogs(driver) : this.small(slots, driver);
  }

  ended(parts: readonly DuePart[], driver: object, isCommitted: boolean): void {
    const reserved = this.reserved.get(driver);
    for (const { part } of parts) reserved?.delete(slotOf(part));
    if (reserved?.size === 0) this.reserved.delete(driver);
    if (isCommitted) {
      this.runs.add(1);
      this.bytes.add(parts.reduce((sum, { part }) => sum + part.bytes, 0));
    } else this.lost.add(1);
  }

  private small(touched: ReadonlySet<number>, driver: object): readonly DuePart[] {
    const { belowBytes, filesAt, targetBytes } = this;
    const busy = this.reserved.get(driver);
    const free = new Set([...touched].filter((slot) => busy?.has(slot) !== true));
    if (free.size === 0) return [];
    const due = this.table
      .candidates({ recentSeconds: null, belowBytes }, free)
      .filter((part) => countOf(part) >= filesAt * part.partitions)
      .map((part) => ({
        part,
        files: part.partitions * Math.max(1, Math.ceil(part.bytes / part.partitions / targetBytes)),
      }))
      .filter(({ part, files }) => files < countOf(part));
    this.reserve(due, driver);
    return due;
  }

  /** Each file group stays one. */
  private withLogs(driver: object): readonly DuePart[] {
    if (this.commits < this.everyCommits) return [];
    const busy = this.reserved.get(driver);
    if (busy !== undefined) return [];
    const due = this.table
      .candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 })
      .map((part) => ({ part, files: countOf(part) }));
    if (due.length === 0) return [];
    this.commits = 0;
    this.reserve(due, driver);
    return due;
  }

  private reserve(due: readonly DuePart[], driver: object): void {
    if (due.length === 0) return;
    const reserved = this.reserved.get(driver) ?? new Set();
    for (const { part } of due) reserved.add(slotOf(part));
    this.reserved.set(driver, reserved);
  }
}

const slotOf = (part: TablePart): number => {
  if (!(part instanceof SlotPart)) throw new TypeError('only a part that candidates() found is due');
  return part.slot;
};
const countOf = ({ files }: TablePart): number => files.reduce((sum, { count }) => sum + count, 0);

/** Of Delta tables, and of Hudi tables that are merged on read. */
export const problemOfAutoCompaction = (values: TableValues): ValueProblem | null => {
  const { autoCompact, autoCompactFiles, autoCompactCommits, catalog, log, changes } = values;
  if (!autoCompact) return null;
  if (catalog !== 'log' || (autoCompactFiles === 0 && autoCompactCommits === 0))
    return {
      key: 'autoCompact',
      message: 'nothing says when it compacts after a commit',
      hint: 'profile: delta or hudi',
    };
  return log === 'hudi' && changes === 'copy-on-write'
    ? { key: 'autoCompact', message: 'Hudi compacts what it merges on read', hint: 'changes: merge-on-read' }
    : null;
};
