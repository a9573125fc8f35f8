import type { Gone } from './_log-store.ts';

export const daySeconds = 86_400;
/** Midnight UTC: time 0 is one. */
export const dayOf = (seconds: number): number => Math.floor(seconds / daySeconds);

/** Commits alike, the last of them now, that have come evenly since then. */
export interface EvenCommits {
  readonly commits: number;
  /** Of the first of them. */
  readonly firstVersion: number;
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
interface Day extends LogSum {
  readonly day: number;
  readonly firstVersion: number;
  firstCheckpoint: { readonly version: number; readonly seconds: number } | null;
}

/**
 * The entries of a log by the day on which they were written. Clean-up takes whole days, so that sums of days are all that it
 * needs, and a log of a commit a second takes as little memory as one of a commit a day:
 *
 *     what goes     all of the days before the midnight UTC that is not younger than now - keepLog, and not after the last
 *                   checkpoint
 *     what is left  can be read from its first checkpoint on
 *
 * Source: delta-io/delta, MetadataCleanup.scala: files older than that midnight whose version is below the last checkpoint's.
 */
export class LogDays {
  /** All that was written before that midnight is gone. */
  cleanedSeconds = -Infinity;
  private hasLost = false;
  private readonly days: Day[] = [];

  get length(): number {
    return this.days.length;
  }

  /** From that version and time on it can be read. */
  get oldest(): { readonly version: number; readonly seconds: number } {
    if (!this.hasLost) return start;
    for (const { firstCheckpoint } of this.days) if (firstCheckpoint !== null) return firstCheckpoint;
    return start;
  }
  /** The version of the oldest entry that is there. */
  get firstVersion(): number {
    return this.hasLost ? (this.days[0]?.firstVersion ?? 0) : 0;
  }

  add(of: EvenCommits): void {
    const { commits, firstVersion, objectsEach, bytesEach, sinceSeconds, nowSeconds } = of;
    const last = dayOf(nowSeconds);
    let done = 0;
    for (let day = dayOf(sinceSeconds); day <= last && done < commits; day++) {
      const upTo = day === last ? commits : commitsBefore(of, (day + 1) * daySeconds);
      if (upTo <= done) continue;
      const sum = this.at(day, firstVersion + done);
      sum.objects += (upTo - done) * objectsEach;
      sum.listed += (upTo - done) * objectsEach;
      sum.bytes += (upTo - done) * bytesEach;
      done = upTo;
    }
  }

  checkpoint(version: number, seconds: number, own: LogSum): void {
    const day = this.at(dayOf(seconds), version);
    day.objects += own.objects;
    day.listed += own.listed;
    day.bytes += own.bytes;
    day.firstCheckpoint ??= { version, seconds };
  }

  /** Takes away the days before that midnight. Null: there are none. */
  cut(seconds: number): (Gone & LogSum) | null {
    const { days } = this;
    const before = dayOf(seconds);
    this.cleanedSeconds = Math.max(this.cleanedSeconds, before * daySeconds);
    let count = 0;
    while (count < days.length && days[count]!.day < before) count++;
    if (count === 0) return null;
    const gone = { objects: 0, listed: 0, bytes: 0 };
    const fromSeconds = days[0]!.day * daySeconds;
    const toSeconds = (days[count - 1]!.day + 1) * daySeconds;
    for (const { objects, listed, bytes } of days.splice(0, count)) {
      gone.objects += objects;
      gone.listed += listed;
      gone.bytes += bytes;
    }
    this.hasLost = true;
    return { ...gone, fromSeconds, toSeconds };
  }

  /** The midnight before which all entries below that version were written. */
  writtenBefore(version: number): number {
    for (const { day, firstVersion } of this.days) if (firstVersion >= version) return day * daySeconds;
    return ((this.days.at(-1)?.day ?? -1) + 1) * daySeconds;
  }

  /** That day; what comes late to a day without entries counts with the next one that has some. */
  private at(day: number, firstVersion: number): Day {
    const { days } = this;
    let index = days.length - 1;
    if (index < 0 || days[index]!.day < day) {
      const next: Day = { day, firstVersion, objects: 0, listed: 0, bytes: 0, firstCheckpoint: null };
      days.push(next);
      return next;
    }
    while (index > 0 && days[index - 1]!.day >= day) index--;
    return days[index]!;
  }
}

const start = { version: 0, seconds: 0 };

/** The n-th of them comes at since + n / commits x (now - since). */
const commitsBefore = ({ commits, sinceSeconds, nowSeconds }: EvenCommits, seconds: number): number =>
  Math.min(commits, Math.max(0, Math.ceil((commits * (seconds - sinceSeconds)) / (nowSeconds - sinceSeconds)) - 1));
