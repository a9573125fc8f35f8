/**
 * Where a case gets its kernel, its parts and its chance from. The tests put broken parts in their place, to see that the
 * rule notices; the suite itself runs on the parts as they are.
 */
import {
  FairShareLink,
  type FairShareLinkOptions,
  Kernel,
  type KernelOptions,
  ServerPool,
  type ServerPoolOptions,
} from '../kernel/index.ts';
import { createStream, type RandomStream } from '../random/index.ts';

export interface Lab {
  readonly seed: number;
  kernel(options?: KernelOptions): Kernel;
  pool(kernel: Kernel, options: ServerPoolOptions): ServerPool;
  link(kernel: Kernel, options: FairShareLinkOptions): FairShareLink;
  /** The stream of that purpose in that case: `mm1-90: services`. */
  stream(caseId: string, purpose: string, replication?: number): RandomStream;
}

/** Fixed, so that the same lakesim gives the same numbers everywhere. Not chosen for its results. */
export const suiteSeed = 1;

export function createLab(seed = suiteSeed): Lab {
  return {
    seed,
    kernel: (options) => new Kernel(options),
    pool: (kernel, options) => new ServerPool(kernel, options),
    link: (kernel, options) => new FairShareLink(kernel, options),
    stream: (caseId, purpose, replication = 0) => createStream(seed, replication, `${caseId}: ${purpose}`),
  };
}
