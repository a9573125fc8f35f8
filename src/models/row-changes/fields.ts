import { type Block, flag, optionalQuantity, quantity, ref, text, word } from '../../fields/index.ts';

const shared = {
  table: {
    ...ref('table', { doc: 'whose rows are changed; default: the only table' }),
    optional: true,
    fallback: null,
  },
  by: text({ doc: 'the column whose values say which rows; empty: whole partitions', fallback: '' }),
  keys: quantity('count', { doc: 'values of that column', positive: true, fallback: 1 }),
  place: optionalQuantity('share', {
    doc: 'the place of the value among all of its column, from 0 to 1, where it is to be a certain one; none: by chance',
    min: 0,
    max: 1,
    fallback: null,
  }),
  rowsPerKey: optionalQuantity('count', {
    doc: 'rows of each value; none: the rows of the table over the different values of the column',
    positive: true,
    fallback: null,
  }),
  partitions: quantity('count', {
    doc: 'instead of by: so many whole partitions, the oldest first',
    fallback: 0,
  }),
  replace: word(['beside', 'aside'], {
    doc: 'in a table without a log: new files beside the old, which are deleted then; or in another directory that the catalog is switched to before the old one is deleted',
    fallback: 'beside',
  }),
  attempts: quantity('count', {
    doc: 'how often the whole of it is begun, where what others commit comes in its way',
    min: 1,
    fallback: 1,
  }),
  pool: text({ doc: 'its pool, where the engine has pools', fallback: 'default' }),
} satisfies Block;

export const deleteFields = { ...shared } satisfies Block;

export const updateFields = {
  ...shared,
  inserts: quantity('count', { doc: 'rows of it that are new', fallback: 0 }),
  into: quantity('count', {
    doc: 'partitions that rows of it go to, at the least; 0: those of the files that it changes',
    fallback: 0,
  }),
  source: quantity('size', {
    doc: 'bytes of the table that rows are matched with (a MERGE); 0: the new values are in the statement (an UPDATE)',
    fallback: 0,
  }),
  optimizedWrite: flag({
    doc: 'rows are dealt evenly to as few files as they need before they are written',
    fallback: false,
  }),
} satisfies Block;
