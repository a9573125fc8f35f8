import { describe, expect, it } from 'vitest';
import { type CommittedJob, Committer } from '../../../src/models/spark/_commit.ts';
import { filesOfTask, outputStages } from '../../../src/models/spark/_output.ts';
import { bytesOfPlan, countRequests, describePlan } from '../../../src/models/spark/_request-plan.ts';
import { tableRow, tableRows } from './_spark-tables.ts';

const MiB = 2 ** 20;
const committer = (name: string): Committer => new Committer(tableRow('committers', name));
const job = (options: Partial<CommittedJob> = {}): CommittedJob => ({
  tasks: 10,
  files: [{ count: 3, sizeBytes: 5 * MiB }],
  partitionsPerTask: 0,
  partitions: 0,
  newPartitions: 0,
  replacedFilesPerPartition: null,
  keysPerPage: 1000,
  ...options,
});
const ofTask = (name: string, options: Partial<CommittedJob> = {}) =>
  committer(name).planTaskCommit(job(options).files, job(options));
const ofJob = (name: string, options: Partial<CommittedJob> = {}) => committer(name).planJobCommit(job(options));

describe('FileOutputCommitter v1', () => {
  it('renames the directory of a task: looks, then 10 copies at once, then one batch of deletes', () => {
    const plan = ofTask('file-v1');
    // Asks for 3 directories (HEAD + LIST), the rename looks 3 + 3 and lists one page; 3 x (HEAD + COPY); 3 keys deleted.
    expect(countRequests(plan)).toEqual({ head: 3 + 3 + 3, list: 3 + 3 + 1, copy: 3, delete: 1 });
    expect(bytesOfPlan(plan, 'copy')).toBe(15 * MiB);
    expect(describePlan(plan)).toMatchInlineSnapshot(`
      "1 at once: head, list, head, list, head, list
      1 at once: 3 head, 3 list, list 3 keys
      3 at once: 3 x (head, copy 5242880 B)
      1 at once: delete 3 keys"
    `);
  });

  it('renames every file of every task once more at the end, all in one thread', () => {
    const plan = ofJob('file-v1');
    // List the 10 tasks; each: HEAD + LIST of the destination, LIST of its files; each of the 30 files: HEAD + LIST of its
    // destination, 4 HEADs and 2 LISTs of the rename, COPY, DELETE; clean: HEAD + LIST, LIST, DELETE; _SUCCESS: LIST, PUT.
    expect(countRequests(plan)).toEqual({
      head: 10 + 30 * 5 + 1,
      list: 1 + 10 * 2 + 30 * 3 + 2 + 1,
      copy: 30,
      delete: 30 + 1,
      put: 1,
    });
    for (let phase = 0; phase < plan.phases; phase++) expect(plan.phaseParallel[phase]).toBe(1);
    expect(bytesOfPlan(plan, 'copy')).toBe(150 * MiB);
  });

  it('copies every byte twice: HEAD, COPY and DELETE a rename at the least', () => {
    const task = countRequests(ofTask('file-v1-least'));
    expect(task).toEqual({ head: 3, copy: 3, delete: 3 });
    // Listing the tasks is one page more, _SUCCESS a PUT.
    expect(countRequests(ofJob('file-v1-least'))).toEqual({ list: 1, head: 30, copy: 30, delete: 30, put: 1 });
  });

  it('renames a partition that is not there yet as a whole, and goes into one that is', () => {
    // 10 tasks x 2 partitions, 6 files each; 2 new directories: the first task's.
    const options = { files: [{ count: 6, sizeBytes: MiB }], partitionsPerTask: 2, partitions: 2, newPartitions: 2 };
    const plan = ofJob('file-v1', options);
    const merged = 18 * 3;
    const whole = 2 * 3;
    expect(countRequests(plan)).toEqual({
      // Tasks 10; directories 20; files merged 5 each; whole directories 3 and a HEAD a copy; clean 1.
      head: 10 + 20 + merged * 5 + 2 * 3 + whole + 1,
      // Tasks 1; 10 x (status, page); merged directories 18 x (status, page); files 3; whole 2 x (status, 3, page); 2 + 1.
      list: 1 + 20 + 36 + merged * 3 + 2 * (1 + 3 + 1) + 3,
      copy: merged + whole,
      delete: merged + 2 + 1,
      put: 1,
    });
  });

  it('keeps files whole where they do not divide among the directories', () => {
    // 10 tasks x 3 partitions, 10 files in each task: 4 of 30 directories are new, with 13 of the 100 files.
    const options = { files: [{ count: 10, sizeBytes: MiB }], partitionsPerTask: 3, partitions: 4, newPartitions: 4 };
    const plan = ofJob('file-v1', options);
    expect(countRequests(plan).copy).toBe(100);
    for (const repeat of plan.chainRepeat) expect(Number.isInteger(repeat)).toBe(true);
  });

  it('with dynamic overwriting renames each partition once more, after it deleted the old one', () => {
    const options = { files: [{ count: 2, sizeBytes: MiB }], partitionsPerTask: 2, partitions: 2, newPartitions: 2 };
    const plain = countRequests(ofJob('file-v1', options));
    const replaced = countRequests(ofJob('file-v1', { ...options, replacedFilesPerPartition: 600 }));
    // Each of 2: HEAD + LIST, one page of 600, three batches of 250; rename: 3 HEADs, 3 LISTs and a page; 10 files in all
    // with HEAD and COPY each; a batch.
    expect(replaced.copy! - plain.copy!).toBe(20);
    expect(replaced.delete! - plain.delete!).toBe(2 * 3 + 2 * 1);
    expect(replaced.head! - plain.head!).toBe(2 * (1 + 3) + 20);
    expect(replaced.list! - plain.list!).toBe(2 * (2 + 3 + 1));
  });
});

