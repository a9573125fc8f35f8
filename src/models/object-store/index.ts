/** Object storage, and the activities that any client does with it: read, write, serve, list, head, copy, delete. */
import { defineComponent, type Model } from '../model.ts';
import { notModelled } from './_not-modelled.ts';
import { copy } from './copy.ts';
import { remove } from './delete.ts';
import { storageFields } from './fields.ts';
import { head } from './head.ts';
import { list } from './list.ts';
import { storageMetrics } from './metrics.ts';
import { read } from './read.ts';
import { serve } from './serve.ts';
import { SimulatedStore } from './store.ts';
import { write } from './write.ts';

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

export const objectStore: Model = {
  id: 'object-store',
  components: [storage],
  activities: [read, write, serve, list, head, copy, remove],
};
