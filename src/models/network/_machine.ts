import { FairShareLink, type Kernel, ServerPool } from '../../kernel/index.ts';
import { BurstBucket } from './_burst-bucket.ts';
import { Connections } from './_connections.ts';
import type { Nic } from './_nic.ts';

export interface MachineOptions {
  readonly name: string;
  readonly connections: number;
  readonly idleTimeoutSeconds: number;
  readonly cold: boolean;
  readonly nic: Nic | null;
  /** The cap of one connection. */
  readonly connectionBytesPerSecond: number;
  /** The rate of the NIC has changed. */
  onRate(): void;
}

/** One machine of the client: a connection pool and a NIC. */
export class Machine {
  readonly pool: ServerPool;
  readonly connections: Connections;
  /** Null: nothing limits the connections together. */
  readonly link: FairShareLink | null;
  readonly flowClass: number;
  readonly bucket: BurstBucket | null;
  /** Its first connection is still to be opened. */
  cold: boolean;

  constructor(kernel: Kernel, options: MachineOptions) {
    const { name, nic } = options;
    this.pool = new ServerPool(kernel, { name: `${name}: connections`, servers: options.connections });
    this.connections = new Connections(options.connections, options.idleTimeoutSeconds);
    this.cold = options.cold;
    if (nic === null) {
      this.link = null;
      this.flowClass = -1;
      this.bucket = null;
      return;
    }
    const link = new FairShareLink(kernel, { name: `${name}: NIC`, capacityBytesPerSecond: nic.burstBytesPerSecond });
    const bucket = nic.bucketBytes > 0 ? new BurstBucket(kernel, link, nic) : null;
    this.link = link;
    this.flowClass = link.flowClass(options.connectionBytesPerSecond);
    this.bucket = bucket;
    link.onRate((rate) => {
      bucket?.onRate(rate);
      options.onRate();
    });
  }
}
