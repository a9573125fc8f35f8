import { type Block, type Field, list, quantity, randomQuantity, word } from '../../fields/index.ts';

/** The service and items that requests are billed under; the price book has prices for them. */
const priceClass: Field<string> = {
  type: 'word',
  doc: 'the storage class as the price book names it: requests are metered as <priceClass>.get and .list',
};

export const storageFields = {
  open: randomQuantity('time', {
    doc: 'setting up a connection by a process that is already warm (TCP and TLS)',
    min: 0,
  }),
  firstByte: randomQuantity('time', { doc: 'from sending a GET to the first byte of the answer', min: 0 }),
  list: randomQuantity('time', { doc: 'the part of a LIST page that does not depend on its keys', min: 0 }),
  listKey: randomQuantity('time', { doc: 'time of a LIST page for each key on it', min: 0 }),
  listBytesPerKey: quantity('size', { doc: 'bytes of a LIST answer for each key', min: 0 }),
  keysPerPage: quantity('count', { doc: 'most keys on a LIST page', positive: true, fallback: 1000 }),
  close: randomQuantity('time', {
    doc: "closing a connection, where that stands in the client's way; 0 s where it happens aside",
    min: 0,
  }),
  connectionRate: quantity('bandwidth', { doc: 'the most that one connection carries', positive: true }),
  stored: quantity('size', {
    doc: 'bytes that lie in it from the start, billed as storage for as long as the run lasts',
    fallback: 0,
  }),
  latencyFactor: quantity('number', {
    doc: 'stretches firstByte, list and listKey together',
    positive: true,
    fallback: 1,
  }),
  load: word(['quiet', 'typical', 'busy', 'hourly'], {
    doc: 'how busy the region is; the profile has its latencies for each. hourly: each replication draws one of its hours',
    fallback: 'typical',
  }),
  hours: list(randomQuantity('time', { doc: 'firstByte in one measured hour', min: 0 }), {
    doc: 'firstByte in each hour that was measured; only used with load: hourly',
    fallback: [],
  }),
  priceClass,
} satisfies Block;

export const readFields = {
  objects: quantity('count', { doc: 'objects read, each by one GET', positive: true }),
  size: randomQuantity('size', { doc: 'size of an object; object i has the same size in every design', min: 0 }),
} satisfies Block;

export const listFields = {
  objects: quantity('count', { doc: 'keys that are listed, spread evenly over the prefixes', positive: true }),
  prefixes: quantity('count', { doc: 'prefixes, each listed page after page', positive: true, fallback: 1 }),
  parallel: quantity('count', { doc: 'prefixes that are listed at once', positive: true, fallback: 1 }),
} satisfies Block;
