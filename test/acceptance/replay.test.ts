/**
 * Replays of real event logs against what they logged. The overheads of the table were fitted to these logs; what they
 * predict for logs that they have not seen is in the README of src/replay and comes from scripts/fit-replay.ts.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineryFrom } from '../../src/cli/replay-machinery.ts';
import type { SchedulerParameters } from '../../src/models/spark/scheduler/index.ts';
import { readApplication, replay } from '../../src/replay/index.ts';
import { rebuild } from '../../src/replay/rebuild.ts';
import { settingsOf } from '../../src/replay/settings.ts';
import { simulate } from '../../src/replay/simulate.ts';
import type { ReplayResult } from '../../src/results/replay.ts';
import { loadProfiles } from '../../src/scenario/index.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'spark-events');
const there = existsSync(folder);

interface TrueStage {
  readonly stage: number;
  readonly attempt: number;
  readonly wall_ms: number;
  readonly overlaps: boolean;
}
interface TrueApp {
  readonly app: string;
  readonly wall_ms: number;
  readonly stages: readonly TrueStage[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

interface Judged {
  readonly app: string;
  readonly isolated: readonly number[];
  readonly overlapping: readonly number[];
  readonly off: number;
  readonly sum: number;
  readonly application: number;
}

/** Errors of stages of 100 ms and more, and of the application, by walls that were worked out independently. */
function judge(
  truth: TrueApp,
  stages: readonly { id: number; attempt: number; seconds: number }[],
  seconds: number,
): Judged {
  const isolated: number[] = [];
  const overlapping: number[] = [];
  let off = 0;
  let sum = 0;
  for (const stage of stages) {
    const logged = truth.stages.find((each) => each.stage === stage.id && each.attempt === stage.attempt);
    if (logged === undefined || logged.wall_ms < 100) continue;
    const wall = logged.wall_ms / 1000;
    (logged.overlaps ? overlapping : isolated).push(Math.abs(stage.seconds / wall - 1));
    if (logged.overlaps) {
      off += Math.abs(stage.seconds - wall);
      sum += wall;
    }
  }
  return {
    app: truth.app,
    isolated,
    overlapping,
    off,
    sum,
    application: Math.abs(seconds / (truth.wall_ms / 1000) - 1),
  };
}

const byLog = (judged: readonly Judged[], of: (each: Judged) => readonly number[]): number =>
  mean(judged.filter((each) => of(each).length > 0).map((each) => mean(of(each))));

/** Three numbers instead of the table: 0.05 ms a launch, 2 ms from task to task, 30 ms a stage. */
const threeNumbers: SchedulerParameters = {
  name: 'three numbers',
  dispatchSeconds: 0.00005,
  launchSeconds: 0.001,
  reportSeconds: 0.001,
  stageSeconds: 0.03,
  coldStageSeconds: 0,
  stampSeconds: 0,
  coldLaunchSeconds: 0,
  interpretedSeconds: 0,
  executorReadySeconds: 0,
  pluginReadySeconds: 0,
  resultRoundTripSeconds: 0,
  resultBytesPerSecond: 1e9,
};

