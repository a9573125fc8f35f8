/** The state of a Delta table and the history that its log still has. */
import type { Warning } from '../../results/table-summary.ts';
import { InspectError } from '../errors.ts';
import type { TableFolder } from '../folder.ts';
import { type Action, Snapshot } from './actions.ts';
import { type CheckpointCost, readCheckpoint } from './checkpoint.ts';
import { readActions } from './commits.ts';
import { type Checkpoint, type Commit, type LogFiles, listLog, logFolder, missingVersions } from './log-files.ts';

export interface History {
  addActions: number;
  removeActions: number;
  readonly operations: Map<string, number>;
  readonly isolationLevels: Map<string, number>;
  /** Of each commit that states one, in the order of versions. */
  readonly times: { readonly version: number; readonly milliseconds: number }[];
}

export interface LoadedLog {
  readonly log: LogFiles;
  readonly tableVersion: number;
  readonly state: Snapshot;
  readonly history: History;
  readonly replayedFrom: 'json' | 'checkpoint';
  readonly contiguousFromZero: boolean;
  /** The newest that can be used, and what reading it asks of the store. */
  readonly checkpoint: (Checkpoint & CheckpointCost) | null;
  readonly checkpointAgrees: { readonly liveFiles: boolean; readonly tombstones: boolean } | null;
  readonly warnings: Warning[];
}

export async function loadDelta(folder: TableFolder): Promise<LoadedLog> {
  const log = listLog(folder);
  const { commits, checkpoints } = log;
  const lastCommit = commits.at(-1)?.version ?? -1;
  const tableVersion = Math.max(lastCommit, checkpoints.at(-1)?.version ?? -1);
  if (tableVersion < 0) {
    const [first] = log.incomplete;
    throw new InspectError(
      folder.name(logFolder),
      first === undefined
        ? 'there is no commit and no checkpoint in the log'
        : `there is no commit, and the only checkpoint has ${first.present} of its ${first.parts} parts`,
    );
  }
  const warnings: Warning[] = log.incomplete.map(({ version, present, parts }) => ({
    code: 'incomplete-checkpoint',
    text: `the checkpoint of version ${version} has ${present} of its ${parts} parts, and is ignored`,
  }));
  const contiguousFromZero = commits.length > 0 && commits[0]!.version === 0 && commits.length === lastCommit + 1;

  const history: History = {
    addActions: 0,
    removeActions: 0,
    operations: new Map(),
    isolationLevels: new Map(),
    times: [],
  };
  const fromJson = contiguousFromZero && lastCommit === tableVersion;
  const state = new Snapshot();
  const broken = new Map<number, InspectError>();
  if (fromJson) {
    for (const commit of commits) {
      const actions = readCommit(folder, commit, history, broken);
      if (actions !== null && broken.size === 0) state.apply(actions);
    }
  }
  const sound = fromJson && broken.size === 0;

  // The newest checkpoint that can be read, and the commits behind it: the state itself, or a check of it.
  let checkpoint: (Checkpoint & CheckpointCost) | null = null;
  let second: Snapshot | null = null;
  let lastError: InspectError | null = null;
  for (const candidate of [...checkpoints].reverse()) {
    const built = new Snapshot();
    try {
      checkpoint = { ...candidate, ...(await readCheckpoint(folder, log, candidate, built, sound ? 'keys' : 'all')) };
      second = built;
      break;
    } catch (error) {
      if (!(error instanceof InspectError)) throw error;
      lastError ??= error;
      warnings.push({
        code: 'unusable-checkpoint',
        text: `a checkpoint cannot be used: ${error.file}: ${error.message}`,
      });
    }
  }
  const base = checkpoint?.version ?? -1;
  if (!sound) {
    const missing = missingVersions(commits, base + 1, tableVersion);
    const [firstBroken] = [...broken.values()];
    if (second === null && firstBroken !== undefined) throw firstBroken;
    if (second === null || missing.count > 0) {
      if (missing.count === 0 && lastError !== null) throw lastError;
      throw new InspectError(
        folder.name(logFolder),
        missingWords(missing, base, lastError),
        'a snapshot needs a checkpoint and every commit after it, or every commit from 0',
      );
    }
  }
  if (second !== null) {
    for (const commit of commits) {
      if (sound && commit.version <= base) continue;
      const actions = readCommit(folder, commit, fromJson ? null : history, commit.version > base ? null : broken);
      if (actions !== null && commit.version > base) second.apply(actions);
    }
    if (!fromJson) history.times.sort((a, b) => a.version - b.version);
  }
  for (const error of broken.values()) {
    warnings.push({
      code: 'broken-commit',
      text: `a commit that a checkpoint covers is broken: ${error.file}:${error.line ?? 1}: ${error.message}`,
    });
  }
  const used = sound ? state : second!;
  if (used.protocol === null || used.metaData === null)
    throw new InspectError(
      folder.name(logFolder),
      'no commit of the log has a protocol and a metaData: it is not the log of a table',
    );
  return {
    log,
    tableVersion,
    state: used,
    history,
    replayedFrom: sound ? 'json' : 'checkpoint',
    contiguousFromZero,
    checkpoint,
    checkpointAgrees:
      sound && second !== null
        ? { liveFiles: sameKeys(state.live, second.live), tombstones: sameKeys(state.tombstones, second.tombstones) }
        : null,
    warnings,
  };
}

/** The actions, counted; null for a broken commit where `broken` takes it. */
function readCommit(
  folder: TableFolder,
  { name, version }: Commit,
  history: History | null,
  broken: Map<number, InspectError> | null,
): Action[] | null {
  let actions: Action[];
  try {
    actions = readActions(folder, name);
  } catch (error) {
    if (broken === null || !(error instanceof InspectError)) throw error;
    broken.set(version, error);
    return null;
  }
  if (history !== null) count(actions, version, history);
  return actions;
}

function count(actions: readonly Action[], version: number, history: History): void {
  let inCommit: number | undefined;
  for (const { add, remove, commitInfo } of actions) {
    if (add) history.addActions++;
    if (remove) history.removeActions++;
    if (!commitInfo) continue;
    const { operation, isolationLevel, timestamp, inCommitTimestamp } = commitInfo;
    up(history.operations, typeof operation === 'string' ? operation : '?');
    if (typeof isolationLevel === 'string') up(history.isolationLevels, isolationLevel);
    const time = inCommitTimestamp ?? timestamp;
    if (typeof time === 'number') inCommit ??= time;
  }
  if (inCommit !== undefined) history.times.push({ version, milliseconds: inCommit });
}

function up(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) if (!b.has(key)) return false;
  return true;
}

function missingWords(
  { count: missing, first }: { count: number; first: readonly number[] },
  base: number,
  error: InspectError | null,
): string {
  const list = `${first.join(', ')}${missing > first.length ? ', ...' : ''}`;
  const after =
    base < 0 ? 'and there is no checkpoint that could stand for them' : `after the checkpoint of version ${base}`;
  const why = error === null ? '' : ` (${error.file}: ${error.message})`;
  return `${missing === 1 ? 'the commit of version' : `${missing} commits are missing: those of versions`} ${list} ${missing === 1 ? 'is missing, ' : ''}${after}${why}`;
}
