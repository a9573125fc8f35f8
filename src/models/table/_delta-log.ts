import type { CommitRequest, LogStep, ObjectStore, TableFiles, TableLogReads } from '../capabilities.ts';
import { Forgetting } from './_forgetting.ts';
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
import { dayOf, daySeconds, LogDays, type LogSum } from './_log-days.ts';
import { LogStore } from './_log-store.ts';
import { RecentCommits } from './_recent-commits.ts';

export interface DeltaLogOptions {
  /** Commits from one checkpoint to the next. */
  readonly checkpointEvery: number;
  /** Bytes of a commit without files, of each file that it adds, removes, or marks (beside both of these). */
  readonly commitBytes: number;
  readonly addBytes: number;
  readonly removeBytes: number;
  readonly markBytes: number;
  /** Bytes of the checksum that is written after each commit; 0: none is. */
  readonly checksumBytes: number;
  /** Bytes of a checkpoint without files, and of each file in it. */
  readonly checkpointBytes: number;
  readonly checkpointedBytes: number;
  /** Files in a part of a checkpoint; null: it is one object. */
  readonly partFiles: number | null;
  /** v2: the parts are sidecars, and one object more names them. */
  readonly checkpointForm: 'classic' | 'v2';
  /** Of the object that names sidecars, and of each that it names. */
  readonly topBytes: number;
  readonly sidecarBytes: number;
  /** Parts of a checkpoint and commits that are got at once; null: all. */
  readonly readThreads: number | null;
  /** Whether a listing begins with the last checkpoint, or brings the whole log. */
  readonly listing: 'from-checkpoint' | 'whole';
  /** How long a checkpoint keeps what was removed. */
  readonly keepRemovedSeconds: number;
  /** How long the log keeps its entries; null: for good. */
  readonly keepLogSeconds: number | null;
}

/** Bytes of _last_checkpoint: a version and a count as JSON. */
const pointerBytes = 100;

interface Checkpoint {
  readonly version: number;
  readonly files: number;
  readonly parts: number;
  readonly partBytes: number;
}

/**
 * The log of a Delta table: a commit is a JSON object that names the files it adds and removes, each n-th is followed by a
 * checkpoint, Parquet with all files that are there and those removed not long ago.
 *
 *     commit        commitBytes + added x addBytes + removed x removeBytes + marked x (addBytes + removeBytes + 2 x markBytes)
 *     checkpoint    checkpointBytes a part + checkpointedBytes x (files + removed within keepRemoved)
 *     V2            its parts are sidecars; an object of topBytes + sidecars x sidecarBytes names them
 *
 * A reader gets _last_checkpoint, lists, and gets the checkpoint and the commits after it; who knows a version that is not
 * older than the checkpoint gets the commits after that alone. After a checkpoint the log is cleaned up, see LogDays: a
 * listing, and a DELETE for each object. A listing that finds nothing to clean up is left out, and so is compaction of the log.
 * Source: delta-io/delta, PROTOCOL.md and MetadataCleanup.scala; Armbrust et al., Delta Lake, PVLDB 13(12), 2020, 3.1 and
 * 3.2; the profile delta has the sizes.
 */
export class DeltaLog implements TableLog {
  version = 0;
  readonly announcements = 0;
  private readonly options: DeltaLogOptions;
  private readonly store: LogStore;
  private readonly days = new LogDays();
  private readonly recent = new RecentCommits();
  private readonly forgetting = new Forgetting();
  /** Objects that a listing of all of it brings: sidecars lie in a folder of their own. */
  private listed = 0;
  /** After the last checkpoint. */
  private tailCommits = 0;
  private tailBytes = 0;
  private tailActions = 0;
  private last: Checkpoint | null = null;
  /** Files removed: when and how many, those that count no more cut off. */
  private readonly removed: { readonly seconds: number; readonly files: number }[] = [];
  private removedFiles = 0;

  constructor(options: DeltaLogOptions, store: ObjectStore) {
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
    return this.days.oldest.version;
  }

  /** Files that the table began with are in a checkpoint that was there before. */
  begin(files: number): void {
    if (files === 0) return;
    this.last = this.checkpointOf(files);
    this.keepCheckpoint(this.last, 0);
  }

