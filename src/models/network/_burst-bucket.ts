import type { FairShareLink, Kernel, Timer } from '../../kernel/index.ts';
import type { Nic } from './_nic.ts';

/**
 * The burst credits of a NIC. The bucket is full at first. While the rate r is above the baseline b it empties at
 * r - b; below, it fills at b - r up to its size. With credits the NIC carries the burst rate, without them the
 * baseline. (Amazon EC2 User Guide, "instance network bandwidth", 2023-06; refill at the baseline rate: Skyrise,
 * github.com/hpides/skyrise, measured 2024.)
 */
export class BurstBucket {
  private left: number;
  /** Bytes a second above the baseline; negative while it fills. */
  private drain: number;
  private since: number;
  private readonly kernel: Kernel;
  private readonly link: FairShareLink;
  private readonly nic: Nic;
  private readonly empty: Timer;

  constructor(kernel: Kernel, link: FairShareLink, nic: Nic) {
    this.kernel = kernel;
    this.link = link;
    this.nic = nic;
    this.left = nic.bucketBytes;
    this.drain = -nic.baselineBytesPerSecond;
    this.since = kernel.now;
    this.empty = kernel.timer(
      kernel.handler(() => this.runDry(), 'burst bucket'),
      0,
    );
  }

  /** Credits as of now, in bytes. */
  get bytes(): number {
    this.settle();
    return this.left;
  }

  /** The link's rate from now on. */
  onRate(rateBytesPerSecond: number): void {
    const { baselineBytesPerSecond, bucketBytes } = this.nic;
    const drain = rateBytesPerSecond - baselineBytesPerSecond;
    // Nearly always: it is full, and stays so.
    if (drain <= 0 && this.drain <= 0 && this.left === bucketBytes) {
      this.drain = drain;
      this.since = this.kernel.now;
      return;
    }
    this.settle();
    // A link that is full at the baseline gives it to the last bit or so: that is neither filling nor emptying.
    this.drain = Math.abs(drain) < 1e-9 * baselineBytesPerSecond ? 0 : drain;
    if (this.drain > 0) this.empty.set(this.left / this.drain);
    else this.empty.cancel();
  }

  /**
   * Before a flow starts: credits that have come back raise the capacity again. Between starts nothing would change:
   * the bucket fills only while the flows under way ask for less than the baseline.
   */
  beforeStart(): void {
    const { link, nic } = this;
    if (link.capacityBytesPerSecond === nic.burstBytesPerSecond) return;
    this.settle();
    if (this.left > 0) link.setCapacity(nic.burstBytesPerSecond);
  }

  private settle(): void {
    const { kernel, nic } = this;
    const change = this.drain * (kernel.now - this.since);
    this.left = Math.min(nic.bucketBytes, Math.max(0, this.left - change));
    this.since = kernel.now;
  }

  private runDry(): void {
    this.settle();
    // What is left is rounding.
    this.left = 0;
    this.link.setCapacity(this.nic.baselineBytesPerSecond);
  }
}
