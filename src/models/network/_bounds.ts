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
  /** The same of connections with rates of their own: seconds at these rates. Null: all have the one below. */
  readonly transferSeconds: number | null;
  readonly longestChainTransferSeconds: number;
  readonly connectionBytesPerSecond: number;
  /** The part of the bytes that was sent; NICs carry both ways at once. */
  readonly sentBytes: number;
  /** Credits of all NICs when the occurrence began, by direction. */
  readonly burstInBytes: number;
  readonly burstOutBytes: number;
}

export function latencyBound(work: Work): number {
  return Math.max(work.latencySeconds / work.lanes, work.longestChainSeconds);
}

export function connectionsBound(work: Work): number {
  if (work.transferSeconds !== null) {
    return Math.max(work.transferSeconds / work.lanes, work.longestChainTransferSeconds);
  }
  return Math.max(work.bytes / work.lanes, work.largestChainBytes) / work.connectionBytesPerSecond;
}

/** In t seconds m NICs carry at most m x burst x t each way, and at most m x baseline x t and their credits. */
export function nicBound(work: Work, nic: Nic): number {
  const received = oneWayBound(work.bytes - work.sentBytes, work.burstInBytes, work.machines, nic);
  return Math.max(received, oneWayBound(work.sentBytes, work.burstOutBytes, work.machines, nic));
}

function oneWayBound(bytes: number, creditBytes: number, machines: number, nic: Nic): number {
  const bytesEach = bytes / machines;
  const beyondCredits = (bytes - creditBytes) / machines;
  return Math.max(0, bytesEach / nic.burstBytesPerSecond, beyondCredits / nic.baselineBytesPerSecond);
}
