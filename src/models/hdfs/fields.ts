import {
  type Block,
  type Field,
  flag,
  optionalQuantity,
  quantity,
  type Row,
  randomQuantity,
} from '../../fields/index.ts';

/** A row of the table of instances, which has to be named. */
const instance = (doc: string): Field<Row> => ({ type: 'word', table: 'instances', doc });

export const hdfsFields = {
  // The NameNode.
  rpc: quantity('frequency', { doc: 'calls that only read the namespace which the NameNode serves', positive: true }),
  edits: quantity('frequency', { doc: 'calls that change the namespace which it serves', positive: true }),
  roundTrip: randomQuantity('time', {
    doc: 'a call to an idle NameNode and back, but for its service: network, serialisation, threads of both sides',
    min: 0,
  }),
  memory: quantity('size', {
    doc: 'heap of the NameNode for files and blocks; a create beyond it fails',
    positive: true,
  }),
  fileBytes: quantity('size', { doc: 'heap for each file', min: 0 }),
  blockBytes: quantity('size', { doc: 'heap for each block, its replicas included', min: 0 }),
  nameNode: instance('the EC2 instance type of the NameNode'),
  nameNodes: quantity('count', { doc: 'machines for it: one, or two with a standby', positive: true }),

  // Listings.
  keysPerPage: quantity('count', {
    doc: 'most names, or block locations, in one answer (dfs.ls.limit)',
    positive: true,
  }),
  locations: flag({ doc: 'listings bring the locations of all blocks (listLocatedStatus)' }),
  listName: quantity('time', {
    doc: 'of the NameNode for each name on a page, in which it serves nobody else',
    min: 0,
  }),
  listKey: quantity('time', { doc: 'of the answer for each name: sending it and making a status of it', min: 0 }),
  listLocation: quantity('time', { doc: 'of the answer for each location of a block', min: 0 }),
  listBytesPerKey: quantity('size', { doc: 'bytes of an answer for each name', min: 0 }),

  // The DataNodes.
  nodes: quantity('count', { doc: 'DataNodes', positive: true }),
  instance: instance('the EC2 instance type of the DataNodes'),
  disk: quantity('size', { doc: 'disk space of a DataNode', positive: true }),
  nodeRate: quantity('bandwidth', {
    doc: 'what a DataNode brings from its disks to the network, all readers together',
    positive: true,
  }),
  reads: optionalQuantity('frequency', {
    doc: 'reads that the disks of a DataNode begin in a second; none: no limit, as of flash',
    positive: true,
    fallback: null,
  }),
  replication: quantity('count', { doc: 'DataNodes that keep each block', positive: true }),
  blockSize: quantity('size', { doc: 'bytes of a block', positive: true }),
  open: randomQuantity('time', { doc: 'setting up a connection to a DataNode', min: 0 }),
  firstByte: randomQuantity('time', { doc: 'from asking an idle DataNode to the first byte', min: 0 }),
  connectionRate: quantity('bandwidth', { doc: 'the most that one reader or writer gets', positive: true }),

  // What lies in it from the start.
  stored: quantity('size', { doc: 'bytes that lie in it from the start, replicas not counted', fallback: 0 }),
  storedObjects: quantity('count', {
    doc: 'files that stored is made of, all of one size',
    positive: true,
    fallback: 1,
  }),
} satisfies Block;
