import {
  type Block,
  type Field,
  optionalBlock,
  optionalQuantity,
  optionalRow,
  quantity,
  type Row,
  randomQuantity,
  rows,
  text,
  word,
} from '../../fields/index.ts';

/** A row of the table of machines, which has to be named. */
const machine: Field<Row> = { type: 'word', table: 'database-instances', doc: 'the machine of a node' };

const machines = {
  shape: word(['network-disk', 'local-disks', 'shared-storage'], {
    doc: 'where its data lie: on a disk behind a network, which grows without its machine; on disks in its nodes, which are bought with them; in storage of its own service, which grows by itself',
  }),
  instance: machine,
  instances: rows('database-instances', { doc: 'machines that it may change to' }),
  nodes: quantity('count', { doc: 'nodes that share its work and its data', positive: true, fallback: 1 }),
  leastNodes: quantity('count', { doc: 'nodes that a cluster has at least', positive: true, fallback: 1 }),
  replicas: quantity('count', {
    doc: 'copies on machines of their own, with disks of their own on network disks: they are paid, and answer nothing',
    fallback: 0,
  }),
  purchase: word(['on-demand', 'reserved-1y', 'reserved-3y'], {
    doc: 'how machines are paid',
    fallback: 'on-demand',
  }),
  service: text({ doc: 'what it is called on the bill' }),
};

const disks = {
  disk: optionalQuantity('size', {
    doc: 'disk space at the start: of a network disk; of a node, where its disks are in it (none: as the machine has it)',
    positive: true,
    fallback: null,
  }),
  diskType: optionalRow('database-disks', {
    doc: 'the kind of network disk; none: it has no such disk',
    fallback: null,
  }),
  iops: optionalQuantity('frequency', {
    doc: 'reads and writes a second that are bought for its network disk; none: what comes with it',
    positive: true,
    fallback: null,
  }),
  throughput: optionalQuantity('bandwidth', {
    doc: 'bandwidth that is bought for its network disk; none: what comes with it',
    positive: true,
    fallback: null,
  }),
  mostStorage: optionalQuantity('size', {
    doc: 'what it can hold at the most, whatever is bought; none: as its nodes have it',
    positive: true,
    fallback: null,
  }),
  scanRate: optionalQuantity('bandwidth', {
    doc: 'the most that a node reads in a row; none: as its disk and its machine have it',
    positive: true,
    fallback: null,
  }),
  burst: quantity('time', {
    doc: 'how long a machine with full credits carries its peak to a network disk, above its baseline',
    min: 0,
    fallback: 0,
  }),
  randomRead: quantity('time', { doc: 'reading one page that is not in memory', positive: true }),
  readsAhead: quantity('count', {
    doc: 'pages that a process asks for at once where it reads here and there',
    positive: true,
    fallback: 1,
  }),
};

const pages = {
  form: word(['rows', 'columns'], {
    doc: 'pages hold whole rows, so that all of a table is read whatever is asked; or columns, compressed',
  }),
  page: quantity('size', { doc: 'bytes of a page', positive: true }),
  pageHeader: quantity('size', { doc: 'bytes of a page that hold no row', min: 0, fallback: 0 }),
  rowOverhead: quantity('size', { doc: 'bytes of a row beside its values', min: 0 }),
  expansion: quantity('number', {
    doc: 'bytes of values as they are stored for each byte as they come: below 1, numbers are shorter than their text, or compressed',
    positive: true,
  }),
  fillFactor: quantity('share', { doc: 'how full pages of a table are written', positive: true, max: 1, fallback: 1 }),
  wasted: quantity('number', {
    doc: 'rows that a page holds fewer than its room over their mean size, as only whole ones are in it',
    min: 0,
    max: 1,
    fallback: 0,
  }),
  bloat: quantity('number', {
    doc: 'how many times as large as its rows a table is: versions of rows that nobody has cleaned up',
    min: 1,
    fallback: 1,
  }),
  walSpace: quantity('size', { doc: 'disk space of its log of changes', min: 0, fallback: 0 }),
  indexEntry: quantity('size', { doc: 'bytes of an index for each row', positive: true }),
  indexFill: quantity('share', { doc: 'how full pages of an index are', positive: true, max: 1 }),
  randomPageCost: quantity('number', {
    doc: 'its planner takes an index if so many times the pages that it would read are fewer than those of a scan',
    positive: true,
    fallback: 4,
  }),
};

