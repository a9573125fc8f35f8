/** A written log, read by the reader of real logs: the application that it tells of is the one that was simulated. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DesignRecording } from '../../../src/experiment/index.ts';
import { type LoggedApplication, readApplication } from '../../../src/replay/log/index.ts';
import { calm, record, stormy } from './_recorded.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakesim-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const monday = Date.UTC(2024, 0, 1);
const ms = (seconds: unknown): number => monday + Math.round(1000 * (seconds as number));

function read(design: DesignRecording): LoggedApplication {
  const [file] = design.files('spark-events', 'round-trip');
  const path = join(folder, file!.path);
  writeFileSync(path, `${[...file!.lines].join('\n')}\n`);
  return readApplication([{ path, shown: file!.path }]);
}

describe.each([
  ['calm', calm],
  ['stormy', stormy],
])('the log of a %s cluster, read again', (name, yaml) => {
  it('has its tasks, stages, jobs and executors, to the millisecond', async () => {
    const [design] = (await record(yaml)) as [DesignRecording];
    const told = design.recording.events.compute!;
    const fieldsOf = (kind: string) => told.filter((event) => event.kind === kind).map(({ fields }) => fields);
    const application = read(design);
    expect(application).toMatchObject({
      id: `lakesim-round-trip-${name}`,
      sparkVersion: '3.5.0',
      startedMs: monday,
      endedMs: ms(design.recording.endSeconds),
    });
    expect(application.properties).toMatchObject({ 'spark.executor.instances': '3', 'spark.scheduler.mode': 'FIFO' });

    const finished = fieldsOf('attempt').filter(({ finished: at }) => at !== null);
    const tasks = application.stages.flatMap((stage) => stage.tasks);
    expect(tasks).toHaveLength(finished.length);
    const asRead = tasks.map(({ index, attempt, launchMs, finishMs, outcome, executor }) =>
      [index, attempt, launchMs, finishMs, outcome, executor].join(' '),
    );
    const asTold = finished.map((each) =>
      [each.task, each.attempt, ms(each.launched), ms(each.finished), each.outcome, Number(each.executor) + 1].join(
        ' ',
      ),
    );
    expect(asRead.sort()).toEqual(asTold.sort());
    const runMs = tasks.reduce((sum, task) => sum + (task.runMs ?? 0), 0);
    const ranMs = finished
      .filter(({ outcome, began }) => outcome !== 'lost' && began !== null)
      .reduce((sum, each) => sum + ms(each.ended) - ms(each.began), 0);
    expect(runMs).toBe(ranMs);

    const stages = fieldsOf('stage');
    expect(
      application.stages.map((stage) => [stage.plannedTasks, stage.submittedMs, stage.completedMs].join(' ')).sort(),
    ).toEqual(
      stages.map((each) => [each.tasks, ms(each.submitted), each.completed && ms(each.completed)].join(' ')).sort(),
    );
    expect(application.jobs.length).toBe(new Set(stages.map(({ job }) => job)).size);
    expect(application.jobs.filter(({ succeeded }) => !succeeded).length).toBe(
      stages.filter(({ failure, completed }) => failure !== null || completed === null).length,
    );
    expect(application.executors.map(({ cores, addedMs }) => [cores, addedMs])).toEqual(
      told.filter(({ kind }) => kind === 'executorAdded').map(({ fields, atSeconds }) => [fields.cores, ms(atSeconds)]),
    );
    const codes = application.warnings.map(({ code }) => code);
    // The horizon cuts off what is under way; there is nothing else to remark on.
    expect(codes.filter((code) => !['no-job-end', 'unfinished-stages'].includes(code))).toEqual([]);
    if (name === 'calm') expect(codes).toEqual([]);
  });
});
