import type { DependencyPaths } from '../capabilities.ts';
import type { BatchRun } from './_batch-run.ts';
import type { Lanes } from './_lanes.ts';

/** What adds up along requests that wait for each other: no client can be faster than the longest of such chains. */
export class Chains {
  private readonly lanes: Lanes;
  private readonly rateVaries: boolean;
  private readonly connectionBytesPerSecond: number;

  constructor(lanes: Lanes, rateVaries: boolean, connectionBytesPerSecond: number) {
    this.lanes = lanes;
    this.rateVaries = rateVaries;
    this.connectionBytesPerSecond = connectionBytesPerSecond;
  }

  /** The lane's request has ended; who knows the ways through its batch adds it to one. */
  endOnPath(lane: number, paths: DependencyPaths): void {
    const { chainSeconds, chainBytes, chainTransferSeconds, request } = this.lanes;
    const transferSeconds = this.rateVaries
      ? chainTransferSeconds[lane]!
      : chainBytes[lane]! / this.connectionBytesPerSecond;
    paths.ended(request[lane]!, chainSeconds[lane]!, transferSeconds);
  }

  /** Nothing on the lane waits for what has ended. */
  end(lane: number, run: BatchRun): void {
    const { chainSeconds, chainBytes, chainTransferSeconds } = this.lanes;
    if (chainSeconds[lane]! > run.longestChainSeconds) run.longestChainSeconds = chainSeconds[lane]!;
    if (chainBytes[lane]! > run.largestChainBytes) run.largestChainBytes = chainBytes[lane]!;
    if (chainTransferSeconds[lane]! > run.longestChainTransferSeconds) {
      run.longestChainTransferSeconds = chainTransferSeconds[lane]!;
    }
    chainSeconds[lane] = 0;
    chainBytes[lane] = 0;
    chainTransferSeconds[lane] = 0;
  }
}
