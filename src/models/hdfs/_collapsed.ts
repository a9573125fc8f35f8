import type { Values } from '../../fields/index.ts';
import { momentsOf } from '../../random/index.ts';
import type { CollapsedStore, Moments, Operation } from '../capabilities.ts';
import type { hdfsFields } from './fields.ts';

/**
 * HDFS towards requests that are drawn as one: reads of files that are open, and calls to a NameNode that is idle. They
 * are counted, and so is the NameNode's time; nobody waits for it.
 */
export class Collapsed implements CollapsedStore {
  readonly requests: CollapsedStore['requests'];
  readonly refusalMeanSeconds: number;
  private readonly read: Moments;
  private readonly call: Moments;

  constructor({ firstByte, roundTrip, rpc }: Values<typeof hdfsFields>, requests: CollapsedStore['requests']) {
    this.requests = requests;
    this.read = momentsOf(firstByte);
    const call = momentsOf(roundTrip);
    this.call = { ...call, mean: call.mean + 1 / rpc };
    this.refusalMeanSeconds = this.call.mean;
  }

  answerMoments(operation: Operation): Moments {
    return operation === 'head' ? this.call : this.read;
  }
  flowOf(): null {
    return null;
  }
}
