import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { problemOfPlace } from '../table-place.ts';
import { loadFields } from './load-fields.ts';
import { NativeTable } from './native-table.ts';

/** So many bytes are loaded into a table of a database at once: a COPY. */
export const load = defineActivity({
  kind: 'load',
  doc: 'loads rows into a table of a database, all at once',
  fields: loadFields,
  doneBy: 'loads',
  checkWith: (_, needs) => problemOfPlace(needs, 'loads'),
  overlap: 'parallel',
  phases: ['schedule', 'write'],
  bounds: ['cores', 'disk'],
  metrics: [
    {
      name: 'throughput',
      unit: 'B/s',
      kind: 'samples',
      doc: 'bytes of a load, as they come, over its time',
      better: 'high',
    },
    { name: 'rejected', unit: '1', kind: 'total', doc: 'rows that there was no room for', better: 'low' },
  ],
  charts: [
    {
      id: 'load-latency',
      y: 'load.latency',
      x: 'design',
      howToRead: 'A bar is the time from asking for the load until its rows are visible; shorter is better.',
    },
  ],
  *perform(values: Values<typeof loadFields>, world: World, occurrence: Occurrence): Process<void> {
    const table = world.find('table');
    if (!(table instanceof NativeTable)) throw new Error(`${world.name}: ${table.name} is not in a database`);
    const size = world.draw('size', values.size).at(occurrence.index, 0);
    const rows = Math.round(size / table.rowBytes);
    const { kernel } = world;
    const beganAt = kernel.now;
    const { kept, waitedSeconds, bound } = yield* world.find('loads').load(table, rows, table.rowBytes, occurrence);
    occurrence.phase('schedule', waitedSeconds);
    const seconds = kernel.now - beganAt - waitedSeconds;
    occurrence.phase('write', seconds);
    occurrence.bound('cores', bound.cores);
    occurrence.bound('disk', bound.disk);
    if (seconds > 0) occurrence.sample('throughput')((rows * table.rowBytes) / seconds);
    if (kept < rows) {
      occurrence.sample('rejected')(rows - kept);
      occurrence.fail('the disk is full');
    }
  },
});
