import {
  type Block,
  flag,
  optionalBlock,
  optionalQuantity,
  optionalRow,
  quantity,
  randomQuantity,
  word,
} from '../../fields/index.ts';

export const clientFields = {
  connections: quantity('count', { doc: "most connections at once in a machine's pool", positive: true }),
  keepAlive: flag({ doc: 'a connection is kept for the next request instead of closed' }),
  idleTimeout: quantity('time', {
    doc: 'a kept connection that was idle for longer is closed and opened anew',
    min: 0,
  }),
  keptIdle: optionalQuantity('count', {
    doc: 'most connections that a machine keeps idle, others are closed at once; none: as many as connections',
    min: 0,
    fallback: null,
  }),
  cold: flag({ doc: "the process has just started: each machine's first connection takes coldOpen", fallback: false }),
  coldOpen: randomQuantity('time', {
    doc: 'setting up the first connection of a cold process: name look-up, TCP, TLS and the start of the SDK',
    min: 0,
  }),
  timeout: optionalQuantity('time', {
    doc: 'an attempt without a first byte for so long has failed, and its connection is closed; none: it waits for ever',
    positive: true,
    fallback: null,
  }),
  retry: optionalRow('retries', {
    doc: 'how failed requests are sent again: a row of the table of retry policies; none: not at all',
    fallback: null,
  }),
  retrySettings: optionalBlock(
    {
      attempts: optionalQuantity('count', {
        doc: 'attempts of a call, with the first',
        positive: true,
        fallback: null,
      }),
      base: optionalQuantity('time', {
        doc: 'longest wait before the first retry; it doubles',
        min: 0,
        fallback: null,
      }),
      cap: optionalQuantity('time', { doc: 'longest wait before any retry', min: 0, fallback: null }),
      jitter: optionalQuantity('share', { doc: 'share of a wait that is chance', min: 0, max: 1, fallback: null }),
      tokens: optionalQuantity('count', { doc: 'the retry quota when full; 0: no quota', min: 0, fallback: null }),
    },
    { doc: 'what is set otherwise than in retry; none: nothing', fallback: null },
  ),
  hedge: optionalBlock(
    {
      after: optionalQuantity('time', {
        doc: 'a GET or HEAD without a first byte for so long is sent a second time; none: after the slowest share seen so far',
        positive: true,
        fallback: null,
      }),
      slowest: quantity('share', {
        doc: 'without after: the share of requests that is slow enough for it',
        positive: true,
        max: 1,
        fallback: 0.01,
      }),
      atMost: quantity('share', { doc: 'most hedges, as a share of the requests sent', min: 0, max: 1, fallback: 1 }),
    },
    { doc: 'slow requests are sent a second time, and the first answer wins; none: never', fallback: null },
  ),
  window: quantity('size', {
    doc: 'most bytes of one connection that are on the way to a machine whose NIC is full; a first byte waits behind those of all',
    min: 0,
    fallback: 0,
  }),
  machines: quantity('count', {
    doc: 'machines alike, each with a pool and a NIC of its own',
    positive: true,
    fallback: 1,
  }),
  instance: optionalRow('instances', {
    doc: 'the EC2 instance type: its NIC and its price; none: no limit of a NIC and nothing to bill',
    fallback: null,
  }),
  nic: optionalBlock(
    {
      baseline: quantity('bandwidth', { doc: 'what the NIC carries all day', positive: true }),
      burst: optionalQuantity('bandwidth', {
        doc: 'what it carries while the bucket lasts; without a bucket it is not used',
        positive: true,
        fallback: null,
      }),
      bucket: optionalQuantity('size', {
        doc: 'bytes that can be sent above the baseline from a full bucket',
        positive: true,
        fallback: null,
      }),
    },
    { doc: "the NIC, in place of the instance's", fallback: null },
  ),
} satisfies Block;

export const networkFields = {
  roundTrip: randomQuantity('time', {
    doc: 'there and back between client and service; only used where the storage says open: none',
    min: 0,
  }),
  dns: randomQuantity('time', {
    doc: 'looking up the name for a new connection; only used where the storage says open: none',
    min: 0,
  }),
  tls: word(['v1.3', 'v1.2', 'none'], {
    doc: 'the version of a full handshake: one round trip more than TCP alone, or two, or none',
  }),
  flowRate: quantity('bandwidth', { doc: 'the most that one TCP flow carries', positive: true }),
} satisfies Block;
