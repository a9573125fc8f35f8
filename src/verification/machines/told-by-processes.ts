/** One station told by processes: a generator for each customer, as the README of the kernel tells it. */
import type { Process } from '../../kernel/index.ts';
import type { Outcome } from '../case.ts';
import { type Estimate, ratio } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import { longer, Slots } from './_slots.ts';
import { batchCount, WindowTotals, windowSeconds } from './_windows.ts';

export interface ToldOptions {
  readonly caseId: string;
  readonly servers: number;
  readonly arrivalRate: number;
  /** Mean of the exponential patience in the line. Default: endless. */
  readonly meanPatience?: number;
  readonly entities: number;
}

export interface ToldRun {
  readonly outcome: (estimates: Record<string, Estimate>) => Outcome;
  time(): Estimate;
  wait(): Estimate;
  reneging(): Estimate;
}

export function runTold(lab: Lab, options: ToldOptions): ToldRun {
  const { caseId, servers, arrivalRate, meanPatience } = options;
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, { name: caseId, servers });
  const arrivals = lab.stream(caseId, 'arrivals');
  const services = lab.stream(caseId, 'services');
  const patience = lab.stream(caseId, 'patience');
  const seconds = windowSeconds(options.entities, arrivalRate);
  const timeSums = new WindowTotals();
  const waitSums = new WindowTotals();
  const servedCounts = new WindowTotals();
  const came = new WindowTotals();
  const gaveUp = new WindowTotals();
  let window = 0;
  let entities = 0;
  let visitTime = 0;
  let left = 0;
  const slots = new Slots();
  let arrivedAt = new Float64Array(64);

  function* customer(): Process<void> {
    const arrived = kernel.now;
    const slot = slots.take();
    if (slot >= arrivedAt.length) arrivedAt = longer(arrivedAt);
    arrivedAt[slot] = arrived;
    came.all[window]!++;
    const service = services.exponential(1);
    if (meanPatience === undefined) yield pool.acquire();
    else if ((yield* pool.acquireWithin(patience.exponential(meanPatience))) !== undefined) {
      gaveUp.all[window]!++;
      leave(slot);
      return;
    }
    const wait = kernel.now - arrived;
    yield service;
    pool.release();
    timeSums.all[window]! += kernel.now - arrived;
    waitSums.all[window]! += wait;
    servedCounts.all[window]!++;
    leave(slot);
  }
  const leave = (slot: number) => {
    left++;
    visitTime += kernel.now - arrivedAt[slot]!;
    arrivedAt[slot] = -1;
    slots.give(slot);
  };
  function* source(): Process<void> {
    for (;;) {
      yield arrivals.exponential(1 / arrivalRate);
      entities++;
      kernel.spawn(customer(), 'customer');
    }
  }
  kernel.spawn(source(), 'source');

  const invariants = new Invariants();
  let area = 0;
  for (window = 0; window <= batchCount; window++) {
    kernel.run(seconds * (window + 1));
    const { carriedOver, offered, served, reneged, meanBusy, meanQueueLength, utilization } = pool.stats();
    const inside = pool.busy + pool.queueLength;
    area += (meanBusy + meanQueueLength) * seconds;
    invariants.balance('flow balance of the pool', carriedOver + offered, served + reneged + inside);
    invariants.balance('flow balance of the customers', entities, left + inside);
    invariants.atMost('utilisation at most 1', utilization, 1);
    pool.resetStats();
  }
  let inside = 0;
  for (let slot = 0; slot < slots.made; slot++) if (arrivedAt[slot]! >= 0) inside += kernel.now - arrivedAt[slot]!;
  invariants.identity("Little's law, all inside", area, visitTime + inside);
  return {
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities,
      events: kernel.eventCount,
      batches: batchCount,
    }),
    time: () => ratio(timeSums.batches, servedCounts.batches),
    wait: () => ratio(waitSums.batches, servedCounts.batches),
    reneging: () => ratio(gaveUp.batches, came.batches),
  };
}
