import { type Block, block, list, map, optionalQuantity, quantity, ref, text, word } from '../../fields/index.ts';

export const nativeFields = {
  in: {
    ...ref('tablespace', { doc: 'the database that it is in; default: the only one' }),
    optional: true,
    fallback: null,
  },
  size: optionalQuantity('size', {
    doc: 'bytes of its rows at the start as they came, before they are stored; or rows is given',
    min: 0,
    fallback: null,
  }),
  rows: optionalQuantity('count', { doc: 'rows at the start; or size is given', positive: true, fallback: null }),
  rowSize: quantity('size', { doc: 'bytes of a row as it comes', positive: true }),
  columnCount: quantity('count', { doc: 'columns in all, alike in size', positive: true }),
  columns: map(
    block({ distinct: quantity('count', { doc: 'different values', positive: true }) }, { doc: 'a column' }),
    { doc: 'columns by name, those that filters are about', fallback: {} },
  ),
  indexes: list(text({ doc: 'a column that the table names' }), {
    doc: 'columns with an index (B-tree); none: every filter scans',
    fallback: [],
  }),
  partitionBy: list(word(['hour', 'day', 'month'], { doc: 'a span of time' }), {
    doc: 'what its partitions are by, the shortest is the span of one: a query over the recent past reads only those; none: it reads all',
    fallback: [],
  }),
  partitions: optionalQuantity('count', {
    doc: 'partitions at the start, the last of them up to now, with the same rows each; none: one',
    positive: true,
    fallback: null,
  }),
} satisfies Block;