describe.skipIf(!there)('real event logs (LAKESIM_REAL_DATA)', () => {
  const table = there ? loadProfiles().tables['spark-schedulers']! : {};
  const machineryOf = (manager: string) => machineryFrom(table, manager);
  const truths: TrueApp[] = there ? JSON.parse(readFileSync(join(folder, 'ground-truth.json'), 'utf8')).apps : [];
  const files = there ? readdirSync(folder).filter((name) => name.includes('--')) : [];
  const logs = files.map((file) => ({
    truth: truths.find((each) => each.app === file.split('--')[0])!,
    app: readApplication([{ path: join(folder, file), shown: file }]),
  }));
  const results = logs.map(({ app }): Omit<ReplayResult, 'lakesim' | 'files' | 'cost'> => replay(app, machineryOf));
  const judged = logs.map(({ truth }, i) =>
    judge(
      truth,
      results[i]!.stages.map(({ id, attempt, simulatedSeconds }) => ({ id, attempt, seconds: simulatedSeconds ?? 0 })),
      results[i]!.applicationSeconds.simulated,
    ),
  );

  it('every log is read and every stage that ended is simulated', () => {
    expect(files.length).toBeGreaterThan(0);
    for (const { stages } of results) {
      for (const stage of stages) expect(stage.simulatedSeconds, `stage ${stage.id}`).toBeGreaterThan(0);
    }
  });

  it('whether stages overlapped is what the logs say', () => {
    logs.forEach(({ truth }, i) => {
      for (const { id, attempt, overlapping } of results[i]!.stages) {
        const logged = truth.stages.find((each) => each.stage === id && each.attempt === attempt);
        if (logged !== undefined) expect(overlapping, `${truth.app} ${id}.${attempt}`).toBe(logged.overlaps);
      }
    });
  });

  it('the prediction keeps its bytes when launches, finishes, places and stage times are shuffled', () => {
    const file = files.find((name) => name.startsWith('spark-app-20161115'))!;
    const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
    const times = [...Array(997).keys()].map((i) => 1479252138111 + ((i * 7919) % 997) * 100);
    const shuffled = lines.map((line, i) => {
      const event = JSON.parse(line);
      const at = (k: number) => times[(i * 31 + k) % 997]!;
      if (event.Event === 'SparkListenerTaskEnd') {
        Object.assign(event['Task Info'], {
          'Launch Time': at(1),
          'Finish Time': at(2),
          'Getting Result Time': at(3),
          'Executor ID': String(i % 4),
        });
      }
      if (/Stage(Submitted|Completed)$/.test(event.Event)) {
        Object.assign(event['Stage Info'], { 'Submission Time': at(4), 'Completion Time': at(5) });
      }
      return JSON.stringify(event);
    });
    const place = join(mkdtempSync(join(tmpdir(), 'replay-')), 'shuffled');
    writeFileSync(place, shuffled.join('\n'));
    const simulatedOf = (path: string): string => {
      const { stages, jobs, applicationSeconds } = replay(readApplication([{ path, shown: path }]), machineryOf);
      return JSON.stringify([
        applicationSeconds.simulated,
        stages.map((stage) => stage.simulatedSeconds),
        jobs.map((job) => job.simulatedSeconds),
      ]);
    };
    expect(simulatedOf(place)).toBe(simulatedOf(join(folder, file)));
  });

  it('stages that ran alone are off by less than 9% on average, applications by less than 10%', () => {
    expect(byLog(judged, ({ isolated }) => isolated)).toBeLessThan(0.09);
    expect(mean(judged.map(({ application }) => application))).toBeLessThan(0.1);
  });

  it('and by less than 0.85 of what three numbers give', () => {
    const base = logs.map(({ app, truth }) => {
      const { plan } = rebuild(app);
      const settings = settingsOf(app);
      const simulated = simulate(plan, { ...settings, gpuPlugin: false, parameters: threeNumbers });
      const stages = plan.stages.map(({ id, attempt }, i) => {
        const { startSeconds, endSeconds } = simulated.stages[i]!;
        return { id, attempt, seconds: endSeconds - startSeconds };
      });
      return judge(truth, stages, simulated.applicationSeconds);
    });
    const isolated = ({ isolated: errors }: Judged) => errors;
    expect(byLog(judged, isolated)).toBeLessThan(0.85 * byLog(base, isolated));
    const overlapping = ({ overlapping: errors }: Judged) => errors;
    expect(byLog(judged, overlapping)).toBeLessThan(0.85 * byLog(base, overlapping));
  });

  /**
   * In this log the driver stood still for 11 s (five tasks of 0.7 to 0.9 s on their executors were stamped together
   * 12.1 s after their launch): nothing of that is in executor-side times, and no simulation of the scheduler has it.
   */
  const stalled = 'nv-nds-q66-gpu';

  it('stages beside others are off by less than 8%, but for the log in which the driver stood still', () => {
    const others = judged.filter(({ app }) => app !== stalled);
    expect(byLog(others, ({ overlapping }) => overlapping)).toBeLessThan(0.08);
    expect(byLog(judged, ({ overlapping }) => overlapping)).toBeGreaterThan(0.08);
  });

  it('logs with dynamic allocation are off by less than 15% with the executors that they name', () => {
    const dynamic = judged.filter((_, i) => logs[i]!.app.properties['spark.dynamicAllocation.enabled'] === 'true');
    expect(dynamic.length).toBeGreaterThan(0);
    expect(mean(dynamic.map(({ application }) => application))).toBeLessThan(0.15);
    expect(byLog(dynamic, ({ isolated, overlapping }) => [...isolated, ...overlapping])).toBeLessThan(0.15);
  });

  it('and applications by less than 15% with executors as dynamic allocation asks for them', () => {
    const dynamic = logs.filter(({ app }) => app.properties['spark.dynamicAllocation.enabled'] === 'true');
    const errors = dynamic.map(({ app }) => {
      const { applicationSeconds } = replay(app, machineryOf, { changes: { dynamicAllocation: true } });
      return Math.abs(applicationSeconds.simulated / applicationSeconds.logged - 1);
    });
    expect(mean(errors)).toBeLessThan(0.15);
  });
});
