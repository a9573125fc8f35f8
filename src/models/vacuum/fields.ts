import { type Block, flag, quantity, ref, word } from '../../fields/index.ts';

export const vacuumFields = {
  table: {
    ...ref('table', { doc: 'whose files are deleted that nobody needs; default: the only table' }),
    optional: true,
    fallback: null,
  },
  retain: quantity('time', {
    doc: 'what commits have replaced stays so long (seven days: delta.deletedFileRetentionDuration); of Iceberg, older snapshots are dropped first; Hudi goes by commits (table.keepCommits)',
    fallback: 604_800,
  }),
  retentionCheck: flag({
    doc: 'less than 168 h is refused of a Delta table, as writers and readers under way may need such files (spark.databricks.delta.retentionDurationCheck.enabled)',
    fallback: true,
  }),
  listing: word(['full', 'log', 'inventory'], {
    doc: 'how it finds them: a listing of all directories; the log alone (LITE); or a list of objects that the store has made',
    fallback: 'full',
  }),
  orphans: flag({
    doc: 'files that were never committed are deleted as well; the log does not know them',
    fallback: true,
  }),
  parallel: flag({
    doc: 'tasks delete, and not the driver alone (spark.databricks.delta.vacuum.parallelDelete.enabled)',
    fallback: false,
  }),
  tasks: quantity('count', {
    doc: 'tasks that share the keys, with parallel (spark.sql.shuffle.partitions)',
    positive: true,
    fallback: 200,
  }),
  batch: quantity('count', {
    doc: 'keys of a DELETE: Spark deletes one by one; delta-rs up to 1000, what DeleteObjects takes; Iceberg 250 (s3.delete.batch-size)',
    min: 1,
    max: 1000,
    fallback: 1,
  }),
  manifests: flag({
    doc: 'of Iceberg: the manifests are written anew at its end, so that none names removed files (rewrite_manifests)',
    fallback: false,
  }),
  dryRun: flag({ doc: 'finds them, and deletes nothing', fallback: false }),
} satisfies Block;
