/** Jobs of two tasks, one to each of two stations at the same moment; a job is done when both are. */
import type { Outcome } from '../case.ts';
import { type Estimate, ratio } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import { longer, Slots } from './_slots.ts';
import { afterwards, batchCount, WindowTotals, windowSeconds } from './_windows.ts';

export function runForkJoin(
  lab: Lab,
  options: { caseId: string; arrivalRate: number; entities: number },
): { time: Estimate; outcome: (estimates: Record<string, Estimate>) => Outcome } {
  const { caseId, arrivalRate } = options;
  const kernel = lab.kernel();
  const pools = [0, 1].map((index) => lab.pool(kernel, { name: `${caseId} ${index}`, servers: 1 }));
  const services = [0, 1].map((index) => lab.stream(caseId, `services ${index}`));
  const arrivals = lab.stream(caseId, 'arrivals');
  const seconds = windowSeconds(options.entities, arrivalRate);
  const timeSums = new WindowTotals();
  const timeCounts = new WindowTotals();
  const slots = new Slots();
  let arrivedAt = new Float64Array(64);
  let tasksLeft = new Float64Array(64);
  let window = 0;
  let open = true;
  let entities = 0;
  let done = 0;
  let work = 0;

  // A task is its job's slot times two, plus the station.
  const begin = (task: number) => {
    const service = services[task & 1]!.exponential(1);
    work += service;
    kernel.schedule(service, depart, task);
  };
  const granted = kernel.handler(begin, 'granted');
  const depart = kernel.handler((task) => {
    pools[task & 1]!.release();
    const slot = task >> 1;
    if (--tasksLeft[slot]! > 0) return;
    done++;
    timeSums.all[window]! += kernel.now - arrivedAt[slot]!;
    timeCounts.all[window]!++;
    slots.give(slot);
  }, 'depart');
  const arrive = kernel.handler(() => {
    if (!open) return;
    kernel.schedule(arrivals.exponential(1 / arrivalRate), arrive);
    const slot = slots.take();
    if (slot >= arrivedAt.length) {
      arrivedAt = longer(arrivedAt);
      tasksLeft = longer(tasksLeft);
    }
    entities++;
    arrivedAt[slot] = kernel.now;
    tasksLeft[slot] = 2;
    for (let station = 0; station < 2; station++) {
      if (pools[station]!.request(granted, 2 * slot + station) === true) begin(2 * slot + station);
    }
  }, 'arrive');
  kernel.schedule(arrivals.exponential(1 / arrivalRate), arrive);

  const invariants = new Invariants();
  let busy = 0;
  for (window = 0; window <= batchCount; window++) {
    kernel.run(seconds * (window + 1));
    for (const pool of pools) {
      const { carriedOver, offered, served, utilization, meanBusy } = pool.stats();
      invariants.balance('flow balance of each station', carriedOver + offered, served + pool.busy + pool.queueLength);
      invariants.atMost('utilisation at most 1', utilization, 1);
      busy += meanBusy * seconds;
      pool.resetStats();
    }
  }
  window = afterwards;
  const { now } = kernel;
  open = false;
  kernel.run();
  for (const pool of pools) busy += pool.stats().meanBusy * (kernel.now - now);
  invariants.identity('work conservation', work, busy);
  invariants.balance('every job is done when both tasks are', entities, done);
  return {
    time: ratio(timeSums.batches, timeCounts.batches),
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities,
      events: kernel.eventCount,
      batches: batchCount,
    }),
  };
}
