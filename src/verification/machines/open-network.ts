/** Stations in an open network: customers come from outside, go from station to station by chance, and leave. */
import type { Outcome } from '../case.ts';
import { type Estimate, ratio } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import type { Law } from '../laws.ts';
import { longer, Slots } from './_slots.ts';
import { afterwards, batchCount, WindowTotals, windowSeconds } from './_windows.ts';

export interface NetworkStation {
  readonly servers: number;
  readonly service: Law;
  /** Arrivals from outside. */
  readonly externalRate: number;
  /** Probability of going on to each station; the rest leaves. */
  readonly next: readonly number[];
}

export interface OpenNetworkOptions {
  readonly caseId: string;
  readonly stations: readonly NetworkStation[];
  readonly entities: number;
}

export interface OpenNetworkRun {
  readonly outcome: (estimates: Record<string, Estimate>) => Outcome;
  /** Mean time from coming to leaving. */
  time(): Estimate;
  /** Mean number at a station. */
  number(station: number): Estimate;
  utilization(station: number): Estimate;
}

export function runOpenNetwork(lab: Lab, options: OpenNetworkOptions): OpenNetworkRun {
  const { caseId, stations } = options;
  const kernel = lab.kernel();
  const pools = stations.map(({ servers }, index) => lab.pool(kernel, { name: `${caseId} ${index}`, servers }));
  const rate = stations.reduce((sum, { externalRate }) => sum + externalRate, 0);
  const seconds = windowSeconds(options.entities, rate);
  const services = stations.map(({ service }, index) => service.sampler(lab.stream(caseId, `services ${index}`)));
  const routes = lab.stream(caseId, 'routes');

  const timeSums = new WindowTotals();
  const timeCounts = new WindowTotals();
  const lengths = new WindowTotals();
  const areas = stations.map(() => new WindowTotals());
  const busyAreas = stations.map(() => new WindowTotals());
  const work = stations.map(() => 0);
  const slots = new Slots();
  let arrivedAt = new Float64Array(64);
  let stationOf = new Float64Array(64);
  let window = 0;
  let open = true;
  let entities = 0;
  let left = 0;
  let visitTime = 0;

  const begin = (slot: number) => {
    const station = stationOf[slot]!;
    const seconds = services[station]!();
    work[station]! += seconds;
    kernel.schedule(seconds, depart, slot);
  };
  const granted = kernel.handler(begin, 'granted');
  const join = (slot: number, station: number) => {
    stationOf[slot] = station;
    if (pools[station]!.request(granted, slot) === true) begin(slot);
  };
  const depart = kernel.handler((slot) => {
    const station = stationOf[slot]!;
    pools[station]!.release();
    let u = routes.uniform();
    const { next } = stations[station]!;
    for (let to = 0; to < next.length; to++) {
      if (u < next[to]!) {
        join(slot, to);
        return;
      }
      u -= next[to]!;
    }
    const time = kernel.now - arrivedAt[slot]!;
    left++;
    visitTime += time;
    timeSums.all[window]! += time;
    timeCounts.all[window]!++;
    arrivedAt[slot] = -1;
    slots.give(slot);
  }, 'depart');
  stations.forEach(({ externalRate }, station) => {
    if (externalRate === 0) return;
    const stream = lab.stream(caseId, `arrivals ${station}`);
    const arrive = kernel.handler(() => {
      if (!open) return;
      kernel.schedule(stream.exponential(1 / externalRate), arrive);
      const slot = slots.take();
      if (slot >= arrivedAt.length) {
        arrivedAt = longer(arrivedAt);
        stationOf = longer(stationOf);
      }
      entities++;
      arrivedAt[slot] = kernel.now;
      join(slot, station);
    }, `arrive ${station}`);
    kernel.schedule(stream.exponential(1 / externalRate), arrive);
  });

  const invariants = new Invariants();
  const inPools = () => pools.reduce((sum, pool) => sum + pool.busy + pool.queueLength, 0);
  for (window = 0; window <= batchCount; window++) {
    lengths.all[window] = seconds;
    kernel.run(seconds * (window + 1));
    pools.forEach((pool, station) => {
      const stats = pool.stats();
      busyAreas[station]!.all[window] = stats.meanBusy * seconds;
      areas[station]!.all[window] = (stats.meanBusy + stats.meanQueueLength) * seconds;
      const { carriedOver, offered, served } = stats;
      invariants.balance('flow balance of each station', carriedOver + offered, served + pool.busy + pool.queueLength);
      invariants.atMost('utilisation at most 1', stats.utilization, 1);
      pool.resetStats();
    });
    invariants.balance('flow balance of the network', entities, left + inPools());
  }
  window = afterwards;
  const { now } = kernel;
  let inside = 0;
  for (let slot = 0; slot < slots.made; slot++) if (arrivedAt[slot]! >= 0) inside += now - arrivedAt[slot]!;
  const area = areas.reduce((sum, each) => sum + each.sum, 0);
  invariants.identity("Little's law, the whole network", visitTime + inside, area);

  open = false;
  kernel.run();
  pools.forEach((pool, station) => {
    const rest = pool.stats().meanBusy * (kernel.now - now);
    invariants.identity('work conservation at each station', work[station]!, busyAreas[station]!.sum + rest);
  });
  invariants.balance('empty when all have gone', entities, left);

  return {
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities,
      events: kernel.eventCount,
      batches: batchCount,
    }),
    time: () => ratio(timeSums.batches, timeCounts.batches),
    number: (station) => ratio(areas[station]!.batches, lengths.batches),
    utilization: (station) =>
      ratio(
        busyAreas[station]!.batches.map((each) => each / stations[station]!.servers),
        lengths.batches,
      ),
  };
}
