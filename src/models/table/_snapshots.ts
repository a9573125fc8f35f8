interface Run {
  /** Its last version, and the times of its first and last one. */
  version: number;
  count: number;
  readonly sinceSeconds: number;
  seconds: number;
  /** Objects that these snapshots alone need: their own, and those that they were the first to do without. */
  listBytes: number;
  deadObjects: number;
  deadBytes: number;
}

/** Snapshots alike: what each of them wrote for itself, and what it was the first to do without. */
export interface SnapshotsOf {
  readonly count: number;
  readonly sinceSeconds: number;
  readonly nowSeconds: number;
  readonly listBytes: number;
  readonly deadObjects: number;
  readonly deadBytes: number;
}

export interface DroppedSnapshots {
  readonly versions: number;
  readonly lists: number;
  readonly listBytes: number;
  readonly deadObjects: number;
  readonly deadBytes: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Runs that are kept as they are; older ones join in pairs. */
const mostRuns = 4096;

/**
 * The snapshots of a table in runs. One that is dropped frees its own list, and what its follower did without: that is
 * needed by it and by those before it alone. Of a run that is dropped in part they count as spread evenly.
 */
export class Snapshots {
  version = 0;
  private readonly runs: Run[] = [];

  get count(): number {
    return this.runs.length === 0 ? 0 : this.version - this.oldestVersion + 1;
  }
  get oldestVersion(): number {
    const first = this.runs[0];
    return first === undefined ? this.version : first.version - first.count + 1;
  }
  get oldestSeconds(): number {
    return this.runs[0]?.sinceSeconds ?? 0;
  }

  /** `version`: of the last of them. */
  push(version: number, { count, sinceSeconds, nowSeconds, listBytes, deadObjects, deadBytes }: SnapshotsOf): void {
    const { runs } = this;
    this.version = version;
    const first = count > 1 ? sinceSeconds + (nowSeconds - sinceSeconds) / count : nowSeconds;
    runs.push({ version, count, sinceSeconds: first, seconds: nowSeconds, listBytes, deadObjects, deadBytes });
    if (runs.length > mostRuns) this.joinOld();
  }

  /** All that came before that time, but for the newest. */
  dropBefore(seconds: number): DroppedSnapshots {
    const { runs } = this;
    const fromSeconds = this.oldestSeconds;
    const sum = { versions: 0, lists: 0, listBytes: 0, deadObjects: 0, deadBytes: 0 };
    while (runs.length > 0) {
      const run = runs[0]!;
      const older = run.seconds < seconds ? run.count : Math.min(run.count, countBefore(run, seconds));
      const dropped = Math.min(older, this.version - (run.version - run.count) - 1);
      if (dropped <= 0) break;
      const share = dropped / run.count;
      const lists = Math.round(run.listBytes * share);
      sum.versions += dropped;
      // A snapshot without files has no list.
      if (run.listBytes > 0) sum.lists += dropped;
      sum.listBytes += lists;
      if (dropped === run.count) runs.shift();
      else
        runs[0] = {
          ...run,
          count: run.count - dropped,
          listBytes: run.listBytes - lists,
          sinceSeconds: timeOf(run, dropped),
        };
      this.free(run, share, sum);
      if (dropped < run.count) break;
    }
    // What the oldest one that is left did without is needed by nobody any more.
    if (sum.versions > 0) this.freeOldest(sum);
    return { ...sum, fromSeconds, toSeconds: Math.max(fromSeconds, this.oldestSeconds) };
  }

  private free(run: Run, share: number, sum: { deadObjects: number; deadBytes: number }): void {
    const objects = Math.round(run.deadObjects * share);
    const bytes = Math.round(run.deadBytes * share);
    sum.deadObjects += objects;
    sum.deadBytes += bytes;
    const left = this.runs[0];
    if (share < 1 && left !== undefined) {
      left.deadObjects -= objects;
      left.deadBytes -= bytes;
    }
  }

  private freeOldest(sum: { deadObjects: number; deadBytes: number }): void {
    const first = this.runs[0];
    if (first === undefined || first.deadObjects === 0) return;
    const objects = Math.ceil(first.deadObjects / first.count);
    const bytes = Math.round((first.deadBytes * objects) / first.deadObjects);
    sum.deadObjects += objects;
    sum.deadBytes += bytes;
    first.deadObjects -= objects;
    first.deadBytes -= bytes;
  }

  private joinOld(): void {
    const { runs } = this;
    const joined: Run[] = [];
    for (let index = 0; index + 1 < mostRuns / 2; index += 2) {
      const [a, b] = [runs[index]!, runs[index + 1]!];
      joined.push({
        version: b.version,
        count: a.count + b.count,
        sinceSeconds: a.sinceSeconds,
        seconds: b.seconds,
        listBytes: a.listBytes + b.listBytes,
        deadObjects: a.deadObjects + b.deadObjects,
        deadBytes: a.deadBytes + b.deadBytes,
      });
    }
    runs.splice(0, mostRuns / 2, ...joined);
  }
}

/** Of a run whose first came at `since` and whose last came at `seconds`. */
const timeOf = ({ count, sinceSeconds, seconds }: Run, nth: number): number =>
  count > 1 ? sinceSeconds + ((seconds - sinceSeconds) * nth) / (count - 1) : seconds;
const countBefore = ({ count, sinceSeconds, seconds }: Run, before: number): number => {
  if (before <= sinceSeconds) return 0;
  if (count === 1 || seconds === sinceSeconds) return seconds < before ? count : 0;
  return Math.min(count, Math.ceil(((before - sinceSeconds) * (count - 1)) / (seconds - sinceSeconds)));
};