  commit(of: Commits): void {
    const { commits, added, removed, filesBefore, nowSeconds, activity, isPut, isCheckpointPut, sinceSeconds } = of;
    if (commits <= 0) return;
    const { checkpointEvery, checksumBytes } = this.options;
    this.forget(nowSeconds);
    if (removed > 0) this.removed.push({ seconds: nowSeconds, files: removed });
    this.removedFiles += removed;
    const marked = of.marked ?? 0;
    const actions = (added + removed + 2 * marked) / commits;
    const bytesEach = Math.round(this.commitBytes(added / commits, removed / commits, marked / commits));
    this.store.begin(isCheckpointPut ?? false);
    this.store.keep(commits, bytesEach, sinceSeconds);
    if (!isPut) this.store.ask(putOf(bytesEach, commits), activity);
    if (checksumBytes > 0) {
      this.store.keep(commits, checksumBytes, sinceSeconds);
      this.store.ask(putOf(checksumBytes, commits), activity);
    }
    const objectsEach = checksumBytes > 0 ? 2 : 1;
    this.listed += commits * objectsEach;
    const before = this.tailCommits;
    const checkpoints = Math.floor((before + commits) / checkpointEvery);
    const first = this.version;
    this.version += commits;
    this.recent.push(this.version, commits, bytesEach, 1 + actions);
    const since = sinceSeconds ?? nowSeconds;
    const timeOf = (nth: number): number =>
      nth === commits ? nowSeconds : since + ((nowSeconds - since) * nth) / commits;
    const sizes = { objectsEach, bytesEach: bytesEach + checksumBytes };
    this.days.add({ commits, firstVersion: first + 1, ...sizes, sinceSeconds: since, nowSeconds });
    for (let nth = 1; nth <= checkpoints; nth++) {
      const at = nth * checkpointEvery - before;
      const files = Math.round(filesBefore + ((added - removed) * at) / commits) + this.removedFiles;
      this.writeCheckpoint(this.checkpointOf(files, first + at), timeOf(at), activity, sinceSeconds);
    }
    const tail = before + commits - checkpoints * checkpointEvery;
    const fresh = checkpoints > 0 ? tail : commits;
    this.tailCommits = tail;
    this.tailBytes = (checkpoints > 0 ? 0 : this.tailBytes) + fresh * bytesEach;
    this.tailActions = (checkpoints > 0 ? 0 : this.tailActions) + fresh * (1 + actions);
    if (checkpoints > 0) this.cleanUp(nowSeconds, timeOf(checkpoints * checkpointEvery - before), activity);
  }

  reads(knownVersion?: number): TableLogReads {
    const { version, last, tailCommits, tailBytes, tailActions } = this;
    if (knownVersion !== undefined && knownVersion >= (last?.version ?? 0)) return this.readsSince(knownVersion);
    const commitBytes = tailCommits === 0 ? 0 : Math.round(tailBytes / tailCommits);
    const gets: TableFiles[] = [];
    const steps: LogStep[] = [];
    if (knownVersion === undefined) steps.push(step([{ count: 1, sizeBytes: pointerBytes }]));
    steps.push({ ...step([]), listedKeys: this.listedKeys(knownVersion) });
    if (last !== null) {
      const { parts, partBytes } = last;
      if (this.options.checkpointForm === 'v2') steps.push(step([{ count: 1, sizeBytes: this.topBytes(parts) }]));
      gets.push({ count: parts, sizeBytes: partBytes });
    }
    if (tailCommits > 0) gets.push({ count: tailCommits, sizeBytes: commitBytes });
    steps.push(this.atOnce(gets));
    return { steps, actions: Math.round((last?.files ?? 0) + tailActions), version };
  }

  entry({ added, removed, marked = 0 }: EntryOf): readonly CommitRequest[] {
    return [putOf(this.commitBytes(added, removed, marked))];
  }
  entryBytes(of: EntryOf): number {
    return writtenBytes(this.entry(of));
  }
  newestReads(knownVersion: number): readonly CommitRequest[] {
    return [listOf(this.listedKeys(knownVersion), this.store.keysPerPage)];
  }
  /** A listing, and each entry on its own: ConflictChecker.scala and OptimisticTransaction.scala, checkForConflicts. */
  winnerReads(knownVersion: number): readonly CommitRequest[] {
    const entries = this.recent.runsSince(knownVersion);
    return [...this.newestReads(knownVersion), ...entries.map(({ commits, bytesEach }) => getOf(bytesEach, commits))];
  }
  checkpointRequests(): readonly CommitRequest[] {
    return this.store.take();
  }

  /** There is no such command: versions are dropped with the entries that say them. */
  expireSnapshots(): Expired {
    return { versions: 0, objects: 0, bytes: 0, requests: [] };
  }
  reaches(seconds: number): boolean {
    return seconds >= this.days.oldest.seconds;
  }
  hasStatsBefore(version: number): boolean {
    return this.days.firstVersion < version;
  }
  statsGoneAfter(version: number): number {
    if (!this.hasStatsBefore(version)) return 0;
    return this.days.writtenBefore(version) + (this.options.keepLogSeconds ?? Infinity);
  }
  whenForgotten(removedSeconds: number, forgotten: () => void): void {
    this.forgetting.wait(removedSeconds, this.days.cleanedSeconds >= removedSeconds, forgotten);
  }

