import type { DistributionSpec } from '../../fields/index.ts';
import type { OccurrencePort } from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { Inflow } from './_inflow.ts';

/** The golden ratio's fraction: steps of it fill (0, 1) evenly, however many there are. */
const golden = (Math.sqrt(5) - 1) / 2;
/** Samples in a run: enough for a p99 of 1 %, few enough to cost nothing. */
const samplesWanted = 20_000;

/**
 * Freshness of records, sampled. A record of every so many, at a place drawn within its stretch, says which delivery: so a
 * delivery is sampled as often as it has records. Where in that delivery is the next of a sequence that fills it evenly:
 * a record is as likely to be anywhere in it, and of 20,000 samples the waits for the delivery have next to no error of their
 * own. The same is done whether deliveries are simulated one by one or in stretches.
 */
export class Samples {
  /** Records between two samples. */
  readonly stride: number;
  private readonly inflow: Inflow;
  private readonly places: KeyedDraw;
  private readonly isLate: KeyedDraw;
  private readonly lateness: KeyedDraw | null;
  private readonly lateShare: number;
  private readonly freshness: (value: number) => void;
  private readonly lag: (value: number) => void;
  private readonly lines: number;
  private readonly whole: boolean;
  /** The next sample of each line: they are dealt out in turn. */
  private readonly next: Float64Array;

  constructor(
    options: {
      readonly inflow: Inflow;
      readonly total: number;
      readonly lines: number;
      readonly isRandom: boolean;
      readonly late: { readonly share: number; readonly by: DistributionSpec } | null;
    },
    world: World,
    occurrence: OccurrencePort,
  ) {
    const { inflow, total, lines, late, isRandom } = options;
    this.inflow = inflow;
    this.stride = total < Infinity ? Math.max(1, total / samplesWanted) : 1;
    this.lines = lines;
    this.whole = !isRandom;
    this.next = Float64Array.from({ length: lines }, (_, line) => line);
    const uniform: DistributionSpec = { kind: 'uniform', low: 0, high: 1 };
    this.places = world.draw('sample', uniform, occurrence.activity);
    this.isLate = world.draw('isLate', uniform, occurrence.activity);
    this.lateness = late === null ? null : world.draw('late', late.by, occurrence.activity);
    this.lateShare = late?.share ?? 0;
    this.freshness = occurrence.sample('freshness');
    const lag = world.metric('lag');
    this.lag = (value) => lag.add(value);
  }

  /** The place of a record that says which delivery the line's next sample is from. */
  placeOf(line: number): number {
    const sample = this.next[line]!;
    return (sample + this.places.at(sample, 0)) * this.stride;
  }

  /** The sample's own place in a delivery that takes up these. */
  within(line: number, from: number, to: number): number {
    const sample = this.next[line]!;
    const share = (sample * golden + this.places.at(0, 1)) % 1;
    const place = from + share * (to - from);
    return this.whole ? Math.min(Math.ceil(place), Math.max(place, Math.floor(to))) : place;
  }

  /** The line's next sample came into its buffer at one time, and is visible at another. */
  take(line: number, place: number, bufferedSeconds: number, visibleSeconds: number): void {
    const sample = this.next[line]!;
    this.next[line] = sample + this.lines;
    const made = this.inflow.madeAt(place);
    const isLate = this.lateness !== null && this.isLate.at(sample, 0) < this.lateShare;
    this.lag(Math.max(0, bufferedSeconds - made));
    this.freshness(Math.max(0, visibleSeconds - made) + (isLate ? this.lateness.at(sample, 0) : 0));
  }
}
