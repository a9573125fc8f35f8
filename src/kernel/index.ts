/** The simulation kernel: clock, event list, processes, server pools, shared links. Public as `lakesim/kernel`. */

export { KernelError, type KernelErrorCode } from './errors.ts';
export type { EventList } from './event-list.ts';
export { FairShareLink, type FairShareLinkOptions, type FairShareLinkStats } from './fair-share-link.ts';
export { HeapEventList } from './heap-event-list.ts';
export { type Handler, type HandlerId, Kernel, type KernelOptions, type Observer, type RunEnd } from './kernel.ts';
export type { PeriodicEvents, PeriodicOptions } from './periodic.ts';
export type { Command, Process, ProcessHandle } from './process.ts';
export { ServerPool, type ServerPoolOptions, type ServerPoolStats } from './server-pool.ts';
export { Signal } from './signal.ts';
export type { Timer } from './timer.ts';