describe('FileOutputCommitter v2', () => {
  it('renames file by file in the task, and nothing at the end', () => {
    // Asks for 2 directories and the destination, lists the files; 3 files as in the job commit of v1.
    expect(countRequests(ofTask('file-v2'))).toEqual({ head: 3 + 15, list: 4 + 9, copy: 3, delete: 3 });
    expect(countRequests(ofJob('file-v2'))).toEqual({ head: 1, list: 3, delete: 1, put: 1 });
  });
});

describe('committers that leave uploads open', () => {
  it('staging: uploads in the task commit, completes in a pool at the end, copies nothing', () => {
    const files = [{ count: 3, sizeBytes: 150 * MiB }];
    const plan = ofTask('staging-directory', { files });
    // 64 + 64 + 22 MiB.
    expect(countRequests(plan)).toEqual({ createUpload: 3, uploadPart: 9 });
    expect(bytesOfPlan(plan)).toBe(450 * MiB);
    expect(plan.phaseParallel[0]).toBe(8);
    expect(countRequests(committer('staging-directory').planFile(150 * MiB))).toEqual({});
    const end = ofJob('staging-directory', { files });
    expect(countRequests(end)).toEqual({ head: 1, list: 1 + 1 + 1, completeUpload: 30, put: 1 });
    // Partitioned looks at each partition.
    const partitioned = ofJob('staging-partitioned', { files, partitions: 7 });
    expect(countRequests(partitioned)).toEqual({ head: 7, list: 7 + 1 + 1, completeUpload: 30, put: 1 });
  });

  it('magic: a marker and a .pending for each file, a .pendingset for each task', () => {
    expect(countRequests(committer('magic').planFile(5 * MiB))).toEqual({
      createUpload: 1,
      uploadPart: 1,
      put: 2,
      head: 2,
    });
    // Asks for the directory, lists 6 objects, reads 3 .pending, writes one .pendingset; deletes the 6: HEAD, 2 LISTs, DELETE.
    expect(countRequests(ofTask('magic'))).toEqual({ head: 2, list: 4, get: 3, put: 1, delete: 1 });
    // Lists and reads 10 sets, completes 30; looks for open uploads; cleans; _SUCCESS.
    expect(countRequests(ofJob('magic'))).toEqual({
      list: 1 + 1 + 2 + 1,
      get: 10,
      completeUpload: 30,
      head: 1,
      delete: 1,
      put: 1,
    });
  });

  it('EMRFS: completes in the task, and writes _SUCCESS at the end', () => {
    expect(countRequests(committer('emrfs-optimized').planFile(5 * MiB))).toEqual({ createUpload: 1, uploadPart: 1 });
    expect(countRequests(ofTask('emrfs-optimized'))).toEqual({ completeUpload: 3 });
    expect(countRequests(ofJob('emrfs-optimized'))).toEqual({ put: 1 });
  });
});

