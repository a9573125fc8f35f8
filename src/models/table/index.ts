/** Tables: files in partitions, as engines find them. */
import { defineComponent, type Model } from '../model.ts';
import { tableFields } from './fields.ts';
import { tableMetrics } from './metrics.ts';
import { StandingTable } from './table.ts';

export const standingTable = defineComponent({
  kind: 'table',
  doc: 'a table: files in partitions',
  fields: tableFields,
  defaultProfile: 'hive',
  offers: ['table'],
  needs: [],
  metrics: tableMetrics,
  charts: [],
  notModelled: [
    { text: 'A table stands as it is: nothing is written to it while it is read.' },
    { text: 'All its files have one size, and all columns the same share of it.' },
  ],
  create: (values, world) => {
    const table = new StandingTable(values, world.name);
    const { files, partitionsInAll, filesInAll } = table.scan(null, null);
    world.metric('files').set(filesInAll);
    world.metric('bytes').set(files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0));
    world.metric('partitions').set(partitionsInAll);
    return { table };
  },
});

export const table: Model = { id: 'table', components: [standingTable], activities: [] };
