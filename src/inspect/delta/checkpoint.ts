/** Checkpoints: Parquet (one file or many parts) and V2 (JSON or Parquet on top, sidecars below). */
import { InspectError } from '../errors.ts';
import { plainName, type TableFolder } from '../folder.ts';
import { type Action, decoded, type Snapshot } from './actions.ts';
import { type Detail, readCheckpointParquet } from './checkpoint-parquet.ts';
import { readActions } from './commits.ts';
import { type Checkpoint, type LogFiles, logFolder, sidecarFolder } from './log-files.ts';

export interface CheckpointCost {
  readonly gets: number;
  readonly bytes: number;
}

/** Applies a checkpoint to an empty state. Throws InspectError where something of it is missing or broken. */
export async function readCheckpoint(
  folder: TableFolder,
  log: LogFiles,
  { kind, parts }: Checkpoint,
  state: Snapshot,
  detail: Detail,
): Promise<CheckpointCost> {
  let gets = parts.length;
  let bytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sidecars: string[] = [];
  const take = (actions: readonly Action[]): void => {
    state.apply(actions);
    for (const { sidecar } of actions) if (sidecar) sidecars.push(sidecar.path);
  };
  if (kind === 'v2-json') take(readActions(folder, parts[0]!.name));
  else for (const { name } of parts) await readCheckpointParquet(folder, `${logFolder}/${name}`, detail, take);
  for (const path of sidecars) {
    const name = plainName(decoded(path), folder.name(`${logFolder}/${parts[0]!.name}`), 'the sidecar');
    const entry = log.sidecars.get(name);
    if (entry === undefined)
      throw new InspectError(folder.name(`${sidecarFolder}/${name}`), 'the sidecar of a checkpoint is missing');
    gets++;
    bytes += entry.sizeBytes;
    await readCheckpointParquet(folder, `${sidecarFolder}/${name}`, detail, take);
  }
  if (state.protocol === null || state.metaData === null)
    throw new InspectError(
      folder.name(`${logFolder}/${parts[0]!.name}`),
      'the checkpoint has no protocol or no metaData',
    );
  return { gets, bytes };
}
