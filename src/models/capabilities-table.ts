/** What models share of tables; the other half of capabilities.ts. */

/** Files of equal size under a table. */
export interface TableFiles {
  readonly count: number;
  readonly sizeBytes: number;
  /** What a reader of each has to read as well, to leave out rows that are gone; without this: nothing. */
  readonly marks?: FileMarks;
}

/**
 * Rows of a file that are gone while the file is as it was: deletion vectors, position deletes and equality deletes, or
 * changes in a log beside it that are merged in when it is read. Each reader of the file gets all of it.
 */
export interface FileMarks {
  /** GETs for each file that has them, and bytes of each. */
  readonly gets: number;
  readonly bytesEach: number;
  /** Rows named in them, for each file: what has to be looked up or merged. */
  readonly rows: number;
  /** By their position, which is a bitmap or a list; by their values, which are joined; or as rows, which are merged in. */
  readonly by: 'position' | 'value' | 'merge';
}

/** What a reader has to look at: the table as it is at one moment. */
export interface TableScan {
  /** Partitions read, and all that there are. */
  readonly partitions: number;
  readonly partitionsInAll: number;
  /** Why it cannot be read: a version that is not there any more; null, or without this: it can. */
  readonly problem?: string | null;
  /** Files read, in runs of equal size, in the order of a listing; and how many there are in all. */
  readonly files: readonly TableFiles[];
  readonly filesInAll: number;
  /** Of the partitions read, those that have changed since that time: what is known of them from before is out of date. */
  changedSince(seconds: number): number;
  /** These, with the files in each; null, or without this: as many as in the others. */
  changedPartitions?(seconds: number): readonly PartitionFiles[] | null;
}

/** Partitions alike. */
export interface PartitionFiles {
  readonly partitions: number;
  readonly filesEach: number;
}

/** What a reader gets from a log before it knows the files. */
export interface TableLogReads {
  /** One after another. */
  readonly steps: readonly LogStep[];
  /** Files named in all of it, to be replayed or planned by. */
  readonly actions: number;
  /** The version that the reader knows then. */
  readonly version: number;
  /** The log says what happened and not which files there are: the directories of the partitions are listed as well. */
  readonly listsFiles?: boolean;
}

/** First the service, then the listing, then the objects. */
export interface LogStep {
  /** A service beside the store is asked, and takes so long. */
  readonly serviceSeconds: number;
  /** Keys that a listing brings, page by page; null: nothing is listed. */
  readonly listedKeys: number | null;
  /** Objects that are got, in any order, at most so many at once. */
  readonly gets: readonly TableFiles[];
  readonly parallel: number;
}

/** What a reader met of files that were replaced while it read: all rows once, some twice, or some not at all. */
export type ReadEnd = 'whole' | 'twice' | 'missing';

/** A table as its readers find it. */
export interface Table {
  readonly name: string;
  /** How its files are written, as words that engines know: parquet, json ...; snappy, gzip, none ... */
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  /** Directories below the table's own, from the top: how many each has now. The last are the partitions. */
  readonly directories: readonly number[];
  /** Who knows the partitions: without a catalog or a log all directories are listed. */
  readonly catalog: string;
  /** Prefixes that the store keeps apart, over which its files are spread evenly. */
  readonly prefixes: number;
  /** Now, of the newest partitions as far back as that, or so many bytes of it; null: all. */
  scan(recentSeconds: number | null, bytes: number | null, of?: ScanOf): TableScan;
  /**
   * What a reader gets from its log now; null: it has none. Who knows a version already gets what has come since; who asks
   * for the version of so long ago gets that one, whatever he knows.
   */
  log(knownVersion?: number, agoSeconds?: number | null): TableLogReads | null;
  /** Whose log that is, for a part of a table; without this: its own. */
  readonly logName?: string;
  /** Bytes of an entry of its log that adds and removes so many files together; without this: it has none. */
  entryBytes?(files: number): number;
  /** A reader that found its files by this scan has read the last of them, now. Counts what was not whole. */
  ended(scan: TableScan): ReadEnd;
  /** For those who change it; null: nothing is written to it. */
  readonly writes: TableWrites | null;
}

/** What a scan is of, beside its partitions. */
export interface ScanOf {
  /** Rows that are wanted: files whose statistics say that they have none are left out. */
  readonly where?: RowFilter | null;
  /** The table as it was so long ago. */
  readonly agoSeconds?: number | null;
}

/** Rows with some of the values of columns. */
export interface RowFilter {
  /** Equal to a value in each of them; none: all rows. */
  readonly columns: readonly string[];
  /** So many different values (of several columns: so many combinations), each with so many rows; null: as many as the distinct values of the columns leave. */
  readonly keys: number;
  readonly rowsPerKey: number | null;
  /** The place of the value among all of its column, from 0 to 1, where it is a certain one; null, or without this: by chance. */
  readonly place?: number | null;
  /** Says which values: the same number means the same ones, in every design. */
  readonly entity: number;
  /** Whose luck it is. */
  readonly activity: string;
}

