import type { CommitRequest, LogStep, ObjectStore, TableLogReads } from '../capabilities.ts';
import { Forgetting } from './_forgetting.ts';
import {
  type Commits,
  deleteOf,
  type EntryOf,
  type Expired,
  getOf,
  putOf,
  type TableLog,
  writtenBytes,
} from './_log.ts';
import { LogStore } from './_log-store.ts';
import { type ManifestSizes, Manifests } from './_manifests.ts';
import { NamedRemovals } from './_named-removals.ts';
import { Snapshots } from './_snapshots.ts';

export interface IcebergLogOptions extends ManifestSizes {
  /** Bytes of metadata.json without snapshots, and of each of them in it. */
  readonly metadataBytes: number;
  readonly snapshotBytes: number;
  /** Bytes of a manifest list without manifests, and of each of them in it. */
  readonly listBytes: number;
  readonly listEntryBytes: number;
  /** Manifests that a reader gets at once. */
  readonly readThreads: number;
  /** A call of the catalog. */
  readonly catalogSeconds: number;
}

/**
 * The metadata of an Iceberg table: metadata.json, one for each commit, with all snapshots that are there; a manifest list for
 * each snapshot; manifests, each with some of the files.
 *
 *     metadata.json    metadataBytes + snapshots x snapshotBytes
 *     manifest list    listBytes + manifests x listEntryBytes
 *     manifest         manifestBytes + files x entryBytes                see Manifests for when they are merged
 *     commit           manifests read and written, a manifest list, metadata.json, and a call of the catalog
 *
 * A reader asks the catalog, gets metadata.json unless it knows it, the manifest list, and all manifests: ranges of
 * partitions that leave some of them out are not looked at. Dropping a snapshot takes its list away, and the manifests that no
 * snapshot has any more; metadata.json files stay (write.metadata.delete-after-commit.enabled is off).
 * Of many commits told at once each kind of object counts as of mean size.
 * Source: apache/iceberg, spec and TableProperties.java (commit 7f879b1); the profile iceberg has the sizes.
 */
export class IcebergLog implements TableLog {
  version = 0;
  readonly announcements = 0;
  private readonly options: IcebergLogOptions;
  private readonly store: LogStore;
  private readonly manifests: Manifests;
  private readonly snapshots = new Snapshots();
  private readonly removals = new NamedRemovals();
  private readonly forgetting = new Forgetting();

  constructor(options: IcebergLogOptions, store: ObjectStore) {
    this.options = options;
    this.store = new LogStore(store);
    this.manifests = new Manifests(options);
  }

  get objects(): number {
    return this.store.objects;
  }
  get bytes(): number {
    return this.store.bytes;
  }
  get oldestVersion(): number {
    return this.snapshots.oldestVersion;
  }

  begin(files: number): void {
    const { manifests, store } = this;
    if (files > 0) {
      manifests.begin(files);
      this.keepSome(manifests.count, manifests.bytes);
      store.keep(1, this.listSize);
    }
    const own = { count: 1, sinceSeconds: 0, nowSeconds: 0, deadObjects: 0, deadBytes: 0 };
    this.snapshots.push(0, { ...own, listBytes: files > 0 ? this.listSize : 0 });
    store.keep(1, this.metadataSize);
  }

  commit({ commits, added, removed, nowSeconds, sinceSeconds, activity, isPut, marked = 0 }: Commits): void {
    if (commits <= 0) return;
    const since = sinceSeconds ?? nowSeconds;
    const [addedEach, removedEach] = [(added + marked) / commits, removed / commits];
    this.store.begin(false);
    let done = 0;
    const timeOf = (nth: number): number => since + ((nowSeconds - since) * nth) / commits;
    while (done < commits) {
      const alike = removed > 0 || addedEach === 0 ? 0 : Math.min(commits - done, this.manifests.appendsBeforeMerge);
      const count = Math.max(1, alike);
      const times = {
        sinceSeconds: timeOf(done),
        nowSeconds: done + count === commits ? nowSeconds : timeOf(done + count),
      };
      const isOver = isPut ? null : activity;
      if (alike > 0) this.appendAlike(alike, addedEach, times, isOver);
      else this.commitOne(addedEach, removedEach, times, isOver);
      done += count;
    }
  }

