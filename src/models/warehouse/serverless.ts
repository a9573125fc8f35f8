import type { Values } from '../../fields/index.ts';
import { type Process, ServerPool } from '../../kernel/index.ts';
import type { ObjectStore, OccurrencePort, Query, QueryEngine, QueryOutcome, Removal } from '../capabilities.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import { SideBySide } from '../side-by-side.ts';
import { Finder } from './_find-files.ts';
import { endOf, problemOfQuery, tellFiles } from './_queries.ts';
import { problemOfFiles, type Reading, readingOf } from './_reading.ts';
import { admissionsOf } from './_throttle.ts';
import type { serverlessFields } from './fields.ts';

export type ServerlessValues = Values<typeof serverlessFields>;
type Occurrence = OccurrencePort & { readonly index: number };

/**
 * A service that answers each query with slots of its own, and takes money for the bytes that it has read:
 *
 *     time  = wait for one of `concurrency` places + start + planning + listing
 *             + ceil(splits / slots) x (GETs x first byte + bytes / rate + CPU)      each of one split
 *             + serial x CPU of all + shuffled bytes / (slots x rate)
 *     slots = min(splits, most)
 *     bill  = max(minimumScan, bytes rounded up to whole scanUnits)
 *
 * A prefix that refuses holds it up longer. The slots of one query are not another's: its owner has as many as are asked for.
 */
export class Serverless implements QueryEngine {
  private readonly values: ServerlessValues;
  private readonly world: World;
  private readonly store: ObjectStore;
  private readonly finder: Finder;
  private readonly places: ServerPool;
  private readonly admitted: SideBySide;
  private readonly draws = new Map<string, { readonly start: KeyedDraw; readonly planning: KeyedDraw }>();
  private readonly levels: { readonly [level in 'queue' | 'workers' | 'busy']: Recorder };
  private slots = 0;
  private waiting = 0;

  constructor(values: ServerlessValues, world: World) {
    const { kernel } = world;
    this.values = values;
    this.world = world;
    this.store = world.find('objects');
    this.finder = new Finder({ ...values, keepsLogs: false }, world, this.store);
    this.places = new ServerPool(kernel, { name: `${world.name}: queries`, servers: values.concurrency });
    this.admitted = new SideBySide(kernel, world.name, []);
    this.levels = { queue: world.metric('queue'), workers: world.metric('workers'), busy: world.metric('busy') };
    this.levels.queue.set(0);
    this.levels.workers.set(0);
  }

  *run(query: Query, occurrence: Occurrence): Process<QueryOutcome> {
    const failure =
      (problemOfQuery(query) ?? problemOfFiles(this.values, query)) || (yield* this.answer(query, occurrence));
    if (failure) occurrence.fail(failure);
    return { files: [], failure: failure || null };
  }

  // biome-ignore lint/correctness/useYield: a process that ends at once.
  *remove({ files }: Removal, occurrence: Occurrence): Process<number> {
    occurrence.fail('this engine answers queries and deletes no files');
    return files;
  }
  // biome-ignore lint/correctness/useYield: a process that ends at once.
  *writeLog(_table: unknown, _bytes: number, occurrence: Occurrence): Process<boolean> {
    occurrence.fail('this engine answers queries and writes no files');
    return false;
  }

