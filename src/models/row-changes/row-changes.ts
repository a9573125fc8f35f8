import { defineActivity } from '../model.ts';
import { ChangeOfRows } from './_change.ts';
import { deleteFields, updateFields } from './fields.ts';
import { deleteCharts, deleteMetrics, updateMetrics } from './metrics.ts';

const phases = [
  'wait',
  'plan',
  'list',
  'schedule',
  'open',
  'firstByte',
  'transfer',
  'close',
  'retry',
  'compute',
  'shuffle',
  'write',
  'commit',
  'compact',
] as const;

/** Takes rows out of a table. */
export const deleteRows = defineActivity({
  kind: 'delete_rows',
  doc: 'deletes rows of a table',
  fields: deleteFields,
  doneBy: 'queries',
  overlap: 'queue',
  phases,
  bounds: ['cores', 'nic'],
  metrics: deleteMetrics,
  charts: deleteCharts,
  *perform({ by, keys, place, rowsPerKey, partitions, replace, attempts, pool }, world, occurrence) {
    const rest = { kind: 'delete', inserts: 0, into: 0, sourceBytes: 0, isDealt: false } as const;
    const options = { ...rest, by, keys, place, rowsPerKey, partitions, replace, attempts, pool };
    yield* new ChangeOfRows(options, world, occurrence).run();
  },
});

/** Changes rows of a table, and adds some: UPDATE or MERGE. */
export const updateRows = defineActivity({
  kind: 'update_rows',
  doc: 'changes rows of a table and adds new ones: an UPDATE, or with a source a MERGE',
  fields: updateFields,
  doneBy: 'queries',
  overlap: 'queue',
  phases,
  bounds: ['cores', 'nic'],
  metrics: updateMetrics,
  charts: [],
  *perform(values, world, occurrence) {
    const { by, keys, place, rowsPerKey, partitions, replace, attempts, pool } = values;
    const { inserts, into, source: sourceBytes, optimizedWrite: isDealt } = values;
    const asked = { by, keys, place, rowsPerKey, partitions, replace, attempts, pool };
    const options = { ...asked, inserts, into, sourceBytes, isDealt };
    yield* new ChangeOfRows({ kind: 'update', ...options }, world, occurrence).run();
  },
});
