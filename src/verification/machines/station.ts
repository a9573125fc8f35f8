/**
 * One station: a pool of servers, a source, and the customers' own clock. What the customers measure (waits, times) and
 * what the pool measures (levels, counts) are kept apart and held against each other: that is Little's law.
 *
 * Told by handlers, for tens of millions of customers. With preemption the pool serves by itself (`serve`).
 */
import type { Timer } from '../../kernel/index.ts';
import { QuantileHistogram } from '../../statistics/index.ts';
import type { Outcome } from '../case.ts';
import { type Estimate, quantile, ratio, variance } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import type { Law } from '../laws.ts';
import { longer, Slots } from './_slots.ts';
import { afterwards, batchCount, WindowTotals, windowSeconds } from './_windows.ts';

export interface StationClass {
  readonly arrivalRate: number;
  readonly service: Law;
}

export interface StationOptions {
  readonly caseId: string;
  readonly servers: number;
  /** In order of priority, the first one first. Usually one. */
  readonly classes: readonly StationClass[];
  readonly capacity?: number;
  readonly preemptive?: true;
  /** Poisson if not given; then the mean is 1 / the sum of the arrival rates. */
  readonly interarrival?: Law;
  /** Customers that come together. Default: one. */
  readonly groupSize?: number;
  /** The probability of joining when so many are inside. Default: 1. */
  readonly joins?: (inside: number) => number;
  /** Exponential patience in the line, at this rate. */
  readonly renegingRate?: number;
  /** Keep all waits and times, for quantiles. */
  readonly histograms?: true;
  /** Count waits of at most so much. */
  readonly waitAtMost?: number;
  readonly entities: number;
}

export interface StationRun {
  readonly outcome: (estimates: Record<string, Estimate>) => Outcome;
  /** Mean time of those who were served, of a class or of all. */
  time(ofClass?: number): Estimate;
  /** Mean wait of those who were served. */
  wait(ofClass?: number): Estimate;
  /** Share of the arrivals that had to wait. */
  waiting(): Estimate;
  /** Share of the arrivals turned away. */
  refusal(): Estimate;
  /** Share of the arrivals that left the line. */
  reneging(): Estimate;
  /** Share of the waits up to `waitAtMost`. */
  waitedAtMost(): Estimate;
  number(): Estimate;
  queueLength(): Estimate;
  utilization(): Estimate;
  /** Variance of the number inside, over time. */
  numberVariance(): Estimate;
  throughput(): Estimate;
  waitQuantile(p: number): Estimate;
  timeQuantile(p: number): Estimate;
}

