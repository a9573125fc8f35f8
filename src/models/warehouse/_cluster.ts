import type { Process } from '../../kernel/index.ts';
import { FairShareLink } from '../../kernel/index.ts';
import type { ObjectStore, OccurrencePort, Query, TableScan } from '../capabilities.ts';
import type { World } from '../model.ts';
import { type Part, SideBySide } from '../side-by-side.ts';
import { LocalCache } from './_cache.ts';
import { coresUsed, filesOf, type Reading } from './_reading.ts';
import { admissionsOf } from './_throttle.ts';
import type { WarehouseValues } from './warehouse.ts';

export type ClusterState = 'off' | 'starting' | 'on';

const network = 0;
const disk = 1;
const cores = 2;

/**
 * The nodes of a warehouse that run at the same time. Queries share their cores, network cards and disks equally
 * (processor sharing). Alone a query takes
 *
 *     max(missed bytes / network, hit bytes / disks, (1 - serial) x core seconds / cores used)
 *       + serial x core seconds + shuffled bytes x (1 - 1 / nodes) / network + nodes x coordination
 *
 * network: at the most nodes x card, and nodes x streams x request / (first byte + request / connection rate).
 */
export class WarehouseCluster {
  state: ClusterState = 'off';
  running = 0;
  /** Of the last start, and counts the starts. */
  startedAtSeconds = 0;
  starts = 0;
  /** Counts queries that began, for those who look later whether it was idle. */
  epoch = 0;
  readonly nodes: number;
  private readonly values: WarehouseValues;
  private readonly world: World;
  private readonly store: ObjectStore;
  private readonly cache: LocalCache;
  private readonly links: readonly FairShareLink[];
  private readonly together: SideBySide;

  constructor(
    values: WarehouseValues,
    world: World,
    options: { readonly nodes: number; readonly number: number; readonly onBusy: (cores: number) => void },
  ) {
    const { kernel } = world;
    this.values = values;
    this.world = world;
    this.store = world.find('objects');
    this.nodes = options.nodes;
    const name = `${world.name}, cluster ${options.number}`;
    const link = (what: string, each: number): FairShareLink =>
      new FairShareLink(kernel, { name: `${name}: ${what}`, capacityBytesPerSecond: each * options.nodes });
    this.links = [link('network', values.network), link('disks', values.disk), link('cores', values.cores)];
    this.cache = new LocalCache(values.cache * options.nodes);
    this.together = new SideBySide(kernel, name, ['network', 'disks', 'cores']);
    let before = 0;
    this.links[cores]!.onRate((rate) => {
      options.onBusy(rate - before);
      before = rate;
    });
  }

  /** The local disks are given back with the nodes. */
  suspended(): void {
    this.cache.clear();
  }

  /** Reads and computes. Returns the share of its bytes that were on the local disks. */
  *run(query: Query, scan: TableScan, reading: Reading, occurrence: OccurrencePort): Process<number> {
    const { kernel } = this.world;
    const { values, links, nodes } = this;
    const hits = this.cached(query, scan, reading);
    const gets = Math.ceil(reading.gets * (1 - hits));
    const missed = reading.bytes * (1 - hits);
    const pace = this.requestsPerSecond(gets, missed);
    const used = coresUsed(reading.units, nodes * values.cores);
    const serialSeconds = values.serial * reading.coreSeconds;
    const parts: Part[] = [
      paced(links[network]!, missed, gets === 0 ? Infinity : (pace * missed) / gets),
      paced(links[disk]!, reading.bytes * hits, Infinity),
      paced(links[cores]!, reading.coreSeconds - serialSeconds, used),
    ];
    const from = kernel.now;
    const last: number = yield this.together.work(parts, admissionsOf(this.store, gets, query.table.prefixes, pace));
    occurrence.phase(last === cores ? 'compute' : 'transfer', kernel.now - from);
    const computeFrom = kernel.now;
    if (serialSeconds > 0) yield this.together.work([paced(links[cores]!, serialSeconds, 1)]);
    occurrence.phase('compute', kernel.now - computeFrom);
    const shuffleFrom = kernel.now;
    const shuffled = reading.valueBytes * query.selectivityRatio * query.shuffleRatio * (1 - 1 / nodes);
    if (shuffled > 0) yield this.together.work([paced(links[network]!, shuffled, Infinity)]);
    occurrence.phase('shuffle', kernel.now - shuffleFrom);
    const coordination = nodes * values.coordination;
    if (coordination > 0) yield coordination;
    occurrence.phase('schedule', coordination);
    this.store.collapsed.requests('get', gets, missed, 0, occurrence.activity);
    occurrence.requests(gets);
    occurrence.bytesRead(missed);
    occurrence.bound('cores', reading.coreSeconds / (nodes * values.cores));
    occurrence.bound('nic', missed / (nodes * values.network));
    return hits;
  }

  private cached(query: Query, scan: TableScan, { bytes }: Reading): number {
    const { table, where = null, scanBytes } = query;
    const inPartitions = (scan.filesInAll * scan.partitions) / Math.max(1, scan.partitionsInAll);
    const share = inPartitions > 0 ? Math.min(1, filesOf(scan.files) / inPartitions) : 1;
    const isPart = where === null && scanBytes !== null;
    return this.cache.read({
      table: table.logName ?? table.name,
      scan,
      partitions: scan.partitions * (isPart ? share : 1),
      bytes,
      projection: query.projectionRatio,
      coverage: where === null ? 1 : share,
      nowSeconds: this.world.kernel.now,
    });
  }

  /** GETs a second that it can have answered, all streams together. */
  private requestsPerSecond(gets: number, bytes: number): number {
    if (gets === 0) return Infinity;
    const { store } = this;
    const streams = Math.min(gets, this.nodes * this.values.streams);
    const first = store.collapsed.answerMoments('get').mean;
    const seconds = first + bytes / gets / store.connectionRateBytesPerSecond;
    return seconds > 0 ? streams / seconds : Infinity;
  }
}

/** Steps of an octave, so that a link has few classes of flows. */
const steps = 16;
/**
 * What a query may use at the most is put on a grid, and its amount scaled by as much: alone it takes exactly amount / most,
 * beside others its share is off by less than 4.5 %.
 */
const paced = (link: FairShareLink, amount: number, most: number): Part => {
  if (most >= link.capacityBytesPerSecond) return { link, amount, mostPerSecond: Infinity };
  const mostPerSecond = 2 ** (Math.ceil(steps * Math.log2(most)) / steps);
  return { link, amount: (amount * mostPerSecond) / most, mostPerSecond };
};