  reads(knownVersion?: number): TableLogReads {
    const { manifests, version, options } = this;
    const steps: LogStep[] = [{ serviceSeconds: options.catalogSeconds, listedKeys: null, gets: [], parallel: 1 }];
    if (knownVersion !== version) steps.push(get(1, this.metadataSize));
    if (manifests.count > 0) {
      steps.push(get(1, this.listSize));
      const each = Math.round(manifests.bytes / manifests.count);
      steps.push(get(manifests.count, each, Math.min(manifests.count, options.readThreads)));
    }
    return { steps, actions: Math.round(manifests.files), version };
  }

  /** Of an append that is tried again the new manifest is there: its list and metadata.json are written anew. */
  entry({ added, removed, marked = 0, isAgain = false }: EntryOf): readonly CommitRequest[] {
    const { manifests, options } = this;
    const after = Object.assign(new Manifests(options), {
      full: manifests.full,
      fullFiles: manifests.fullFiles,
      small: manifests.small,
      smallFiles: manifests.smallFiles,
    });
    const { read, written } = after.commit(added + marked, removed);
    const requests: CommitRequest[] = [];
    const isThere = isAgain && read.count === 0;
    if (read.count > 0) requests.push(getOf(read.bytes / read.count, read.count));
    if (written.count > 0 && !isThere) requests.push(putOf(written.bytes / written.count, written.count));
    requests.push(putOf(this.listSizeOf(after.count)), putOf(this.metadataSizeOf(this.snapshots.count + 1)));
    return [...requests, { kind: 'service', seconds: options.catalogSeconds }];
  }
  entryBytes(of: EntryOf): number {
    return writtenBytes(this.entry(of));
  }

  newestReads(knownVersion: number): readonly CommitRequest[] {
    const call: CommitRequest = { kind: 'service', seconds: this.options.catalogSeconds };
    return knownVersion === this.version ? [call] : [call, getOf(this.metadataSize)];
  }
  /** What the catalog points to now; who has read files gets a manifest of each winner as well: the files that it has added. */
  winnerReads(knownVersion: number, isBlind: boolean): readonly CommitRequest[] {
    const { manifests, version } = this;
    const newest = this.newestReads(knownVersion);
    const winners = Math.min(version - knownVersion, manifests.count);
    if (isBlind || winners <= 0) return newest;
    return [...newest, getOf(this.listSize), getOf(manifests.bytes / manifests.count, winners)];
  }
  checkpointRequests(): readonly CommitRequest[] {
    return this.store.take();
  }

  expireSnapshots(olderThanSeconds: number, nowSeconds: number): Expired {
    const { store, snapshots, options } = this;
    const { versions, lists, listBytes, deadObjects, deadBytes, fromSeconds } = snapshots.dropBefore(olderThanSeconds);
    if (versions === 0) return { versions, objects: 0, bytes: 0, requests: [] };
    const [objects, bytes] = [lists + deadObjects, listBytes + deadBytes];
    if (objects > 0) store.drop({ objects, bytes, fromSeconds, toSeconds: nowSeconds });
    store.keep(1, this.metadataSize);
    this.removals.forget(this.oldestVersion);
    this.forgetting.tell((seconds) => this.isForgotten(seconds));
    const requests: CommitRequest[] = [
      ...(lists > 0 ? [getOf(listBytes / lists, lists)] : []),
      putOf(this.metadataSize),
      { kind: 'service', seconds: options.catalogSeconds },
      ...(objects > 0 ? [deleteOf(objects)] : []),
    ];
    return { versions, objects, bytes, requests };
  }

  rewriteManifests(nowSeconds: number): readonly CommitRequest[] {
    const { manifests, snapshots, options } = this;
    if (manifests.count === 0) return [];
    const { read, written } = manifests.rewriteAll();
    this.version++;
    this.removals.cleaned(this.version, 'all');
    this.write(written.count, written.bytes, nowSeconds, null);
    const listBytes = this.write(1, this.listSize, nowSeconds, null);
    const metadata = this.metadataSizeOf(snapshots.count + 1);
    this.write(1, metadata, nowSeconds, null);
    const times = { sinceSeconds: nowSeconds, nowSeconds };
    snapshots.push(this.version, { count: 1, ...times, listBytes, deadObjects: read.count, deadBytes: read.bytes });
    return [
      getOf(read.bytes / read.count, read.count),
      putOf(written.bytes / written.count, written.count),
      putOf(listBytes),
      putOf(metadata),
      { kind: 'service', seconds: options.catalogSeconds },
    ];
  }