/** New files of a table, alike. */
export interface NewFiles {
  /** The time of their rows, which says the partition. */
  readonly rowsAtSeconds: number;
  readonly count: number;
  /** Of all of them together. */
  readonly bytes: number;
  readonly rows: number;
  /** They have come evenly since then; default: now. */
  readonly sinceSeconds?: number;
}

/**
 * How a table changes. What is written is visible from the moment it is told; whoever tells it has made the requests. The
 * table itself tells the store what lies there.
 */
export interface TableWrites {
  /** The stretch of time whose rows are in one partition; Infinity: time does not part them. */
  readonly partitionSeconds: number;
  /** Partitions of each stretch of time, by its other columns; 1: none. */
  readonly partitionsPerSpan: number;
  /** Bytes of one file of so many rows that come as so many bytes: encoded, compressed, and what the format adds. */
  fileBytes(rows: number, rawBytes: number): number;
  /** New files, in so many commits where the table has commits: their PUTs are counted here, for that activity. */
  add(files: NewFiles, commits: number, activity?: string): void;
  /**
   * For those who write in stretches rather than file by file: called before anybody looks at the table, and before windows
   * and the run end.
   */
  beforeLook(settle: () => void): void;
  /** Partitions with files that are worth writing anew, oldest first. */
  candidates(of: Rewritable): readonly TablePart[];
  /** The columns of the layout's order; none, or without this: it has no order. */
  readonly orderBy?: readonly string[];
  /** Begins to write a part anew. The commit's own PUT is the writer's; a checkpoint that it brings about is counted for that activity. */
  rewrite(part: TablePart, activity?: string): Rewrite;
  /** Rewrites that are through become one commit: a conflict loses them all. Null, or without this: it has no log. */
  commitTogether?(
    parts: readonly { readonly rewrite: Rewrite; readonly files: readonly TableFiles[] }[],
    options: { readonly isOrdered: boolean; readonly by: Committer },
  ): Commit | null;
  /**
   * For those who add files to a table with a log while others may commit as well: step by step. The first step comes before
   * the files are written, and looks for the newest version; the others come after. Null: it has no log.
   */
  append?(files: readonly NewFiles[], by: Committer): Commit | null;
  /** For those who change or delete rows, or whole partitions. */
  readonly rowChanges?: RowChanges;
  /** For those who delete what nobody needs. */
  readonly upkeep?: TableUpkeep;
  /** What whoever has committed is to do before he goes on; null, or without this: nothing. */
  readonly autoCompaction?: AutoCompaction | null;
}

/** Compaction that comes with a commit, by whoever has committed. */
export interface AutoCompaction {
  /** Jobs at once. */
  readonly parallel: number;
  /** Parts that are due after what that writer has committed since he last asked. Until ended() they are nobody else's of that driver. */
  due(writer: string, driver: object): readonly DuePart[];
  /** These are new files now, or have been written for nothing. */
  ended(parts: readonly DuePart[], driver: object, isCommitted: boolean): void;
}

export interface DuePart {
  readonly part: TablePart;
  /** That it is to become, in all. */
  readonly files: number;
}

/** Who commits. */
export interface Committer {
  readonly activity: string;
  /** A writer of its own: those of the same number commit one after another, and hear of each other's commits at once. */
  readonly writer: string;
}

/**
 * A change on its way into the log of a table (optimistic concurrency). Whoever commits waits, makes the requests of a
 * step one after another, and tells; what has been committed meanwhile decides what comes next.
 */
export interface Commit {
  readonly waitSeconds: number;
  readonly requests: readonly CommitRequest[];
  /** It is in the log, and other steps are left; without this: it never is. */
  readonly isThere?: boolean;
  /** The step is through, now; so many of its requests failed for good. 'more': there is another step. */
  tell(failed: number): 'more' | CommitEnd;
}

/** It is there; it came too late, and its work is lost; it could not be written; or it tried as often as it may. */
export type CommitEnd = 'committed' | 'conflict' | 'failed' | 'gave-up';

/** To the store, or to a service beside it (a catalog, a key-value store), which takes so long. */
export type CommitRequest =
  | {
      readonly kind: 'store';
      readonly operation: 'get' | 'put' | 'list' | 'copy' | 'head' | 'delete';
      readonly amount: number;
      readonly count: number;
      /** Tasks make them side by side, as many as there are slots; without this: one after another. */
      readonly byTasks?: boolean;
    }
  | { readonly kind: 'service'; readonly seconds: number };

/** Rows that are looked for, as of now. */
export interface RowMatch {
  /** Why they cannot be looked for; null: they can. */
  readonly problem: string | null;
  readonly filesInAll: number;
  /** Files that statistics do not rule out, and those of them that hold such rows. */
  readonly candidates: number;
  readonly touched: number;
  /** Rows that match. */
  readonly rows: number;
  /** It is about whole partitions: nothing has to be read. */
  readonly isWhole: boolean;
  /** What an index is read from before, for a job of its own; null, or without this: nothing. */
  readonly indexSource?: Table | null;
  /** The candidates, for the job that looks into them; null: nothing has to be looked for. */
  readonly candidateSource: Table | null;
}

