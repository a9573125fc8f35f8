/** Object storage, and the activities that any client does with it: `read` and `list`. */
import { defineComponent, type Model } from '../model.ts';
import { notModelled } from './_not-modelled.ts';
import { storageFields } from './fields.ts';
import { list } from './list.ts';
import { storageMetrics } from './metrics.ts';
import { read } from './read.ts';
import { SimulatedStore } from './store.ts';

export const storage = defineComponent({
  kind: 'storage',
  doc: 'an object store',
  fields: storageFields,
  defaultProfile: 's3-standard',
  offers: ['objects'],
  needs: [],
  metrics: storageMetrics,
  charts: [],
  notModelled,
  create: (values, world) => ({ objects: new SimulatedStore(values, world) }),
});

export const objectStore: Model = { id: 'object-store', components: [storage], activities: [read, list] };
