/** Event logs in all the shapes in which they come, whole and broken. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type LoggedApplication, readApplication } from '../../../src/replay/log/index.ts';
import {
  applicationEnd,
  applicationStart,
  type Event,
  environment,
  executorAdded,
  folder,
  jobStart,
  logStart,
  read,
  simpleLog,
  stageCompleted,
  stageSubmitted,
  taskEnd,
  taskStart,
  text,
} from './_log.ts';

const open = (...paths: string[]): LoggedApplication => readApplication(paths.map((path) => ({ path, shown: path })));
const codes = (app: LoggedApplication): string[] => app.warnings.map(({ code }) => code);
const taskCount = (app: LoggedApplication): number => app.stages.reduce((sum, stage) => sum + stage.tasks.length, 0);

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
}

/** A zstd frame of uncompressed blocks (RFC 8878): enough to test how frames are read. */
function zstdFrame(bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528, 0);
  header.writeUInt8(0b1010_0000, 4);
  header.writeUInt32LE(bytes.length, 5);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 100_000) {
    const block = bytes.subarray(at, at + 100_000);
    const last = at + 100_000 >= bytes.length ? 1 : 0;
    const size = Buffer.alloc(3);
    size.writeUIntLE((block.length << 3) | last, 0, 3);
    blocks.push(size, Buffer.from(block));
  }
  return Buffer.concat([header, ...blocks]);
}

describe('a log as one file', () => {
  it('is read plain, and tells jobs, stages, tasks and executors', () => {
    const app = open(file('app', text(simpleLog())));
    expect(app.warnings).toEqual([]);
    expect([app.name, app.sparkVersion, app.endedMs - app.startedMs]).toEqual(['nightly', '3.5.1', 20_000]);
    expect(app.jobs.map(({ id, stageIds, succeeded }) => [id, stageIds, succeeded])).toEqual([[0, [0], true]]);
    expect(app.executors.map(({ id, cores }) => [id, cores])).toEqual([['1', 2]]);
    expect(app.stages[0]!.tasks.map(({ index, runMs }) => [index, runMs])).toEqual([
      [0, 1000],
      [1, 1000],
      [2, 1000],
      [3, 1000],
    ]);
  });

  it('is read packed, whatever its name is', () => {
    const plain = Buffer.from(text(simpleLog()));
    const half = plain.length >> 1;
    for (const bytes of [
      gzipSync(plain),
      zstdFrame(plain),
      // Spark closes a frame at each flush, in the middle of a line too.
      Buffer.concat([zstdFrame(plain.subarray(0, half)), zstdFrame(plain.subarray(half))]),
    ]) {
      const app = open(file('app', bytes));
      expect(codes(app)).toEqual([]);
      expect(taskCount(app)).toBe(4);
    }
  });

  it('with words in all letters, split anywhere, keeps them', () => {
    const events = [logStart(), applicationStart({ name: 'größe 数据' }), ...simpleLog().slice(3)];
    const bytes = Buffer.from(text(events));
    expect(
      open(file('app', Buffer.concat([zstdFrame(bytes.subarray(0, 143)), zstdFrame(bytes.subarray(143))]))).name,
    ).toBe('größe 数据');
  });

  it('of which the end is missing gives what is there, with a warning', () => {
    const plain = text(simpleLog());
    const cut = plain.slice(0, plain.indexOf('SparkListenerStageCompleted') + 40);
    const app = open(file('app', cut));
    expect(taskCount(app)).toBe(4);
    expect(codes(app)).toEqual(['truncated', 'no-application-end', 'no-job-end', 'unfinished-stages']);
    const packed = gzipSync(Buffer.from(plain));
    expect(codes(open(file('app.gz', packed.subarray(0, packed.length - 30))))).toContain('truncated');
    const frames = Buffer.concat([zstdFrame(Buffer.from(plain)), zstdFrame(Buffer.from(plain)).subarray(0, 200)]);
    expect(codes(open(file('app.zstd', frames)))).toContain('truncated');
  });

  it('leaves out lines that are broken and events that nobody knows, and says so', () => {
    const lines = text(simpleLog()).trimEnd().split('\n');
    lines.splice(5, 0, '{"Event":"SparkListenerTaskEnd","Stage', '{"Event":"VendorThing","x":1}');
    const app = open(file('app', lines.join('\n')));
    expect(taskCount(app)).toBe(4);
    expect(app.warnings.map(({ text: words }) => words)).toEqual([
      '1 line could not be read as JSON and was left out',
      '1 event of unknown kinds left out: VendorThing',
    ]);
  });
});

