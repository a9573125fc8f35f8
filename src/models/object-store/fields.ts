import {
  activityRef,
  type Block,
  block,
  type Field,
  flag,
  list,
  optionalBlock,
  optionalQuantity,
  optionalRandomQuantity,
  quantity,
  type Row,
  randomQuantity,
  word,
} from '../../fields/index.ts';

/** The service and items that requests are billed under; the price book has prices for them. */
const priceClass: Field<string> = {
  type: 'word',
  doc: 'the storage class as the price book names it: requests are metered as <priceClass>.get, .put, .list and so on',
};

/** What a class asks for beside its prices: `minimumSize` in bytes, `minimumDuration` in seconds. */
const storageClass: Field<Row> = {
  type: 'word',
  table: 'storage-classes',
  doc: 'the storage class that it moves to',
};

export const storageFields = {
  open: optionalRandomQuantity('time', {
    doc: "setting up a connection by a process that is already warm (TCP and TLS); none: by the network's round trips",
    min: 0,
  }),
  firstByte: randomQuantity('time', { doc: 'from sending a GET to the first byte of the answer', min: 0 }),
  put: optionalRandomQuantity('time', {
    doc: 'from the last byte of a PUT or of a part to the answer; none: as firstByte',
    min: 0,
    fallback: null,
  }),
  upload: optionalRandomQuantity('time', {
    doc: 'creating a multipart upload, and completing it; none: as put',
    min: 0,
    fallback: null,
  }),
  head: optionalRandomQuantity('time', { doc: 'a HEAD; none: as firstByte', min: 0, fallback: null }),
  delete: optionalRandomQuantity('time', {
    doc: 'a DELETE, of one key or the part of a batch that does not depend on its keys; none: as head',
    min: 0,
    fallback: null,
  }),
  deleteKey: randomQuantity('time', {
    doc: 'time of a DELETE for each further key of its batch',
    min: 0,
    fallback: { kind: 'constant', value: 0 },
  }),
  copy: optionalRandomQuantity('time', {
    doc: 'a COPY inside the store, but for its bytes; none: as put',
    min: 0,
    fallback: null,
  }),
  copyRate: optionalQuantity('bandwidth', {
    doc: 'what the store copies in one COPY; none: its time does not depend on the size',
    positive: true,
    fallback: null,
  }),
  list: randomQuantity('time', { doc: 'the part of a LIST page that does not depend on its keys', min: 0 }),
  listKey: randomQuantity('time', { doc: 'time of a LIST page for each key on it', min: 0 }),
  listBytesPerKey: quantity('size', { doc: 'bytes of a LIST answer for each key', min: 0 }),
  keysPerPage: quantity('count', { doc: 'most keys on a LIST page', positive: true, fallback: 1000 }),
  close: randomQuantity('time', {
    doc: "closing a connection, where that stands in the client's way; 0 s where it happens aside",
    min: 0,
  }),
  partitions: optionalBlock(
    {
      of: word(['prefix', 'bucket'], {
        doc: 'what is limited: each prefix on its own, or the bucket as a whole',
        fallback: 'prefix',
      }),
      start: quantity('count', { doc: 'partitions of a prefix that nobody has used yet', positive: true }),
      get: quantity('frequency', { doc: 'GETs and HEADs that a partition admits', positive: true }),
      put: quantity('frequency', { doc: 'PUTs, COPYs, POSTs, DELETEs and LISTs that it admits', positive: true }),
      splitAt: quantity('share', {
        doc: 'share of its capacity above which a load makes a prefix grow',
        positive: true,
        max: 1,
      }),
      split: optionalRandomQuantity('time', {
        doc: 'such a load lasts so long until there is one partition more; none: a prefix never grows',
        positive: true,
      }),
      idle: optionalQuantity('time', {
        doc: 'an unused surplus of partitions is down to 37 % after so long; none: it stays',
        positive: true,
      }),
    },
    {
      doc: 'how many requests a second each prefix admits, or the bucket; what is above is answered 503. none: all',
      fallback: null,
    },
  ),
  connectionRate: randomQuantity('bandwidth', {
    doc: 'the most that one connection carries; with a spread each transfer has a rate of its own',
    positive: true,
  }),
  stored: quantity('size', {
    doc: 'bytes that lie in it from the start, billed as storage for as long as the run lasts',
    fallback: 0,
  }),
  storedObjects: quantity('count', {
    doc: 'objects that stored is made of, all of one size',
    positive: true,
    fallback: 1,
  }),
  minimumSize: quantity('size', { doc: 'an object is billed as if it had at least so many bytes', fallback: 0 }),
  minimumDuration: quantity('time', {
    doc: 'an object is billed for at least so long, even if it is deleted or moved before',
    min: 0,
    fallback: 0,
  }),
  lifecycle: list(
    block(
      {
        after: quantity('time', { doc: 'age of an object when it moves', positive: true }),
        to: storageClass,
      },
      { doc: 'one move' },
    ),
    { doc: 'when objects move to other storage classes, by age', fallback: [] },
  ),
  smallestMoved: quantity('size', { doc: 'smaller objects are never moved by lifecycle', fallback: 0 }),
  keepVersions: quantity('time', {
    doc: 'how long the old versions of overwritten and deleted objects are kept; 0 s: not at all',
    min: 0,
    fallback: 0,
  }),
  consistency: word(['strong', 'eventual'], {
    doc: 'what reads and listings see of a change: strong: at once, as S3 since 2020-12-01; eventual: after visibleAfter',
    fallback: 'strong',
  }),
  conditionalWrites: flag({
    doc: 'a PUT can be made to fail where there is an object already (If-None-Match), as on S3 since 2024-08-20',
  }),
  visibleAfter: randomQuantity('time', {
    doc: 'with consistency: eventual, how long after its success each change of a key is seen',
    min: 0,
    fallback: { kind: 'constant', value: 0 },
  }),
  latencyFactor: quantity('number', {
    doc: 'stretches the times of all requests together; not those of connections',
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
  putHours: list(randomQuantity('time', { doc: 'put in one measured hour', min: 0 }), {
    doc: 'put in each hour that was measured, in the order of hours; only used with load: hourly',
    fallback: [],
  }),
  clientFactor: randomQuantity('number', {
    doc: 'how much slower or faster all GETs of a client are than those of others in its hour; a replication draws one; only used with load: hourly',
    positive: true,
    fallback: { kind: 'constant', value: 1 },
  }),
  putClientFactor: randomQuantity('number', {
    doc: 'the same of its PUTs; only used with load: hourly',
    positive: true,
    fallback: { kind: 'constant', value: 1 },
  }),
  priceClass,
} satisfies Block;

/** S3's own limits: Amazon S3 User Guide, "Multipart upload limits" and "Deleting multiple objects" (2023-06). */
const mebibyte = 2 ** 20;
const smallestPartBytes = 5 * mebibyte;
/** Of a part, and of what a single PUT or COPY takes. */
export const largestPutBytes = 5 * 1024 * mebibyte;
export const mostParts = 10_000;
const mostKeysInBatch = 1000;

const prefixes = quantity('count', {
  doc: 'prefixes that the objects are spread over evenly',
  positive: true,
  fallback: 1,
});
/** Who comes back to keys names the activity that writes them first. */
const keysOf = (doc: string): Field<string | null> =>
  activityRef({ kinds: ['write', 'copy'], without: 'over' }, { doc: `${doc}; none: no particular ones` });
const objectSize = randomQuantity('size', {
  doc: 'size of an object; object i has the same size in every design',
  min: 0,
});
const parallelParts = (of: string): Field<number | null> =>
  optionalQuantity('count', {
    doc: `${of} of one object at once; none: as many as there are connections`,
    positive: true,
    fallback: null,
  });

export const readFields = {
  objects: quantity('count', { doc: 'objects read', positive: true }),
  size: objectSize,
  prefixes,
  of: keysOf('reads the objects that this activity wrote last, or is about to write'),
  partSize: optionalQuantity('size', {
    doc: 'an object is read in ranges of so many bytes, each by a GET; none: by one GET',
    positive: true,
    fallback: null,
  }),
  parallelParts: parallelParts('ranges'),
} satisfies Block;

export const writeFields = {
  objects: quantity('count', { doc: 'objects written', positive: true }),
  size: objectSize,
  prefixes,
  over: activityRef(
    { kinds: ['write', 'copy'], without: 'over' },
    { doc: 'writes over the objects that this activity wrote last, to the same keys; none: every key is new' },
  ),
  partSize: optionalQuantity('size', {
    doc: 'a larger object is written as a multipart upload in parts of so many bytes (5 MiB to 5 GiB, at most 10,000 parts); none: by one PUT of at most 5 GiB',
    min: smallestPartBytes,
    max: largestPutBytes,
    fallback: null,
  }),
  parallelParts: parallelParts('parts'),
} satisfies Block;

export const serveFields = {
  direction: word(['get', 'put'], { doc: 'whether a request reads its object or writes it anew', fallback: 'get' }),
  objects: quantity('count', { doc: 'objects that exist; each request is for one of them', positive: true }),
  size: objectSize,
  popularity: quantity('number', {
    doc: 'exponent of Zipf: the k-th most popular object is asked for in proportion to k^-popularity; 0: all alike',
    min: 0,
    max: 10,
    fallback: 0,
  }),
  prefixes,
} satisfies Block;

export const headFields = {
  objects: quantity('count', { doc: 'objects asked about, each by one HEAD', positive: true }),
  prefixes,
  of: keysOf('asks about the objects that this activity wrote last, or is about to write'),
} satisfies Block;

export const copyFields = {
  objects: quantity('count', { doc: 'objects copied inside the store', positive: true }),
  size: objectSize,
  prefixes,
  partSize: optionalQuantity('size', {
    doc: 'a larger object is copied as a multipart upload whose parts the store copies (5 MiB to 5 GiB, at most 10,000 parts); none: by one COPY of at most 5 GiB',
    min: smallestPartBytes,
    max: largestPutBytes,
    fallback: null,
  }),
  parallelParts: parallelParts('parts'),
  of: keysOf('copies the objects that this activity wrote last, to new keys'),
} satisfies Block;

export const deleteFields = {
  objects: quantity('count', { doc: 'objects deleted', positive: true }),
  batch: quantity('count', {
    doc: 'keys in one request: 1 is a DELETE each, more are batches of up to 1,000',
    positive: true,
    max: mostKeysInBatch,
    fallback: 1,
  }),
  prefixes,
  of: keysOf('deletes the objects that this activity wrote last'),
} satisfies Block;

export const listFields = {
  objects: quantity('count', {
    doc: 'keys that are listed, spread evenly over the prefixes (and the directories of the last level)',
    positive: true,
  }),
  prefixes: quantity('count', {
    doc: 'prefixes (or key ranges of one), each listed page after page',
    positive: true,
    fallback: 1,
  }),
  directories: list(quantity('count', { doc: 'directories in each directory of a level', positive: true }), {
    doc: 'each prefix is walked directory by directory (LIST with a delimiter): directories in one, in each of those, and so on; the last have the keys. Without: flat',
    fallback: [],
  }),
  parallel: quantity('count', { doc: 'prefixes or directories that are listed at once', positive: true, fallback: 1 }),
  of: keysOf('the keys are those that this activity wrote last'),
} satisfies Block;
