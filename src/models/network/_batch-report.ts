import type { BatchRun } from './_batch-run.ts';
import { connectionsBound, latencyBound, nicBound, type Work } from './_bounds.ts';
import { type Lanes, phaseCount, phaseName } from './_lanes.ts';
import type { Nic } from './_nic.ts';

/** What a client knows of itself when a batch is through. */
export interface ReportingClient {
  readonly lanes: Lanes;
  readonly machines: number;
  readonly nic: Nic | null;
  readonly rateVaries: boolean;
  readonly connectionBytesPerSecond: number;
  readonly nowSeconds: number;
}

/** Phases along the critical path, conservation and lower bounds of a batch that is through. */
export function reportBatch(run: BatchRun, client: ReportingClient): void {
  if (run.lastLane >= 0) reportPhases(run, client.lanes);
  conserve(run, client.nowSeconds);
  reportBounds(run, client);
}

function reportPhases(run: BatchRun, lanes: Lanes): void {
  const { occurrence, lastLane, batch } = run;
  for (let phase = 0; phase < phaseCount; phase++) {
    const seconds = lanes.phases[lastLane * phaseCount + phase]!;
    if (seconds > 0) occurrence.phase(phaseName(phase, batch), seconds);
  }
  lanes.giveBack(lastLane);
}

function reportBounds(run: BatchRun, client: ReportingClient): void {
  const { nic, rateVaries, connectionBytesPerSecond } = client;
  const { paths } = run.batch;
  const seconds = client.nowSeconds - run.beganAtSeconds;
  const work: Work = {
    lanes: run.atOnce,
    machines: client.machines,
    latencySeconds: run.latencySeconds,
    longestChainSeconds: paths?.latencySeconds ?? run.longestChainSeconds,
    bytes: run.bytes,
    largestChainBytes: run.largestChainBytes,
    // Where requests wait for each other, or rates have a spread, in seconds.
    transferSeconds: rateVaries ? run.transferSeconds : paths && run.bytes / connectionBytesPerSecond,
    longestChainTransferSeconds: paths?.transferSeconds ?? run.longestChainTransferSeconds,
    connectionBytesPerSecond,
    sentBytes: run.sentBytes,
    burstInBytes: run.burstInBytes,
    burstOutBytes: run.burstOutBytes,
  };
  reportBound(run, { resource: 'latency', bound: latencyBound(work), seconds, client });
  reportBound(run, { resource: 'connections', bound: connectionsBound(work), seconds, client });
  if (nic !== null) reportBound(run, { resource: 'nic', bound: nicBound(work, nic), seconds, client });
}

interface Bound {
  readonly resource: string;
  readonly bound: number;
  readonly seconds: number;
  readonly client: ReportingClient;
}

/** No result beats its lower bound but by rounding: a few units in the last place of the clock for each request. */
function reportBound(run: BatchRun, { resource, bound, seconds, client }: Bound): void {
  const slack = 1e-12 + (16 + 8 * run.sentRequests) * Number.EPSILON * client.nowSeconds;
  if (bound > seconds * (1 + 1e-9) + slack) {
    throw new Error(
      `${run.activity}: took ${seconds} s, less than its lower bound by ${resource}, ${bound} s, ` +
        `at simulated time ${client.nowSeconds} s`,
    );
  }
  run.occurrence.bound(resource, Math.min(bound, seconds));
}

/** Every request has its end, and every byte that was asked for has come or gone. */
function conserve(run: BatchRun, nowSeconds: number): void {
  const requests = run.endedRequests + run.failedAttempts;
  if (run.sentRequests === requests && run.askedBytes === run.bytes + run.failedBytes) return;
  throw new Error(
    `${run.activity}: of ${run.sentRequests} requests ${requests} have ended, of ${run.askedBytes} B ` +
      `${run.bytes + run.failedBytes} are accounted for, at simulated time ${nowSeconds} s`,
  );
}
