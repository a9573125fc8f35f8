import { type Block, list, optionalQuantity, quantity, word } from '../../fields/index.ts';

const encodings = ['parquet', 'orc', 'avro', 'json', 'csv', 'text'] as const;
const codecs = ['snappy', 'none', 'gzip', 'zstd', 'lz4', 'bzip2'] as const;
export const timeUnits = ['second', 'minute', 'hour', 'day', 'month'] as const;

export const tableFields = {
  size: optionalQuantity('size', {
    doc: 'bytes of all files; two of size, files and fileSize are given',
    fallback: null,
  }),
  files: optionalQuantity('count', { doc: 'files in all', positive: true, fallback: null }),
  fileSize: optionalQuantity('size', { doc: 'bytes of one file', positive: true, fallback: null }),
  rowSize: quantity('size', { doc: 'bytes of a row as it comes, before it is encoded', positive: true }),
  columns: quantity('count', { doc: 'columns, alike in size', positive: true }),
  encoding: word(encodings, { doc: 'the format of its files' }),
  codec: word(codecs, { doc: 'how the bytes in them are compressed' }),
  directories: list(quantity('count', { doc: 'directories in each directory of the level above', positive: true }), {
    doc: 'directories from the table down, level by level, the last of them the partitions; none: files in the table itself',
    fallback: [],
  }),
  partitions: optionalQuantity('count', {
    doc: 'partitions, each a directory of the table itself; not used where directories says how they nest',
    positive: true,
    fallback: null,
  }),
  partitionBy: list(word(timeUnits, { doc: 'a span of time' }), {
    doc: 'what its partitions are by: the shortest is the span of one, unless partitionSpan says otherwise',
    fallback: [],
  }),
  partitionSpan: optionalQuantity('time', {
    doc: 'the time that one partition holds the data of: what a query over the recent past goes by; none: unknown',
    positive: true,
    fallback: null,
  }),
  catalog: word(['glue', 'metastore', 'none'], {
    doc: 'who knows the partitions; none: nobody, so that every directory is listed',
  }),
  prefixes: quantity('count', {
    doc: 'prefixes that the store counts apart, over which the files are spread',
    positive: true,
    fallback: 1,
  }),
} satisfies Block;
