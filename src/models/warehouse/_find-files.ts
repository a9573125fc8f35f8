import type { Process } from '../../kernel/index.ts';
import type { LogStep, ObjectStore, OccurrencePort, Operation, Query, TableScan } from '../capabilities.ts';
import type { World } from '../model.ts';

export interface FinderValues {
  /** Asking the catalog, for each partition that it returns. */
  readonly catalogPartition: number;
  /** Replaying a log, for each file that it names. */
  readonly replayAction: number;
  /** Listings at once; null: the service is told of new files, and knows those of a table without a log. */
  readonly listing: number | null;
  /** Versions of logs are known from one query to the next. */
  readonly keepsLogs: boolean;
}

/** Draws for listings with more pages than this are repeated: the mean of so many stands for all. */
const drawnPages = 32;
/** Numbers of requests, so many for each query. */
const entitiesPerQuery = 2 ** 20;

/**
 * How files are found before a query runs: by the table's log, step after step; by listing the directories of partitions
 * that a catalog returns, or all of them; or not at all, where the service keeps the names of files itself.
 *
 *     a step  = service + pages x LIST + ceil(GETs / parallel) x (mean first byte + bytes / connection rate)
 *     listing = ceil(pages / at once) x LIST, pages = partitions x max(1, ceil(files of one / keys of a page))
 *
 * LISTs are drawn; GETs have the mean. All of them are counted and billed by the store.
 */
export class Finder {
  private readonly values: FinderValues;
  private readonly world: World;
  private readonly store: ObjectStore;
  private readonly known = new Map<string, number>();

  constructor(values: FinderValues, world: World, store: ObjectStore) {
    this.values = values;
    this.world = world;
    this.store = store;
  }

  /** Returns the requests that it made. */
  *find(query: Query, scan: TableScan, occurrence: OccurrencePort & { readonly index: number }): Process<number> {
    const { kernel } = this.world;
    const { table, agoSeconds = null } = query;
    const name = table.logName ?? table.name;
    const log = agoSeconds === null ? table.log(this.known.get(name)) : table.log(undefined, agoSeconds);
    const from = kernel.now;
    let entity = occurrence.index * entitiesPerQuery;
    let requests = 0;
    if (log !== null) {
      for (const step of log.steps) {
        const { seconds, count } = this.stepOf(step, occurrence.activity, entity);
        entity += count;
        requests += count;
        if (seconds > 0) yield seconds;
      }
      const replaySeconds = log.actions * this.values.replayAction;
      if (replaySeconds > 0) yield replaySeconds;
      if (agoSeconds === null && this.values.keepsLogs) this.known.set(name, log.version);
    }
    if ((log === null || log.listsFiles === true) && this.values.listing !== null) {
      const { seconds, pages } = this.listingOf(query, scan, occurrence.activity, entity);
      requests += pages;
      if (seconds > 0) yield seconds;
    }
    occurrence.requests(requests);
    occurrence.phase('list', kernel.now - from);
    return requests;
  }

  private stepOf(step: LogStep, activity: string, entity: number): { seconds: number; count: number } {
    const { store } = this;
    let seconds = step.serviceSeconds;
    let count = 0;
    if (step.listedKeys !== null) {
      const pages = Math.max(1, Math.ceil(step.listedKeys / store.keysPerPage));
      seconds += pages * this.pageSeconds(pages, step.listedKeys / pages, activity, entity);
      count += pages;
    }
    let gets = 0;
    let bytes = 0;
    for (const { count: objects, sizeBytes } of step.gets) {
      gets += objects;
      bytes += objects * sizeBytes;
    }
    if (gets > 0) {
      const rounds = Math.ceil(gets / Math.max(1, step.parallel));
      const each = store.collapsed.answerMoments('get').mean + bytes / gets / store.connectionRateBytesPerSecond;
      seconds += rounds * each;
      count += gets;
      this.tell('get', gets, bytes, activity);
    }
    return { seconds, count };
  }

  private listingOf(
    { table }: Query,
    scan: TableScan,
    activity: string,
    entity: number,
  ): { seconds: number; pages: number } {
    const { store, values } = this;
    const hasCatalog = table.catalog !== 'none' && table.catalog !== 'log';
    const partitions = Math.max(1, hasCatalog ? scan.partitions : scan.partitionsInAll);
    const files = (scan.filesInAll * partitions) / Math.max(1, scan.partitionsInAll);
    const keysEach = files / partitions;
    const pages = partitions * Math.max(1, Math.ceil(keysEach / store.keysPerPage));
    const rounds = Math.ceil(pages / values.listing!);
    const asked = hasCatalog ? partitions * values.catalogPartition : 0;
    return { seconds: asked + rounds * this.pageSeconds(pages, files / pages, activity, entity), pages };
  }

  /** Of one page of so many, in the mean. */
  private pageSeconds(pages: number, keys: number, activity: string, entity: number): number {
    const { store } = this;
    const drawn = Math.min(pages, drawnPages);
    let sum = 0;
    for (let page = 0; page < drawn; page++)
      sum += store.firstByteSeconds('list', Math.ceil(keys), entity + page, 0, activity);
    this.tell('list', pages, pages * keys * store.listBytesPerKey, activity);
    return sum / drawn;
  }

  private tell(operation: Operation, count: number, bytes: number, activity: string): void {
    this.store.collapsed.requests(operation, count, bytes, 0, activity);
  }
}
