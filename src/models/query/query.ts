import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { Query, QueryWrite } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { problemOfPlace } from '../table-place.ts';
import { queryFields } from './fields.ts';
import { queryCharts, queryMetrics } from './metrics.ts';

/** Asks something of a table; whoever offers queries says how long it takes. */
export const query = defineActivity({
  kind: 'query',
  doc: 'asks something of a table',
  fields: queryFields,
  doneBy: 'queries',
  checkWith: (_, needs) => problemOfPlace(needs, 'queries'),
  overlap: 'parallel',
  phases: [
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
  ],
  bounds: ['cores', 'nic', 'disk'],
  metrics: queryMetrics,
  charts: queryCharts,
  /** What it reads is the job's input, at least a byte. Shares of the shuffle are of what comes through the filter. */
  fromJob(values, { inputBytes, shuffleBytes, outputBytes }, isGiven) {
    if (isGiven('stages')) return values;
    const scan = isGiven('scan') ? values.scan : Math.max(1, inputBytes);
    const filtered = (scan ?? 0) * values.projection * values.selectivity;
    return {
      ...values,
      scan,
      shuffle: isGiven('shuffle') ? values.shuffle : filtered > 0 ? shuffleBytes / filtered : 0,
      output: isGiven('output') ? values.output : outputBytes,
    };
  },
  *perform(values: Values<typeof queryFields>, world: World, occurrence: Occurrence): Process<void> {
    yield* world.find('queries').run(asQuery(values, world, occurrence), occurrence);
  },
});

const asItIs: QueryWrite = { by: 'none', tasks: null, directories: 0, maxRecordsPerFile: 0 };

const asQuery = (
  values: Values<typeof queryFields>,
  world: World,
  { index, activity }: Pick<Occurrence, 'index' | 'activity'>,
): Query => ({
  table: world.find('table'),
  recentSeconds: values.recent,
  scanBytes: values.scan,
  where:
    values.where.length === 0
      ? null
      : { columns: values.where, keys: values.keys, rowsPerKey: values.rowsPerKey, entity: index, activity },
  agoSeconds: values.ago,
  projectionRatio: values.projection,
  selectivityRatio: values.selectivity,
  shuffleRatio: values.shuffle,
  cpuSecondsPerByte: values.cpu,
  skew: values.skew,
  broadcastBytes: values.broadcast,
  resultBytes: values.result,
  outputBytes: values.output,
  write: values.write ?? asItIs,
  pool: values.pool,
  mergeSchema: values.mergeSchema,
  stages:
    values.stages.length === 0
      ? null
      : values.stages.map(({ id, after, tasks, input, shuffle, output, skew, cpu }) => ({
          id,
          after,
          tasks,
          inputBytes: input,
          shuffleBytes: shuffle,
          outputBytes: output,
          skew,
          cpu,
        })),
});
