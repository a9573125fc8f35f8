import { type Block, randomQuantity, ref } from '../../fields/index.ts';

export const loadFields = {
  table: { ...ref('table', { doc: 'where it goes; default: the only table' }), optional: true, fallback: null },
  size: randomQuantity('size', { doc: 'bytes to be loaded, as they come', positive: true }),
} satisfies Block;
