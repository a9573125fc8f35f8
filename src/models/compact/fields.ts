import { type Block, optionalQuantity, quantity, ref, text, word } from '../../fields/index.ts';

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
  pick: word(['small', 'all'], {
    doc: 'the files it takes: small ones, or all',
    fallback: 'small',
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
  write: word(['coalesce', 'repartition'], {
    doc: 'how rows become so few files: fewer tasks read them all, without a shuffle; or all tasks read, and a shuffle',
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