export function runStation(lab: Lab, options: StationOptions): StationRun {
  const { caseId, servers, classes, preemptive = false, groupSize = 1, joins, renegingRate = 0 } = options;
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, {
    name: caseId,
    servers,
    ...(options.capacity === undefined ? {} : { capacity: options.capacity }),
    ...(preemptive ? { preemption: 'resume' as const } : {}),
  });
  const classCount = classes.length;
  const totalRate = classes.reduce((sum, { arrivalRate }) => sum + arrivalRate, 0);
  const seconds = windowSeconds(options.entities, totalRate);

  const arrivals = lab.stream(caseId, 'arrivals');
  const choices = lab.stream(caseId, 'classes');
  const decisions = lab.stream(caseId, 'decisions');
  const patiences = lab.stream(caseId, 'patience');
  const meanGap = groupSize / totalRate;
  const gap = options.interarrival?.sampler(arrivals) ?? (() => arrivals.exponential(meanGap));
  const services = classes.map(({ service }, index) => service.sampler(lab.stream(caseId, `services ${index}`)));
  const thresholds = classes.map(
    (_, index) => classes.slice(0, index + 1).reduce((sum, { arrivalRate }) => sum + arrivalRate, 0) / totalRate,
  );
  const limit = options.waitAtMost ?? -1;

  // Totals by class and window: times and waits with their counts, and over all classes the rest.
  const byClass = () => classes.map(() => new WindowTotals());
  const timeSums = byClass();
  const timeCounts = byClass();
  const waitSums = byClass();
  const waitCounts = byClass();
  const came = new WindowTotals();
  const waited = new WindowTotals();
  const refused = new WindowTotals();
  const reneged = new WindowTotals();
  const within = new WindowTotals();
  const queueArea = new WindowTotals();
  const busyArea = new WindowTotals();
  const squareArea = new WindowTotals();
  const numberArea = new WindowTotals();
  const lengths = new WindowTotals();
  const histogramsOf = () => Array.from({ length: batchCount }, () => new QuantileHistogram());
  const waitHistograms = options.histograms ? histogramsOf() : null;
  const timeHistograms = options.histograms ? histogramsOf() : null;

  const timers: Timer[] | null = renegingRate > 0 ? [] : null;
  const slots = new Slots();
  let arrivedAt = new Float64Array(64);
  let begunAt = new Float64Array(64);
  let lengthOf = new Float64Array(64);
  let classOf = new Float64Array(64);
  let tickets = new Float64Array(64);
  let window = 0;
  let open = true;
  let inside = 0;
  let insideSince = 0;
  let idleBesideWaiting = 0;
  let overtaken = 0;
  let workDone = 0;
  let lineTime = 0;
  let visitTime = 0;
  let entities = 0;
  let asked = 0;

  const isBatch = () => window > 0 && window <= batchCount;
  const changeInside = (by: number) => {
    const { now } = kernel;
    const area = inside * (now - insideSince);
    numberArea.all[window]! += area;
    squareArea.all[window]! += inside * area;
    inside += by;
    insideSince = now;
  };
  const look = () => {
    if (pool.queueLength > 0 && pool.busy < servers) idleBesideWaiting++;
  };
  const begin = (slot: number) => {
    const { now } = kernel;
    const ofClass = classOf[slot]!;
    const wait = now - arrivedAt[slot]!;
    begunAt[slot] = now;
    timers?.[slot]?.cancel();
    lineTime += wait;
    waitSums[ofClass]!.all[window]! += wait;
    waitCounts[ofClass]!.all[window]!++;
    if (wait <= limit) within.all[window]!++;
    if (waitHistograms !== null && isBatch()) waitHistograms[window - 1]!.add(wait);
    kernel.schedule(lengthOf[slot]!, depart, slot);
  };
  const granted = kernel.handler((slot) => {
    begin(slot);
    look();
  }, 'granted');
  const leave = (slot: number) => {
    const { now } = kernel;
    const ofClass = classOf[slot]!;
    const time = now - arrivedAt[slot]!;
    visitTime += time;
    workDone += lengthOf[slot]!;
    timeSums[ofClass]!.all[window]! += time;
    timeCounts[ofClass]!.all[window]!++;
    if (timeHistograms !== null && isBatch()) timeHistograms[window - 1]!.add(time);
    arrivedAt[slot] = -1;
    slots.give(slot);
    changeInside(-1);
  };
  const depart = kernel.handler((slot) => {
    leave(slot);
    pool.release();
    look();
  }, 'depart');
  const served = kernel.handler((slot) => {
    leave(slot);
    look();
  }, 'served');
  const giveUp = kernel.handler((slot) => {
    // False: the unit was handed over at this very moment.
    if (!pool.withdraw(tickets[slot]!)) return;
    const { now } = kernel;
    const time = now - arrivedAt[slot]!;
    lineTime += time;
    visitTime += time;
    reneged.all[window]!++;
    arrivedAt[slot] = -1;
    slots.give(slot);
    changeInside(-1);
  }, 'give up');

  const enter = () => {
    came.all[window]!++;
    entities++;
    if (joins !== undefined && decisions.uniform() >= joins(inside)) {
      refused.all[window]!++;
      return;
    }
    const slot = slots.take();
    if (slot >= arrivedAt.length) {
      arrivedAt = longer(arrivedAt);
      begunAt = longer(begunAt);
      lengthOf = longer(lengthOf);
      classOf = longer(classOf);
      tickets = longer(tickets);
    }
    let ofClass = 0;
    if (classCount > 1) {
      const u = choices.uniform();
      while (u >= thresholds[ofClass]! && ofClass < classCount - 1) ofClass++;
    }
    arrivedAt[slot] = kernel.now;
    begunAt[slot] = -1;
    classOf[slot] = ofClass;
    lengthOf[slot] = services[ofClass]!();
    asked++;
    if (preemptive) {
      pool.serve(lengthOf[slot]!, served, slot, ofClass);
      changeInside(1);
      return;
    }
    const answer = pool.request(granted, slot, ofClass);
    if (answer === null) {
      refused.all[window]!++;
      arrivedAt[slot] = -1;
      slots.give(slot);
      return;
    }
    changeInside(1);
    if (answer) {
      // Nobody may be served at once while others wait.
      if (pool.queueLength > 0) overtaken++;
      begin(slot);
      return;
    }
    waited.all[window]!++;
    if (timers === null) return;
    tickets[slot] = pool.ticket;
    timers[slot] ??= kernel.timer(giveUp, slot);
    timers[slot].set(patiences.exponential(1 / renegingRate));
  };
  const arrive = kernel.handler(() => {
    if (!open) return;
    kernel.schedule(gap(), arrive);
    for (let place = 0; place < groupSize; place++) enter();
    look();
  }, 'arrive');
  kernel.schedule(gap(), arrive);

  const invariants = new Invariants();
  let offered = 0;
  let measuredWaits = 0;
  const close = () => {
    const stats = pool.stats();
    queueArea.all[window] = stats.meanQueueLength * lengths.all[window]!;
    busyArea.all[window] = stats.meanBusy * lengths.all[window]!;
    offered += stats.offered;
    if (stats.waits.count > 0) measuredWaits += stats.waits.mean * stats.waits.count;
    invariants.balance(
      'flow balance of the pool',
      stats.carriedOver + stats.offered,
      stats.served + stats.refused + stats.reneged + pool.busy + pool.queueLength,
    );
    invariants.atMost('utilisation at most 1', stats.utilization, 1);
    pool.resetStats();
  };
  for (window = 0; window <= batchCount; window++) {
    lengths.all[window] = seconds;
    kernel.run(seconds * (window + 1));
    changeInside(0);
    close();
  }
  window = afterwards;

  // Little's law, those still inside included: an identity between the customers' clock and the pool's levels.
  const { now } = kernel;
  let insideLine = 0;
  let insideVisit = 0;
  let stillThere = 0;
  for (let slot = 0; slot < slots.made; slot++) {
    if (arrivedAt[slot]! < 0) continue;
    stillThere++;
    insideVisit += now - arrivedAt[slot]!;
    if (begunAt[slot]! < 0) insideLine += now - arrivedAt[slot]!;
  }
  const queued = queueArea.sum;
  const busy = busyArea.sum;
  invariants.identity("Little's law, all inside", visitTime + insideVisit, queued + busy);
  if (!preemptive) invariants.identity("Little's law, the line", lineTime + insideLine, queued);
  invariants.balance('flow balance of the customers', stillThere, pool.busy + pool.queueLength);
  invariants.balance('everyone who joined was offered to the pool', asked, offered);

  // Work conservation: emptied, the servers were busy for exactly what was asked of them.
  open = false;
  const before = kernel.now;
  kernel.run();
  const seconds2 = kernel.now - before;
  invariants.identity('work conservation', workDone, busy + pool.stats().meanBusy * seconds2);
  invariants.balance('empty when all have gone', 0, pool.busy + pool.queueLength + inside);
  invariants.never('no server idle while somebody waits', idleBesideWaiting);
  if (!preemptive) invariants.never('nobody served at once while others wait', overtaken);
  if (!preemptive && renegingRate === 0) {
    invariants.identity("the pool's own waits", measuredWaits, lineTime - drainedLine());
  }
  /** What those waited who were granted after the last window. */
  function drainedLine(): number {
    const stats = pool.stats();
    return stats.waits.count > 0 ? stats.waits.mean * stats.waits.count : 0;
  }

  const sumOver = (totals: readonly WindowTotals[], ofClass: number | undefined): Float64Array => {
    if (ofClass !== undefined) return totals[ofClass]!.batches;
    return Float64Array.from({ length: batchCount }, (_, i) => totals.reduce((sum, each) => sum + each.batches[i]!, 0));
  };
  const pooled = (histograms: readonly QuantileHistogram[]): QuantileHistogram => {
    const all = new QuantileHistogram();
    for (const histogram of histograms) all.merge(histogram);
    return all;
  };
  const both = Float64Array.from({ length: batchCount }, (_, i) => queueArea.batches[i]! + busyArea.batches[i]!);
  return {
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities,
      events: kernel.eventCount,
      batches: batchCount,
    }),
    time: (ofClass) => ratio(sumOver(timeSums, ofClass), sumOver(timeCounts, ofClass)),
    wait: (ofClass) => ratio(sumOver(waitSums, ofClass), sumOver(waitCounts, ofClass)),
    waiting: () => ratio(waited.batches, came.batches),
    refusal: () => ratio(refused.batches, came.batches),
    reneging: () => ratio(reneged.batches, came.batches),
    waitedAtMost: () => ratio(within.batches, sumOver(waitCounts, undefined)),
    number: () => ratio(both, lengths.batches),
    queueLength: () => ratio(queueArea.batches, lengths.batches),
    utilization: () =>
      ratio(
        busyArea.batches.map((area) => area / servers),
        lengths.batches,
      ),
    numberVariance: () => variance(squareArea.batches, numberArea.batches, lengths.batches),
    throughput: () => ratio(sumOver(timeCounts, undefined), lengths.batches),
    waitQuantile: (p) => quantile(waitHistograms!, pooled(waitHistograms!), p),
    timeQuantile: (p) => quantile(timeHistograms!, pooled(timeHistograms!), p),
  };
}
