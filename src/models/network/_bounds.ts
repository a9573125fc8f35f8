/** Lower bounds on an occurrence's duration, from its own draws: the time if only one resource took any. */
import type { Nic } from './_nic.ts';

export interface Work {
  /** Requests that could run at once: chains, pool, and what the batch allows. */
  readonly lanes: number;
  readonly machines: number;
  /** Opening, first bytes and closing of all requests; and of the chain with most of it. */
  readonly latencySeconds: number;
  readonly longestChainSeconds: number;
  readonly bytes: number;
  readonly largestChainBytes: number;
  readonly connectionBytesPerSecond: number;
  /** Credits of all NICs when the occurrence began. */
  readonly burstBytes: number;
}

export function latencyBound(work: Work): number {
  return Math.max(work.latencySeconds / work.lanes, work.longestChainSeconds);
}

export function connectionsBound(work: Work): number {
  return Math.max(work.bytes / work.lanes, work.largestChainBytes) / work.connectionBytesPerSecond;
}

/** In t seconds m NICs carry at most m x burst x t, and at most m x baseline x t and their credits. */
export function nicBound(work: Work, nic: Nic): number {
  const bytesEach = work.bytes / work.machines;
  const beyondCredits = (work.bytes - work.burstBytes) / work.machines;
  return Math.max(0, bytesEach / nic.burstBytesPerSecond, beyondCredits / nic.baselineBytesPerSecond);
}