describe('a log in parts', () => {
  const parts = (): [Event[], Event[]] => [simpleLog().slice(0, 7), simpleLog().slice(7)];

  it('is a folder of rolled files, by number', () => {
    const place = join(folder(), 'eventlog_v2_app-1');
    mkdirSync(place);
    const [first, second] = parts();
    writeFileSync(join(place, 'appstatus_app-1'), '');
    writeFileSync(join(place, 'events_10_app-1'), text(second));
    writeFileSync(join(place, 'events_9_app-1.zstd'), zstdFrame(Buffer.from(text(first))));
    const app = open(place);
    expect(taskCount(app)).toBe(4);
    expect(codes(app)).toEqual(['missing-parts']);
    expect(app.warnings[0]!.text).toContain('1, 2, 3, 4, 5');
  });

  it('begins with the newest compacted file', () => {
    const place = join(folder(), 'eventlog_v2_app-1');
    mkdirSync(place);
    const [first, second] = parts();
    writeFileSync(join(place, 'events_1_app-1'), 'not read');
    writeFileSync(join(place, 'events_2_app-1.compact'), text(first));
    writeFileSync(join(place, 'events_3_app-1'), text(second));
    const app = open(place);
    expect(taskCount(app)).toBe(4);
    expect(codes(app)).toEqual(['compacted']);
  });

  it('of Databricks goes by its roll-over numbers, in whatever order it is named', () => {
    const [first, second] = parts();
    const rollover = (n: number): Event => ({
      Event: 'DBCEventLoggingListenerMetadata',
      'Rollover Number': n,
      'Spark Version': '3.3.0',
    });
    const one = file('b', text([rollover(0), ...first]));
    const two = file('a', text([rollover(1), ...second]));
    for (const app of [open(one, two), open(two, one)]) {
      expect(taskCount(app)).toBe(4);
      expect(codes(app)).toEqual([]);
    }
  });

  it('of several attempts gives the last one', () => {
    const app = read([
      logStart(),
      applicationStart({ attempt: '1' }),
      ...simpleLog().slice(3, 7),
      logStart(),
      applicationStart({ attempt: '2', at: 100 }),
      ...simpleLog().slice(3),
    ]);
    expect(app.attempt).toBe('2');
    expect(taskCount(app)).toBe(4);
    expect(codes(app)).toEqual(['older-attempts']);
  });

  it('of two applications is refused', () => {
    const other = [logStart(), applicationStart({ id: 'app-2', name: 'other' })];
    expect(() => read([...simpleLog(), ...other])).toThrow('two applications (app-1 and app-2)');
  });
});

describe('what an old version or a broken run leaves out', () => {
  it('executors: as many slots as tasks ran at once by the order of events', () => {
    const stage = { id: 0, tasks: 4 };
    const task = (index: number) => ({ stage: 0, index, from: 1, to: 2, executor: 'driver' });
    const app = read([
      applicationStart(),
      jobStart(0, 0, [stage]),
      stageSubmitted(stage, 0),
      ...[0, 1, 2].map((index) => taskStart(task(index))),
      taskEnd(task(0)),
      taskStart(task(3)),
      ...[1, 2, 3].map((index) => taskEnd(task(index))),
      stageCompleted(stage, 0, 3),
      applicationEnd(4),
    ]);
    expect(app.executors.map(({ id, cores }) => [id, cores])).toEqual([['driver', 3]]);
    expect(app.warnings.map(({ text: words }) => words)).toContain(
      'the log names no executors: 3 slots taken from the most tasks running at once by the order of events',
    );
  });

  it('parents of stages: what of the job was through when one was submitted', () => {
    const [a, b] = [
      { id: 0, tasks: 1 },
      { id: 1, tasks: 1 },
    ];
    const without = (event: Event): Event => {
      const info = { ...(event['Stage Info'] as Event) };
      delete info['Parent IDs'];
      return { ...event, 'Stage Info': info };
    };
    const app = read([
      applicationStart(),
      executorAdded('1', 1),
      jobStart(0, 0, [a, b]),
      without(stageSubmitted(a, 0)),
      taskEnd({ stage: 0, index: 0, from: 0, to: 1 }),
      without(stageCompleted(a, 0, 1)),
      without(stageSubmitted(b, 1)),
      taskEnd({ stage: 1, index: 0, from: 1, to: 2 }),
      without(stageCompleted(b, 1, 2)),
    ]);
    expect(app.stages.map(({ parents }) => parents)).toEqual([[], [0]]);
  });

  it('GPU shares bound the slots of an executor', () => {
    const app = read([
      environment({ 'spark.task.resource.gpu.amount': '0.25', 'spark.executor.resource.gpu.amount': '1' }),
      ...simpleLog().slice(2),
    ]);
    expect(app.properties['spark.task.resource.gpu.amount']).toBe('0.25');
  });
});

describe('what is no log', () => {
  it.each([
    ['a text', 'hello\nworld\n', /not a Spark event log: the first line is "hello"/],
    ['JSON of another kind', '{"a":1}\n{"a":2}\n', /none of them is an event/],
    ['an empty file', '', /it has no line/],
    ['events without a task', text([logStart(), applicationStart()]), /no task that has ended/],
  ])('%s is refused', (_, content, message) => {
    expect(() => open(file('app', content))).toThrow(message);
  });

  it('a file that is missing, an empty folder, a codec that is not read', () => {
    expect(() => open('/nowhere/app')).toThrow('there is no such file or folder');
    expect(() => open(folder())).toThrow('holds no event log');
    expect(() => open(file('app.lz4', 'x'))).toThrow(/codec lz4 is not read; unpack it first: lz4 -d app.lz4/);
  });
});
