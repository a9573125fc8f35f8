import type { CommitRequest, TableLogReads } from '../capabilities.ts';

/** Commits alike that add and remove so many files together. */
export interface Commits {
  readonly commits: number;
  readonly added: number;
  readonly removed: number;
  /** Files whose rows that are gone are marked anew, in all of them together; without this: none. */
  readonly marked?: number;
  /** So many files were there before them. */
  readonly filesBefore: number;
  readonly nowSeconds: number;
  /** Pays for the PUTs. */
  readonly activity: string;
  /** They have come evenly since then. */
  readonly sinceSeconds?: number | undefined;
  /** Whoever commits has made the requests of the commits (`entry`); those of checkpoints are left. */
  readonly isPut: boolean;
  /** And will make those of `checkpointRequests` as well. */
  readonly isCheckpointPut?: boolean;
}

/** What one commit says. */
export interface EntryOf {
  readonly added: number;
  readonly removed: number;
  readonly marked?: number;
  /** It has been written once, and was too late: what stays as it is is not written again. */
  readonly isAgain?: boolean;
}

/** Objects that snapshots of a log alone needed: gone, and what their deletion takes. */
export interface Expired {
  readonly versions: number;
  readonly objects: number;
  readonly bytes: number;
  readonly requests: readonly CommitRequest[];
}

/**
 * The log of a table, as the table's core sees it: the objects that it has, how large they are, and who gets or writes which
 * of them. A version is the number of commits since the start; version 0 is what the table began with. Whoever commits does
 * not wait here: what `commit` is told has happened, and its requests are counted unless whoever commits makes them.
 */
export interface TableLog {
  /** The newest version. */
  readonly version: number;
  /** All its objects, those that no reader needs any more among them. */
  readonly objects: number;
  readonly bytes: number;
  /** The oldest version that can still be read. */
  readonly oldestVersion: number;
  /** Files that the table began with were in it before. */
  begin(files: number): void;
  commit(of: Commits): void;
  /** What a reader gets, who knows that version already, or none. */
  reads(knownVersion?: number): TableLogReads;
  /** What writes the next entry, now; the last of them is the one that makes it count. */
  entry(of: EntryOf): readonly CommitRequest[];
  /** So many requests of an entry say that somebody has begun: they are made before all others, and wait for nobody. */
  readonly announcements: number;
  /** Bytes that these write. */
  entryBytes(of: EntryOf): number;
  /** What somebody asks for who wants to know which version is the newest, and knows that one. */
  newestReads(knownVersion: number): readonly CommitRequest[];
  /**
   * What somebody gets who knows that version, to see what its winners have done since: one after another, as the writers do.
   * `isBlind`: he has read no file, so that only the newest version matters where that is known without them.
   */
  winnerReads(knownVersion: number, isBlind: boolean): readonly CommitRequest[];
  /** What is left to do for whoever made the last commit: checkpoints, clean-up, archives. Once: it is empty then. */
  checkpointRequests(): readonly CommitRequest[];
  /** For logs whose old versions are dropped by a command: all that came before that time, but for the newest. */
  expireSnapshots(olderThanSeconds: number, nowSeconds: number): Expired;
  /** A version whose manifests name what there is and nothing else: it is there now. Without this: it has none. */
  rewriteManifests?(nowSeconds: number): readonly CommitRequest[];
  /** When the commit was made that has so many after it; null: it is not known any more, or there were not as many. */
  secondsOfCommit?(after: number): number | null;
  /** Whether the version that was the newest at that time can still be read. */
  reaches(seconds: number): boolean;
  /** Whether statistics of files that a version has removed, or had removed before, are written in some entry yet. */
  hasStatsBefore(version: number): boolean;
  /**
   * The earliest time at which they can be gone: the next clean-up after it takes them away. Infinity: nothing that is there
   * now makes them go; 0: they are gone, or there were none.
   */
  statsGoneAfter(version: number): number;
  /** Calls back when no entry has statistics any more of files that were removed up to that time; at once if that is so. */
  whenForgotten(removedSeconds: number, forgotten: () => void): void;
}

export const putOf = (bytes: number, count = 1): CommitRequest => ({
  kind: 'store',
  operation: 'put',
  amount: Math.round(bytes),
  count,
});
export const getOf = (bytes: number, count = 1): CommitRequest => ({
  kind: 'store',
  operation: 'get',
  amount: Math.round(bytes),
  count,
});
export const deleteOf = (count: number): CommitRequest => ({ kind: 'store', operation: 'delete', amount: 1, count });
/** The pages of a listing that brings so many keys; the last one counts as full where there are several. */
export const listOf = (keys: number, keysPerPage: number): CommitRequest => ({
  kind: 'store',
  operation: 'list',
  amount: Math.min(keys, keysPerPage),
  count: Math.max(1, Math.ceil(keys / keysPerPage)),
});

/** Bytes that requests write. */
export const writtenBytes = (requests: readonly CommitRequest[]): number =>
  requests.reduce(
    (sum, each) => (each.kind === 'store' && each.operation === 'put' ? sum + each.count * each.amount : sum),
    0,
  );
