import type { ObjectStore, TableLogReads } from '../capabilities.ts';

export interface LogOptions {
  /** Commits from one checkpoint to the next. */
  readonly checkpointEvery: number;
  /** Bytes of a commit without files, and of each file that it adds or removes. */
  readonly commitBytes: number;
  readonly actionBytes: number;
  /** Bytes of a file in a checkpoint. */
  readonly checkpointedBytes: number;
  /** Files in a part of a checkpoint; null: it is one object. */
  readonly partFiles: number | null;
  /** How long a checkpoint keeps what was removed. */
  readonly keepRemovedSeconds: number;
  /** How long entries stay that a checkpoint covers. */
  readonly keepSeconds: number;
}

const day = 86_400;

/** Commits alike that add and remove so many files together. */
export interface Commits {
  readonly commits: number;
  readonly added: number;
  readonly removed: number;
  /** So many files were there before them. */
  readonly filesBefore: number;
  readonly nowSeconds: number;
  /** Pays for the PUTs. */
  readonly activity: string;
  /** They have come evenly since then. */
  readonly sinceSeconds?: number | undefined;
  /** Whoever commits has made the PUTs of the commits; those of checkpoints are left. */
  readonly isPut: boolean;
}

/**
 * The log of a table: a commit is a JSON object that names the files it adds and removes, each n-th is followed by a
 * checkpoint, a Parquet object with all files that are there and those removed not long ago.
 *
 *     commit       commitBytes + actions x actionBytes
 *     checkpoint   checkpointedBytes x (files + removed within keepRemoved)
 *
 * A reader gets the checkpoint and the commits after it. After a checkpoint, entries of days that ended before midnight and
 * keepSeconds ago are deleted; a log that nobody writes to keeps all of them. Whoever commits does not wait
 * here: these are the objects, and their PUTs are counted for the activity that commits.
 * Source: delta-io/delta, PROTOCOL.md; Armbrust et al., Delta Lake, PVLDB 13(12), 2020, 3.1 and 3.2; the profile delta has
 * the sizes.
 */
export class TableLog {
  /** Bytes of all its objects. */
  bytes = 0;
  commits = 0;
  private readonly options: LogOptions;
  private readonly store: ObjectStore;
  /** After the last checkpoint. */
  private tailCommits = 0;
  private tailBytes = 0;
  private tailActions = 0;
  private checkpointFiles = 0;
  private hasCheckpoint = false;
  /** Files removed: when and how many, those that count no more cut off. */
  private readonly removed: { readonly seconds: number; readonly files: number }[] = [];
  private removedFiles = 0;
  /** Objects by the day that they were written on. */
  private readonly days = new Map<number, { objects: number; bytes: number }>();
  private waiting: { readonly afterSeconds: number; readonly forgotten: () => void }[] = [];
  /** Nothing from before is left. */
  cleanedSeconds = -Infinity;

  constructor(options: LogOptions, store: ObjectStore) {
    this.options = options;
    this.store = store;
  }

  /** Files that the table began with are in a checkpoint that was there before. */
  begin(files: number): void {
    if (files === 0) return;
    const parts = this.partsOf(files);
    const sizeBytes = Math.ceil((files * this.options.checkpointedBytes) / parts);
    this.store.contents.write(parts, sizeBytes);
    this.keep(parts, parts * sizeBytes, 0);
    this.hasCheckpoint = true;
    this.checkpointFiles = files;
  }

  commit({ commits, added, removed, filesBefore, nowSeconds, activity, isPut, sinceSeconds }: Commits): void {
    if (commits <= 0) return;
    const { checkpointEvery, commitBytes, actionBytes } = this.options;
    this.forget(nowSeconds);
    if (removed > 0) this.removed.push({ seconds: nowSeconds, files: removed });
    this.removedFiles += removed;
    const actions = (added + removed) / commits;
    const bytesEach = Math.round(commitBytes + actions * actionBytes);
    this.write(commits, bytesEach, isPut ? null : activity, nowSeconds, sinceSeconds);
    const before = this.tailCommits;
    const checkpoints = Math.floor((before + commits) / checkpointEvery);
    this.commits += commits;
    const filesAfter = (nth: number): number =>
      Math.round(filesBefore + ((added - removed) * (nth * checkpointEvery - before)) / commits) + this.removedFiles;
    for (let nth = 1; nth <= checkpoints; nth++)
      this.writeCheckpoint(filesAfter(nth), activity, nowSeconds, sinceSeconds);
    if (checkpoints > 0) this.clean(nowSeconds, activity);
    const tail = before + commits - checkpoints * checkpointEvery;
    const fresh = checkpoints > 0 ? tail : commits;
    this.tailCommits = tail;
    this.tailBytes = (checkpoints > 0 ? 0 : this.tailBytes) + fresh * bytesEach;
    this.tailActions = (checkpoints > 0 ? 0 : this.tailActions) + fresh * (1 + actions);
  }