const work = {
  cacheShare: quantity('share', { doc: 'share of the memory that keeps pages', min: 0, max: 1 }),
  scanCpu: quantity('cpu', { doc: 'work of one core on each byte that it scans, as stored and decoded', min: 0 }),
  workers: optionalQuantity('count', {
    doc: 'processes beside the first that work on one query at the most; none: all cores do',
    min: 0,
  }),
  workerTable: quantity('size', {
    doc: 'bytes of a table from which on a second process helps; another for each three times as many',
    positive: true,
    fallback: 8 * 2 ** 20,
  }),
  serial: quantity('share', { doc: 'share of the work on a query that only one process can do', min: 0, max: 1 }),
  connections: quantity('count', { doc: 'queries and loads at once; others wait', positive: true }),
  plan: randomQuantity('time', { doc: 'planning a query', min: 0 }),
  workMemory: quantity('size', {
    doc: 'what a process sorts or hashes in memory; what is more goes to disk and back',
    positive: true,
  }),
};

const loads = {
  loadRate: quantity('bandwidth', { doc: 'what one load takes in, as it comes, with one core', positive: true }),
  loadStreams: quantity('count', { doc: 'parts that a load is worked on in at once', positive: true, fallback: 1 }),
  loadEvery: quantity('time', { doc: 'what comes is loaded together, so often', positive: true }),
  walFactor: quantity('number', { doc: 'bytes of its log of changes for each byte that is stored', min: 0 }),
  indexCpu: quantity('time', { doc: 'of one core, for putting a row into an index', min: 0 }),
  readUnit: optionalQuantity('size', {
    doc: 'reads are billed by units of so much; none: they are not billed',
    positive: true,
    fallback: null,
  }),
  writeUnit: quantity('size', { doc: 'writes are billed by units of so much', positive: true, fallback: 4096 }),
  backup: quantity('number', {
    doc: 'what is kept of backups, in times of what is stored; as much as the disk, or what is stored, is free',
    min: 0,
    fallback: 1,
  }),
};

const growth = {
  grow: optionalBlock(
    {
      at: quantity('share', { doc: 'when it is so full', positive: true, max: 1 }),
      by: quantity('share', { doc: 'by such a share of what there is', positive: true }),
      cooldown: quantity('time', { doc: 'from one change to the next, at the least', min: 0, fallback: 21_600 }),
    },
    { doc: 'disk space is bought: on network disks alone, on disks in nodes with nodes; none: never', fallback: null },
  ),
  leastGrowth: quantity('share', { doc: 'a disk grows by at least such a share', min: 0, fallback: 0 }),
  growTime: randomQuantity('time', {
    doc: 'from asking for disk space to having it',
    min: 0,
    fallback: { kind: 'constant', value: 0 },
  }),
  moveRate: quantity('bandwidth', {
    doc: 'what a node sends or takes in when data move to new nodes',
    positive: true,
    fallback: 100e6,
  }),
  scale: optionalBlock(
    {
      watch: word(['cpu', 'fill', 'deadline'], {
        doc: 'what is looked at: work under way over all cores, how full it is, or queries past their deadline',
      }),
      at: quantity('share', { doc: 'a larger machine is taken when it is above that', positive: true, max: 1 }),
      ladder: text({
        doc: 'the family of machines: db.r5; over shared storage also nodes: twice as many, as far as the machine allows',
      }),
      every: quantity('time', { doc: 'how long it is looked at before', positive: true, fallback: 86_400 }),
    },
    { doc: 'when it moves to the next larger machine of its family, or to more of them; none: never', fallback: null },
  ),
  downtime: randomQuantity('time', {
    doc: 'nobody is answered while it moves to other machines',
    min: 0,
    fallback: { kind: 'constant', value: 0 },
  }),
};

export const databaseFields = {
  ...machines,
  ...disks,
  ...pages,
  ...work,
  ...loads,
  ...growth,
} satisfies Block;