/** How the rows of a table are changed. */
export interface RowChanges {
  /** Rows, or so many whole partitions, the oldest first. */
  match(of: { readonly filter: RowFilter } | { readonly partitions: number }): RowMatch;
  /** Begins to change them. `inserted`: rows of the change that are new. */
  begin(
    match: RowMatch,
    change: { readonly kind: 'delete' | 'update'; readonly inserted: number },
    by: Committer,
  ): RowChange;
}

/** A change of rows under way. */
export interface RowChange {
  /**
   * What is to be done before the commit: the touched files are read and what is left of them is written anew ('rewrite');
   * their rows are marked, and only marks and new rows are written ('mark'); or nothing ('none').
   */
  readonly work: 'rewrite' | 'mark' | 'none';
  /** The touched files, for the job that reads them. */
  readonly source: Table;
  /** What they hold beside the rows that match, as rows and as bytes of files: what a rewrite writes. */
  readonly leftRows: number;
  readonly leftBytes: number;
  /** Of an update: the changed and the inserted rows, as bytes of files. */
  readonly newBytes: number;
  /** Objects that marks are written to. */
  readonly marks: readonly TableFiles[];
  /** How the new files take the place of the old ones in a table without a log, see Rewrite; null: it has a log. */
  readonly replacement: Pick<Rewrite, 'publish' | 'remove' | 'swap' | 'abandon'> | null;
  /** Files of the table that a replacement deletes. */
  readonly files: number;
  /** Partitions that these are in; 1: the table has none. */
  readonly partitions: number;
  /** With a log: the change is committed with these new files (of a rewrite and of new rows), or with the marks. */
  commit(files: readonly TableFiles[]): Commit;
  /** Nothing will be committed; these objects have been written for nothing. */
  abandon(written?: readonly TableFiles[]): void;
  /**
   * Calls back when the last bytes of the rows are gone from files, log and old versions of objects; at once if they are. It
   * is not called if that does not happen before the run ends.
   */
  whenErased(erased: () => void): void;
}

/** Files that nobody needs: what commits have replaced longer ago than somebody wants to go back. */
export interface Garbage {
  readonly files: number;
  readonly bytes: number;
  /** What a listing of the table's directory brings: all objects, those of nobody among them; and its directories. */
  readonly listedObjects: number;
  readonly directories: readonly number[];
  /** So many of them are gone, the oldest first, now. */
  removed(files: number): void;
}

export interface TableUpkeep {
  /**
   * Drops the versions that are older than that from a log that keeps them until it is told, now. The requests are those of
   * whoever tells it, none where nothing is dropped. Without this: the log does it by itself.
   */
  expire?(retainSeconds: number): readonly CommitRequest[];
  /** Writes a log anew that names removed files until then, now. Without this: it does not, or not for long. */
  rewriteManifests?(): readonly CommitRequest[];
  /**
   * Files that are no part of any version younger than that, or, where the table keeps so many commits, of any of these;
   * `orphans`: and those that were never committed.
   */
  garbage(of: { readonly retainSeconds: number; readonly orphans: boolean }): Garbage;
  /** Calls back for each reader that finds a file gone that somebody has removed as garbage. */
  onBrokenRead(broken: (activity: string) => void): void;
}

export interface Rewritable {
  /** How far back; null: all. */
  readonly recentSeconds: number | null;
  /** Files below this size, where a partition has more than one of them; Infinity: all files, whatever their size. */
  readonly belowBytes: number;
  /** Files of which more than this share of the rows is marked as gone, whatever their size; without this: none for that. */
  readonly markedAbove?: number;
  /**
   * In place of all these: files that are in no order, and those of orders with less than `belowBytes` in all; in parts of
   * `upToBytes` at the most, each of which is to be an order of its own. Nothing where all of them are of one order.
   */
  readonly cubes?: { readonly belowBytes: number; readonly upToBytes: number };
}

/** Files of one stretch of time that are taken together, as they are now. */
export interface TablePart {
  readonly partitions: number;
  readonly files: readonly TableFiles[];
  readonly bytes: number;
  readonly rows: number;
  /** Bytes of all rows as they came, before they were encoded. */
  readonly rawBytes: number;
}

/** A part of a table that is written anew. Between `publish` and the last `remove` readers see rows twice, between the first `remove` and `publish` not at all. */
export interface Rewrite {
  /** Its files, as a table of their own for the job that reads them. */
  readonly source: Table;
  /** The new files are there. False: a conflict, and they are not. */
  publish(files: readonly TableFiles[]): boolean;
  /** So many of the old files are gone. */
  remove(count: number): void;
  /**
   * Both at once, for a table whose readers see one or the other. `isOrdered`: the files are in the order of its layout.
   * False: a conflict, and nothing has changed.
   */
  swap(files: readonly TableFiles[], isOrdered?: boolean): boolean;
  /** The same through the log, step by step. Null: the table has none. `isOrdered`: the files are in the order of its layout. */
  commit?(
    files: readonly TableFiles[],
    options: { readonly isOrdered: boolean; readonly by: Committer },
  ): Commit | null;
  /** Nothing will be published: what has been removed is gone for good, what is left stays. Returns the rows that are gone. */
  abandon(): number;
}
