import type { CommitRequest, LogStep, ObjectStore, TableFiles, TableLogReads } from '../capabilities.ts';
import {
  type Commits,
  deleteOf,
  type EntryOf,
  type Expired,
  getOf,
  listOf,
  putOf,
  type TableLog,
  writtenBytes,
} from './_log.ts';
import { LogStore } from './_log-store.ts';

export interface HudiLogOptions {
  /** Bytes of hoodie.properties. */
  readonly propertiesBytes: number;
  /** Bytes of the object that says a commit is under way, and of the one that says it is there, beside their files. */
  readonly inflightBytes: number;
  readonly completedBytes: number;
  /** Of each file that is written, in the one and in the other. */
  readonly inflightFileBytes: number;
  readonly fileBytes: number;
  /** With more commits than the first in the timeline, the oldest are archived until the second are left. */
  readonly archiveAbove: number;
  readonly archiveTo: number;
  /** The table that knows the files: bytes of each in it, and commits from one compaction to the next; null: none. */
  readonly metadataTable: { readonly fileBytes: number; readonly compactEvery: number } | null;
}

/** A commit in the timeline. */
interface Instant {
  readonly seconds: number;
  readonly bytes: number;
  readonly completedBytes: number;
}
const objectsEach = 3;

/**
 * The timeline of a Hudi table: a commit is three objects of one instant, requested (empty), inflight and completed.
 *
 *     inflight               inflightBytes + files written x inflightFileBytes
 *     completed              completedBytes + files written x fileBytes
 *     archive                with more than archiveAbove commits: all but the last archiveTo are read, written to one archived
 *                            object as their completed ones are, and deleted
 *     metadata table         if there is one: three objects and a log block for each commit, fileBytes for each file that
 *                            comes or goes; each compactEvery-th commit makes a base file of all files of it, and the old
 *                            ones go
 *
 * A reader gets hoodie.properties, lists the timeline and gets the last commit; then it lists the directories, or gets the
 * metadata table's base file and the blocks after it. Files are named by commits without min and max: no statistics stay.
 * Left out: the archive and the cleaner of the metadata table, cleaner and rollback instants, and what the layout of the
 * timeline since version 1.0 changes.
 * Source: Hudi's own defaults as a vendor's manual has them; the profile hudi names it, and the listing its sizes are from.
 */
export class HudiLog implements TableLog {
  version = 0;
  /** Requested and inflight. */
  readonly announcements = 2;
  private readonly options: HudiLogOptions;
  private readonly store: LogStore;
  /** The timeline, oldest first. */
  private readonly active: Instant[] = [];
  private archivedUpToSeconds = 0;
  private files = 0;
  private baseBytes = 0;
  private blocks = 0;
  private blockBytes = 0;

  constructor(options: HudiLogOptions, store: ObjectStore) {
    this.options = options;
    this.store = new LogStore(store);
  }

  get objects(): number {
    return this.store.objects;
  }
  get bytes(): number {
    return this.store.bytes;
  }
  get oldestVersion(): number {
    return Math.max(0, this.version - this.active.length + (this.hasArchived ? 1 : 0));
  }

  begin(files: number): void {
    const { store, options } = this;
    store.keep(1, options.propertiesBytes);
    this.files = files;
    if (options.metadataTable === null || files === 0) return;
    this.baseBytes = Math.round(files * options.metadataTable.fileBytes);
    store.keep(1, this.baseBytes);
  }

  commit({
    commits,
    added,
    removed,
    nowSeconds,
    sinceSeconds,
    activity,
    isPut,
    isCheckpointPut,
    marked = 0,
  }: Commits): void {
    if (commits <= 0) return;
    const since = sinceSeconds ?? nowSeconds;
    const { archiveAbove, metadataTable } = this.options;
    const written = (added + marked) / commits;
    const [inflight, completed] = [this.inflightOf(written), this.completedOf(written)];
    const block =
      metadataTable === null ? 0 : Math.round(((added + removed + marked) / commits) * metadataTable.fileBytes);
    this.store.begin(isCheckpointPut ?? false);
    let done = 0;
    while (done < commits) {
      const untilArchive = archiveAbove + 1 - this.active.length;
      const untilCompaction = metadataTable === null ? Infinity : metadataTable.compactEvery - this.blocks;
      const count = Math.max(1, Math.min(commits - done, untilArchive, untilCompaction));
      const timeOf = (nth: number): number =>
        nth === commits ? nowSeconds : since + ((nowSeconds - since) * nth) / commits;
      const from = timeOf(done);
      this.keepInstants(count, inflight, completed, from);
      if (metadataTable !== null) this.keepBlocks(count, block, from);
      if (!isPut) for (const request of this.puts(count, inflight, completed, block)) this.store.ask(request, activity);
      for (let nth = 1; nth <= count; nth++)
        this.active.push({ seconds: timeOf(done + nth), bytes: inflight + completed, completedBytes: completed });
      done += count;
      this.version += count;
      this.files += ((added - removed) * count) / commits;
      if (metadataTable !== null && this.blocks >= metadataTable.compactEvery) this.compact(timeOf(done), activity);
      if (this.active.length > archiveAbove) this.archive(activity);
    }
  }

