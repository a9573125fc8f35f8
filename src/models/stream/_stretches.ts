import type { HandlerId } from '../../kernel/index.ts';
import type { CumulativeRate } from '../../random/index.ts';
import type { ObjectStore, OccurrencePort } from '../capabilities.ts';
import type { World } from '../model.ts';
import { Delivery } from './_delivery.ts';
import { type Counts, Intake, type IntakeParts } from './_intake.ts';
import type { Uploads } from './_uploads.ts';

/** The delivery of a stretch that a record is in: which, when it is due, and the places that it takes up. */
interface FlushOfRecord {
  readonly flush: number;
  readonly seconds: number;
  readonly from: number;
  readonly until: number;
}

/** How long nobody looks at the most. */
const stretchSeconds = 600;
/** Of times, as shares: a moment sooner or later. */
const rounding = 1e-12;
/** Uploads that their mean is taken from. */
const uploadsTried = 64;

/**
 * Standing buffers without an event a delivery: whenever somebody looks at the table, and every ten minutes, all deliveries
 * since the last time are put down at once. Within a stretch the rate says which ends buffers, the interval or the size;
 * where it could be either, they are looked at one by one. Places of deliveries, counts and bytes are those of the exact
 * run; the freshness of a sampled record is worked out from its own delivery's time and its upload's own luck.
 *
 * Left out, and so only for streams that are far from it: uploads that outlast a buffer, requests that are refused. At
 * random, buffers that end by size do so regularly, with the mean time between them.
 */
export class Stretches extends Intake {
  private readonly rate: CumulativeRate;
  private readonly occurrence: OccurrencePort;
  private readonly store: ObjectStore;
  private readonly stretch = new Delivery();
  private uploading: Uploads | null = null;
  private uploadSeconds = 0;
  private stops: (() => void) | null = null;
  private drain: HandlerId = -1;

  constructor(
    parts: IntakeParts,
    world: World,
    counts: Counts,
    more: { readonly rate: CumulativeRate; readonly occurrence: OccurrencePort },
  ) {
    super(parts, world, counts);
    this.rate = more.rate;
    this.occurrence = more.occurrence;
    this.store = world.find('objects');
  }

  override start(uploads: Uploads): void {
    this.uploading = uploads;
    const { writes, plan, lines } = this.parts;
    const { meanBytes } = this.parts.records;
    const { intervalSeconds, fullAt, shares, writers } = plan;
    const rows = Math.max(
      1,
      Math.min(fullAt, this.rate.rateAt(this.kernel.now) * intervalSeconds * shares[0]!) / writers,
    );
    const bytes = writes.fileBytes(rows, rows * meanBytes);
    for (let i = 0; i < uploadsTried; i++) this.uploadSeconds += uploads.seconds(bytes, i) / uploadsTried;
    writes.beforeLook(() => this.settle());
    const settle = this.kernel.handler(() => this.settle(), 'deliveries of a stretch');
    const { now } = this.kernel;
    const ticks = this.kernel.every(stretchSeconds, settle, 0, { from: now + stretchSeconds });
    this.stops = () => ticks.stop();
    const closedAtSeconds = this.parts.inflow.findClosed();
    this.drain = this.kernel.handler(() => this.drainOut(), 'last deliveries');
    this.kernel.scheduleAt(closedAtSeconds * (1 + rounding), this.drain);
    for (let line = 0; line < lines.count; line++) lines.fromSeconds[line] = now;
  }

  /** No more comes: looks again when what is still in buffers will be visible. */
  private drainOut(): void {
    this.settle();
    if (this.isFinished) return;
    const { lines, plan } = this.parts;
    let next = this.kernel.now;
    for (let line = 0; line < plan.lines; line++) {
      const end = lines.intervalEnd(line);
      if (!this.isClosed(line) && end < Infinity) next = Math.max(next, end);
    }
    this.kernel.scheduleAt((next + this.uploadSeconds) * (1 + rounding), this.drain);
  }

  begin(): void {}
  crash(): void {}
  recover(): void {}
  protected onDue(): void {}
  protected delivered(): void {}

  /** Puts down all deliveries that are visible by now. */
  settle(): void {
    const cut = this.kernel.now - this.uploadSeconds;
    for (let line = 0; line < this.parts.plan.lines; line++) while (this.advance(line, cut));
  }

  protected override close(line: number): void {
    super.close(line);
    if (this.openLines === 0) this.stops?.();
  }

