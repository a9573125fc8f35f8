import type { Values } from '../../fields/index.ts';
import type { ObjectStore } from '../capabilities.ts';
import { DeltaLog } from './_delta-log.ts';
import type { TableLog } from './_log.ts';
import type { tableFields } from './fields.ts';

/** The log that the values of a table ask for. */
export const createLog = (values: Values<typeof tableFields>, store: ObjectStore): TableLog =>
  new DeltaLog(
    {
      checkpointEvery: values.checkpointEvery,
      commitBytes: values.logCommit,
      addBytes: values.logAction,
      removeBytes: values.logRemove ?? values.logAction,
      markBytes: values.logMark,
      checksumBytes: values.logChecksum,
      checkpointBytes: values.logCheckpoint,
      checkpointedBytes: values.logCheckpointed,
      partFiles: values.checkpointPart,
      checkpointForm: values.checkpointForm,
      topBytes: values.logTop,
      sidecarBytes: values.logSidecar,
      readThreads: values.logThreads,
      listing: values.logListing,
      keepRemovedSeconds: values.keepFiles,
      keepLogSeconds: values.keepLog,
    },
    store,
  );