  reads(knownVersion?: number): TableLogReads {
    const { options, active, version, blocks, baseBytes, blockBytes } = this;
    const steps: LogStep[] = [];
    if (knownVersion === undefined) steps.push(step([{ count: 1, sizeBytes: options.propertiesBytes }]));
    steps.push({ ...step([]), listedKeys: objectsEach * active.length + 1 });
    const last = active.at(-1);
    if (last !== undefined && knownVersion !== version)
      steps.push(step([{ count: 1, sizeBytes: last.completedBytes }]));
    if (options.metadataTable === null) return { steps, actions: 0, version, listsFiles: true };
    const base = baseBytes > 0 ? 1 : 0;
    // Its own timeline, and the directory of its files.
    steps.push({ ...step([]), listedKeys: objectsEach * blocks + 1 }, { ...step([]), listedKeys: base + blocks });
    const gets: TableFiles[] = [];
    if (base > 0) gets.push({ count: 1, sizeBytes: baseBytes });
    if (blocks > 0) gets.push({ count: blocks, sizeBytes: Math.round(blockBytes / blocks) });
    if (gets.length > 0) steps.push({ ...step(gets), parallel: base + blocks });
    return { steps, actions: Math.round(this.files), version };
  }

  entry({ added, removed, marked = 0 }: EntryOf): readonly CommitRequest[] {
    const written = added + marked;
    const each = this.options.metadataTable?.fileBytes ?? 0;
    const block = Math.round((added + removed + marked) * each);
    return this.puts(1, this.inflightOf(written), this.completedOf(written), block);
  }
  entryBytes(of: EntryOf): number {
    return writtenBytes(this.entry(of));
  }
  newestReads(): readonly CommitRequest[] {
    return [listOf(objectsEach * this.active.length + 1, this.store.keysPerPage)];
  }
  /** The timeline says who came first, and each commit which files it has written. */
  winnerReads(knownVersion: number): readonly CommitRequest[] {
    const { active, version } = this;
    const winners = Math.min(version - knownVersion, active.length);
    const requests = [...this.newestReads()];
    for (const { completedBytes } of winners > 0 ? active.slice(-winners) : []) requests.push(getOf(completedBytes));
    return requests;
  }
  checkpointRequests(): readonly CommitRequest[] {
    return this.store.take();
  }

  /** Versions go with the cleaner, which deletes files, and with the archive. */
  expireSnapshots(): Expired {
    return { versions: 0, objects: 0, bytes: 0, requests: [] };
  }
  secondsOfCommit(after: number): number | null {
    return this.active[this.active.length - 1 - after]?.seconds ?? null;
  }
  reaches(seconds: number): boolean {
    return !this.hasArchived || seconds >= this.active[0]!.seconds;
  }
  hasStatsBefore(): boolean {
    return false;
  }
  statsGoneAfter(): number {
    return 0;
  }
  whenForgotten(_removedSeconds: number, forgotten: () => void): void {
    forgotten();
  }

  // --- inside ----------------------------------------------------------------------------------------------------

  private get hasArchived(): boolean {
    return this.version > this.active.length;
  }
  private inflightOf(files: number): number {
    return Math.round(this.options.inflightBytes + files * this.options.inflightFileBytes);
  }
  private completedOf(files: number): number {
    return Math.round(this.options.completedBytes + files * this.options.fileBytes);
  }

  private puts(count: number, inflight: number, completed: number, block: number): CommitRequest[] {
    const begun = [putOf(0, count), putOf(inflight, count)];
    // The metadata table's commit is there before the table's own.
    const ofMetadata = this.options.metadataTable === null ? [] : [putOf(0, count * objectsEach), putOf(block, count)];
    return [...begun, ...ofMetadata, putOf(completed, count)];
  }

  private keepInstants(count: number, inflight: number, completed: number, sinceSeconds: number): void {
    this.store.keep(count, 0, sinceSeconds);
    this.store.keep(count, inflight, sinceSeconds);
    this.store.keep(count, completed, sinceSeconds);
  }
  private keepBlocks(count: number, block: number, sinceSeconds: number): void {
    this.store.keep(count * objectsEach, 0, sinceSeconds);
    this.store.keep(count, block, sinceSeconds);
    this.blocks += count;
    this.blockBytes += count * block;
  }

  private compact(nowSeconds: number, activity: string): void {
    const { store, blocks, blockBytes, baseBytes, options } = this;
    const base = baseBytes > 0 ? 1 : 0;
    store.ask(getOf((baseBytes + blockBytes) / (base + blocks), base + blocks), activity);
    const objects = base + blocks * (1 + objectsEach);
    store.ask(deleteOf(objects), activity);
    store.drop({ objects, bytes: baseBytes + blockBytes, fromSeconds: 0, toSeconds: nowSeconds });
    this.baseBytes = Math.round(this.files * (options.metadataTable?.fileBytes ?? 0));
    store.ask(putOf(this.baseBytes), activity);
    store.keep(1, this.baseBytes);
    this.blocks = 0;
    this.blockBytes = 0;
  }

  private archive(activity: string): void {
    const { store, active, options } = this;
    const old = active.splice(0, active.length - options.archiveTo);
    let [bytes, completedBytes] = [0, 0];
    for (const each of old) {
      bytes += each.bytes;
      completedBytes += each.completedBytes;
    }
    store.ask(getOf(completedBytes / old.length, old.length), activity);
    store.ask(putOf(completedBytes), activity);
    store.ask(deleteOf(objectsEach * old.length), activity);
    store.keep(1, completedBytes);
    const fromSeconds = this.archivedUpToSeconds;
    this.archivedUpToSeconds = old.at(-1)!.seconds;
    const toSeconds = this.archivedUpToSeconds;
    // Together: the store knows objects of an hour by their mean size.
    store.drop({ objects: objectsEach * old.length, bytes, fromSeconds, toSeconds });
  }
}

const step = (gets: readonly TableFiles[]): LogStep => ({ serviceSeconds: 0, listedKeys: null, gets, parallel: 1 });
