import { type HandlerId, type Kernel, Signal, type Timer } from '../../kernel/index.ts';
import type { DuePart, OccurrencePort, TableWrites } from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { Delivery } from './_delivery.ts';
import type { Inflow } from './_inflow.ts';
import type { Lines } from './_lines.ts';
import type { Placement } from './_placement.ts';
import type { BufferPlan } from './_plan.ts';
import type { Records } from './_records.ts';
import type { Samples } from './_samples.ts';
import type { Turns } from './_turns.ts';
import type { Uploads } from './_uploads.ts';

/** Files of one delivery are told apart by their luck up to so many. */
const filesPerKey = 65_536;

export interface IntakeParts {
  readonly plan: BufferPlan;
  readonly lines: Lines;
  readonly inflow: Inflow;
  readonly records: Records;
  readonly placement: Placement;
  readonly samples: Samples;
  readonly writes: TableWrites;
  /** Rows of all deliveries together are one commit of the table. */
  readonly together: boolean;
  /** The time that a buffer began says its partition. */
  readonly byArrival: boolean;
  /** One object of so many is a sample of its size. */
  readonly objectStride: number;
  /** Each delivery is a transaction of its own; null: it is there when it is uploaded. */
  readonly turns: Turns | null;
}

/** What deliveries are counted as. */
export class Counts {
  readonly activity: string;
  readonly flushes: Recorder;
  readonly bySize: Recorder;
  readonly byInterval: Recorder;
  readonly objectSize: Recorder;
  readonly errorBytes: Recorder;
  readonly uncommitted: Recorder;
  readonly records: (value: number) => void;
  readonly duplicates: (value: number) => void;
  readonly rejected: (value: number) => void;
  readonly delayed: (value: number) => void;

  constructor(world: World, occurrence: OccurrencePort) {
    this.activity = occurrence.activity;
    this.flushes = world.metric('flushes.total');
    this.bySize = world.metric('flushes.size');
    this.byInterval = world.metric('flushes.interval');
    this.objectSize = world.metric('objectSize');
    this.errorBytes = world.metric('errorBytes');
    this.uncommitted = world.metric('uncommitted');
    this.records = occurrence.sample('records');
    this.duplicates = occurrence.sample('duplicates');
    this.rejected = occurrence.sample('rejected');
    this.delayed = occurrence.sample('delayed');
  }
}

/**
 * Buffers that are delivered as a whole: what all ways of taking data in have in common. Who fills them decides when
 * deliver() is called; here a delivery becomes files, they are uploaded, and become visible.
 */
export abstract class Intake {
  /** Fires when all that came is visible, and no more will come. */
  readonly finished: Signal;
  protected readonly kernel: Kernel;
  protected readonly parts: IntakeParts;
  protected readonly counts: Counts;
  protected readonly timers: Timer[];
  /** In use: by place in `all`. */
  protected readonly all: Delivery[] = [];
  protected readonly underWay = new Set<Delivery>();
  /** Committed, while their writers compact. */
  private readonly compacting = new Set<Delivery>();
  private readonly free: Delivery[] = [];
  protected openLines: number;
  private readonly closed: Uint8Array;
  private objects = 0;
  private uploads: Uploads | null = null;

  constructor(parts: IntakeParts, world: World, counts: Counts) {
    this.kernel = world.kernel;
    this.parts = parts;
    this.counts = counts;
    this.finished = new Signal(world.kernel);
    this.openLines = parts.lines.count;
    this.closed = new Uint8Array(parts.lines.count);
    const due: HandlerId = world.kernel.handler((line) => this.onDue(line), `${world.name}: buffer due`);
    this.timers = Array.from({ length: parts.lines.count }, (_, line) => world.kernel.timer(due, line));
  }

  start(uploads: Uploads): void {
    this.uploads = uploads;
    for (let line = 0; line < this.parts.lines.count; line++) this.begin(line);
  }

  get isFinished(): boolean {
    return this.openLines === 0 && this.underWay.size === 0 && this.compacting.size === 0;
  }

  /** The line begins to fill a buffer, now. */
  abstract begin(line: number): void;
  protected abstract onDue(line: number): void;
  /** A delivery is visible, or abandoned. */
  protected abstract delivered(delivery: Delivery): void;
  /** Whatever reads has crashed: buffers are lost, and it reads again from `seconds` on. */
  abstract crash(untilSeconds: number): void;
  /** It reads again. */
  abstract recover(): void;
  /** The run has stopped: what is not in the table is still on its way. */
  atEnd(): void {
    this.countRest();
  }

