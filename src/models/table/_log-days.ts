import type { Gone } from './_log-store.ts';

const daySeconds = 86_400;
/** Midnight UTC: time 0 is one. */
export const dayOf = (seconds: number): number => Math.floor(seconds / daySeconds);

/** Commits alike, the last of them now, that have come evenly since then. */
export interface EvenCommits {
  readonly commits: number;
  readonly objectsEach: number;
  readonly bytesEach: number;
  readonly sinceSeconds: number;
  readonly nowSeconds: number;
}

/** Objects, those of them that a listing of the log brings, and bytes. */
export interface LogSum {
  objects: number;
  listed: number;
  bytes: number;
}
interface Day {
  readonly day: number;
  /** What lies before the last checkpoint of that day, and that checkpoint with what comes after it. */
  readonly head: LogSum;
  readonly tail: LogSum;
  checkpoint: { readonly version: number; readonly seconds: number } | null;
}

export const nothing = (): LogSum => ({ objects: 0, listed: 0, bytes: 0 });

const move = (from: LogSum, to: LogSum): void => {
  to.objects += from.objects;
  to.listed += from.listed;
  to.bytes += from.bytes;
  from.objects = 0;
  from.listed = 0;
  from.bytes = 0;
};

/**
 * The entries of a log by the day on which they were written. Clean-up counts by midnights, so that sums of days are all
 * that it needs, and a log of a commit a second takes as little memory as one of a commit a day:
 *
 *     cut-off               midnight UTC that is not younger than now - keepLog
 *     kept checkpoint       the newest one before the cut-off
 *     what goes             all entries and checkpoints before it; the commit that it stands for stays
 *
 * Source: delta-io/delta, PROTOCOL.md, Metadata Cleanup (commit bb1057f).
 */
export class LogDays {
  /** Of the oldest checkpoint that there is; what came before it has been taken away. */
  oldestVersion = 0;
  oldestSeconds = 0;
  private readonly days: Day[] = [];

  get length(): number {
    return this.days.length;
  }

  add(of: EvenCommits): void {
    const { commits, objectsEach, bytesEach, sinceSeconds, nowSeconds } = of;
    const last = dayOf(nowSeconds);
    let done = 0;
    for (let day = dayOf(sinceSeconds); day <= last && done < commits; day++) {
      const upTo = day === last ? commits : commitsBefore(of, (day + 1) * daySeconds);
      const { tail } = this.at(day);
      tail.objects += (upTo - done) * objectsEach;
      tail.listed += (upTo - done) * objectsEach;
      tail.bytes += (upTo - done) * bytesEach;
      done = Math.max(done, upTo);
    }
  }

  /** Of a commit that has just been added, and is one of so many objects and bytes. */
  checkpoint(version: number, seconds: number, entry: LogSum, own: LogSum): void {
    const day = this.at(dayOf(seconds));
    const { head, tail } = day;
    move(tail, head);
    head.objects -= entry.objects;
    head.listed -= entry.listed;
    head.bytes -= entry.bytes;
    tail.objects = entry.objects + own.objects;
    tail.listed = entry.listed + own.listed;
    tail.bytes = entry.bytes + own.bytes;
    day.checkpoint = { version, seconds };
  }

  /** Takes away what is older than the newest checkpoint before that midnight. Null: nothing is. */
  cut(seconds: number): (Gone & LogSum) | null {
    const { days } = this;
    const before = dayOf(seconds);
    let kept = -1;
    for (let index = 0; index < days.length && days[index]!.day < before; index++)
      if (days[index]!.checkpoint !== null) kept = index;
    if (kept < 0) return null;
    const gone = nothing();
    const fromSeconds = days[0]!.day * daySeconds;
    for (const { head, tail } of days.splice(0, kept)) {
      move(head, gone);
      move(tail, gone);
    }
    const [first] = days;
    move(first!.head, gone);
    const { version, seconds: toSeconds } = first!.checkpoint!;
    this.oldestVersion = version;
    this.oldestSeconds = toSeconds;
    return gone.objects > 0 ? { ...gone, fromSeconds, toSeconds } : null;
  }

  /** The midnight after the first checkpoint that stands for that version or a later one; Infinity: there is none. */
  coveredAt(version: number): number {
    for (const { day, checkpoint } of this.days)
      if (checkpoint !== null && checkpoint.version >= version) return (day + 1) * daySeconds;
    return Infinity;
  }

  private at(day: number): Day {
    const last = this.days.at(-1);
    if (last !== undefined && last.day >= day) return last;
    const next: Day = { day, head: nothing(), tail: nothing(), checkpoint: null };
    this.days.push(next);
    return next;
  }
}

/** The n-th of them comes at since + n / commits x (now - since). */
const commitsBefore = ({ commits, sinceSeconds, nowSeconds }: EvenCommits, seconds: number): number =>
  Math.min(commits, Math.max(0, Math.ceil((commits * (seconds - sinceSeconds)) / (nowSeconds - sinceSeconds)) - 1));
