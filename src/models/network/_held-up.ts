import type { CollapsedStore, HeldChain } from '../capabilities.ts';
import type { AnswerLaws } from './_answer-laws.ts';
import type { RetryPolicy } from './_retry.ts';
import { WaitsByMean } from './_throttle-waits.ts';

/** Chains whose requests a prefix refuses at times, from the wait of each that its fluid makes. */
export class HeldUp {
  private readonly waits: WaitsByMean | null;
  private readonly laws: AnswerLaws;

  constructor(policy: RetryPolicy | null, store: CollapsedStore, laws: AnswerLaws) {
    this.waits = policy && new WaitsByMean(policy, store.refusalMeanSeconds);
    this.laws = laws;
  }

  /** What a chain takes of the prefix, in place of 1. */
  weight({ requests, paceSeconds, entity }: HeldChain, waitingSeconds: number, activity: string): number {
    if (!(waitingSeconds > 0) || this.waits === null) return 1;
    const cv = Math.sqrt(this.waits.of(waitingSeconds).variance / requests) / (waitingSeconds + paceSeconds);
    return cv > 0 ? this.laws.unitDraw('admission', Math.min(1, cv), activity).at(entity, 1) : 1;
  }

  /** For each request that is admitted. */
  refusalsEach(waitingSeconds: number): number {
    return waitingSeconds > 0 && this.waits !== null ? this.waits.of(waitingSeconds).refusals : 0;
  }

  /** Of so many requests that waited so long in all. */
  refusals(requests: number, waitedSeconds: number): number {
    return Math.round(this.refusalsEach(waitedSeconds / requests) * requests);
  }
}
