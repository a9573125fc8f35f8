/** Spark: a cluster that answers queries over tables in an object store. */
import { defineComponent, type Model } from '../model.ts';
import { eventLog } from './_event-log.ts';
import { notModelled } from './_not-modelled.ts';
import { spansOf } from './_spans.ts';
import { SparkEngine } from './engine.ts';
import { sparkFields } from './fields.ts';
import { sparkMetrics } from './metrics.ts';

export const compute = defineComponent({
  kind: 'compute',
  doc: 'what answers queries: machines with an engine on them',
  fields: sparkFields,
  defaultProfile: 'spark-emr',
  offers: ['queries'],
  needs: ['objects', 'fleet'],
  metrics: sparkMetrics,
  charts: [],
  exports: [{ name: 'spark-events', files: eventLog }],
  spans: spansOf,
  notModelled,
  create: (values, world) => ({ queries: new SparkEngine(values, world) }),
});

export const spark: Model = { id: 'spark', components: [compute], activities: [] };
