import {
  type Block,
  flag,
  optionalQuantity,
  optionalRow,
  quantity,
  randomQuantity,
  text,
  word,
} from '../../fields/index.ts';

const buffer = {
  interval: optionalQuantity('time', {
    doc: 'a buffer is delivered after so long at the latest; 0: as soon as anything is there; none: time does not matter',
    min: 0,
  }),
  size: optionalQuantity('size', {
    doc: 'a buffer is delivered once it holds so much, before compression; none: its size does not matter',
    positive: true,
  }),
  records: optionalQuantity('count', {
    doc: 'records of a file at the most, whatever their size; none: no limit',
    positive: true,
  }),
  channels: quantity('count', {
    doc: 'parallel buffers, which share size between them: k of them make objects k times smaller',
    positive: true,
  }),
  writers: quantity('count', { doc: 'sinks that write files of their own, each with all of size', positive: true }),
  together: flag({
    doc: 'all writers deliver at the same time, and what they wrote is visible when the last is through: a checkpoint',
  }),
  partitionTime: word(['arrival', 'event'], {
    doc: 'what says the partition of a record: when its buffer began, or when it was made',
  }),
  perPartition: flag({ doc: 'each partition of the table has a buffer of its own, from its first record on' }),
  activePartitions: optionalQuantity('count', {
    doc: 'partitions that may have a buffer at once; records of others go to an error prefix; none: no limit',
    positive: true,
  }),
  oneOpenFile: flag({ doc: 'a record of another partition than the one before it closes the file' }),
};

const delivery = {
  partsBelow: optionalQuantity('time', {
    doc: 'with a shorter interval than this, objects are uploaded in parts; none: never for that reason',
    min: 0,
  }),
  partSize: optionalQuantity('size', {
    doc: 'objects are uploaded in parts of so much; none: in one request, or as one part',
    positive: true,
  }),
  retry: optionalRow('retries', {
    doc: 'the waits between attempts at a request that was refused, without end; none: it is sent again at once',
  }),
  transactions: flag({
    doc: 'into a table with a log each delivery is a commit that waits for its turn, and may have to try again; no: it is there when it is uploaded',
    fallback: false,
  }),
  work: randomQuantity('time', {
    doc: 'with transactions: what comes between looking for the newest version and writing the files: planning and computing a batch',
    min: 0,
    fallback: { kind: 'constant', value: 0 },
  }),
  crashes: quantity('frequency', { doc: 'how often whatever reads and delivers crashes, at random', min: 0 }),
  recovery: randomQuantity('time', { doc: 'from a crash until it reads again, from what was last committed', min: 0 }),
  exactlyOnce: flag({ doc: 'an upload under way when it crashes never becomes visible' }),
};

const source = {
  shards: optionalQuantity('count', {
    doc: 'shards that records come through, each with its limits; none: nothing limits them',
    positive: true,
  }),
  shardBytes: quantity('bandwidth', { doc: 'what a shard takes in', positive: true }),
  shardRecords: quantity('frequency', { doc: 'records that a shard takes in', positive: true }),
  onDemand: flag({ doc: 'the stream has shards as its load asks for, and at least `shards`' }),
  peakFactor: quantity('number', { doc: 'on demand: capacity over the highest load of the past', positive: true }),
  peakMemory: quantity('time', { doc: 'on demand: how far that past goes back', positive: true }),
  peakLook: quantity('time', { doc: 'on demand: how often the load is looked at', positive: true }),
};

const bill = {
  deliveryService: text({ doc: 'what delivery is billed as; none: it is not billed' }),
  deliveryUnit: quantity('size', {
    doc: 'each record counts as a multiple of it for the delivery; 0: as it is',
    min: 0,
  }),
  streamService: text({ doc: 'what shards are billed as; none: they are not billed' }),
  payloadUnit: quantity('size', { doc: 'bytes of a record that shards bill as one put', positive: true }),
};

export const streamFields = { ...buffer, ...delivery, ...source, ...bill } satisfies Block;
