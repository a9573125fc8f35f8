import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { CommitRequest, QueryEngine, Table, TableUpkeep } from '../capabilities.ts';
import { JobPort } from '../job-port.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { vacuumFields } from './fields.ts';
import { vacuumCharts, vacuumMetrics } from './metrics.ts';

/** Below this it asks whether you are sure. Source: delta-io/delta, VacuumCommand.scala, checkRetentionPeriodSafety. */
const safeSeconds = 168 * 3600;

const tooShort =
  'refused: retain is below 168 h, so that files of writers and readers under way may be deleted; retentionCheck: false allows it';

/** Finds the files that no version needs, and deletes them. */
export const vacuum = defineActivity({
  kind: 'vacuum',
  doc: 'deletes the files of a table that no version needs any more',
  fields: vacuumFields,
  doneBy: 'queries',
  overlap: 'skip',
  phases: ['wait', 'plan', 'list', 'commit'],
  bounds: ['nic'],
  metrics: vacuumMetrics,
  charts: vacuumCharts,
  *perform(values: Values<typeof vacuumFields>, world: World, occurrence: Occurrence): Process<void> {
    const table = world.find('table');
    const engine = world.find('queries');
    const upkeep = table.writes?.upkeep;
    if (upkeep === undefined) return occurrence.fail('the table keeps no versions: there is nothing to clean up');
    if (engine.list === undefined) return occurrence.fail('whoever answers queries cannot list a table');
    const leastSeconds = upkeep.safeRetainSeconds ?? safeSeconds;
    if (values.retentionCheck && values.retain < leastSeconds) return occurrence.fail(tooShort);
    const { listing, batch, parallel, tasks } = values;
    countBroken(upkeep, world, occurrence);
    const orphans = values.orphans && listing !== 'log';
    const garbage = upkeep.garbage({ retainSeconds: values.retain, orphans });
    const { directories, listedObjects, files, bytes } = garbage;
    const objects = listing === 'full' ? listedObjects : null;
    const failure = yield* engine.list({ table, directories, objects }, new JobPort(occurrence));
    if (failure !== null) return occurrence.fail(failure);
    if (values.dryRun) return;
    const by = { table, engine, occurrence };
    if (!(yield* write(upkeep.expire?.(values.retain), by)))
      return occurrence.fail('old snapshots could not be dropped');
    let deleted = 0;
    const removed = (count: number): void => {
      deleted += count;
      garbage.removed(count);
      occurrence.sample('filesDeleted')(count);
      occurrence.sample('bytesFreed')((bytes * count) / files);
    };
    const removal = { table, files, batch, removed, ...(parallel ? { parallel: tasks } : {}) };
    const left = files === 0 ? 0 : yield* engine.remove(removal, new JobPort(occurrence));
    if (left > 0) return occurrence.fail(`${left} of ${deleted + left} files could not be deleted`);
    if (values.manifests && !(yield* write(upkeep.rewriteManifests?.(), by)))
      occurrence.fail('the manifests could not be written anew');
  },
});

/** Metadata that is there already; nobody competes for it. False: it could not be written. */
function* write(
  requests: readonly CommitRequest[] = [],
  {
    table,
    engine,
    occurrence,
  }: { readonly table: Table; readonly engine: QueryEngine; readonly occurrence: Occurrence },
): Process<boolean> {
  if (requests.length === 0) return true;
  if (engine.commit === undefined) return false;
  const tell = (failed: number) => (failed > 0 ? 'failed' : 'committed');
  const end = yield* engine.commit({ waitSeconds: 0, requests, tell }, table, new JobPort(occurrence));
  return end === 'committed';
}

/** Activities that have asked to be told: a reader may find a file gone long after an occurrence has ended. */
const told = new WeakSet<World>();

const countBroken = (upkeep: TableUpkeep, world: World, occurrence: Occurrence): void => {
  if (told.has(world)) return;
  told.add(world);
  const broken = occurrence.sample('brokenReads');
  upkeep.onBrokenRead(() => broken(1));
};
