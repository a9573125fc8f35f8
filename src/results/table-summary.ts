/** What `lakesim inspect` reads off a table's metadata: the contract of `--json`. Sizes in bytes, times in ms since 1970. */

/** Files by size: at least `fromBytes`, below `toBytes` (null: no bound). */
export interface SizeClass {
  readonly fromBytes: number;
  readonly toBytes: number | null;
  readonly files: number;
  readonly bytes: number;
}

/** Quantiles by nearest rank. */
export interface FileSizes {
  readonly minBytes: number;
  readonly p50Bytes: number;
  readonly p90Bytes: number;
  readonly maxBytes: number;
  /** To one decimal. */
  readonly meanBytes: number;
  readonly belowMiB: number;
  readonly below128MiB: number;
}

export interface ColumnSummary {
  readonly name: string;
  readonly type: string;
  readonly partition: boolean;
  /** Share of live files that state the column's minimum and maximum. */
  readonly boundsShare: number;
  /** How well the files are clustered by it; null where fewer than two files have bounds that can be compared. */
  readonly clustering: Clustering | null;
}

/** Over the ends of all ranges, each as likely: ranges of files that hold it, itself counted. */
export interface Clustering {
  readonly files: number;
  readonly meanDepth: number;
  /** meanDepth / files: 1/files when no ranges meet, 1 when each range holds all ends. */
  readonly overlapShare: number;
  readonly maxDepth: number;
}

export interface PartitionSummary {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly sizeHistogram: readonly SizeClass[];
}

export interface Warning {
  readonly code: string;
  readonly text: string;
}

export interface DeltaLog {
  readonly replayedFrom: 'json' | 'checkpoint';
  /** Files of `_delta_log` itself by kind; `sidecars` lie a folder deeper. */
  readonly files: {
    readonly json: number;
    readonly checkpoint: number;
    readonly crc: number;
    readonly compact: number;
    readonly other: number;
    readonly sidecars: number;
  };
  /** All files of `_delta_log` and its folders. */
  readonly bytes: number;
  readonly contiguousFromZero: boolean;
  readonly missingVersions: { readonly count: number; readonly first: readonly number[] };
  readonly checkpoint: { readonly version: number; readonly kind: string; readonly parts: number } | null;
  readonly checkpointAgrees: { readonly liveFiles: boolean; readonly tombstones: boolean } | null;
  readonly commitsSinceCheckpoint: number;
  /** From the commit of the checkpoint to the last; null where one has no time. */
  readonly checkpointAgeMilliseconds: number | null;
  readonly commitBytes: {
    readonly min: number;
    readonly p50: number;
    readonly p90: number;
    readonly max: number;
  } | null;
  readonly addActions: number;
  readonly removeActions: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly isolationLevels: Readonly<Record<string, number>>;
  readonly cadence: {
    readonly firstMilliseconds: number;
    readonly lastMilliseconds: number;
    readonly medianGapMilliseconds: number;
    readonly minGapMilliseconds: number;
    readonly maxGapMilliseconds: number;
  } | null;
  /** What a reader with nothing in memory asks of the store to know the live files. */
  readonly open: { readonly lists: number; readonly gets: number; readonly bytes: number };
  readonly protocol: {
    readonly minReaderVersion: number;
    readonly minWriterVersion: number;
    readonly readerFeatures: readonly string[] | null;
    readonly writerFeatures: readonly string[] | null;
  };
  readonly configuration: Readonly<Record<string, string>>;
}

export interface FileGroup {
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
}

export interface IcebergMetadata {
  readonly metadataFile: string;
  readonly formatVersion: number;
  readonly metadataFiles: number;
  readonly snapshots: number;
  readonly currentSnapshotId: string | null;
  readonly currentSnapshotSummary: Readonly<Record<string, string>>;
  readonly manifests: number;
  readonly manifestBytes: number;
  readonly manifestListBytes: number;
  readonly entryStatusCounts: Readonly<Record<string, number>>;
  readonly live: { readonly data: FileGroup; readonly pos: FileGroup; readonly eq: FileGroup };
  readonly agreesWithSummary: boolean;
  readonly open: { readonly gets: number; readonly bytes: number };
}

export interface TableSummary {
  readonly format: 'delta' | 'iceberg';
  /** Of this contract, not of the table. */
  readonly version: 1;
  /** Delta: the last commit. Iceberg: the number in the metadata file's name. */
  readonly tableVersion: number;
  /** Data files; delete files are counted apart. */
  readonly liveFiles: number;
  readonly liveBytes: number;
  /** Rows by statistics, deleted ones included; files that state none add nothing. */
  readonly liveRowsBeforeDeletes: number;
  readonly liveFilesWithoutRowCount: number;
  /** Distinct partitions of the live files; null in a Delta table that has no partition columns. */
  readonly partitions: number | null;
  readonly partitionColumns: readonly string[];
  readonly maxFilesInPartition: number;
  /** The largest by files, at most 1000. */
  readonly largestPartitions: readonly PartitionSummary[];
  /** Files that were removed and of which the log still knows. */
  readonly tombstones: number;
  readonly tombstoneBytesKnown: number;
  /** Live files that carry a deletion vector. */
  readonly deletionVectors: number;
  readonly deletedRows: number;
  readonly deletionVectorBytes: number;
  readonly sizeHistogram: readonly SizeClass[];
  readonly fileSizes: FileSizes | null;
  readonly rowCountShare: number;
  readonly columns: readonly ColumnSummary[];
  readonly delta: DeltaLog | null;
  readonly iceberg: IcebergMetadata | null;
  readonly warnings: readonly Warning[];
}

/** A mean over replications and its 95 % interval. */
export interface Predicted {
  readonly mean: number;
  readonly ci95: readonly [low: number, high: number];
}

export type Operation =
  | 'optimize'
  | 'vacuum'
  | 'delete-rewriting'
  | 'delete-marking'
  | 'full-scan'
  | 'full-scan-after-optimize';

export interface Prediction {
  readonly operation: Operation;
  /** From asked to done, and what the cluster and its requests cost meanwhile; null with the reason. */
  readonly seconds: Predicted | null;
  readonly usd: Predicted | null;
  readonly reason: string | null;
  /** Optimize: replaced, and new. Vacuum: deleted. Deletes: files looked into, and touched. Scans: read. */
  readonly filesIn: number;
  readonly filesOut: number;
}

/** What a simulation of the table gives: of the scenario that `--scenario` writes. */
export interface TablePredictions {
  readonly cluster: { readonly workers: number; readonly instance: string; readonly isDefault: boolean };
  readonly priceBook: string;
  readonly replications: number;
  /** The column of which one value is deleted, and the layout that stands for how files overlap in it. */
  readonly deletedBy: string | null;
  readonly layout: string;
  readonly operations: readonly Prediction[];
  /** What of the table the simulation does not have. */
  readonly notModelled: readonly string[];
  /** Of the scenario's text. */
  readonly scenarioSha256: string;
}
