interface Run {
  /** Its last version. */
  version: number;
  commits: number;
  bytes: number;
  actions: number;
}

/** Runs that are kept as they are; older ones join in pairs. */
const mostRuns = 512;

/** Sizes of the commits of a log, those alike as one, the latest exactly. */
export class RecentCommits {
  private readonly runs: Run[] = [];

  push(version: number, commits: number, bytesEach: number, actionsEach: number): void {
    const { runs } = this;
    const last = runs.at(-1);
    if (last !== undefined && isAlike(last, bytesEach, actionsEach)) {
      last.version = version;
      last.commits += commits;
      last.bytes += commits * bytesEach;
      last.actions += commits * actionsEach;
      return;
    }
    runs.push({ version, commits, bytes: commits * bytesEach, actions: commits * actionsEach });
    if (runs.length > mostRuns) this.joinOld();
  }

  /** All after that version. */
  since(version: number): { readonly commits: number; readonly bytes: number; readonly actions: number } {
    const sum = { commits: 0, bytes: 0, actions: 0 };
    for (let index = this.runs.length - 1; index >= 0; index--) {
      const run = this.runs[index]!;
      const commits = Math.min(run.commits, run.version - version);
      if (commits <= 0) break;
      sum.commits += commits;
      sum.bytes += run.bytes * (commits / run.commits);
      sum.actions += run.actions * (commits / run.commits);
    }
    return sum;
  }

  /** All after that version, those alike together, oldest first. */
  runsSince(version: number): { readonly commits: number; readonly bytesEach: number }[] {
    const found: { commits: number; bytesEach: number }[] = [];
    for (let index = this.runs.length - 1; index >= 0; index--) {
      const run = this.runs[index]!;
      const commits = Math.min(run.commits, run.version - version);
      if (commits <= 0) break;
      found.unshift({ commits, bytesEach: run.bytes / run.commits });
    }
    return found;
  }

  private joinOld(): void {
    const { runs } = this;
    const joined: Run[] = [];
    for (let index = 0; index + 1 < mostRuns / 2; index += 2) {
      const [a, b] = [runs[index]!, runs[index + 1]!];
      const [commits, bytes, actions] = [a.commits + b.commits, a.bytes + b.bytes, a.actions + b.actions];
      joined.push({ version: b.version, commits, bytes, actions });
    }
    runs.splice(0, mostRuns / 2, ...joined);
  }
}

const isAlike = ({ commits, bytes, actions }: Run, bytesEach: number, actionsEach: number): boolean =>
  bytes === commits * bytesEach && actions === commits * actionsEach;
