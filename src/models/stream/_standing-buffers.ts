import type { World } from '../model.ts';
import { type Delivery, fateAfterCrash } from './_delivery.ts';
import { type Counts, Intake, type IntakeParts } from './_intake.ts';

/**
 * Buffers that follow one another: the next begins when one is delivered. A buffer is due when it is full or its interval is
 * over, whichever comes first; while the one before is still being uploaded it goes on filling, so that objects grow
 * when delivery lags. With an interval of 0 a buffer is due with its first record.
 */
export class StandingBuffers extends Intake {
  /** Deliveries under way by line, and whether the buffer behind them is due. */
  private readonly busy: Int32Array;
  private readonly overdue: Uint8Array;
  private readonly dueFull: Uint8Array;
  /** Until then nobody reads. */
  private deadUntilSeconds = -Infinity;
  private readonly exactlyOnce: boolean;

  constructor(parts: IntakeParts, world: World, counts: Counts, exactlyOnce: boolean) {
    super(parts, world, counts);
    this.busy = new Int32Array(parts.plan.lines);
    this.overdue = new Uint8Array(parts.plan.lines);
    this.dueFull = new Uint8Array(parts.plan.lines);
    this.exactlyOnce = exactlyOnce;
  }

  begin(line: number): void {
    const { lines, inflow, plan } = this.parts;
    const now = Math.max(this.kernel.now, this.deadUntilSeconds);
    lines.fromSeconds[line] = now;
    const there = inflow.at(now);
    if (now >= inflow.closedAtSeconds && !lines.hasLeft(line, there)) {
      this.close(line);
      return;
    }
    let begins = -1;
    let end = lines.intervalEnd(line);
    if (plan.beginsWithRecord) {
      begins = lines.againRows[line]! > 0 ? lines.counted[line]! : lines.nextRecord(line);
      const first = inflow.inverse(begins);
      if (first === Infinity) {
        this.close(line);
        return;
      }
      end = Math.max(now, first) + plan.intervalSeconds;
    }
    if (end === Infinity) end = Math.max(now, inflow.findClosed());
    lines.findFull(line, begins);
    const full = Math.max(now, inflow.inverse(lines.fullTo[line]!));
    const due = Math.min(end, full);
    this.dueFull[line] = full <= end && full < Infinity ? 1 : 0;
    // Nothing will ever come: the run's end is its end.
    if (due < Infinity) this.timers[line]!.setAt(due);
  }

  protected onDue(line: number): void {
    if (this.busy[line]! > 0) this.overdue[line] = 1;
    else this.deliver(line, false);
  }

  private deliver(line: number, isOverdue: boolean): void {
    const { lines, inflow } = this.parts;
    const { now } = this.kernel;
    const isFull = this.dueFull[line] === 1;
    const full = lines.fullTo[line]!;
    // Full before now where it was overdue, or where it was full as soon as it was read again: then all goes.
    const there = Math.max(inflow.at(now), lines.first[line]!);
    const to = isFull && !isOverdue && full > lines.counted[line]! && there - full < 1 ? full : there;
    const delivery = this.collect(line, to, isFull);
    if (isFull || isOverdue || lines.plan.beginsWithRecord) lines.restart(line, now);
    else lines.ended[line]!++;
    lines.from[line] = to;
    if (delivery !== null) {
      this.busy[line]!++;
      this.send(delivery);
    }
    this.begin(line);
  }

  protected delivered({ line, fate }: Delivery): void {
    // What was under way when it crashed holds nobody up.
    if (fate !== 'whole') return;
    this.busy[line]!--;
    if (this.overdue[line] === 0 || this.busy[line]! > 0) return;
    this.overdue[line] = 0;
    this.deliver(line, true);
  }

  crash(untilSeconds: number): void {
    this.giveUpCompactions();
    const { lines, inflow, plan } = this.parts;
    this.deadUntilSeconds = untilSeconds;
    for (const delivery of this.underWay) {
      if (delivery.fate !== 'whole') continue;
      const { line } = delivery;
      delivery.fate = fateAfterCrash(delivery, this.exactlyOnce);
      if (delivery.fate === 'committed') continue;
      lines.againRows[line]! += delivery.rows;
      lines.againBytes[line]! += delivery.bytes;
      lines.from[line] = Math.min(lines.from[line]!, delivery.fromPosition);
    }
    for (let line = 0; line < plan.lines; line++) {
      this.busy[line] = 0;
      this.overdue[line] = 0;
      this.timers[line]!.cancel();
      lines.heldTo[line] = inflow.at(untilSeconds);
      lines.restart(line, untilSeconds);
    }
  }

  /** It reads again. */
  recover(): void {
    for (let line = 0; line < this.parts.plan.lines; line++) if (this.reopen(line)) this.begin(line);
  }
}
