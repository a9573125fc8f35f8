/** What the simulated application waited for, from its end back to its start. */
import type { ReplayStretch } from '../results/replay.ts';
import type { ReplayPlan } from './plan.ts';
import type { Simulated } from './simulated.ts';

/**
 * The last job's last stage, what that stage waited for (a parent, or its job's start), what the job waited for (the job
 * event before it, and the driver), and so on. Stretches follow one another without gaps, the earliest first.
 */
export function criticalPath(plan: ReplayPlan, simulated: Simulated): ReplayStretch[] {
  const stretches: ReplayStretch[] = [];
  const add = (kind: ReplayStretch['kind'], text: string, startSeconds: number, endSeconds: number): void => {
    if (endSeconds - startSeconds > 1e-9) stretches.push({ kind, text, startSeconds, endSeconds });
  };
  let at = simulated.applicationSeconds;
  let event = lastEvent(simulated);
  const seen = new Set<string>();
  while (event !== null) {
    const { job, kind } = event;
    if (seen.has(`${job}.${kind}`)) break;
    seen.add(`${job}.${kind}`);
    const span = simulated.jobs[job]!;
    const begin = span.startSeconds;
    if (kind === 'end') {
      add('driver', 'driver', span.endSeconds, at);
      at = backThroughStages(plan, simulated, job, span.endSeconds, add);
      if (at > begin) add('driver', 'driver', begin, at);
    } else add('driver', 'driver', begin, at);
    at = begin;
    event = before(plan, simulated, job);
  }
  add('driver', 'driver', 0, at);
  return merged(stretches.reverse());
}

interface Event {
  readonly job: number;
  readonly kind: 'start' | 'end';
}

function lastEvent({ jobs }: Simulated): Event | null {
  let last: Event | null = null;
  let at = -1;
  jobs.forEach(({ startSeconds, endSeconds }, job) => {
    if (startSeconds >= 0 && startSeconds > at) {
      last = { job, kind: 'start' };
      at = startSeconds;
    }
    if (endSeconds >= at) {
      last = { job, kind: 'end' };
      at = endSeconds;
    }
  });
  return last;
}

/** What let the job start: the job event before it, or the last of the jobs that had ended before it. */
function before(plan: ReplayPlan, { jobs }: Simulated, job: number): Event | null {
  const { after, endedBefore } = plan.jobs[job]!;
  let event: Event | null = after === null ? null : { job: after.job, kind: after.event };
  const timeOf = ({ job: of, kind }: Event) => (kind === 'start' ? jobs[of]!.startSeconds : jobs[of]!.endSeconds);
  for (const each of plan.ends.slice(0, endedBefore)) {
    const end: Event = { job: each, kind: 'end' };
    if (event === null || timeOf(end) > timeOf(event)) event = end;
  }
  return event;
}

/** Walks from the end of a job to its first stage; the time at which that one was submitted. */
function backThroughStages(
  plan: ReplayPlan,
  simulated: Simulated,
  job: number,
  endSeconds: number,
  add: (kind: ReplayStretch['kind'], text: string, startSeconds: number, endSeconds: number) => void,
): number {
  const endOf = (stage: number): number => simulated.stages[stage]!.endSeconds;
  const latest = (stages: readonly number[]): number =>
    stages.reduce((found, each) => (found < 0 || endOf(each) > endOf(found) ? each : found), -1);
  let at = endSeconds;
  let stage = latest(plan.jobs[job]!.stages.filter((each) => endOf(each) <= endSeconds));
  while (stage >= 0) {
    const { startSeconds } = simulated.stages[stage]!;
    if (endOf(stage) < at) add('driver', 'driver', endOf(stage), at);
    const { id, attempt } = plan.stages[stage]!;
    add('stage', `stage ${id}${attempt > 0 ? `.${attempt}` : ''}`, startSeconds, Math.min(at, endOf(stage)));
    at = startSeconds;
    const jobStart = simulated.jobs[job]!.startSeconds;
    const parent = latest(plan.stages[stage]!.parents.filter((each) => endOf(each) <= startSeconds + 1e-9));
    stage = parent >= 0 && endOf(parent) >= jobStart ? parent : -1;
  }
  return at;
}

function merged(stretches: readonly ReplayStretch[]): ReplayStretch[] {
  const result: ReplayStretch[] = [];
  for (const each of stretches) {
    const last = result.at(-1);
    if (last !== undefined && last.kind === 'driver' && each.kind === 'driver') {
      result[result.length - 1] = { ...last, endSeconds: each.endSeconds };
    } else result.push(each);
  }
  return result;
}