  private *answer(query: Query, occurrence: Occurrence): Process<string | null> {
    const { kernel } = this.world;
    const { table, where = null, agoSeconds = null } = query;
    const { start, planning } = this.drawsOf(occurrence.activity);
    const askedAt = kernel.now;
    this.levels.queue.set(++this.waiting);
    yield this.places.acquire();
    this.levels.queue.set(--this.waiting);
    occurrence.phase('wait', kernel.now - askedAt);
    const startSeconds = start.at(occurrence.index, 0);
    if (startSeconds > 0) yield startSeconds;
    occurrence.phase('schedule', startSeconds);
    const scan = table.scan(query.recentSeconds, query.scanBytes, { where, agoSeconds });
    if (scan.problem != null) {
      this.places.release();
      return scan.problem;
    }
    const planSeconds = planning.at(occurrence.index, 0);
    if (planSeconds > 0) yield planSeconds;
    occurrence.phase('plan', planSeconds);
    const requests = yield* this.finder.find(query, scan, occurrence);
    occurrence.sample('plan')(kernel.now - askedAt);
    const reading = readingOf(this.values, query, scan);
    yield* this.work(query, reading, occurrence);
    this.places.release();
    this.bill(reading.bytes, occurrence.activity);
    tellFiles(occurrence, scan, reading, requests + reading.gets);
    return endOf(table.ended(scan));
  }

  private *work(query: Query, reading: Reading, occurrence: Occurrence): Process<void> {
    const { values, store } = this;
    const { kernel } = this.world;
    const { gets, bytes, units, coreSeconds } = reading;
    const slots = Math.min(units, values.slots);
    this.use(slots);
    const first = store.collapsed.answerMoments('get').mean;
    const rate = Math.min(values.rate, store.connectionRateBytesPerSecond);
    const rounds = slots === 0 ? 0 : Math.ceil(units / slots);
    const perUnit = units === 0 ? 0 : 1 / units;
    const ioSeconds = rounds * perUnit * (gets * first + bytes / rate);
    const cpuSeconds = rounds * perUnit * coreSeconds * (1 - values.serial) + values.serial * coreSeconds;
    const shuffled = reading.valueBytes * query.selectivityRatio * query.shuffleRatio;
    const shuffleSeconds = slots === 0 ? 0 : shuffled / (slots * values.rate);
    const from = kernel.now;
    const readSeconds = ioSeconds + rounds * perUnit * coreSeconds * (1 - values.serial);
    const pace = readSeconds > 0 ? gets / readSeconds : Infinity;
    const admissions = admissionsOf(store, gets, query.table.prefixes, pace);
    if (admissions.length > 0) yield this.admitted.work([], admissions);
    const held = kernel.now - from;
    const wanted = ioSeconds + cpuSeconds;
    // What the prefix let through took part of the time already.
    const left = Math.max(0, wanted - held);
    if (left > 0) yield left;
    const spent = kernel.now - from;
    occurrence.phase('firstByte', Math.min(spent, rounds * perUnit * gets * first));
    occurrence.phase('transfer', rounds * perUnit * (bytes / rate));
    occurrence.phase('compute', cpuSeconds);
    occurrence.phase('retry', Math.max(0, spent - wanted));
    if (shuffleSeconds > 0) yield shuffleSeconds;
    occurrence.phase('shuffle', shuffleSeconds);
    this.use(-slots);
    this.levels.busy.add(slots * (kernel.now - from));
    store.collapsed.requests('get', gets, bytes, 0, occurrence.activity);
    occurrence.requests(gets);
    occurrence.bytesRead(bytes);
    occurrence.bound('cores', slots === 0 ? 0 : coreSeconds / slots);
    occurrence.bound('nic', slots === 0 ? 0 : bytes / (slots * rate));
  }

  private use(slots: number): void {
    this.slots += slots;
    this.levels.workers.set(this.slots);
  }

  private bill(bytes: number, activity: string): void {
    const { scanUnit, minimumScan } = this.values;
    const rounded = Math.ceil(bytes / scanUnit) * scanUnit;
    this.world.meter('athena', 'scan', Math.max(minimumScan, rounded), activity);
  }

  /** Taken once for each activity. */
  private drawsOf(activity: string): { readonly start: KeyedDraw; readonly planning: KeyedDraw } {
    const { world, values } = this;
    const draws = this.draws.get(activity) ?? {
      start: world.draw('start', values.start, activity),
      planning: world.draw('planning', values.planning, activity),
    };
    this.draws.set(activity, draws);
    return draws;
  }
}
