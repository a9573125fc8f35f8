/** A client with connections and a network card, and the network between it and the service. */
import { defineComponent, type Model } from '../model.ts';
import { fleetOf } from './_fleet.ts';
import { clientNotModelled, networkNotModelled } from './_not-modelled.ts';
import { Path } from './_path.ts';
import { PooledClient } from './client.ts';
import { clientFields, networkFields } from './fields.ts';
import { clientMetrics } from './metrics.ts';

export const client = defineComponent({
  kind: 'client',
  doc: 'what sends requests: a connection pool on one or more machines',
  fields: clientFields,
  defaultProfile: 'sdk',
  offers: ['requests', 'fleet'],
  needs: ['objects', 'path'],
  metrics: clientMetrics,
  charts: [],
  notModelled: clientNotModelled,
  create: (values, world) => {
    let requests: PooledClient | null = null;
    return {
      // Made when it is asked for: a component with workers of its own asks for a fleet instead.
      get requests() {
        requests ??= new PooledClient(values, world);
        return requests;
      },
      fleet: fleetOf(values, world),
    };
  },
});

export const path = defineComponent({
  kind: 'network',
  doc: 'the way between client and service',
  fields: networkFields,
  defaultProfile: 'same-region',
  offers: ['path'],
  needs: [],
  metrics: [],
  charts: [],
  notModelled: networkNotModelled,
  create: (values, world) => ({ path: new Path(values, world) }),
});

export const network: Model = { id: 'network', components: [client, path], activities: [] };
