import {
  type Block,
  block,
  flag,
  list,
  map,
  optionalBlock,
  optionalQuantity,
  quantity,
  ref,
  rows,
  text,
  word,
} from '../../fields/index.ts';
import { protocols } from './_protocol.ts';
import { timeUnits } from './_spans.ts';

const encodings = ['parquet', 'orc', 'avro', 'json', 'csv', 'text'] as const;
const codecs = ['snappy', 'none', 'gzip', 'zstd', 'lz4', 'bzip2'] as const;

export const tableFields = {
  in: {
    ...ref('objects', { doc: 'the storage that its files lie in; default: the only one' }),
    optional: true,
    fallback: null,
  },
  size: optionalQuantity('size', {
    doc: 'bytes of all files at the start; two of size, files and fileSize are given',
    fallback: null,
  }),
  files: optionalQuantity('count', { doc: 'files in all, at the start', positive: true, fallback: null }),
  fileSize: optionalQuantity('size', { doc: 'bytes of one file, at the start', positive: true, fallback: null }),
  contents: list(
    block(
      {
        files: quantity('count', { doc: 'so many files', positive: true }),
        size: quantity('size', { doc: 'bytes of all of them', positive: true }),
      },
      { doc: 'files about alike in size' },
    ),
    { doc: 'in place of size, files and fileSize: files at the start, size by size', fallback: [] },
  ),
  rows: optionalQuantity('count', {
    doc: 'rows at the start, spread over its files by their bytes, from which the size of a row follows; none: as rowSize has it',
    positive: true,
    fallback: null,
  }),
  marked: optionalBlock(
    {
      files: quantity('count', { doc: 'files with a deletion vector', positive: true }),
      rows: quantity('count', { doc: 'rows that the vectors mark as gone, in all', positive: true }),
      size: quantity('size', { doc: 'bytes of the vectors, in all', positive: true }),
    },
    { doc: 'with a log: deletion vectors at the start; none: no file has one', fallback: null },
  ),
  removed: optionalBlock(
    {
      files: quantity('count', { doc: 'so many files', positive: true }),
      size: quantity('size', { doc: 'bytes of all of them', min: 0 }),
      ago: quantity('time', { doc: 'when a commit removed them, before the start', min: 0 }),
    },
    {
      doc: 'with a log: files that commits have removed before the start, and nobody has deleted; none: there are none',
      fallback: null,
    },
  ),
  rowSize: quantity('size', { doc: 'bytes of a row as it comes, before it is encoded', positive: true }),
  columnCount: quantity('count', { doc: 'columns in all, alike in size', positive: true }),
  columns: map(
    block({ distinct: quantity('count', { doc: 'different values', positive: true }) }, { doc: 'a column' }),
    { doc: 'columns by name, those that filters and orders are about, first those with statistics', fallback: {} },
  ),
  encoding: word(encodings, { doc: 'the format of its files' }),
  codec: word(codecs, { doc: 'how the bytes in them are compressed' }),
  compression: optionalQuantity('number', {
    doc: 'how many times smaller rows are in its files; none: as the codec has it',
    positive: true,
    fallback: null,
  }),
  rowGroup: quantity('size', {
    doc: 'bytes of values in a row group of the columnar files that are written to it',
    positive: true,
  }),
  directories: list(quantity('count', { doc: 'directories in each directory of the level above', positive: true }), {
    doc: 'directories from the table down at the start, level by level, the last of them the partitions; none: files in the table itself',
    fallback: [],
  }),
  partitions: optionalQuantity('count', {
    doc: 'partitions at the start, each a directory of the table itself; not used where directories says how they nest',
    positive: true,
    fallback: null,
  }),
  partitionBy: list(word(timeUnits, { doc: 'a span of time' }), {
    doc: 'what its partitions are by: the shortest is the span of one, unless partitionSpan says otherwise',
    fallback: [],
  }),
  keys: map(quantity('count', { doc: 'distinct values', positive: true }), {
    doc: 'columns that part each span of time as well, by name: how many distinct values each has',
    fallback: {},
  }),
  partitionSpan: optionalQuantity('time', {
    doc: 'the time that one partition holds the data of: what a query over the recent past goes by; none: unknown',
    positive: true,
    fallback: null,
  }),
  catalog: word(['glue', 'metastore', 'log', 'none'], {
    doc: 'who knows the partitions; log: a log of commits, which knows the files as well; none: nobody, so that every directory is listed',
  }),
  layout: word(['random', 'arrival', 'sort', 'zorder', 'cluster'], {
    doc: 'where its rows lie at the start: anywhere; as they came; or in the order of orderBy: sorted, along a Z-order curve, along a Hilbert curve (liquid clustering)',
    fallback: 'random',
  }),
  orderBy: list(text({ doc: 'a column' }), { doc: 'the columns of its order', fallback: [] }),
  ranges: quantity('count', {
    doc: 'ranges that values of a column are cut into before their bits are interleaved',
    positive: true,
  }),
  rowsPerSession: quantity('count', {
    doc: 'rows of a value that come, and lie, next to each other, where rows lie as they came',
    positive: true,
  }),
  statistics: quantity('count', {
    doc: 'columns, from the first named one on, whose least and greatest value in each file is known before it is opened',
    fallback: 0,
  }),
  changes: word(['copy-on-write', 'merge-on-read', 'equality-deletes'], {
    doc: 'with a log: files with rows that change are written anew; or they stay, and what readers merge in is written (Delta: deletion vectors, Iceberg: see deletes, Hudi: log files); or, of Iceberg, the values of the rows are written, without a look at any file',
    fallback: 'copy-on-write',
  }),
  commit: word(protocols, {
    doc: 'with a log: how a commit becomes the only one of its number: a PUT that fails where there is one; a DynamoDB table beside the store (Delta); the catalog (Iceberg); a lock (Hudi); unguarded: it looks and writes, perhaps over another (Delta)',
    fallback: 'put-if-absent',
  }),
  commitWait: quantity('time', {
    doc: 'with a log: the wait before the second attempt of a commit, doubled for each further one',
    min: 0,
    fallback: 0,
  }),
  commitWaitMost: quantity('time', { doc: 'with a log: the longest of these waits', min: 0, fallback: 0 }),
  commitJitter: quantity('share', {
    doc: 'with a log: each of them is longer by up to this share, by chance',
    min: 0,
    fallback: 0,
  }),
  commitTime: optionalQuantity('time', {
    doc: 'with a log: no attempt begins later than this after the first; none: there is no limit',
    positive: true,
    fallback: null,
  }),
  commitService: quantity('time', {
    doc: 'with a log: a call of what guards its commits beside the store: DynamoDB, or a lock',
    min: 0,
    fallback: 0,
  }),
  deletes: word(['position', 'vector'], {
    doc: 'Iceberg with merge-on-read: what it writes: position deletes (format 2), or deletion vectors in Puffin files (format 3)',
    fallback: 'position',
  }),
  deleteGranularity: word(['file', 'partition'], {
    doc: 'Iceberg with position deletes: an object for each data file, with all its rows that are gone; or one for each partition beside those before, which readers of all its files get',
    fallback: 'file',
  }),
  deleteTarget: quantity('size', {
    doc: 'Iceberg: an object with deletes is at most so large',
    positive: true,
    fallback: 2 ** 26,
  }),
  positionFile: quantity('size', { doc: 'Iceberg: bytes of a position-delete file without rows', min: 0, fallback: 0 }),
  positionRow: quantity('size', { doc: 'Iceberg: bytes of a row in a position-delete file', min: 0, fallback: 0 }),
  equalityFile: quantity('size', {
    doc: 'Iceberg: bytes of an equality-delete file without values',
    min: 0,
    fallback: 0,
  }),
  equalityKey: quantity('size', { doc: 'Iceberg: bytes of a value in an equality-delete file', min: 0, fallback: 0 }),
  puffinFile: quantity('size', { doc: 'Iceberg: bytes of a Puffin file without vectors', min: 0, fallback: 0 }),
  puffinVector: quantity('size', {
    doc: 'Iceberg: bytes of a vector in a Puffin file beside its bitmap',
    min: 0,
    fallback: 0,
  }),
  index: word(['none', 'bloom', 'simple', 'record'], {
    doc: 'Hudi: how the files that hold keys are found: by Bloom filters in their footers; by reading the keys of all; in a table of its own; none: by a scan, as other formats do',
    fallback: 'none',
  }),
  bloomEntries: quantity('count', {
    doc: 'Hudi: keys that a Bloom filter is made for',
    positive: true,
    fallback: 60_000,
  }),
  bloomMost: quantity('count', {
    doc: 'Hudi: keys of a file up to which it gets more Bloom filters',
    positive: true,
    fallback: 60_000,
  }),
  bloomError: quantity('share', {
    doc: 'Hudi: keys that a Bloom filter takes for one of its own, if it has as many as it is made for',
    positive: true,
    max: 0.5,
    fallback: 1e-9,
  }),
  recordBlock: quantity('size', {
    doc: 'Hudi: bytes that are read of the record index to find a key',
    positive: true,
    fallback: 2 ** 20,
  }),
  fillBelow: quantity('size', {
    doc: 'Hudi: new rows of a change go into files below that size, which are written anew for it; 0 B: into new ones',
    min: 0,
    fallback: 0,
  }),
  keepCommits: quantity('count', {
    doc: 'Hudi: files that one of so many last commits needs stay, whatever their age; 0: it goes by age',
    fallback: 0,
  }),
  fillTo: quantity('size', { doc: 'Hudi: the size up to which they do', min: 0, fallback: 0 }),
  changeLog: quantity('size', {
    doc: 'Hudi with merge-on-read: bytes of a log file without records',
    min: 0,
    fallback: 0,
  }),
  changeLogKey: quantity('size', {
    doc: 'Hudi with merge-on-read: bytes of the key of a row that is gone, in a log file',
    min: 0,
    fallback: 0,
  }),
  commitRetries: quantity('count', {
    doc: 'with a log: how often a commit that came too late tries the next number',
    fallback: 0,
  }),
  autoCompact: flag({
    doc: 'with a log: whoever commits a change of rows, or a transaction of a stream, compacts before it goes on, if it is time (Delta: delta.autoOptimize.autoCompact; Hudi with merge-on-read: hoodie.compact.inline)',
    fallback: false,
  }),
  autoCompactFiles: quantity('count', {
    doc: 'with autoCompact: so many small files in a partition that a commit has added to, or more; 0: it does not go by files',
    fallback: 0,
  }),
  autoCompactBelow: quantity('size', { doc: 'with autoCompact: a file is small below this', min: 0, fallback: 0 }),
  autoCompactTarget: quantity('size', {
    doc: 'with autoCompact: bytes of the files that small ones become, at the most',
    positive: true,
    fallback: 2 ** 27,
  }),
  autoCompactCommits: quantity('count', {
    doc: 'with autoCompact: files with logs become files without after so many commits; 0: it does not go by commits',
    fallback: 0,
  }),
  autoCompactParallel: quantity('count', {
    doc: 'with autoCompact: partitions that are written anew at once',
    min: 1,
    fallback: 15,
  }),
  isolation: word(['serializable', 'write-serializable', 'snapshot'], {
    doc: 'with a log: which files that others have added meanwhile stand in the way of a change of rows',
    fallback: 'serializable',
  }),
  keepLog: quantity('time', {
    doc: 'with a log: how long its entries stay that a checkpoint covers',
    min: 0,
    fallback: 0,
  }),
  smallBelow: quantity('size', {
    doc: 'files below that size are counted as small',
    positive: true,
  }),
  checkpointEvery: quantity('count', {
    doc: 'with a log: commits from one checkpoint of it to the next',
    positive: true,
    fallback: 10,
  }),
  checkpointPart: optionalQuantity('count', {
    doc: 'with a log: files in one part of a checkpoint; none: it is one object',
    positive: true,
    fallback: null,
  }),
  logCommit: quantity('size', { doc: 'with a log: bytes of a commit beside its files', min: 0, fallback: 0 }),
  logAction: quantity('size', {
    doc: 'with a log: bytes of a file that a commit adds or removes',
    min: 0,
    fallback: 0,
  }),
  logCheckpointed: quantity('size', { doc: 'with a log: bytes of a file in a checkpoint', min: 0, fallback: 0 }),
  keepFiles: quantity('time', { doc: 'with a log: how long it keeps the names of removed files', min: 0, fallback: 0 }),
  prefixes: quantity('count', {
    doc: 'prefixes that the store counts apart, over which the files are spread',
    positive: true,
    fallback: 1,
  }),
  fileFormats: rows('file-formats', { doc: 'CPU and size of file formats' }),
  codecs: rows('codecs', { doc: 'CPU and ratio of codecs' }),
  // Logs: which one, and what it writes, keeps and reads.
  log: word(['delta', 'iceberg', 'hudi'], { doc: 'with catalog: log: whose log it is', fallback: 'delta' }),
  logRemove: optionalQuantity('size', {
    doc: 'with a log: bytes of a file that a commit removes; none: as of one that it adds',
    min: 0,
    fallback: null,
  }),
  logMark: quantity('size', {
    doc: 'with a log: bytes by which the name of a file grows that has a deletion vector',
    min: 0,
    fallback: 0,
  }),
  logChecksum: quantity('size', {
    doc: 'with a log: bytes of the checksum that is written after each commit; 0 B: none is',
    min: 0,
    fallback: 0,
  }),
  logCheckpoint: quantity('size', {
    doc: 'with a log: bytes of a part of a checkpoint beside its files',
    min: 0,
    fallback: 0,
  }),
  logListing: word(['from-checkpoint', 'whole'], {
    doc: 'with a log: what a reader lists to find its newest entries: from the last checkpoint on, or all of it',
    fallback: 'from-checkpoint',
  }),
  logThreads: optionalQuantity('count', {
    doc: 'with a log: parts of a checkpoint and commits that a reader gets at once; none: all',
    positive: true,
    fallback: null,
  }),
  checkpointForm: word(['classic', 'v2'], {
    doc: 'with a log: v2: the parts of a checkpoint are sidecars, and one object more names them',
    fallback: 'classic',
  }),
  logTop: quantity('size', { doc: 'with a log: bytes of an object that names sidecars', min: 0, fallback: 0 }),
  logSidecar: quantity('size', { doc: 'with a log: bytes of a sidecar named in it', min: 0, fallback: 0 }),
  icebergMetadata: quantity('size', { doc: 'Iceberg: bytes of metadata.json without snapshots', min: 0, fallback: 0 }),
  icebergSnapshot: quantity('size', { doc: 'Iceberg: bytes of a snapshot in metadata.json', min: 0, fallback: 0 }),
  manifestList: quantity('size', { doc: 'Iceberg: bytes of a manifest list without manifests', min: 0, fallback: 0 }),
  manifestListed: quantity('size', { doc: 'Iceberg: bytes of a manifest in a manifest list', min: 0, fallback: 0 }),
  manifest: quantity('size', { doc: 'Iceberg: bytes of a manifest without files', min: 0, fallback: 0 }),
  manifestFile: quantity('size', { doc: 'Iceberg: bytes of a file in a manifest', min: 0, fallback: 0 }),
  manifestTarget: quantity('size', {
    doc: 'Iceberg: the size up to which manifests are merged',
    positive: true,
    fallback: 2 ** 23,
  }),
  manifestMerge: quantity('count', {
    doc: 'Iceberg: so many manifests below their target size are merged',
    positive: true,
    fallback: 100,
  }),
  planThreads: quantity('count', { doc: 'Iceberg: manifests that a reader gets at once', positive: true, fallback: 1 }),
  catalogCall: quantity('time', { doc: 'Iceberg: a call of its catalog', min: 0, fallback: 0 }),
  hudiProperties: quantity('size', { doc: 'Hudi: bytes of hoodie.properties', min: 0, fallback: 0 }),
  hudiInflight: quantity('size', { doc: 'Hudi: bytes of an inflight commit without files', min: 0, fallback: 0 }),
  hudiInflightFile: quantity('size', { doc: 'Hudi: bytes of a file in an inflight commit', min: 0, fallback: 0 }),
  hudiCommit: quantity('size', { doc: 'Hudi: bytes of a completed commit without files', min: 0, fallback: 0 }),
  hudiFile: quantity('size', { doc: 'Hudi: bytes of a file in a completed commit', min: 0, fallback: 0 }),
  archiveAbove: quantity('count', {
    doc: 'Hudi: with more commits in the timeline the oldest are archived',
    positive: true,
    fallback: 30,
  }),
  archiveTo: quantity('count', { doc: 'Hudi: so many are left then', positive: true, fallback: 20 }),
  metadataTable: flag({ doc: 'Hudi: a table of its own knows the files; no: directories are listed', fallback: false }),
  metadataFile: quantity('size', { doc: 'Hudi: bytes of a file in the metadata table', min: 0, fallback: 0 }),
  metadataCompaction: quantity('count', {
    doc: 'Hudi: commits from one compaction of the metadata table to the next',
    positive: true,
    fallback: 24,
  }),
} satisfies Block;
