import type { Recorder } from '../model.ts';

export interface NameNodeRecorders {
  readonly rpcs: Recorder;
  readonly rpcWait: Recorder;
  readonly rpcBusy: Recorder;
}

/**
 * The NameNode as one server, first come, first served: a lock over the whole namespace is what its calls share. Service
 * times are known when a call comes, so that its wait is known as well (Lindley):
 *
 *     wait = max(0, free - now)         free = max(free, now) + service
 *
 * With calls at random and one service time S this is M/D/1: mean wait = u S / 2 (1 - u), at utilisation u.
 * Left out: calls that only read share the lock, and so need more than one core to be as many as `rpc` says.
 */
export class NameNode {
  private freeAt = 0;
  private readonly recorders: NameNodeRecorders;

  constructor(recorders: NameNodeRecorders) {
    this.recorders = recorders;
  }

  /** Takes up `calls` that follow each other, `serviceSeconds` in all. Returns the seconds until the last is served. */
  serve(calls: number, serviceSeconds: number, nowSeconds: number): number {
    const { rpcs, rpcWait, rpcBusy } = this.recorders;
    const from = this.freeAt > nowSeconds ? this.freeAt : nowSeconds;
    this.freeAt = from + serviceSeconds;
    rpcs.add(calls);
    rpcWait.add(from - nowSeconds);
    rpcBusy.add(serviceSeconds);
    return this.freeAt - nowSeconds;
  }

  /** Calls that were drawn as one: counted, and nobody waits. */
  count(calls: number, serviceSeconds: number): void {
    this.recorders.rpcs.add(calls);
    this.recorders.rpcBusy.add(serviceSeconds);
  }
}
