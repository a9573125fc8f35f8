/** What metered usage costs. */
import { defineComponent, type Model } from '../model.ts';
import { pricingFields } from './fields.ts';
import { TableOfPrices } from './price-book.ts';

export const prices = defineComponent({
  kind: 'pricing',
  doc: 'the price book',
  fields: pricingFields,
  defaultProfile: 'aws-us-east-1',
  always: true,
  offers: ['prices'],
  needs: [],
  metrics: [],
  charts: [],
  notModelled: [
    {
      text: 'Free tiers, minimum charges, taxes and rounding to the next cent or second.',
      direction: 'Very small bills come out too large or too small.',
    },
  ],
  create: (values) => ({ prices: new TableOfPrices(values) }),
});

export const pricing: Model = { id: 'pricing', components: [prices], activities: [] };
