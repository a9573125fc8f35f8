/** The first requests of a run, bar by bar, for the Gantt chart: bounded, so that a month costs no more than a second. */
import type { TimelineRecorder } from '../../models/model.ts';
import type { TimelineBar, TimelineResult } from '../../results/index.ts';

/** Bars a chart can draw. An entity that was admitted keeps its further bars, so that no request is half drawn. */
const barsToAdmit = 200;
const mostEntities = 200;

export class Timeline implements TimelineRecorder {
  private readonly bars: TimelineBar[] = [];
  private readonly admitted = new Set<string>();

  get open(): boolean {
    return this.bars.length < barsToAdmit && this.admitted.size < mostEntities;
  }

  bar(activity: string, lane: number, entity: number, phase: string, fromSeconds: number, toSeconds: number): void {
    const key = `${activity}\n${entity}`;
    if (!this.admitted.has(key)) {
      if (!this.open) return;
      this.admitted.add(key);
    }
    this.bars.push({ activity, lane, entity, phase, from: fromSeconds, to: toSeconds });
  }

  /** `entities` is how many there were in the run. Null if nothing was drawn. */
  result(entities: number): TimelineResult | null {
    if (this.bars.length === 0) return null;
    return { bars: this.bars, shown: this.admitted.size, of: Math.max(entities, this.admitted.size) };
  }
}
