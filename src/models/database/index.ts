/** Databases: a server with tables in it, which answers queries and takes loads in. */
import { defineComponent, type Model } from '../model.ts';
import { Growth } from './_growth.ts';
import { Loads } from './_loads.ts';
import { notModelled } from './_not-modelled.ts';
import { problemOfShape, problemOfSpace, problemOfTable } from './_problems.ts';
import { Queries } from './_queries.ts';
import { Deadlines, scaleUp } from './_scaling.ts';
import { databaseFields } from './fields.ts';
import { load } from './load.ts';
import { databaseCharts, databaseMetrics } from './metrics.ts';
import { NativeTable } from './native-table.ts';
import { Server } from './server.ts';
import { nativeFields } from './table-fields.ts';

export const databaseServer = defineComponent({
  kind: 'database',
  doc: 'a database: machines that hold tables and answer queries',
  fields: databaseFields,
  defaultProfile: 'rds-postgres',
  offers: ['queries', 'landing', 'loads', 'tablespace'],
  needs: [],
  metrics: databaseMetrics,
  charts: databaseCharts,
  notModelled,
  check: problemOfShape,
  create: (values, world) => {
    const server = new Server(values, world);
    const deadlines = new Deadlines(() => world.kernel.now);
    server.growth = new Growth(server);
    scaleUp(server, deadlines);
    const loads = new Loads(server);
    return { queries: new Queries(server, deadlines), landing: loads, loads, tablespace: server };
  },
});

export const nativeTable = defineComponent({
  kind: 'table',
  doc: 'a table in a database',
  fields: nativeFields,
  defaultProfile: 'native',
  offers: ['table'],
  needs: ['tablespace'],
  metrics: [],
  charts: [],
  notModelled: [{ text: 'Rows that a filter wants lie anywhere in a table, whatever their order.' }],
  check: problemOfTable,
  checkWith: problemOfSpace,
  create: (values, world) => {
    const tablespace = world.find('tablespace');
    const table = new NativeTable(values, tablespace.values, world);
    tablespace.open(table);
    return { table };
  },
});

export const database: Model = { id: 'database', components: [databaseServer, nativeTable], activities: [load] };
