import type { DistributionSpec } from '../../fields/index.ts';
import type { Kernel, Process } from '../../kernel/index.ts';
import type {
  Commit,
  CommitEnd,
  CommitRequest,
  DuePart,
  NewFiles,
  ObjectStore,
  OccurrencePort,
  TableWrites,
} from '../capabilities.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import { compactDue } from './_compaction.ts';
import type { Delivery } from './_delivery.ts';
import { type Backoff, backoffSeconds } from './_uploads.ts';

type StoreRequest = CommitRequest & { readonly kind: 'store' };

/** Keys the luck of these requests apart from that of uploads. */
const firstAttempt = 1000;
const attemptsEach = 8;
const firstOfCompaction = 1_000_000;

export interface TurnOptions {
  readonly backoff: Backoff;
  /** Seconds between the first step and the uploads. */
  readonly work: DistributionSpec;
}

/**
 * Deliveries that are committed in turn: each is a transaction of its own in the log of the table. Its first step looks for
 * the newest version; then the files are uploaded; then the others, one request after another, until it is there or has come
 * to nothing. Each line is a writer of its own. Whoever delivers has crashed meanwhile: it goes no further.
 */
export class Turns {
  private readonly kernel: Kernel;
  private readonly store: ObjectStore;
  private readonly occurrence: OccurrencePort;
  private readonly backoff: Backoff;
  private readonly writes: TableWrites;
  private readonly work: KeyedDraw;
  private readonly waits: KeyedDraw;
  private readonly commitSeconds: Recorder;
  private readonly compactTime: Recorder;
  /** Each line is an application of its own. */
  private readonly drivers = new Map<number, object>();
  private readonly name: string;

  constructor(world: World, occurrence: OccurrencePort, writes: TableWrites, options: TurnOptions) {
    this.kernel = world.kernel;
    this.store = world.find('objects');
    this.occurrence = occurrence;
    this.writes = writes;
    this.backoff = options.backoff;
    this.work = world.draw('work', options.work, occurrence.activity);
    this.waits = world.draw('backoff of commits', { kind: 'uniform', low: 0, high: 1 }, occurrence.activity);
    this.commitSeconds = world.metric('commitTime');
    this.compactTime = world.metric('compactTime');
    this.name = world.name;
  }

  /** Null: the table has no log. */
  of({ groups, line }: Delivery): Commit | null {
    const files: NewFiles[] = [];
    for (let group = 0; group < groups.count; group++)
      files.push({
        rowsAtSeconds: groups.rowsAtSeconds[group]!,
        count: groups.files[group]!,
        bytes: groups.bytes[group]!,
        rows: groups.rows[group]!,
      });
    const { activity } = this.occurrence;
    return this.writes.append?.(files, { activity, writer: this.writerOf(line) }) ?? null;
  }

  /** What its writer has to compact before it goes on. */
  due({ line }: Delivery): readonly DuePart[] {
    return this.writes.autoCompaction?.due(this.writerOf(line), this.driverOf(line)) ?? [];
  }

  compact(delivery: Delivery, due: readonly DuePart[], ended: () => void): void {
    const { kernel, writes, occurrence, name, compactTime } = this;
    const { line, key } = delivery;
    const driver = this.driverOf(line);
    const from = kernel.now;
    const numberOf = (nth: number): number => firstOfCompaction + nth * attemptsEach;
    const compaction = compactDue({
      ...{ kernel, writes, due, activity: occurrence.activity, writer: this.writerOf(line), name },
      request: (operation, bytes, nth) =>
        this.request({ kind: 'store', operation, amount: bytes, count: 1 }, key, numberOf(nth)),
      commit: (commit) => this.untilEnded(delivery, commit),
      isGivenUp: () => isGivenUp(delivery),
    });
    kernel.spawn(
      (function* (): Process<void> {
        const isCommitted = yield* compaction;
        writes.autoCompaction!.ended(due, driver, isCommitted);
        compactTime.add(kernel.now - from);
        ended();
      })(),
      `${name}: compaction`,
    );
  }

