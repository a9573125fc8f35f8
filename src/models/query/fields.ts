import {
  type Block,
  block,
  flag,
  list,
  optionalBlock,
  optionalQuantity,
  quantity,
  randomQuantity,
  ref,
  text,
  word,
} from '../../fields/index.ts';

const skew = (what: string) =>
  quantity('number', { doc: `how many times as large as the others one partition of ${what} is`, min: 1, fallback: 1 });

const stage = block(
  {
    id: text({ doc: 'its name' }),
    after: list(text({ doc: 'a stage' }), { doc: 'stages that it waits for', fallback: [] }),
    tasks: quantity('count', { doc: 'its tasks', positive: true }),
    input: quantity('size', {
      doc: 'bytes that it reads from the shuffles before it, in all; of the table if it waits for no stage',
      fallback: 0,
    }),
    skew: skew('its input'),
    shuffle: quantity('size', { doc: 'bytes that it leaves for the stages after it, in all', fallback: 0 }),
    output: quantity('size', { doc: 'bytes that it writes into the store, in all', fallback: 0 }),
    cpu: randomQuantity('time', { doc: 'what one of its tasks computes on one core', min: 0 }),
  },
  { doc: 'one stage' },
);

export const queryFields = {
  table: { ...ref('table', { doc: 'what is read; default: the only table' }), optional: true, fallback: null },
  recent: optionalQuantity('time', { doc: 'how far back it reads; none: all', positive: true, fallback: null }),
  scan: optionalQuantity('size', {
    doc: 'bytes of the table that it reads; none: all that recent leaves',
    positive: true,
    fallback: null,
  }),
  where: list(text({ doc: 'a column that the table names' }), {
    doc: 'columns of which it asks for single values, so that files are left out whose statistics say that they have none; none: it reads all',
    fallback: [],
  }),
  keys: quantity('count', { doc: 'with where: values that it asks for', positive: true, fallback: 1 }),
  rowsPerKey: optionalQuantity('count', {
    doc: 'with where: rows of each; none: the rows of the table over the different values',
    positive: true,
    fallback: null,
  }),
  ago: optionalQuantity('time', {
    doc: 'it reads the table as it was so long ago (time travel); none: as it is',
    positive: true,
    fallback: null,
  }),
  projection: quantity('share', {
    doc: 'share of the bytes of each row that it needs',
    positive: true,
    max: 1,
    fallback: 1,
  }),
  selectivity: quantity('share', {
    doc: 'share of what it reads that comes through its filter',
    min: 0,
    max: 1,
    fallback: 1,
  }),
  cpu: optionalQuantity('cpu', {
    doc: 'work on each byte read, beside decoding; none: the engine says',
    min: 0,
    fallback: null,
  }),
  shuffle: quantity('share', { doc: 'share of what comes through the filter that is shuffled', min: 0, fallback: 0 }),
  output: quantity('size', { doc: 'bytes that it writes as files; 0: its answer goes to whoever asked', fallback: 0 }),
  skew: skew('its shuffle'),
  broadcast: quantity('size', { doc: 'bytes of a table that goes to every machine before it begins', fallback: 0 }),
  result: quantity('size', { doc: 'bytes of its answer, for whoever asked', fallback: 0 }),
  write: optionalBlock(
    {
      by: word(['none', 'coalesce', 'repartition', 'directory'], {
        doc: 'how output is spread over tasks: as they are; fewer, which do all work before it as well; a shuffle, evenly or by directory',
        fallback: 'none',
      }),
      tasks: optionalQuantity('count', {
        doc: 'tasks that write; none: as many as the engine makes of a shuffle',
        positive: true,
        fallback: null,
      }),
      directories: quantity('count', { doc: 'directories that rows go to; 0: all to one place', fallback: 0 }),
      maxRecordsPerFile: quantity('count', { doc: 'rows of a file at the most; 0: no limit', fallback: 0 }),
    },
    { doc: 'how output becomes files; none: the tasks that there are write one each', fallback: null },
  ),
  pool: text({ doc: 'its pool, where the engine has pools', fallback: 'default' }),
  mergeSchema: flag({ doc: 'all footers are read before it begins, to find all columns', fallback: false }),
  stages: { ...list(stage, { doc: 'the query in full, instead of shuffle and cpu', fallback: [] }) },
} satisfies Block;