  /** The line will never have another record. */
  protected close(line: number): void {
    this.timers[line]!.cancel();
    this.closed[line] = 1;
    // Nothing is left to be counted, not even by chance.
    const { lines, inflow } = this.parts;
    lines.counted[line] = Math.max(lines.counted[line]!, inflow.madeBy(Infinity));
    this.openLines--;
    this.lookIfFinished();
  }

  protected isClosed(line: number): boolean {
    return this.closed[line] === 1;
  }

  /** Whether the line has anything to do after a crash. */
  protected reopen(line: number): boolean {
    if (this.closed[line] === 0) return true;
    if (this.parts.lines.againRows[line] === 0) return false;
    this.closed[line] = 0;
    this.openLines++;
    return true;
  }

  protected lookIfFinished(): void {
    if (this.isFinished) this.finished.fire();
  }

  /** What the line has, up to a position, as a delivery; null: nothing is in it. */
  protected collect(line: number, to: number, isFull: boolean): Delivery | null {
    const { lines, records } = this.parts;
    const again = lines.againRows[line]!;
    const counted = lines.counted[line]!;
    const fresh = lines.take(line, to);
    if (fresh > 0) this.counts.records(fresh);
    const key = lines.keyOf(line);
    lines.index[line]!++;
    const rows = again + fresh;
    if (rows === 0) return null;
    const delivery = this.take();
    delivery.line = line;
    delivery.key = key;
    delivery.isFull = isFull;
    delivery.fromPosition = lines.from[line]!;
    delivery.toPosition = to;
    delivery.fromSeconds = lines.fromSeconds[line]!;
    delivery.rows = rows;
    delivery.bytes = lines.againBytes[line]! + (fresh > 0 ? records.bytes(fresh, key) : 0);
    delivery.lateRows = Math.min(rows, lines.lateAmong(line, fresh) + (again > 0 ? this.lateAgain(again) : 0));
    delivery.heldTo = lines.heldTo[line]!;
    this.countHeld(line, counted, to, fresh, again);
    lines.againRows[line] = 0;
    lines.againBytes[line] = 0;
    this.counts.flushes.add(1);
    (isFull ? this.counts.bySize : this.counts.byInterval).add(1);
    return delivery;
  }

  private lateAgain(rows: number): number {
    return Math.floor(rows * this.parts.plan.lateShare);
  }

  /** Of what came while nobody read, or is read again. */
  private countHeld(line: number, from: number, to: number, fresh: number, again: number): void {
    const held = this.parts.lines.heldTo[line]!;
    if (held <= from && again === 0) return;
    const share = to > from ? Math.min(1, Math.max(0, held - from) / (to - from)) : 0;
    this.counts.delayed(again + Math.round(fresh * share));
    if (held <= to) this.parts.lines.heldTo[line] = 0;
  }

  /** Uploads what has been collected. */
  protected send(delivery: Delivery): void {
    const { placement, writes, turns } = this.parts;
    placement.plan(delivery);
    const { groups } = delivery;
    delivery.pending = groups.allFiles;
    for (let group = 0; group < groups.count; group++) {
      const files = groups.files[group]!;
      groups.bytes[group] = files * writes.fileBytes(groups.rows[group]! / files, groups.bytes[group]! / files);
    }
    delivery.commit = turns?.of(delivery) ?? null;
    if (delivery.commit === null) this.upload(delivery);
    else turns!.begin(delivery, delivery.commit, () => this.upload(delivery));
  }

  private upload(delivery: Delivery): void {
    const { groups, pending: all } = delivery;
    let file = 0;
    for (let group = 0; group < groups.count; group++) {
      const files = groups.files[group]!;
      const bytes = groups.bytes[group]! / files;
      for (let i = 0; i < files; i++) {
        this.countObjects(1, bytes);
        this.uploads!.start(delivery, bytes, all === 1 ? delivery.key : this.entityOf(delivery.key, file++));
      }
    }
  }

  /** A number of one of several files of a delivery. */
  protected entityOf(key: number, file: number): number {
    return key * filesPerKey + (file % filesPerKey);
  }

  protected countObjects(count: number, bytes: number): void {
    const { objectStride } = this.parts;
    const before = Math.floor(this.objects / objectStride);
    this.objects += count;
    const samples = Math.floor(this.objects / objectStride) - before;
    for (let i = 0; i < samples; i++) this.counts.objectSize.add(bytes);
  }

