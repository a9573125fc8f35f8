import {
  type Block,
  flag,
  optionalBlock,
  optionalQuantity,
  optionalRow,
  quantity,
  randomQuantity,
} from '../../fields/index.ts';

export const clientFields = {
  connections: quantity('count', { doc: "most connections at once in a machine's pool", positive: true }),
  keepAlive: flag({ doc: 'a connection is kept for the next request instead of closed' }),
  idleTimeout: quantity('time', {
    doc: 'a kept connection that was idle for longer is closed and opened anew',
    min: 0,
  }),
  cold: flag({ doc: "the process has just started: each machine's first connection takes coldOpen", fallback: false }),
  coldOpen: randomQuantity('time', {
    doc: 'setting up the first connection of a cold process: name look-up, TCP, TLS and the start of the SDK',
    min: 0,
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
  flowRate: quantity('bandwidth', { doc: 'the most that one TCP flow carries', positive: true }),
} satisfies Block;
