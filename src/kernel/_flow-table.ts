import { EventTable } from './event-table.ts';

/**
 * The flows on a link, by slot, in arrays that grow by doubling. Handler and argument lie in the event table, whose slots
 * the classes' lists hold.
 */
export class FlowTable {
  readonly events = new EventTable(16);
  sizes = new Float64Array(16);
  startTimes = new Float64Array(16);
  /** Number of the class. */
  classes = new Int32Array(16);
  /** The present, for the classes. */
  nowSeconds = 0.5;

  /** The slot of a new flow; its size and start are to be set. */
  take(handler: number, argument: number): number {
    const slot = this.events.take(handler, argument);
    if (slot >= this.sizes.length) this.grow();
    return slot;
  }

  private grow(): void {
    const { sizes, startTimes, classes } = this;
    const { capacity } = this.events;
    this.sizes = new Float64Array(capacity);
    this.sizes.set(sizes);
    this.startTimes = new Float64Array(capacity);
    this.startTimes.set(startTimes);
    this.classes = new Int32Array(capacity);
    this.classes.set(classes);
  }
}