  /** All uploads of a delivery are through. */
  readonly through = (delivery: Delivery): void => {
    const { commit } = delivery;
    if (commit === null) {
      if (delivery.fate !== 'abandoned') this.publish(delivery);
      this.done(delivery, delivery.fate !== 'abandoned');
      return;
    }
    // It is under way until it is committed.
    delivery.pending = 1;
    this.parts.turns!.finish(delivery, commit, (end) => {
      delivery.pending = 0;
      delivery.commit = null;
      if (end !== 'committed') this.giveBack(delivery);
      const due = end === 'committed' && delivery.fate === 'whole' ? this.parts.turns!.due(delivery) : [];
      if (due.length === 0) this.done(delivery, end === 'committed');
      else this.compact(delivery, due);
    });
  };

  /** It is visible, and its writer has no time for another. */
  private compact(delivery: Delivery, due: readonly DuePart[]): void {
    this.sample(delivery);
    this.underWay.delete(delivery);
    this.compacting.add(delivery);
    this.parts.turns!.compact(delivery, due, () => {
      this.compacting.delete(delivery);
      this.release(delivery);
    });
  }

  /** Whoever compacts has crashed: what he does comes to nothing, and what he had committed stays. */
  protected giveUpCompactions(): void {
    for (const delivery of this.compacting) delivery.fate = 'dropped';
  }

  private done(delivery: Delivery, isThere: boolean): void {
    if (isThere) {
      if (delivery.fate === 'duplicate') this.counts.duplicates(delivery.rows);
      this.sample(delivery);
    }
    this.underWay.delete(delivery);
    this.release(delivery);
  }

  private release(delivery: Delivery): void {
    this.delivered(delivery);
    this.free.push(delivery);
    this.lookIfFinished();
  }

  /** Its commit has come to nothing: its records go with the next buffer of its line, unless they are read again anyway. */
  private giveBack({ line, fate, rows, bytes, fromPosition }: Delivery): void {
    if (fate !== 'whole') return;
    const { lines } = this.parts;
    this.counts.uncommitted.add(1);
    lines.againRows[line]! += rows;
    lines.againBytes[line]! += bytes;
    lines.from[line] = Math.min(lines.from[line]!, fromPosition);
    if (this.closed[line] === 1 && this.reopen(line)) this.begin(line);
  }

  private publish({ groups }: Delivery): void {
    const { writes, together } = this.parts;
    for (let group = 0; group < groups.count; group++) {
      const count = groups.files[group]!;
      const files = {
        rowsAtSeconds: groups.rowsAtSeconds[group]!,
        count,
        bytes: groups.bytes[group]!,
        rows: groups.rows[group]!,
      };
      writes.add(files, together ? (group === 0 ? 1 : 0) : count, this.counts.activity);
    }
  }

  private sample({ line, fromPosition, toPosition, heldTo, fromSeconds }: Delivery): void {
    const { samples, inflow } = this.parts;
    if (samples.placeOf(line) > toPosition) return;
    const { now } = this.kernel;
    while (samples.placeOf(line) <= toPosition) {
      const place = samples.within(line, fromPosition, toPosition);
      const came = inflow.inverse(place);
      samples.take(line, place, place <= heldTo ? Math.max(came, fromSeconds) : came, now);
    }
  }

  private take(): Delivery {
    let delivery = this.free.pop();
    if (delivery === undefined) {
      delivery = new Delivery();
      delivery.place = this.all.length;
      this.all.push(delivery);
    }
    delivery.fate = 'whole';
    delivery.active = 0;
    delivery.pending = 0;
    this.underWay.add(delivery);
    return delivery;
  }

  /** A delivery that will not be sent: nothing of it has left the buffer. */
  protected drop(delivery: Delivery): void {
    this.underWay.delete(delivery);
    this.free.push(delivery);
  }

  /** Records that were made and are in no delivery yet: in buffers, or on their way to them. */
  private countRest(): void {
    const { lines, inflow, plan } = this.parts;
    const made = inflow.madeBy(this.kernel.now);
    for (let line = 0; line < plan.lines; line++) {
      if (made <= lines.counted[line]!) continue;
      const rest = lines.take(line, made);
      if (rest > 0) this.counts.records(rest);
    }
  }
}
