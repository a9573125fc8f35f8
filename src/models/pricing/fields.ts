import { type Block, block, list, map, quantity, text, word } from '../../fields/index.ts';
import { billingUnitNames } from './billing-units.ts';

/** A row of the book: the price of one item, from a quantity on. */
export const priceRowFields = {
  item: text({ doc: 'service and item: s3-standard.get' }),
  price: quantity('price', { doc: 'USD per unit of use', min: 0 }),
  unit: word(billingUnitNames, { doc: 'what the bill counts' }),
  from: quantity('number', {
    doc: 'the tier begins at so many billing units a month',
    min: 0,
    fallback: 0,
  }),
  group: word(['storage', 'requests', 'compute', 'transfer', 'other'], { doc: 'the part of the cost it belongs to' }),
  source: text({ doc: 'where the price was read' }),
  date: text({ doc: 'when it was the price: 2026-07-20 or 2026-07' }),
} satisfies Block;

export const pricingFields = {
  title: text({ doc: 'name of the book' }),
  rows: list(block(priceRowFields, { doc: 'one price' }), { doc: 'the prices of the book' }),
  prices: map(quantity('price', { doc: 'a price of your own', min: 0 }), {
    doc: 'prices of your own in place of those of the book, by service.item',
    fallback: {},
  }),
  discounts: map(quantity('share', { doc: 'what is taken off', min: 0, max: 1 }), {
    doc: 'what is taken off the prices of a service: { ec2: 30% }',
    fallback: {},
  }),
} satisfies Block;
