import type { FairShareLink, Kernel, Timer } from '../../kernel/index.ts';
import type { DiskBurst } from './_limits.ts';

/**
 * What a small machine carries to its network disk above its baseline, for a while: the bucket is full at first, empties
 * at the rate less the baseline and fills, up to its size, at what is left of the baseline. Without credits the link
 * carries no more than the baseline.
 *
 *     size = (peak - baseline) x burst        30 min at its peak: Amazon EC2 User Guide, EBS-optimized instances
 *
 * That it fills at what is left of the baseline is assumed, as it is of network cards.
 */
export class DiskBurstBucket {
  private readonly kernel: Kernel;
  private readonly link: FairShareLink;
  private readonly dry: Timer;
  private burst: DiskBurst | null = null;
  private left = 0;
  private drain = 0;
  private since: number;

  constructor(kernel: Kernel, link: FairShareLink) {
    this.kernel = kernel;
    this.link = link;
    this.since = kernel.now;
    this.dry = kernel.timer(kernel.handler(() => this.runDry(), `${link.name}: out of credits`));
    link.onRate((rate) => this.onRate(rate));
  }

  /** Another machine, with all its credits; or another disk under the same one, which leaves them as they are. */
  change(burst: DiskBurst | null, isSameMachine: boolean): void {
    this.settle();
    this.burst = burst;
    this.left = isSameMachine ? Math.min(this.left, burst?.bucketBytes ?? 0) : (burst?.bucketBytes ?? 0);
    this.link.setCapacity(burst === null ? this.link.capacityBytesPerSecond : this.capacity(burst));
    this.onRate(this.link.rate);
  }

  /** Before something is asked of the disk: credits that have come back are there to be used. */
  beforeStart(): void {
    const { burst, link } = this;
    if (burst === null || link.capacityBytesPerSecond === burst.bytesPerSecond) return;
    this.settle();
    if (this.left > 0) link.setCapacity(burst.bytesPerSecond);
  }

  private capacity({ bytesPerSecond, baselineBytesPerSecond }: DiskBurst): number {
    return this.left > 0 ? bytesPerSecond : Math.min(bytesPerSecond, baselineBytesPerSecond);
  }

  private onRate(rate: number): void {
    this.settle();
    if (this.burst === null) return;
    const { baselineBytesPerSecond } = this.burst;
    const drain = rate - baselineBytesPerSecond;
    // At the baseline to the last bit or so it neither fills nor empties.
    this.drain = Math.abs(drain) < 1e-9 * baselineBytesPerSecond ? 0 : drain;
    if (this.drain > 0) this.dry.set(this.left / this.drain);
    else this.dry.cancel();
  }

  private settle(): void {
    const { now } = this.kernel;
    const { burst, drain, left, since } = this;
    this.since = now;
    if (burst !== null) this.left = Math.min(burst.bucketBytes, Math.max(0, left - drain * (now - since)));
  }

  private runDry(): void {
    this.settle();
    // What is left is rounding.
    this.left = 0;
    if (this.burst !== null) this.link.setCapacity(this.capacity(this.burst));
  }
}
