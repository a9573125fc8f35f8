import type { Values } from '../../fields/index.ts';
import { FairShareLink, type Kernel, ServerPool } from '../../kernel/index.ts';
import type { World } from '../model.ts';
import { BurstBucket } from './_burst-bucket.ts';
import { Connections } from './_connections.ts';
import type { Nic } from './_nic.ts';
import type { clientFields } from './fields.ts';

export interface MachineOptions {
  readonly name: string;
  readonly connections: number;
  readonly idleTimeoutSeconds: number;
  /** Most connections that are kept idle. */
  readonly keptIdle: number;
  readonly cold: boolean;
  readonly nic: Nic | null;
  /** The cap of one connection. */
  readonly connectionBytesPerSecond: number;
  /** The most of one connection that is under way to the machine and not taken up. */
  readonly windowBytes: number;
  /** The rate of the NIC has changed. */
  onRate(): void;
}

/** One direction of a NIC, with its own burst credits: those for traffic in and out are separate (EC2 User Guide, 2023-06). */
export class Direction {
  readonly link: FairShareLink;
  readonly bucket: BurstBucket | null;
  /** With and without credits. */
  readonly leastBytesPerSecond: number;
  /** Of connections at the usual rate. */
  readonly flowClass: number;
  private readonly windowBytes: number;
  private readonly connectionBytesPerSecond: number;
  private readonly classes = new Map<number, number>();
  /** Bytes a second beside the flows of the link, by those who tell them in the mean. */
  private carried = 0;

  constructor(
    kernel: Kernel,
    name: string,
    nic: Nic,
    { connectionBytesPerSecond, windowBytes, onRate }: MachineOptions,
  ) {
    const link = new FairShareLink(kernel, { name, capacityBytesPerSecond: nic.burstBytesPerSecond });
    const bucket = nic.bucketBytes > 0 ? new BurstBucket(kernel, link, nic) : null;
    this.link = link;
    this.leastBytesPerSecond = nic.baselineBytesPerSecond;
    this.bucket = bucket;
    this.flowClass = link.flowClass(connectionBytesPerSecond);
    this.windowBytes = windowBytes;
    this.connectionBytesPerSecond = connectionBytesPerSecond;
    link.onRate((rate) => {
      bucket?.onRate(rate + this.carried);
      onRate();
    });
  }

  /** Achieved, in bytes per second. */
  get rate(): number {
    return this.link.rate + this.carried;
  }
  /** From now on so many bytes a second come beside the flows, which is too little to hold any of them up. */
  carry(bytesPerSecond: number): void {
    if (bytesPerSecond === this.carried) return;
    this.carried = bytesPerSecond;
    this.bucket?.onRate(this.rate);
  }

  /**
   * What a first byte waits in front of a full link. With n flows that the store would send at r each and a capacity C
   * below n r, each flow has its window W on the way, and what comes next stands behind all of them:
   *
   *     queue = n W / C
   */
  queueSeconds(): number {
    const { link } = this;
    const flows = link.active;
    if (flows * this.connectionBytesPerSecond <= link.capacityBytesPerSecond) return 0;
    return (flows * this.windowBytes) / link.capacityBytesPerSecond;
  }

  /** The class of flows at this rate, which is one of a bounded number. */
  classOf(bytesPerSecond: number): number {
    let found = this.classes.get(bytesPerSecond);
    if (found === undefined) {
      found = this.link.flowClass(bytesPerSecond);
      this.classes.set(bytesPerSecond, found);
    }
    return found;
  }
}

/** One machine of the client: a connection pool and a NIC. */
export class Machine {
  readonly pool: ServerPool;
  readonly connections: Connections;
  /** What comes in; null: nothing limits the connections together. */
  readonly inbound: Direction | null;
  /** Those that have carried something or may do so at any time. */
  readonly directions: Direction[] = [];
  /** Its first connection is still to be opened. */
  cold: boolean;
  private readonly kernel: Kernel;
  private readonly options: MachineOptions;
  private out: Direction | null = null;

  constructor(kernel: Kernel, options: MachineOptions) {
    const { name, nic } = options;
    this.kernel = kernel;
    this.options = options;
    this.pool = new ServerPool(kernel, { name: `${name}: connections`, servers: options.connections });
    this.connections = new Connections(options.connections, options.idleTimeoutSeconds, options.keptIdle);
    this.cold = options.cold;
    this.inbound = nic === null ? null : new Direction(kernel, `${name}: NIC`, nic, options);
    if (this.inbound !== null) this.directions.push(this.inbound);
  }

  /** What goes out; made when something does. */
  outbound(): Direction | null {
    const { nic, name } = this.options;
    if (this.out !== null || nic === null) return this.out;
    this.out = new Direction(this.kernel, `${name}: NIC out`, nic, this.options);
    this.directions.push(this.out);
    return this.out;
  }

  get burstInBytes(): number {
    return this.inbound?.bucket?.bytes ?? 0;
  }
  /** Before anything was sent the bucket is full. */
  get burstOutBytes(): number {
    return this.out === null ? (this.options.nic?.bucketBytes ?? 0) : (this.out.bucket?.bytes ?? 0);
  }
}

/** The machines of a client, all alike. */
export function machinesOf(
  values: Values<typeof clientFields>,
  { kernel, name }: World,
  {
    onRate,
    ...shared
  }: Pick<MachineOptions, 'nic' | 'connectionBytesPerSecond'> & { readonly onRate: (machine: number) => void },
): Machine[] {
  const { machines, connections, idleTimeout, keptIdle, cold, window } = values;
  return Array.from({ length: machines }, (_, index) => {
    const own = machines === 1 ? name : `${name} ${index + 1}`;
    return new Machine(kernel, {
      ...shared,
      onRate: () => onRate(index),
      name: own,
      connections,
      idleTimeoutSeconds: idleTimeout,
      keptIdle: keptIdle ?? connections,
      cold,
      windowBytes: window,
    });
  });
}
