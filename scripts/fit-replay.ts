/**
 * How the numbers of src/profiles/tables/spark-schedulers.yaml were made. Every log of a folder is replayed with many
 * sets of parameters; a set is judged by the mean over logs of the mean error of its stages. Leave one application out:
 * the set that is best on all other applications predicts it.
 *
 *   node --import tsx scripts/fit-replay.ts FOLDER [ROUNDS]
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SchedulerParameters } from '../src/models/spark/scheduler/index.ts';
import { createStream } from '../src/random/index.ts';
import { type LoggedApplication, readApplication } from '../src/replay/log/index.ts';
import { overlappingStages } from '../src/replay/overlapping.ts';
import type { ReplayPlan } from '../src/replay/plan.ts';
import { rebuild } from '../src/replay/rebuild.ts';
import { clusterManagerOf, settingsOf } from '../src/replay/settings.ts';
import { simulate } from '../src/replay/simulate.ts';

const fitted = [
  'dispatchSeconds',
  'turnAroundSeconds',
  'stageSeconds',
  'coldStageSeconds',
  'coldLaunchSeconds',
  'interpretedSeconds',
  'executorReadySeconds',
] as const;
type Fitted = (typeof fitted)[number];
type Point = Readonly<Record<Fitted, number>>;

const ranges: Readonly<Record<Fitted, readonly [number, number]>> = {
  dispatchSeconds: [0.00005, 0.0004],
  turnAroundSeconds: [0.001, 0.008],
  stageSeconds: [0.004, 0.04],
  coldStageSeconds: [0.03, 0.4],
  coldLaunchSeconds: [0.005, 0.1],
  interpretedSeconds: [0.002, 0.04],
  executorReadySeconds: [0.05, 1],
};

interface Log {
  readonly file: string;
  /** Runs of one application are left out together. */
  readonly application: string;
  readonly manager: string;
  readonly app: LoggedApplication;
  readonly plan: ReplayPlan;
  readonly overlapping: readonly boolean[];
  readonly loggedSeconds: readonly number[];
}

interface Errors {
  readonly isolated: readonly number[];
  readonly overlapping: readonly number[];
  readonly timeWeighted: readonly [number, number];
  readonly application: number;
}

const parametersOf = (point: Point): SchedulerParameters => ({
  name: 'fit',
  dispatchSeconds: point.dispatchSeconds,
  launchSeconds: point.turnAroundSeconds / 2,
  reportSeconds: point.turnAroundSeconds / 2,
  stageSeconds: point.stageSeconds,
  coldStageSeconds: point.coldStageSeconds,
  stampSeconds: 0.00002,
  coldLaunchSeconds: point.coldLaunchSeconds,
  interpretedSeconds: point.interpretedSeconds,
  executorReadySeconds: point.executorReadySeconds,
  pluginReadySeconds: 0,
  resultRoundTripSeconds: 0.002,
  resultBytesPerSecond: 2e8,
});

const folder = process.argv[2]!;
const rounds = Number(process.argv[3] ?? 3);
const logs = readdirSync(folder)
  .filter((name) => name.includes('--'))
  .sort()
  .map((file): Log => {
    const app = readApplication([{ path: join(folder, file), shown: file }]);
    const { plan } = rebuild(app);
    const stages = app.stages.filter((stage) => stage.tasks.length > 0);
    const flags = overlappingStages(stages);
    return {
      file,
      application: file.replace(/--.*/, '').replace(/-attempt-\d+$/, ''),
      manager: clusterManagerOf(app),
      app,
      plan,
      overlapping: flags,
      loggedSeconds: stages.map(
        (stage) => ((stage.completedMs ?? Number.NaN) - (stage.submittedMs ?? Number.NaN)) / 1000,
      ),
    };
  });

