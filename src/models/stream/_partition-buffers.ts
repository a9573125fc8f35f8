import type { HandlerId } from '../../kernel/index.ts';
import type { Recorder, World } from '../model.ts';
import { type Delivery, fateAfterCrash } from './_delivery.ts';
import { type Counts, Intake, type IntakeParts } from './_intake.ts';

/**
 * A buffer for each partition: it begins with the partition's first record, takes what comes until it is full, the interval is
 * over or the partition's stretch of time ends, and is delivered when it is full or the interval is over. A partition is
 * active from its first record until its buffer is delivered. Above the cap no other becomes active: its records go to the
 * error prefix, until one that is active has been delivered. Source: Amazon Data Firehose Developer Guide, dynamic
 * partitioning. Left out: which of the partitions that wait becomes active next, if it is not the one that waits longest;
 * uploads of the error prefix.
 */
export class PartitionBuffers extends Intake {
  private readonly active: Recorder;
  private readonly cap: number;
  private readonly spanSeconds: number;
  private readonly meanBytes: number;
  private readonly deliverLater: HandlerId;
  private activeCount = 0;
  /** By line: 1 while it collects. */
  private readonly collects: Uint8Array;
  private readonly dueFull: Uint8Array;
  /** Lines that may not become active, longest first. */
  private readonly blocked: number[] = [];
  private deadUntilSeconds = -Infinity;
  private readonly exactlyOnce: boolean;

  constructor(
    parts: IntakeParts,
    world: World,
    counts: Counts,
    options: { readonly cap: number; readonly spanSeconds: number; readonly exactlyOnce: boolean },
  ) {
    super(parts, world, counts);
    this.active = world.metric('activePartitions');
    this.cap = options.cap;
    this.spanSeconds = options.spanSeconds;
    this.exactlyOnce = options.exactlyOnce;
    this.meanBytes = parts.records.meanBytes;
    this.collects = new Uint8Array(parts.plan.lines);
    this.dueFull = new Uint8Array(parts.plan.lines);
    this.deliverLater = world.kernel.handler(
      (place) => this.deliverNow(this.all[place]!),
      `${world.name}: delivery due`,
    );
    this.active.set(0);
  }

  /** Waits for the partition's next record. */
  begin(line: number): void {
    const { lines, inflow } = this.parts;
    const now = Math.max(this.kernel.now, this.deadUntilSeconds);
    this.collects[line] = 0;
    const begins = lines.againRows[line]! > 0 ? lines.counted[line]! : lines.nextRecord(line);
    const first = inflow.inverse(begins);
    if (first === Infinity) {
      this.close(line);
      return;
    }
    lines.first[line] = begins;
    this.timers[line]!.setAt(Math.max(now, first));
  }

  protected onDue(line: number): void {
    if (this.collects[line] === 1) this.collected(line);
    else if (this.activeCount >= this.cap) this.blocked.push(line);
    else this.open(line);
  }

  private open(line: number): void {
    const { lines, inflow, plan } = this.parts;
    const { now } = this.kernel;
    this.setActive(1);
    this.collects[line] = 1;
    lines.from[line] = Math.max(lines.from[line]!, lines.first[line]!);
    lines.fromSeconds[line] = now;
    lines.restart(line, now);
    lines.findFull(line, lines.first[line]!);
    const full = Math.max(now, inflow.inverse(lines.fullTo[line]!));
    const end = Math.min(lines.intervalEnd(line), line === plan.lateLine ? Infinity : this.spanEnd(now));
    this.dueFull[line] = full <= end && full < Infinity ? 1 : 0;
    const due = Math.min(full, end);
    const last = due < Infinity ? due : Math.max(now, inflow.findClosed());
    if (last < Infinity) this.timers[line]!.setAt(last);
  }

  /** Of the partition that is written at that moment. */
  private spanEnd(seconds: number): number {
    return this.spanSeconds === Infinity ? Infinity : (Math.floor(seconds / this.spanSeconds) + 1) * this.spanSeconds;
  }

  private collected(line: number): void {
    const { lines, inflow } = this.parts;
    const { now } = this.kernel;
    const isFull = this.dueFull[line] === 1;
    const full = lines.fullTo[line]!;
    const there = Math.max(inflow.at(now), lines.first[line]!);
    const to = isFull && full > lines.counted[line]! && there - full < 1 ? full : there;
    const deliverSeconds = isFull ? now : Math.max(now, lines.intervalEnd(line));
    const delivery = this.collect(line, to, isFull);
    lines.from[line] = to;
    if (delivery === null) this.setActive(-1);
    else {
      delivery.active = 1;
      if (deliverSeconds > now && deliverSeconds < Infinity) {
        this.kernel.scheduleAt(deliverSeconds, this.deliverLater, delivery.place);
      } else this.deliverNow(delivery);
    }
    this.begin(line);
  }

  private deliverNow(delivery: Delivery): void {
    if (delivery.fate === 'dropped') {
      this.drop(delivery);
      this.lookIfFinished();
      return;
    }
    this.send(delivery);
    // Late rows have been waiting in as many buffers as they are files.
    const more = delivery.line === this.parts.plan.lateLine ? delivery.groups.allFiles - delivery.active : 0;
    if (more <= 0) return;
    delivery.active += more;
    this.setActive(more);
  }

  protected delivered(delivery: Delivery): void {
    this.setActive(-delivery.active);
    while (this.blocked.length > 0 && this.activeCount < this.cap) {
      const line = this.blocked.shift()!;
      this.reject(line);
      this.open(line);
    }
  }

  /** What came while the partition could not become active. */
  private reject(line: number): void {
    const { lines, inflow } = this.parts;
    const there = inflow.at(this.kernel.now);
    lines.fullTo[line] = Infinity;
    const fresh = lines.take(line, there);
    const rows = fresh + lines.againRows[line]!;
    lines.againRows[line] = 0;
    lines.againBytes[line] = 0;
    lines.index[line]!++;
    lines.from[line] = there;
    lines.first[line] = -1;
    if (rows === 0) return;
    this.counts.records(fresh);
    this.counts.rejected(rows);
    this.counts.errorBytes.add(rows * this.meanBytes);
  }

  private setActive(change: number): void {
    this.activeCount += change;
    this.active.set(this.activeCount);
  }

  override atEnd(): void {
    for (const line of this.blocked) this.reject(line);
    super.atEnd();
  }

  crash(untilSeconds: number): void {
    this.giveUpCompactions();
    const { lines, inflow, plan } = this.parts;
    this.deadUntilSeconds = untilSeconds;
    for (const delivery of this.underWay) {
      if (delivery.fate !== 'whole') continue;
      const { line } = delivery;
      delivery.fate = delivery.pending === 0 ? 'dropped' : fateAfterCrash(delivery, this.exactlyOnce);
      if (delivery.fate === 'committed') continue;
      lines.againRows[line]! += delivery.rows;
      lines.againBytes[line]! += delivery.bytes;
      lines.from[line] = Math.min(lines.from[line]!, delivery.fromPosition);
    }
    this.setActive(-this.activeCount);
    for (const delivery of this.underWay) delivery.active = 0;
    for (const line of this.blocked) this.reject(line);
    this.blocked.length = 0;
    for (let line = 0; line < plan.lines; line++) {
      this.timers[line]!.cancel();
      lines.heldTo[line] = inflow.at(untilSeconds);
    }
  }

  recover(): void {
    for (let line = 0; line < this.parts.plan.lines; line++) if (this.reopen(line)) this.begin(line);
  }
}