  /** The next deliveries of a line by that time, as many as are alike and in one partition; false: there are none. */
  private advance(line: number, cut: number): boolean {
    const { lines, inflow, plan } = this.parts;
    const from = lines.fromSeconds[line]!;
    if (this.isClosed(line) || from >= cut) return false;
    if (from >= inflow.closedAtSeconds && !lines.hasLeft(line, inflow.at(from))) {
      this.close(line);
      return false;
    }
    const { fullAt, intervalSeconds } = plan;
    const share = plan.shares[line]!;
    const { least, highest } = this.rate.extremes(from, cut);
    // Where it is at random, by eight standard deviations.
    const margin = 1 + (this.parts.records.isRandom ? 8 * Math.sqrt(fullAt) : 0);
    if (fullAt === Infinity ? intervalSeconds < Infinity : highest * intervalSeconds * share < fullAt - margin)
      return this.byInterval(line, cut);
    if (cut < inflow.closedAtSeconds && least * intervalSeconds * share > fullAt + margin)
      return this.bySize(line, cut);
    return this.single(line, cut);
  }

  private byInterval(line: number, cut: number): boolean {
    const { lines, inflow, plan } = this.parts;
    const { intervalSeconds } = plan;
    const begun = lines.begun[line]!;
    const ended = lines.ended[line]!;
    const endOf = (flushes: number): number => begun + (ended + flushes) * intervalSeconds;
    let flushes = Math.floor((cut - begun) / intervalSeconds + 1) - ended;
    while (flushes > 0 && endOf(flushes) > cut) flushes--;
    if (flushes <= 0) return false;
    flushes = this.inOnePartition(line, flushes, (seconds) => (seconds - begun) / intervalSeconds - ended);
    const to = inflow.at(endOf(flushes));
    lines.fullTo[line] = Infinity;
    const rows = lines.takeMany(line, to, null);
    const began = lines.from[line]!;
    const meanEnd = (endOf(1) + endOf(flushes)) / 2;
    this.putDown(line, to, rows, { flushes, meanEnd, isFull: false }, (place) => {
      // A record at the very end of an interval is in it.
      let flush = Math.max(0, Math.ceil((inflow.inverse(place) - begun) / intervalSeconds - 1e-9) - ended - 1);
      if (flush >= flushes) flush = flushes - 1;
      const from = Math.max(began, inflow.at(endOf(flush)));
      return { flush, seconds: endOf(flush + 1), from, until: inflow.at(endOf(flush + 1)) };
    });
    lines.ended[line] = ended + flushes;
    lines.fromSeconds[line] = endOf(flushes);
    return true;
  }

  private bySize(line: number, cut: number): boolean {
    const { lines, inflow, plan } = this.parts;
    const first = lines.fullAfter(line, 1);
    const length = plan.fullAt / plan.shares[line]!;
    let flushes = Math.floor((inflow.at(cut) - first) / length + 1e-9) + 1;
    while (flushes > 0 && inflow.inverse(lines.fullAfter(line, flushes)) > cut) flushes--;
    if (flushes <= 0) return false;
    flushes = this.inOnePartition(line, flushes, (seconds) => (inflow.madeBy(seconds) - first) / length + 1);
    const to = lines.fullAfter(line, flushes);
    const rows = lines.takeMany(line, to, flushes * plan.fullAt);
    const seconds = inflow.inverse(to);
    const meanEnd = (inflow.inverse(first) + seconds) / 2;
    this.putDown(line, to, rows, { flushes, meanEnd, isFull: true }, (place) => {
      const flush = Math.min(flushes - 1, Math.max(0, Math.ceil((place - first) / length - 1e-9)));
      const until = first + flush * length;
      return { flush, seconds: inflow.inverse(until), from: until - length, until };
    });
    lines.restart(line, seconds);
    lines.fromSeconds[line] = seconds;
    return true;
  }

  /** Either may end it. */
  private single(line: number, cut: number): boolean {
    const { lines, inflow } = this.parts;
    let end = lines.intervalEnd(line);
    if (end === Infinity) end = Math.max(lines.fromSeconds[line]!, inflow.findClosed());
    lines.findFull(line, -1);
    const fullTo = lines.fullTo[line]!;
    const full = inflow.inverse(fullTo);
    const due = Math.min(end, full);
    if (due > cut) return false;
    const isFull = full <= end;
    const to = isFull ? fullTo : inflow.at(end);
    const rows = lines.take(line, to);
    const from = lines.from[line]!;
    this.putDown(line, to, rows, { flushes: 1, meanEnd: due, isFull }, () => ({
      flush: 0,
      seconds: due,
      from,
      until: to,
    }));
    if (isFull) lines.restart(line, due);
    else lines.ended[line]!++;
    lines.fromSeconds[line] = due;
    return true;
  }

