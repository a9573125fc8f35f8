/** HDFS: a NameNode, DataNodes, and what they cost. The activities are those of any storage. */
import { defineComponent, type Model } from '../model.ts';
import { notModelled } from './_not-modelled.ts';
import { hdfsFields } from './fields.ts';
import { hdfsMetrics } from './metrics.ts';
import { Hdfs } from './store.ts';

export const storage = defineComponent({
  kind: 'storage',
  doc: 'a Hadoop Distributed File System',
  fields: hdfsFields,
  defaultProfile: 'hdfs',
  offers: ['objects'],
  needs: [],
  metrics: hdfsMetrics,
  charts: [],
  notModelled,
  create: (values, world) => ({ objects: new Hdfs(values, world) }),
});

export const hdfs: Model = { id: 'hdfs', components: [storage], activities: [] };