  private *untilEnded(delivery: Delivery, commit: Commit): Process<boolean> {
    let number = firstAttempt;
    for (;;) {
      number = yield* this.step(delivery, commit, number + attemptsEach);
      const end = commit.tell(isGivenUp(delivery) ? 1 : 0);
      if (end !== 'more') return end === 'committed';
    }
  }

  private writerOf(line: number): string {
    return `${this.occurrence.activity} ${line}`;
  }
  private driverOf(line: number): object {
    const known = this.drivers.get(line) ?? {};
    this.drivers.set(line, known);
    return known;
  }

  /** The first step and the work, before its files are uploaded. */
  begin(delivery: Delivery, commit: Commit, begun: () => void): void {
    const { kernel, work } = this;
    const step = this.step.bind(this);
    kernel.spawn(
      (function* (): Process<void> {
        yield* step(delivery, commit, firstAttempt);
        commit.tell(0);
        const seconds = work.at(delivery.key, 0);
        if (seconds > 0) yield seconds;
        begun();
      })(),
      `${this.name}: commit begins`,
    );
  }

  /** All others, once they are. */
  finish(delivery: Delivery, commit: Commit, ended: (end: CommitEnd) => void): void {
    this.kernel.spawn(this.steps(delivery, commit, ended), `${this.name}: commit`);
  }

  private *steps(delivery: Delivery, commit: Commit, ended: (end: CommitEnd) => void): Process<void> {
    const from = this.kernel.now;
    let attempt = firstAttempt;
    for (;;) {
      if (isGivenUp(delivery)) {
        commit.tell(1);
        ended(commit.isThere ? 'committed' : 'failed');
        return;
      }
      attempt = yield* this.step(delivery, commit, attempt + attemptsEach);
      if (isGivenUp(delivery)) continue;
      const end = commit.tell(0);
      if (end === 'more') continue;
      if (end === 'committed') this.commitSeconds.add(this.kernel.now - from);
      ended(end);
      return;
    }
  }

  /** The requests of a step; returns the number that keys the luck of the last. */
  private *step({ key }: Delivery, { waitSeconds, requests }: Commit, firstNumber: number): Process<number> {
    let number = firstNumber;
    if (waitSeconds > 0) yield waitSeconds;
    for (const request of requests) {
      if (request.kind === 'service') {
        yield request.seconds;
        continue;
      }
      for (let left = request.count; left > 0; left--) {
        yield* this.request(request, key, number);
        number += attemptsEach;
      }
    }
    return number;
  }

  /** Until it is admitted. */
  private *request({ operation, amount }: StoreRequest, key: number, number: number): Process<void> {
    const { store, occurrence, waits, backoff } = this;
    const { activity } = occurrence;
    for (let failed = 0; store.limitsRequests && !store.admits(operation, 0); failed++) {
      const attempt = number + (failed % attemptsEach);
      store.refused(operation);
      store.retried();
      occurrence.requests(1);
      yield store.refusalSeconds(key, attempt, activity) + backoffSeconds(backoff, failed, waits.at(key, attempt));
    }
    const bytes = operation === 'list' ? amount * store.listBytesPerKey : hasBody(operation) ? amount : 0;
    store.request(operation, bytes, activity);
    occurrence.requests(1);
    const rate = store.connectionRateVaries
      ? store.connectionRate(key, number, activity)
      : store.connectionRateBytesPerSecond;
    yield store.firstByteSeconds(operation, amount, key, number, activity) + bytes / rate;
  }
}

const hasBody = (operation: StoreRequest['operation']): boolean => operation === 'get' || operation === 'put';

/** Its writer has crashed: what it holds is read again and must not be there twice, or it is there. */
const isGivenUp = ({ fate }: Delivery): boolean => fate === 'abandoned' || fate === 'dropped' || fate === 'committed';
