import type { RunningMedian } from './_median.ts';
import type { KnownTasks, Preferences, TaskSetOptions } from './port.ts';

export const taskWaits = 0;
export const taskRuns = 1;
export const taskDone = 2;

/** What one offer to a set gave: a task's number, or one of these. */
export const nothingToRun = -1;
/** There is a task, and it waits for a slot nearer to its data. */
export const waitsForLocality = -2;

/**
 * The tasks of one stage attempt: which wait, in what order they go out. Tasks go out by index; one that has failed goes
 * before those that never ran (Spark takes its list of waiting tasks from the end, where a failed one is put). Where
 * tasks prefer hosts: on a host first its own, then those without a wish, and others after localityWaitSeconds without
 * a launch.
 */
export class TaskSet {
  /** Its number in the scheduler. */
  id = -1;
  readonly job: number;
  readonly stage: number;
  readonly count: number;
  readonly pool: string;
  readonly profile: number;
  readonly shuffleMap: boolean;
  readonly known: KnownTasks | null;
  readonly state: Uint8Array;
  readonly attempts: Uint16Array;
  private failures: Uint16Array | null = null;
  /** Executor that a task was through on, for map outputs that can be lost. */
  ranOn: Int32Array | null = null;
  /** Tasks that are not through. */
  remaining: number;
  running = 0;
  /** Results that a thread of the driver is fetching, or will fetch. */
  fetching = 0;
  /** Tasks that wait to be launched, copies not counted. */
  waiting: number;
  resultBytes = 0;
  /** Aborted, or all through. */
  over = false;
  inLine = false;
  /** On its way through the DAG thread: from submission to the first offer, from the last result to the end. */
  entering = true;
  ending = false;
  /** By the DAG thread: the submission is stamped. */
  submittedSeconds = 0;
  doneSeconds = 0;
  private next = 0;
  private readonly again: number[] = [];
  /** Tasks that a copy is wanted of, and those that had one. */
  readonly copies: number[] = [];
  copied: Uint8Array | null = null;
  /** Of the seconds that tasks took, where slow ones are looked for. */
  median: RunningMedian | null = null;
  private lines: Lines | null = null;
  private lastLaunchSeconds = 0;

  constructor(options: TaskSetOptions) {
    this.job = options.job;
    this.stage = options.stage;
    this.count = options.taskCount;
    this.pool = options.pool ?? 'default';
    this.profile = options.profile ?? 0;
    this.shuffleMap = options.shuffleMap ?? false;
    this.known = options.known ?? null;
    this.state = new Uint8Array(this.count);
    this.attempts = new Uint16Array(this.count);
    this.remaining = this.count;
    this.waiting = this.count;
    if (this.shuffleMap) this.ranOn = new Int32Array(this.count).fill(-1);
    if (options.preferences !== undefined) this.lines = linesOf(options.preferences, this.count);
  }

  get hasWork(): boolean {
    return this.waiting > 0 || this.copies.length > 0;
  }

  enter(now: number): void {
    this.lastLaunchSeconds = now;
  }

  /** The task that goes out on a slot of this host, or why none does. */
  take(host: number, now: number, wait: LocalityWait): number {
    while (this.again.length > 0) {
      const task = this.again.pop()!;
      if (this.state[task] === taskWaits) return this.launch(task);
    }
    if (this.lines === null) {
      while (this.next < this.count) {
        const task = this.next++;
        if (this.state[task] === taskWaits) return this.launch(task);
      }
      return nothingToRun;
    }
    return this.takeNear(host, now, wait);
  }

  /** Beside the task that went out last, those that follow it: so many of them that wait, at most. Returns how many. */
  takeMore(most: number): number {
    if (this.lines !== null || this.again.length > 0) return 0;
    let taken = 0;
    while (taken < most && this.next < this.count && this.state[this.next] === taskWaits) {
      this.attempts[this.next]!++;
      this.launch(this.next++);
      taken++;
    }
    return taken;
  }

  private takeNear(host: number, now: number, wait: LocalityWait): number {
    const { byHost, others } = this.lines!;
    const near = byHost.get(host);
    for (let i = 0; near !== undefined && i < near.length; i++) {
      const task = this.fromLine(near[i]!);
      if (task < 0) continue;
      if (wait.localityWaitAnew) this.lastLaunchSeconds = now;
      return this.launch(task);
    }
    const any = this.fromLine(others);
    if (any >= 0) return this.launch(any);
    if (this.waiting === 0) return nothingToRun;
    if (now - this.lastLaunchSeconds < wait.localityWaitSeconds) return waitsForLocality;
    while (this.next < this.count) {
      const task = this.next++;
      if (this.state[task] === taskWaits) return this.launch(task);
    }
    return nothingToRun;
  }

  private fromLine(line: Line): number {
    while (line.next < line.tasks.length) {
      const task = line.tasks[line.next++]!;
      if (this.state[task] === taskWaits) return task;
    }
    return -1;
  }

  private launch(task: number): number {
    this.state[task] = taskRuns;
    this.waiting--;
    return task;
  }

  /** A task that has to run again. */
  putBack(task: number): void {
    this.state[task] = taskWaits;
    this.waiting++;
    this.again.push(task);
  }

  /** Failures of a task so far, this one included. */
  countFailure(task: number): number {
    this.failures ??= new Uint16Array(this.count);
    const count = this.failures[task]! + 1;
    this.failures[task] = count;
    return count;
  }
}

export interface LocalityWait {
  readonly localityWaitSeconds: number;
  readonly localityWaitAnew: boolean;
}

interface Line {
  readonly tasks: number[];
  next: number;
}

interface Lines {
  /** Lines of the groups that a host is in. */
  readonly byHost: ReadonlyMap<number, readonly Line[]>;
  readonly others: Line;
}

function linesOf({ hostGroups, groupOfTask }: Preferences, count: number): Lines | null {
  const groups = hostGroups.map((): Line => ({ tasks: [], next: 0 }));
  const others: Line = { tasks: [], next: 0 };
  for (let task = 0; task < count; task++) (groups[groupOfTask[task] ?? -1] ?? others).tasks.push(task);
  if (others.tasks.length === count) return null;
  const byHost = new Map<number, Line[]>();
  hostGroups.forEach((hosts, group) => {
    for (const host of hosts) {
      const lines = byHost.get(host);
      if (lines === undefined) byHost.set(host, [groups[group]!]);
      else lines.push(groups[group]!);
    }
  });
  return { byHost, others };
}