function errorsOf(log: Log, parameters: SchedulerParameters): Errors {
  const simulated = simulate(log.plan, { parameters, ...settingsOf(log.app) });
  const isolated: number[] = [];
  const overlapping: number[] = [];
  let off = 0;
  let sum = 0;
  simulated.stages.forEach(({ startSeconds, endSeconds }, index) => {
    const logged = log.loggedSeconds[index]!;
    if (!(logged >= 0.1)) return;
    const error = Math.abs((endSeconds - startSeconds) / logged - 1);
    if (log.overlapping[index]) {
      overlapping.push(error);
      off += Math.abs(endSeconds - startSeconds - logged);
      sum += logged;
    } else isolated.push(error);
  });
  const wall = (log.app.endedMs - log.app.startedMs) / 1000;
  return {
    isolated,
    overlapping,
    timeWeighted: [off, sum],
    application: Math.abs(simulated.applicationSeconds / wall - 1),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
/** What the search makes small: errors above 50% are a stage that the mechanism does not know, and count as 50%. */
const loss = ({ isolated, overlapping }: Errors): number =>
  mean([...isolated, ...overlapping].map((each) => Math.min(each, 0.5)));

const points: Point[] = [];
const table: Errors[][] = [];
function add(point: Point): void {
  points.push(point);
  table.push(logs.map((log) => errorsOf(log, parametersOf(point))));
}

const stream = createStream(1, 0, 'fit-replay');
const draw = (): Point =>
  Object.fromEntries(
    fitted.map((name) => {
      const [low, high] = ranges[name];
      return [name, low * (high / low) ** stream.uniform()];
    }),
  ) as Record<Fitted, number>;

const managers = [...new Set(logs.map((log) => log.manager))].sort();
const mineOf = (manager: string | null) =>
  logs.flatMap((log, i) => (manager === null || log.manager === manager ? [i] : []));
/** Each application counts once, whatever the number of its runs. */
function score(point: number, of: readonly number[]): number {
  const byApplication = new Map<string, number[]>();
  for (const i of of) {
    const { application } = logs[i]!;
    byApplication.set(application, [...(byApplication.get(application) ?? []), loss(table[point]![i]!)]);
  }
  return mean([...byApplication.values()].map(mean));
}
const best = (of: readonly number[]): number =>
  points.reduce((found, _, point) => (score(point, of) < score(found, of) ? point : found), 0);

for (let i = 0; i < 60; i++) add(draw());
for (let round = 0; round < rounds; round++) {
  for (const manager of [null, ...managers]) {
    for (const name of fitted) {
      const from = points[best(mineOf(manager))]!;
      for (const factor of [0.5, 0.7, 0.85, 1.2, 1.4, 2].slice(round > 1 ? 1 : 0)) {
        const [low, high] = ranges[name];
        add({ ...from, [name]: Math.min(high, Math.max(low, from[name] * factor)) });
      }
    }
  }
}

/** Shares a manager's own logs have in its choice: the rest of the evidence are the other managers' logs. */
function choose(manager: string, without: string | null): number {
  const all = mineOf(null).filter((i) => logs[i]!.application !== without);
  const own = all.filter((i) => logs[i]!.manager === manager);
  const applications = new Set(own.map((i) => logs[i]!.application)).size;
  const weight = applications / (applications + 2);
  const value = (point: number): number =>
    (own.length === 0 ? 0 : weight * score(point, own)) + (1 - weight) * score(point, all);
  return points.reduce((found, _, point) => (value(point) < value(found) ? point : found), 0);
}

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`.padStart(7);
function report(title: string, errors: readonly Errors[]): void {
  const isolated = errors.filter((each) => each.isolated.length > 0).map((each) => mean(each.isolated));
  const overlapping = errors.filter((each) => each.overlapping.length > 0).map((each) => mean(each.overlapping));
  const off =
    errors.reduce((sum, each) => sum + each.timeWeighted[0], 0) /
    errors.reduce((sum, each) => sum + each.timeWeighted[1], 0);
  console.log(
    `${title.padEnd(44)} isolated ${percent(mean(isolated))}  overlapping ${percent(mean(overlapping))}  time-weighted ${percent(off)}  application ${percent(mean(errors.map((each) => each.application)))}`,
  );
}

const baseline = parametersOf({
  dispatchSeconds: 0.00005,
  turnAroundSeconds: 0.002,
  stageSeconds: 0.03,
  coldStageSeconds: 0,
  coldLaunchSeconds: 0,
  interpretedSeconds: 0,
  executorReadySeconds: 0,
});
const held = logs.map((log, i) => table[choose(log.manager, log.application)]![i]!);
const base = logs.map((log) => errorsOf(log, { ...baseline, stampSeconds: 0 }));
logs.forEach((log, i) => {
  const [ours, theirs] = [held[i]!, base[i]!];
  const show = (errors: readonly number[]) => (errors.length === 0 ? '       ' : percent(mean(errors)));
  console.log(
    `${log.file.slice(0, 30).padEnd(31)} ${log.manager.padEnd(10)} isolated ${show(ours.isolated)} (${show(theirs.isolated)})  overlapping ${show(ours.overlapping)} (${show(theirs.overlapping)})  application ${percent(ours.application)}`,
  );
});
report('held out', held);
report('three numbers (0.05 ms, 2 ms, 30 ms)', base);
report('one set for all, not held out', table[best(mineOf(null))]!);
for (const manager of managers) {
  const point = points[choose(manager, null)]!;
  console.log(manager.padEnd(11), fitted.map((name) => `${name} ${(1000 * point[name]).toPrecision(3)} ms`).join('  '));
}
console.log(
  'all'.padEnd(11),
  fitted.map((name) => `${name} ${(1000 * points[best(mineOf(null))]![name]).toPrecision(3)} ms`).join('  '),
);
