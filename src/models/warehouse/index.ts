/** Engines that are rented: a warehouse by the second, and a service by the scan. Both answer queries over a store. */
import { defineComponent, type Model } from '../model.ts';
import { notModelledOfServerless, notModelledOfWarehouses } from './_not-modelled.ts';
import { serverlessFields, warehouseFields } from './fields.ts';
import { serverlessMetrics, warehouseMetrics } from './metrics.ts';
import { Serverless } from './serverless.ts';
import { Warehouse } from './warehouse.ts';

const shared = {
  kind: 'compute',
  doc: 'what answers queries: machines with an engine on them',
  offers: ['queries'],
  needs: ['objects'],
  charts: [],
} as const;

const byTheSecond = defineComponent({
  ...shared,
  defaultProfile: 'warehouse',
  fields: warehouseFields,
  metrics: warehouseMetrics,
  notModelled: notModelledOfWarehouses,
  create: (values, world) => ({ queries: new Warehouse(values, world) }),
});

const byTheScan = defineComponent({
  ...shared,
  defaultProfile: 'athena',
  fields: serverlessFields,
  metrics: serverlessMetrics,
  notModelled: notModelledOfServerless,
  create: (values, world) => ({ queries: new Serverless(values, world) }),
});

export const warehouse: Model = { id: 'warehouse', components: [byTheSecond], activities: [] };
export const serverless: Model = { id: 'serverless', components: [byTheScan], activities: [] };
