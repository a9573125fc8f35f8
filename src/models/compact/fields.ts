import { type Block, list, optionalQuantity, quantity, ref, text, word } from '../../fields/index.ts';

export const compactFields = {
  table: {
    ...ref('table', { doc: 'whose files are written anew; default: the only table' }),
    optional: true,
    fallback: null,
  },
  recent: optionalQuantity('time', {
    doc: 'how far back it looks for files; none: as far as there are any',
    positive: true,
    fallback: null,
  }),
  pick: word(['small', 'deleted', 'unordered', 'all'], {
    doc: 'the files it takes: small ones; all with rows that are marked as gone (REORG ... APPLY (PURGE)); those in no order, and cubes that are not full, which are files that were ordered together (liquid clustering); or all',
    fallback: 'small',
  }),
  maxDeleted: quantity('share', {
    doc: 'with pick: small, files of which more than this share of the rows is marked as gone are taken whatever their size (Delta: optimize.maxDeletedRowsRatio, 5 %; Iceberg: delete-ratio-threshold, 30 %)',
    max: 1,
    fallback: 0.05,
  }),
  orderBy: list(text({ doc: "a column of the table's layout" }), {
    doc: 'the new files are in this order: one column sorts, several are interleaved (ZORDER BY); all files of a part are written anew, every time. With pick: unordered, none: the columns of the layout of the table',
    fallback: [],
  }),
  stable: quantity('size', {
    doc: 'with pick: unordered, a cube below this is ordered anew with what has come; a larger one stays as it is (Delta: optimize.clustering.mergeStrategy.minCubeSize.threshold, 100 files of 1 GiB)',
    positive: true,
    fallback: 100 * 2 ** 30,
  }),
  cube: quantity('size', {
    doc: 'with pick: unordered, bytes that are ordered together, at the most; no less than stable (Delta: targetCubeSize, 150 files of 1 GiB)',
    positive: true,
    fallback: 150 * 2 ** 30,
  }),
  parallel: quantity('count', {
    doc: 'jobs at once, in a table with a log (Delta: optimize.maxThreads, 15; Iceberg: max-concurrent-file-group-rewrites, 5)',
    min: 1,
    fallback: 1,
  }),
  commits: quantity('count', {
    doc: 'commits of all that it has written, at the most, in a table with a log: a conflict loses what is in its commit (Delta: 1; Iceberg: 1, or partial-progress.max-commits, 10)',
    min: 1,
    fallback: 1,
  }),
  small: quantity('share', {
    doc: 'a file is small below this share of the target (three quarters: Iceberg, rewrite_data_files, min-file-size-bytes)',
    positive: true,
    max: 1,
    fallback: 0.75,
  }),
  minFiles: quantity('count', {
    doc: 'files that a part of the table must have for it, at the least',
    min: 1,
    fallback: 2,
  }),
  target: quantity('size', { doc: 'bytes of a new file, about', positive: true }),
  write: word(['coalesce', 'repartition', 'bins'], {
    doc: 'how rows become so few files: fewer tasks read them all, without a shuffle; all tasks read, and a shuffle; or a task for each new file, which reads files of one partition, without a shuffle (OPTIMIZE, rewrite_data_files)',
    fallback: 'repartition',
  }),
  tasks: optionalQuantity('count', {
    doc: 'tasks that write, a file for each partition; none: bytes of a partition over target, rounded up',
    positive: true,
    fallback: null,
  }),
  replace: word(['beside', 'aside', 'in-place', 'in-place-table'], {
    doc: 'in a table without a log: new files beside the old, which are deleted then; in another directory that the catalog is switched to, before the old one is deleted; by overwriting the path that it reads, which deletes before it reads; the same by the name of a table, which Spark refuses',
    fallback: 'beside',
  }),
  deletes: word(['batch', 'single'], {
    doc: 'how the old files are deleted: a thousand keys a request, or one',
    fallback: 'batch',
  }),
  pool: text({ doc: 'its pool, where the engine has pools', fallback: 'default' }),
} satisfies Block;

/** The keys of `when`. */
export const dueFields = {
  files: quantity('count', { doc: 'so many small files in one partition, or more', positive: true }),
  below: quantity('size', { doc: 'a file is small below this', positive: true }),
} satisfies Block;
