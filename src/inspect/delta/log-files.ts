/** What lies in `_delta_log`, by name. Protocol: delta-io/delta PROTOCOL.md, "Delta Log Entries" and "Checkpoints". */
import type { Entry, TableFolder } from '../folder.ts';

export const logFolder = '_delta_log';
export const sidecarFolder = '_delta_log/_sidecars';

export interface Commit extends Entry {
  readonly version: number;
}
export interface Checkpoint {
  readonly version: number;
  readonly kind: 'classic' | 'multi' | 'v2-json' | 'v2-parquet';
  readonly parts: readonly Entry[];
}
export interface LogFiles {
  readonly commits: readonly Commit[];
  /** Complete ones, the newest last. */
  readonly checkpoints: readonly Checkpoint[];
  readonly incomplete: readonly { readonly version: number; readonly present: number; readonly parts: number }[];
  readonly counts: { json: number; checkpoint: number; crc: number; compact: number; other: number; sidecars: number };
  readonly bytes: number;
  readonly sidecars: ReadonlyMap<string, Entry>;
}

const commitName = /^(\d{20})\.json$/;
const checkpointName = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;
const uuidCheckpointName = /^(\d{20})\.checkpoint\.[0-9a-fA-F-]{36}\.(json|parquet)$/;

export function listLog(folder: TableFolder): LogFiles {
  const commits: Commit[] = [];
  const checkpoints: Checkpoint[] = [];
  const partial = new Map<string, { version: number; parts: number; entries: Map<number, Entry> }>();
  const counts = { json: 0, checkpoint: 0, crc: 0, compact: 0, other: 0, sidecars: 0 };
  let bytes = 0;
  for (const entry of folder.files(logFolder)) {
    const { name } = entry;
    bytes += entry.sizeBytes;
    const commit = commitName.exec(name);
    const checkpoint = checkpointName.exec(name);
    const uuid = uuidCheckpointName.exec(name);
    if (commit) {
      counts.json++;
      commits.push({ ...entry, version: Number(commit[1]) });
    } else if (checkpoint) {
      counts.checkpoint++;
      const version = Number(checkpoint[1]);
      if (checkpoint[2] === undefined) checkpoints.push({ version, kind: 'classic', parts: [entry] });
      else {
        const key = `${version}/${checkpoint[3]}`;
        const set = partial.get(key) ?? { version, parts: Number(checkpoint[3]), entries: new Map<number, Entry>() };
        set.entries.set(Number(checkpoint[2]), entry);
        partial.set(key, set);
      }
    } else if (uuid) {
      counts.checkpoint++;
      checkpoints.push({
        version: Number(uuid[1]),
        kind: uuid[2] === 'json' ? 'v2-json' : 'v2-parquet',
        parts: [entry],
      });
    } else if (/^\d{20}\.crc$/.test(name)) counts.crc++;
    else if (/^\d{20}\.\d{20}\.compact(ed)?\.json$/.test(name)) counts.compact++;
    else counts.other++;
  }
  const incomplete: { version: number; present: number; parts: number }[] = [];
  for (const { version, parts, entries } of partial.values()) {
    const all = Array.from({ length: Math.min(parts, entries.size) }, (_, i) => entries.get(i + 1));
    if (entries.size === parts && all.every((entry) => entry !== undefined))
      checkpoints.push({ version, kind: 'multi', parts: all });
    else incomplete.push({ version, present: entries.size, parts });
  }
  const rank = { 'v2-json': 3, 'v2-parquet': 2, classic: 1, multi: 0 };
  checkpoints.sort((a, b) => a.version - b.version || rank[a.kind] - rank[b.kind]);
  const sidecars = new Map<string, Entry>();
  for (const name of folder.folders(logFolder)) {
    for (const entry of folder.files(`${logFolder}/${name}`)) {
      bytes += entry.sizeBytes;
      if (name !== '_sidecars') continue;
      if (!entry.name.startsWith('.')) counts.sidecars++;
      sidecars.set(entry.name, entry);
    }
  }
  return { commits, checkpoints, incomplete, counts, bytes, sidecars };
}

/** Versions that no commit has, from `from` to `to`. */
export function missingVersions(
  commits: readonly Commit[],
  from: number,
  to: number,
): { count: number; first: number[] } {
  const first: number[] = [];
  let count = 0;
  let next = from;
  const gap = (end: number): void => {
    count += Math.max(0, end - next);
    for (let version = next; version < end && first.length < 10; version++) first.push(version);
  };
  for (const { version } of commits) {
    if (version < from || version > to) continue;
    gap(version);
    next = version + 1;
  }
  gap(to + 1);
  return { count, first };
}
