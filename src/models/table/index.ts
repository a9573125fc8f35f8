/** Tables: files in partitions, as engines find them and others write them. */
import { defineComponent, type Model } from '../model.ts';
import { problemOfAutoCompaction } from './_auto-compaction.ts';
import { problemOfChanges } from './_create-marks.ts';
import { problemOfOrder } from './_places.ts';
import { problemOfProtocol, problemOfStore } from './_protocol.ts';
import { problemOfStart } from './_start.ts';
import { ChangingTable } from './changing-table.ts';
import { tableFields } from './fields.ts';
import { tableMetrics } from './metrics.ts';

export const changingTable = defineComponent({
  kind: 'table',
  doc: 'a table: files in partitions',
  fields: tableFields,
  defaultProfile: 'hive',
  offers: ['table'],
  needs: ['objects'],
  metrics: tableMetrics,
  charts: [],
  notModelled: [
    { text: 'Rows of a table are spread evenly over the values of its keys, and over the files of a partition.' },
    { text: 'All its columns have the same share of a file.' },
    {
      text: 'Files of an order that are changed lose their place in it: a second delete of the same value may find another file.',
    },
  ],
  check: (values) =>
    problemOfStart(values) ??
    problemOfOrder(values) ??
    problemOfChanges(values) ??
    problemOfProtocol(values) ??
    problemOfAutoCompaction(values),
  checkWith: problemOfStore,
  create: (values, world) => ({ table: new ChangingTable(values, world) }),
});

export const table: Model = { id: 'table', components: [changingTable], activities: [] };