  // --- inside ----------------------------------------------------------------------------------------------------

  private readsSince(knownVersion: number): TableLogReads {
    const { commits, bytes, actions } = this.recent.since(knownVersion);
    const steps: LogStep[] = [{ ...step([]), listedKeys: this.listedKeys(knownVersion) }];
    if (commits > 0) steps.push(this.atOnce([{ count: commits, sizeBytes: Math.round(bytes / commits) }]));
    return { steps, actions: Math.round(actions), version: this.version };
  }

  /** From the checkpoint that the reader knows: the pointer's, or that of its own version. */
  private listedKeys(knownVersion?: number): number {
    const { options, last, version, tailCommits } = this;
    const each = options.checksumBytes > 0 ? 2 : 1;
    const parts = last === null ? 0 : options.checkpointForm === 'v2' ? 1 : last.parts;
    if (options.listing === 'whole') return this.listed;
    if (knownVersion === undefined || knownVersion >= (last?.version ?? 0)) return tailCommits * each + parts;
    const since = version - knownVersion;
    return since * each + parts * Math.ceil(since / options.checkpointEvery);
  }

  private atOnce(gets: readonly TableFiles[]): LogStep {
    const all = gets.reduce((sum, { count }) => sum + count, 0);
    return { ...step(gets), parallel: Math.max(1, Math.min(all, this.options.readThreads ?? all)) };
  }

  private commitBytes(added: number, removed: number, marked: number): number {
    const { commitBytes, addBytes, removeBytes, markBytes } = this.options;
    const others = removed * (removeBytes - addBytes) + marked * (addBytes + removeBytes + 2 * markBytes);
    return commitBytes + (added + removed) * addBytes + others;
  }

  private topBytes(sidecars: number): number {
    return Math.round(this.options.topBytes + sidecars * this.options.sidecarBytes);
  }

  private checkpointOf(files: number, version = 0): Checkpoint {
    const { partFiles, checkpointBytes, checkpointedBytes } = this.options;
    const parts = partFiles === null ? 1 : Math.max(1, Math.ceil(files / partFiles));
    const partBytes = Math.max(1, Math.ceil(checkpointBytes + (files * checkpointedBytes) / parts));
    return { version, files, parts, partBytes };
  }

  private writeCheckpoint(checkpoint: Checkpoint, atSeconds: number, activity: string, sinceSeconds?: number): void {
    const { store } = this;
    const { parts, partBytes } = checkpoint;
    this.last = checkpoint;
    this.keepCheckpoint(checkpoint, atSeconds, sinceSeconds);
    store.ask(putOf(partBytes, parts), activity);
    if (this.options.checkpointForm === 'v2') store.ask(putOf(this.topBytes(parts)), activity);
    // The word of where it is.
    store.ask(putOf(pointerBytes), activity);
  }

  private keepCheckpoint({ version, parts, partBytes }: Checkpoint, atSeconds: number, sinceSeconds?: number): void {
    const isV2 = this.options.checkpointForm === 'v2';
    const own: LogSum = { objects: parts, listed: isV2 ? 0 : parts, bytes: parts * partBytes };
    this.store.keep(parts, partBytes, sinceSeconds);
    if (isV2) {
      const sizeBytes = this.topBytes(parts);
      this.store.keep(1, sizeBytes, sinceSeconds);
      own.objects++;
      own.listed++;
      own.bytes += sizeBytes;
    }
    this.listed += own.listed;
    this.days.checkpoint(version, atSeconds, own);
  }

  private cleanUp(nowSeconds: number, checkpointSeconds: number, activity: string): void {
    const { keepLogSeconds } = this.options;
    if (keepLogSeconds === null) return;
    const { store, days } = this;
    const listed = listOf(this.listed, store.keysPerPage);
    const gone = days.cut(Math.min(dayOf(nowSeconds - keepLogSeconds), dayOf(checkpointSeconds)) * daySeconds);
    if (gone !== null) {
      store.ask(listed, activity);
      store.ask(deleteOf(gone.objects), activity);
      store.drop(gone);
      this.listed -= gone.listed;
    }
    this.forgetting.tell((seconds) => days.cleanedSeconds >= seconds);
  }

  private forget(nowSeconds: number): void {
    const { removed } = this;
    while (removed.length > 0 && removed[0]!.seconds + this.options.keepRemovedSeconds <= nowSeconds)
      this.removedFiles -= removed.shift()!.files;
  }
}

const step = (gets: readonly TableFiles[]): LogStep => ({ serviceSeconds: 0, listedKeys: null, gets, parallel: 1 });
