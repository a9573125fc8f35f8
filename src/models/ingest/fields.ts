import { type Block, optionalBlock, optionalRate, quantity, randomQuantity, ref, word } from '../../fields/index.ts';

export const ingestFields = {
  table: { ...ref('table', { doc: 'where it goes; default: the only table' }), optional: true, fallback: null },
  bytes: optionalRate({
    doc: 'bytes that come, before they are encoded; bytes or records is given',
    rateOf: 'bandwidth',
    fallback: null,
  }),
  records: optionalRate({ doc: 'records that come', fallback: null }),
  recordSize: randomQuantity('size', { doc: 'bytes of a record as it comes', positive: true }),
  spacing: word(['even', 'random'], {
    doc: 'records come regularly, or at random (Poisson)',
    fallback: 'even',
  }),
  lateArrivals: optionalBlock(
    {
      share: quantity('share', { doc: 'of the records', min: 0, max: 1 }),
      by: randomQuantity('time', { doc: 'from when one was made until it comes', min: 0 }),
    },
    { doc: 'records that come later than they were made; none: all come at once', fallback: null },
  ),
} satisfies Block;
