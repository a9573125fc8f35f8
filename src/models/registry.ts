/** All models, one line each. */
import { compact } from './compact/index.ts';
import { database } from './database/index.ts';
import { hdfs } from './hdfs/index.ts';
import { ingest } from './ingest/index.ts';
import type { Model } from './model.ts';
import { network } from './network/index.ts';
import { objectStore } from './object-store/index.ts';
import { pricing } from './pricing/index.ts';
import { query } from './query/index.ts';
import { rowChanges } from './row-changes/index.ts';
import { spark } from './spark/index.ts';
import { stream } from './stream/index.ts';
import { table } from './table/index.ts';
import { vacuum } from './vacuum/index.ts';
import { serverless, warehouse } from './warehouse/index.ts';

export const models: readonly Model[] = [
  objectStore,
  hdfs,
  network,
  spark,
  warehouse,
  serverless,
  stream,
  table,
  database,
  query,
  ingest,
  compact,
  rowChanges,
  vacuum,
  pricing,
];