  get reads(): TableLogReads {
    const { hasCheckpoint, checkpointFiles, tailCommits, tailBytes, tailActions } = this;
    const { checkpointedBytes } = this.options;
    const parts = hasCheckpoint ? this.partsOf(checkpointFiles) : 0;
    return {
      keys: tailCommits + parts,
      checkpointParts: parts,
      checkpointPartBytes: parts === 0 ? 0 : Math.ceil((checkpointFiles * checkpointedBytes) / parts),
      commits: tailCommits,
      commitBytes: tailCommits === 0 ? 0 : Math.round(tailBytes / tailCommits),
      actions: Math.round((hasCheckpoint ? checkpointFiles : 0) + tailActions),
    };
  }

  private writeCheckpoint(files: number, activity: string, nowSeconds: number, sinceSeconds?: number): void {
    const parts = this.partsOf(files);
    this.write(
      parts,
      Math.max(1, Math.ceil((files * this.options.checkpointedBytes) / parts)),
      activity,
      nowSeconds,
      sinceSeconds,
    );
    // The word of where it is.
    this.store.request('put', 0, activity);
    this.hasCheckpoint = true;
    this.checkpointFiles = files;
  }

  /** `payer`: null where the PUTs have been made. */
  private write(
    objects: number,
    sizeBytes: number,
    payer: string | null,
    nowSeconds: number,
    sinceSeconds?: number,
  ): void {
    this.store.contents.write(objects, sizeBytes, sinceSeconds);
    if (payer !== null) this.store.collapsed.requests('put', objects, objects * sizeBytes, 0, payer);
    this.keep(objects, objects * sizeBytes, nowSeconds);
  }

  private keep(objects: number, bytes: number, nowSeconds: number): void {
    this.bytes += bytes;
    const nth = Math.floor(nowSeconds / day);
    const known = this.days.get(nth);
    if (known === undefined) this.days.set(nth, { objects, bytes });
    else {
      known.objects += objects;
      known.bytes += bytes;
    }
  }

  /** Calls back when nothing is left that was written before that time. */
  whenForgotten(beforeSeconds: number, forgotten: () => void): void {
    if (this.cleanedSeconds >= beforeSeconds) forgotten();
    else this.waiting.push({ afterSeconds: beforeSeconds, forgotten });
  }

  /** Source: delta-io/delta, MetadataCleanup.scala: whole days (UTC), once a checkpoint covers them. */
  private clean(nowSeconds: number, activity: string): void {
    const until = Math.floor((nowSeconds - this.options.keepSeconds) / day);
    if (until * day <= this.cleanedSeconds) return;
    this.cleanedSeconds = until * day;
    for (const [nth, { objects, bytes }] of [...this.days]) {
      if (nth >= until) continue;
      this.days.delete(nth);
      this.bytes -= bytes;
      this.store.contents.removeWritten({ count: objects, bytes, fromSeconds: nth * day, toSeconds: (nth + 1) * day });
      this.store.collapsed.requests('delete', objects, 0, 0, activity);
    }
    const due = this.waiting.filter(({ afterSeconds }) => afterSeconds <= this.cleanedSeconds);
    this.waiting = this.waiting.filter(({ afterSeconds }) => afterSeconds > this.cleanedSeconds);
    for (const { forgotten } of due) forgotten();
  }

  /** Of an entry with so many files added or removed. */
  entryBytes(actions: number): number {
    return Math.round(this.options.commitBytes + actions * this.options.actionBytes);
  }

  private partsOf(files: number): number {
    const { partFiles } = this.options;
    return partFiles === null ? 1 : Math.max(1, Math.ceil(files / partFiles));
  }

  private forget(nowSeconds: number): void {
    const { removed } = this;
    while (removed.length > 0 && removed[0]!.seconds + this.options.keepRemovedSeconds <= nowSeconds)
      this.removedFiles -= removed.shift()!.files;
  }
}
