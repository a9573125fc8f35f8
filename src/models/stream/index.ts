/** Streams: what takes records in, buffers them, and delivers them as objects of a table. */
import { defineComponent, type Model } from '../model.ts';
import { notModelled } from './_not-modelled.ts';
import { streamFields } from './fields.ts';
import { BufferedLanding } from './landing.ts';
import { streamMetrics } from './metrics.ts';

export const bufferedStream = defineComponent({
  kind: 'stream',
  doc: 'what takes records in and delivers them as objects',
  fields: streamFields,
  defaultProfile: 'firehose',
  offers: ['landing'],
  needs: ['objects'],
  metrics: streamMetrics,
  charts: [],
  notModelled,
  create: (values, world) => ({ landing: new BufferedLanding(values, world) }),
});

export const stream: Model = { id: 'stream', components: [bufferedStream], activities: [] };