  /** Of so many deliveries those in the first one's partition; alone, one that may be in two. */
  private inOnePartition(line: number, flushes: number, flushAt: (seconds: number) => number): number {
    const { lines, writes, byArrival } = this.parts;
    const span = writes.partitionSeconds;
    if (span === Infinity) return flushes;
    const end = (Math.floor(lines.fromSeconds[line]! / span) + 1) * span;
    const within = flushAt(end);
    const fitting = byArrival ? Math.ceil(within - 1e-9) : Math.floor(within + 1e-9);
    return Math.max(1, Math.min(flushes, fitting));
  }

  private putDown(
    line: number,
    to: number,
    rows: number,
    { flushes, meanEnd, isFull }: { flushes: number; meanEnd: number; isFull: boolean },
    flushOf: (place: number) => FlushOfRecord,
  ): void {
    const { lines, records, placement, writes, together } = this.parts;
    const { stretch, counts } = this;
    const index = lines.index[line]!;
    const key = lines.keyOf(line);
    const fromPosition = lines.from[line]!;
    lines.index[line]! += flushes;
    lines.from[line] = to;
    if (rows === 0) return;
    counts.records(rows);
    stretch.line = line;
    stretch.key = key;
    stretch.flushes = flushes;
    stretch.isFull = isFull;
    stretch.fromPosition = fromPosition;
    stretch.toPosition = to;
    stretch.fromSeconds = lines.fromSeconds[line]!;
    stretch.rows = rows;
    stretch.bytes = records.bytes(rows, key);
    stretch.lateRows = Math.min(rows, lines.lateAmong(line, rows));
    placement.plan(stretch);
    const filled = placement.filledBuffers(stretch);
    counts.flushes.add(filled);
    (isFull ? counts.bySize : counts.byInterval).add(filled);
    // So that they were visible evenly, with that mean, until now.
    const { now } = this.kernel;
    const sinceSeconds = Math.min(now, 2 * (meanEnd + this.uploadSeconds) - now);
    const { groups } = stretch;
    let largest = 0;
    for (let group = 0; group < groups.count; group++) {
      const files = groups.files[group]!;
      const bytes = writes.fileBytes(groups.rows[group]! / files, groups.bytes[group]! / files);
      largest = Math.max(largest, bytes);
      const requests = files * this.uploading!.requestsOf(bytes);
      groups.bytes[group] = bytes * files;
      this.store.collapsed.requests('put', requests, bytes * files, 0, this.occurrence.activity);
      this.occurrence.requests(requests);
      this.occurrence.bytesWritten(bytes * files);
      this.countObjects(files, bytes);
      const added = {
        rowsAtSeconds: groups.rowsAtSeconds[group]!,
        count: files,
        bytes: bytes * files,
        rows: groups.rows[group]!,
        sinceSeconds,
      };
      writes.add(added, together ? (group === 0 ? filled : 0) : files, this.occurrence.activity);
    }
    this.sampleStretch(line, to, index, largest, flushOf);
  }

  private sampleStretch(
    line: number,
    to: number,
    index: number,
    bytes: number,
    flushOf: (place: number) => FlushOfRecord,
  ): void {
    const { samples, inflow, lines } = this.parts;
    const filesEach = Math.max(1, Math.round(this.stretch.groups.allFiles / this.stretch.flushes));
    while (samples.placeOf(line) <= to) {
      const { flush, seconds, from, until } = flushOf(samples.placeOf(line));
      const place = samples.within(line, from, until);
      const key = (index + flush) * lines.count + line;
      samples.take(line, place, inflow.inverse(place), seconds + this.slowest(bytes, key, filesEach));
    }
  }

  /** Of the uploads of one delivery. */
  private slowest(bytes: number, key: number, files: number): number {
    const uploads = this.uploading!;
    if (files === 1) return uploads.seconds(bytes, key);
    let slowest = 0;
    const { together } = this.parts;
    for (let file = 0; file < files; file++) {
      const seconds = uploads.seconds(bytes, this.entityOf(key, file));
      slowest = together ? Math.max(slowest, seconds) : slowest + seconds / files;
    }
    return slowest;
  }
}
