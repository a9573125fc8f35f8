/**
 * A closed network told by processes: each job thinks, then visits the stations one after the other, for ever. Who finds
 * a full station (its capacity) goes back to thinking.
 */
import type { Process } from '../../kernel/index.ts';
import type { Outcome } from '../case.ts';
import { type Estimate, ratio } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import type { Law } from '../laws.ts';
import { batchCount, WindowTotals } from './_windows.ts';

export interface ClosedNetworkOptions {
  readonly caseId: string;
  readonly jobs: number;
  /** None: no thinking. */
  readonly think: Law | null;
  readonly stations: readonly { readonly servers: number; readonly capacity?: number; readonly service: Law }[];
  /** Cycles of all jobs together per unit of time, by theory: sets the length of the run. */
  readonly throughput: number;
  readonly entities: number;
}

export interface ClosedNetworkRun {
  readonly outcome: (estimates: Record<string, Estimate>) => Outcome;
  /** Cycles per unit of time. */
  throughput(): Estimate;
  /** From the end of thinking to the end of the last visit. */
  response(): Estimate;
  /** Share of the tries that found a station full. */
  refusal(): Estimate;
  utilization(station: number): Estimate;
  number(station: number): Estimate;
}

export function runClosedNetwork(lab: Lab, options: ClosedNetworkOptions): ClosedNetworkRun {
  const { caseId, jobs, think, stations } = options;
  const kernel = lab.kernel();
  const pools = stations.map(({ servers, capacity }, index) =>
    lab.pool(kernel, { name: `${caseId} ${index}`, servers, ...(capacity === undefined ? {} : { capacity }) }),
  );
  const services = stations.map(({ service }, index) => service.sampler(lab.stream(caseId, `services ${index}`)));
  const thinking = think?.sampler(lab.stream(caseId, 'thinking')) ?? null;
  const seconds = Math.ceil(options.entities / options.throughput / (batchCount + 1));

  const cycles = new WindowTotals();
  const tries = new WindowTotals();
  const refusals = new WindowTotals();
  const responses = new WindowTotals();
  const lengths = new WindowTotals();
  const areas = stations.map(() => new WindowTotals());
  const busyAreas = stations.map(() => new WindowTotals());
  let window = 0;
  let entities = 0;
  let thinkTime = 0;
  let thinkers = 0;
  /** Since when each job thinks; -1 while it does not. */
  const thinksSince = new Float64Array(jobs).fill(-1);

  function* job(index: number): Process<void> {
    for (;;) {
      if (thinking !== null) {
        thinksSince[index] = kernel.now;
        thinkers++;
        yield thinking();
        thinkers--;
        thinkTime += kernel.now - thinksSince[index]!;
        thinksSince[index] = -1;
      }
      const start = kernel.now;
      let refused = false;
      for (let station = 0; station < pools.length && !refused; station++) {
        tries.all[window]!++;
        refused = (yield* pools[station]!.use(services[station]!())) === 'full';
      }
      if (refused) {
        refusals.all[window]!++;
        continue;
      }
      entities++;
      cycles.all[window]!++;
      responses.all[window]! += kernel.now - start;
    }
  }
  for (let index = 0; index < jobs; index++) kernel.spawn(job(index), `job ${index}`);

  const invariants = new Invariants();
  for (window = 0; window <= batchCount; window++) {
    lengths.all[window] = seconds;
    kernel.run(seconds * (window + 1));
    let inPools = 0;
    pools.forEach((pool, station) => {
      const { carriedOver, offered, served, refused, meanBusy, meanQueueLength, utilization } = pool.stats();
      busyAreas[station]!.all[window] = meanBusy * seconds;
      areas[station]!.all[window] = (meanBusy + meanQueueLength) * seconds;
      inPools += pool.busy + pool.queueLength;
      const inside = pool.busy + pool.queueLength;
      invariants.balance('flow balance of each station', carriedOver + offered, served + refused + inside);
      invariants.atMost('utilisation at most 1', utilization, 1);
      pool.resetStats();
    });
    invariants.balance('jobs are neither lost nor made', inPools + thinkers, jobs);
  }
  // The job-seconds of all stations and of thinking are those of all jobs: Little's law of a closed network.
  let thinkArea = thinkTime;
  for (const since of thinksSince) if (since >= 0) thinkArea += kernel.now - since;
  const poolArea = areas.reduce((sum, each) => sum + each.sum, 0);
  invariants.identity("Little's law, all jobs", poolArea + thinkArea, jobs * kernel.now);

  return {
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities,
      events: kernel.eventCount,
      batches: batchCount,
    }),
    throughput: () => ratio(cycles.batches, lengths.batches),
    response: () => ratio(responses.batches, cycles.batches),
    refusal: () => ratio(refusals.batches, tries.batches),
    utilization: (station) =>
      ratio(
        busyAreas[station]!.batches.map((area) => area / stations[station]!.servers),
        lengths.batches,
      ),
    number: (station) => ratio(areas[station]!.batches, lengths.batches),
  };
}
