/** Actions of the log, as far as they are looked at, and the state that they build. */

import type { Texts } from './texts.ts';

export interface DeletionVector {
  readonly storageType?: string;
  readonly pathOrInlineDv?: string;
  readonly offset?: number | null;
  readonly sizeInBytes?: number;
  readonly cardinality?: number;
}
export interface FileAction {
  readonly path: string;
  readonly size?: number | bigint | null;
  readonly partitionValues?: Readonly<Record<string, string | null>> | null;
  readonly stats?: string | null;
  /** Where they stand, in place of `stats`: the n-th of these texts. */
  readonly statsIn?: { readonly texts: Texts; readonly nth: number } | null;
  readonly stats_parsed?: ParsedStats | null;
  readonly deletionVector?: DeletionVector | null;
}
export interface ParsedStats {
  readonly numRecords?: number | bigint | null;
  readonly minValues?: Readonly<Record<string, unknown>> | null;
  readonly maxValues?: Readonly<Record<string, unknown>> | null;
}
export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[] | null;
  readonly writerFeatures?: readonly string[] | null;
}
export interface MetaData {
  readonly schemaString?: string;
  readonly partitionColumns: readonly string[];
  readonly configuration?: Readonly<Record<string, string>> | null;
}
export interface Action {
  readonly add?: FileAction | null;
  readonly remove?: FileAction | null;
  readonly protocol?: Protocol | null;
  readonly metaData?: MetaData | null;
  readonly sidecar?: { readonly path: string } | null;
  readonly commitInfo?: {
    readonly operation?: string;
    readonly isolationLevel?: string;
    readonly timestamp?: number;
    readonly inCommitTimestamp?: number;
  } | null;
}

/** A file is its path and its deletion vector: the last action on both counts. */
export function fileKey({ path, deletionVector }: FileAction): string {
  const plain = decoded(path);
  if (deletionVector === undefined || deletionVector === null) return plain;
  const { storageType = '', pathOrInlineDv = '', offset } = deletionVector;
  return `${plain}\n${storageType}${pathOrInlineDv}${offset === undefined || offset === null ? '' : `@${offset}`}`;
}

/** Paths are URIs; two writers may encode one name in two ways. */
export function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export class Snapshot {
  readonly live = new Map<string, FileAction>();
  /** Size, or null where the action does not state it. */
  readonly tombstones = new Map<string, number | null>();
  protocol: Protocol | null = null;
  metaData: MetaData | null = null;

  add(file: FileAction): void {
    const key = fileKey(file);
    this.live.set(key, file);
    this.tombstones.delete(key);
  }

  remove(file: FileAction): void {
    const key = fileKey(file);
    this.live.delete(key);
    this.tombstones.set(key, file.size === undefined || file.size === null ? null : Number(file.size));
  }

  /** One commit or checkpoint: removes before adds, in whatever order they are written. */
  apply(actions: readonly Action[]): void {
    for (const { remove } of actions) if (remove) this.remove(remove);
    for (const { add, protocol, metaData } of actions) {
      if (add) this.add(add);
      if (protocol) this.protocol = protocol;
      if (metaData) this.metaData = metaData;
    }
  }
}