  reaches(seconds: number): boolean {
    return seconds >= this.snapshots.oldestSeconds;
  }
  hasStatsBefore(version: number): boolean {
    return this.oldestVersion < Math.max(version, this.removals.cleanFrom(version));
  }
  statsGoneAfter(version: number): number {
    return this.hasStatsBefore(version) ? Infinity : 0;
  }
  whenForgotten(removedSeconds: number, forgotten: () => void): void {
    this.forgetting.wait(removedSeconds, this.isForgotten(removedSeconds), forgotten);
  }

  // --- inside ----------------------------------------------------------------------------------------------------

  /** No snapshot from before is there, and none whose manifests name what was removed then. */
  private isForgotten(removedSeconds: number): boolean {
    const { snapshots, removals } = this;
    return snapshots.oldestSeconds >= removedSeconds && this.oldestVersion >= removals.cleanFromOf(removedSeconds);
  }

  private appendAlike(count: number, addedEach: number, times: Times, activity: string | null): void {
    const { manifests, options, snapshots } = this;
    const [manifestsBefore, snapshotsBefore] = [manifests.count, snapshots.count];
    const manifestBytes = manifests.bytesOf(1, addedEach);
    manifests.appendAlike(count, addedEach);
    const lists = count * options.listBytes + options.listEntryBytes * sumFrom(manifestsBefore, count);
    const metadata = count * options.metadataBytes + options.snapshotBytes * sumFrom(snapshotsBefore, count);
    const { sinceSeconds } = times;
    this.write(count, count * manifestBytes, sinceSeconds, activity);
    const listBytes = this.write(count, lists, sinceSeconds, activity);
    this.write(count, metadata, sinceSeconds, activity);
    this.version += count;
    snapshots.push(this.version, { count, ...times, listBytes, deadObjects: 0, deadBytes: 0 });
  }

  private commitOne(added: number, removed: number, times: Times, activity: string | null): void {
    const { manifests, snapshots, removals } = this;
    const { touched, isMerged, read, written } = manifests.commit(added, removed);
    this.version++;
    if (touched === 'all') removals.cleaned(this.version, 'all');
    if (touched !== 'none') removals.add(this.version, times.nowSeconds, manifests.full > 0);
    if (isMerged) removals.cleaned(this.version, 'small');
    const { sinceSeconds } = times;
    if (read.count > 0 && activity !== null) this.store.ask(getOf(read.bytes / read.count, read.count), activity);
    this.write(written.count, written.bytes, sinceSeconds, activity);
    const listBytes = this.write(1, this.listSize, sinceSeconds, activity);
    this.write(1, this.metadataSizeOf(snapshots.count + 1), sinceSeconds, activity);
    snapshots.push(this.version, { count: 1, ...times, listBytes, deadObjects: read.count, deadBytes: read.bytes });
  }

  /** Objects that have so many bytes together; returns the bytes. */
  private write(objects: number, bytes: number, sinceSeconds: number, activity: string | null): number {
    if (objects === 0) return 0;
    if (activity !== null) this.store.ask(putOf(bytes / objects, objects), activity);
    return this.keepSome(objects, bytes, sinceSeconds);
  }
  private keepSome(objects: number, bytes: number, sinceSeconds?: number): number {
    const whole = Math.round(bytes);
    const sizeBytes = Math.floor(whole / objects);
    const larger = whole - sizeBytes * objects;
    this.store.keep(larger, sizeBytes + 1, sinceSeconds);
    this.store.keep(objects - larger, sizeBytes, sinceSeconds);
    return whole;
  }

  private get listSize(): number {
    return this.listSizeOf(this.manifests.count);
  }
  private listSizeOf(manifests: number): number {
    return Math.round(this.options.listBytes + manifests * this.options.listEntryBytes);
  }
  private get metadataSize(): number {
    return this.metadataSizeOf(this.snapshots.count);
  }
  private metadataSizeOf(snapshots: number): number {
    return Math.round(this.options.metadataBytes + snapshots * this.options.snapshotBytes);
  }
}

interface Times {
  readonly sinceSeconds: number;
  readonly nowSeconds: number;
}

/** (from + 1) + (from + 2) + ... + (from + count). */
const sumFrom = (from: number, count: number): number => count * from + (count * (count + 1)) / 2;

const get = (count: number, sizeBytes: number, parallel = 1): LogStep => ({
  serviceSeconds: 0,
  listedKeys: null,
  gets: [{ count, sizeBytes }],
  parallel,
});
