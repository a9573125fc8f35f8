import type { Capacity } from './_inflow.ts';

/** Shards that somebody has set up. */
export class ProvisionedCapacity implements Capacity {
  readonly nextLookSeconds = Infinity;
  readonly perSecond: number;
  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }
  look(): void {}
}

const daySeconds = 86_400;

export interface OnDemandOptions {
  /** Records per second that it takes in at first, and at least. */
  readonly leastPerSecond: number;
  readonly factor: number;
  readonly memorySeconds: number;
  readonly lookSeconds: number;
  readonly fromSeconds: number;
}

/**
 * A stream on demand: it takes in up to `factor` times the highest load that it had within the memory, as means over looks;
 * at least what it begins with. The highest load is kept by days. Source: Amazon Kinesis Data Streams Developer Guide,
 * on-demand mode: up to double the peak write throughput of the last 30 days, and throttling where traffic more than
 * doubles within 15 minutes.
 */
export class OnDemandCapacity implements Capacity {
  perSecond: number;
  nextLookSeconds: number;
  private readonly options: OnDemandOptions;
  private readonly peaks: { day: number; perSecond: number }[] = [];
  private looks = 1;

  constructor(options: OnDemandOptions) {
    this.options = options;
    this.perSecond = options.leastPerSecond;
    this.nextLookSeconds = options.fromSeconds + options.lookSeconds;
  }

  look(seconds: number, taken: number): void {
    const { leastPerSecond, factor, memorySeconds, lookSeconds, fromSeconds } = this.options;
    const rate = taken / lookSeconds;
    const day = Math.floor(seconds / daySeconds);
    const { peaks } = this;
    const last = peaks.at(-1);
    if (last?.day === day) last.perSecond = Math.max(last.perSecond, rate);
    else peaks.push({ day, perSecond: rate });
    while (peaks[0]!.day * daySeconds < seconds - memorySeconds - daySeconds) peaks.shift();
    this.perSecond = Math.max(leastPerSecond, factor * Math.max(...peaks.map((peak) => peak.perSecond)));
    this.looks++;
    this.nextLookSeconds = fromSeconds + this.looks * lookSeconds;
  }
}