describe('every committer', () => {
  it.each(tableRows('committers'))('%s sends each byte once, and copies what it renames', (name) => {
    const one = committer(name);
    const sent = bytesOfPlan(one.planFile(200 * MiB)) + bytesOfPlan(ofTask(name, { files: [] }));
    const task = ofTask(name, { files: [{ count: 1, sizeBytes: 200 * MiB }] });
    expect(sent + bytesOfPlan(task, 'uploadPart')).toBe(200 * MiB);
    const end = ofJob(name, { tasks: 1, files: [{ count: 1, sizeBytes: 200 * MiB }] });
    const copies = (bytesOfPlan(task, 'copy') + bytesOfPlan(end, 'copy')) / (200 * MiB);
    expect(copies).toBe(name.startsWith('file-v1') ? 2 : name.startsWith('file-v2') ? 1 : 0);
  });

  it('plans a million files in a few requests', () => {
    const plan = ofJob('file-v1', { tasks: 100_000, files: [{ count: 10, sizeBytes: MiB }] });
    expect(plan.requests).toBeLessThan(300);
    expect(countRequests(plan).copy).toBe(1e6);
  });

  it('of a task without files does nothing', () => {
    for (const name of tableRows('committers')) expect(ofTask(name, { files: [] }).requests).toBe(0);
  });
});

describe('the files of a task', () => {
  it.each([
    { rows: 1000, partitionsSeen: 1, maxRecordsPerFile: 0, files: 1 },
    { rows: 1000, partitionsSeen: 24, maxRecordsPerFile: 0, files: 24 },
    { rows: 1000, partitionsSeen: 1, maxRecordsPerFile: 300, files: 4 },
    // 334 + 333 + 333 rows.
    { rows: 1000, partitionsSeen: 3, maxRecordsPerFile: 333, files: 4 },
    { rows: 2, partitionsSeen: 24, maxRecordsPerFile: 0, files: 2 },
    { rows: 0, partitionsSeen: 24, maxRecordsPerFile: 0, files: 0 },
  ])('with $rows rows in $partitionsSeen partitions, $maxRecordsPerFile at most: $files', ({ files, ...options }) => {
    expect(filesOfTask(options)).toBe(files);
  });
});

describe('the stages of a write', () => {
  const from = (by: Parameters<typeof outputStages>[0]['by']) =>
    outputStages({ tasks: 200, values: 24, valuesPerReadTask: 2, by });

  it('coalesce takes the tasks of the stage before as well', () => {
    expect(from({ kind: 'coalesce', partitions: 1 })).toEqual({
      readTasks: 1,
      shuffle: false,
      writeTasks: 1,
      partitionsSeen: 24,
    });
    // More than there are changes nothing.
    expect(from({ kind: 'coalesce', partitions: 500 }).readTasks).toBe(200);
  });
  it('bins are tasks that write a file each, into the one directory whose files they read', () => {
    expect(from({ kind: 'bins', partitions: 48 })).toEqual({
      readTasks: 48,
      shuffle: false,
      writeTasks: 48,
      partitionsSeen: 1,
    });
    // Fewer tasks than directories: each takes several.
    expect(from({ kind: 'bins', partitions: 10 })).toMatchObject({ writeTasks: 10, partitionsSeen: 3 });
  });
  it('repartition keeps them and adds a shuffle; then each task meets every value', () => {
    expect(from({ kind: 'repartition', partitions: 10 })).toEqual({
      readTasks: 200,
      shuffle: true,
      writeTasks: 10,
      partitionsSeen: 24,
    });
  });
  it('repartition by the value makes a file for each', () => {
    expect(from({ kind: 'repartitionByValue', partitions: 200 })).toEqual({
      readTasks: 200,
      shuffle: true,
      writeTasks: 24,
      partitionsSeen: 1,
    });
  });
  it('without any, a task meets its own', () => {
    expect(from({ kind: 'none' })).toEqual({ readTasks: 200, shuffle: false, writeTasks: 200, partitionsSeen: 2 });
  });
});
