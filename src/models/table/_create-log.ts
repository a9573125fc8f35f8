import type { Values } from '../../fields/index.ts';
import type { ObjectStore } from '../capabilities.ts';
import { DeltaLog } from './_delta-log.ts';
import { HudiLog } from './_hudi-log.ts';
import { IcebergLog } from './_iceberg-log.ts';
import type { TableLog } from './_log.ts';
import type { tableFields } from './fields.ts';

type TableValues = Values<typeof tableFields>;

/** The log that the values of a table ask for. */
export const createLog = (values: TableValues, store: ObjectStore): TableLog => {
  switch (values.log) {
    case 'delta':
      return deltaLog(values, store);
    case 'iceberg':
      return icebergLog(values, store);
    case 'hudi':
      return hudiLog(values, store);
    default:
      return values.log satisfies never;
  }
};

const deltaLog = (values: TableValues, store: ObjectStore): TableLog =>
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

const icebergLog = (values: TableValues, store: ObjectStore): TableLog =>
  new IcebergLog(
    {
      metadataBytes: values.icebergMetadata,
      snapshotBytes: values.icebergSnapshot,
      listBytes: values.manifestList,
      listEntryBytes: values.manifestListed,
      manifestBytes: values.manifest,
      entryBytes: values.manifestFile,
      targetBytes: values.manifestTarget,
      mergeAt: values.manifestMerge,
      readThreads: values.planThreads,
      catalogSeconds: values.catalogCall,
    },
    store,
  );

const hudiLog = (values: TableValues, store: ObjectStore): TableLog =>
  new HudiLog(
    {
      propertiesBytes: values.hudiProperties,
      inflightBytes: values.hudiInflight,
      inflightFileBytes: values.hudiInflightFile,
      completedBytes: values.hudiCommit,
      fileBytes: values.hudiFile,
      archiveAbove: values.archiveAbove,
      archiveTo: values.archiveTo,
      metadataTable: values.metadataTable
        ? { fileBytes: values.metadataFile, compactEvery: values.metadataCompaction }
        : null,
    },
    store,
  );
