/** The simulation kernel: clock, event list, processes, server pools, shared links. Public as `lakesim/kernel`. */

export { KernelError, type KernelErrorCode } from './errors.ts';
export { FairShareLink, type FairShareLinkOptions, type FairShareLinkStats } from './fair-share-link.ts';
export { FairShareNetwork, type FairShareNetworkOptions, type NetworkLinkOptions } from './fair-share-network.ts';
export { Interrupt } from './interrupt.ts';
export { type Handler, type HandlerId, Kernel, type KernelOptions, type Observer, type RunEnd } from './kernel.ts';
export type { NetworkLink, NetworkLinkStats } from './network-link.ts';
export type { NetworkRoute } from './network-route.ts';
export type { PeriodicEvents, PeriodicOptions } from './periodic.ts';
export type { Command, Process, ProcessHandle } from './process.ts';
export {
  type Refusal,
  ServerPool,
  type ServerPoolOptions,
  type ServerPoolStats,
  type WaitObserver,
} from './server-pool.ts';
export { Signal } from './signal.ts';
export { Store, type StoreOptions, type StoreStats } from './store.ts';
export type { Timer } from './timer.ts';
export { TokenBucket, type TokenBucketOptions, type TokenBucketStats } from './token-bucket.ts';
