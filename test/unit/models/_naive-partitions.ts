import type { PartitionLimits } from '../../../src/models/object-store/_partitions.ts';

/**
 * The slow, obvious partitions of one prefix: it walks from look to look, empty ones too, counts each look's requests
 * among all there have been, and moves two token levels on from one moment to the next.
 */
export class NaivePartitions {
  capacity: number;
  private readonly offered: { at: number; direction: number }[] = [];
  private readonly level: number[];
  private readonly rates: number[];
  private readonly look: number;
  private levelAt = 0;
  private looks = 0;
  private readonly limits: PartitionLimits;

  constructor(limits: PartitionLimits) {
    this.limits = limits;
    this.capacity = limits.startCount;
    this.rates = [limits.readsPerSecond, limits.writesPerSecond];
    this.level = this.rates.map((rate) => rate * this.capacity);
    this.look = limits.splitSeconds!.mean / 60;
  }

  admits(direction: number, now: number): boolean {
    this.advance(now);
    this.offered.push({ at: now, direction });
    this.refill(now);
    if (this.level[direction]! < 1 - 1e-9) return false;
    this.level[direction]!--;
    return true;
  }

  advance(now: number): void {
    while ((this.looks + 1) * this.look <= now) {
      const from = this.looks * this.look;
      const to = (this.looks + 1) * this.look;
      this.refill(to);
      const inLook = this.offered.filter(({ at }) => at >= from && at < to);
      const [reads, writes] = [0, 1].map((direction) => inLook.filter((each) => each.direction === direction).length);
      const { startCount, splitAtRatio, splitSeconds, idleSeconds } = this.limits;
      const needed = Math.max(reads! / this.rates[0]!, writes! / this.rates[1]!) / this.look / splitAtRatio;
      if (needed > this.capacity) {
        const seconds = splitSeconds!.at(0, Math.floor(this.capacity - startCount));
        this.capacity = Math.min(needed, this.capacity + this.look / seconds);
      } else {
        const least = Math.max(startCount, needed);
        this.capacity = least + (this.capacity - least) * Math.exp(-this.look / idleSeconds);
      }
      this.looks++;
    }
  }

  private refill(now: number): void {
    for (const direction of [0, 1]) {
      const rate = this.rates[direction]! * this.capacity;
      this.level[direction] = Math.min(rate, this.level[direction]! + rate * (now - this.levelAt));
    }
    this.levelAt = now;
  }
}
