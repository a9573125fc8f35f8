/** One shared link: flows come at random, share it fairly, and go when their last byte is through. Told by handlers. */
import type { Outcome } from '../case.ts';
import { type Estimate, ratio, variance } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import type { Law } from '../laws.ts';
import { longer, Slots } from './_slots.ts';
import { afterwards, batchCount, WindowTotals, windowSeconds } from './_windows.ts';

export interface SharedLinkOptions {
  readonly caseId: string;
  readonly arrivalRate: number;
  /** Either a law of sizes, or kinds of flows with a size and a share of all flows each. */
  readonly sizes: Law | readonly { readonly size: number; readonly share: number }[];
  readonly capacity: number;
  /** Of each flow. Default: none. */
  readonly cap?: number;
  readonly entities: number;
}

export interface SharedLinkRun {
  readonly outcome: (estimates: Record<string, Estimate>) => Outcome;
  /** Mean time of a flow, of one kind or of all. */
  time(kind?: number): Estimate;
  timeVariance(): Estimate;
  number(): Estimate;
  utilization(): Estimate;
}

export function runSharedLink(lab: Lab, options: SharedLinkOptions): SharedLinkRun {
  const { caseId, arrivalRate, sizes, capacity, cap = Infinity } = options;
  const kernel = lab.kernel();
  const link = lab.link(kernel, { name: caseId, capacityBytesPerSecond: capacity });
  const flowClass = link.flowClass(cap);
  const arrivals = lab.stream(caseId, 'arrivals');
  const sizeStream = lab.stream(caseId, 'sizes');
  const kinds = 'sampler' in sizes ? null : sizes;
  const drawSize = 'sampler' in sizes ? sizes.sampler(sizeStream) : null;
  const seconds = windowSeconds(options.entities, arrivalRate);

  const byKind = () => (kinds ?? [null]).map(() => new WindowTotals());
  const timeSums = byKind();
  const timeCounts = byKind();
  const timeSquares = new WindowTotals();
  const flowArea = new WindowTotals();
  const workArea = new WindowTotals();
  const lengths = new WindowTotals();

  const slots = new Slots();
  let arrivedAt = new Float64Array(64);
  let sizeOf = new Float64Array(64);
  let kindOf = new Float64Array(64);
  let window = 0;
  let open = true;
  let entities = 0;
  let left = 0;
  let visitTime = 0;
  let bytes = 0;

  const done = kernel.handler((slot) => {
    const time = kernel.now - arrivedAt[slot]!;
    const kind = kindOf[slot]!;
    left++;
    visitTime += time;
    bytes += sizeOf[slot]!;
    timeSums[kind]!.all[window]! += time;
    timeCounts[kind]!.all[window]!++;
    timeSquares.all[window]! += time * time;
    arrivedAt[slot] = -1;
    slots.give(slot);
  }, 'done');
  const arrive = kernel.handler(() => {
    if (!open) return;
    kernel.schedule(arrivals.exponential(1 / arrivalRate), arrive);
    const slot = slots.take();
    if (slot >= arrivedAt.length) {
      arrivedAt = longer(arrivedAt);
      sizeOf = longer(sizeOf);
      kindOf = longer(kindOf);
    }
    let kind = 0;
    if (kinds !== null) {
      let u = sizeStream.uniform();
      while (u >= kinds[kind]!.share && kind < kinds.length - 1) u -= kinds[kind++]!.share;
    }
    entities++;
    arrivedAt[slot] = kernel.now;
    kindOf[slot] = kind;
    sizeOf[slot] = drawSize === null ? kinds![kind]!.size : drawSize();
    link.start(sizeOf[slot]!, flowClass, done, slot);
  }, 'arrive');
  kernel.schedule(arrivals.exponential(1 / arrivalRate), arrive);

  const invariants = new Invariants();
  let started = 0;
  let byteCount = 0;
  const close = () => {
    const stats = link.stats();
    flowArea.all[window] = stats.meanFlows * lengths.all[window]!;
    workArea.all[window] = stats.utilization * capacity * lengths.all[window]!;
    started += stats.started;
    byteCount += stats.bytes;
    invariants.balance('flow balance of the link', stats.carriedOver + stats.started, stats.completed + link.active);
    invariants.atMost('utilisation at most 1', stats.utilization, 1);
    link.resetStats();
  };
  for (window = 0; window <= batchCount; window++) {
    lengths.all[window] = seconds;
    kernel.run(seconds * (window + 1));
    close();
  }
  window = afterwards;

  const { now } = kernel;
  let insideVisit = 0;
  for (let slot = 0; slot < slots.made; slot++) if (arrivedAt[slot]! >= 0) insideVisit += now - arrivedAt[slot]!;
  invariants.identity("Little's law, all inside", visitTime + insideVisit, flowArea.sum);
  invariants.balance('flow balance of the flows', entities - left, link.active);
  invariants.balance('every flow was started', entities, started);

  // Work conservation: emptied, the link has moved exactly the bytes of all flows.
  open = false;
  kernel.run();
  const stats = link.stats();
  invariants.identity('work conservation', bytes, workArea.sum + stats.utilization * capacity * (kernel.now - now));
  invariants.identity("the link's own bytes", bytes, byteCount + stats.bytes);
  invariants.balance('empty when all have gone', entities, left);

  const sumOver = (totals: readonly WindowTotals[]): Float64Array =>
    Float64Array.from({ length: batchCount }, (_, i) => totals.reduce((sum, each) => sum + each.batches[i]!, 0));
  return {
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities,
      events: kernel.eventCount,
      batches: batchCount,
    }),
    time: (kind) =>
      kind === undefined
        ? ratio(sumOver(timeSums), sumOver(timeCounts))
        : ratio(timeSums[kind]!.batches, timeCounts[kind]!.batches),
    timeVariance: () => variance(timeSquares.batches, sumOver(timeSums), sumOver(timeCounts)),
    number: () => ratio(flowArea.batches, lengths.batches),
    utilization: () =>
      ratio(
        workArea.batches.map((area) => area / capacity),
        lengths.batches,
      ),
  };
}
