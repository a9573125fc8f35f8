/** Parts of a table that are written anew: the job of each, and several jobs at once. */
import { type Kernel, type Process, Signal } from '../kernel/index.ts';
import type { Query, QueryWrite, Table, TableFiles, TablePart, TableWrites } from './capabilities.ts';
import { JobPort } from './job-port.ts';
import type { Occurrence } from './model.ts';

export interface JobOutcome {
  readonly files: readonly TableFiles[];
  readonly failure: string | null;
  readonly slotSeconds: number;
}

export interface Job {
  run(port: JobPort): Process<JobOutcome>;
}

export interface RewriteOptions {
  readonly source: Table;
  readonly writes: TableWrites;
  /** New files in all. */
  readonly files: number;
  readonly by: QueryWrite['by'];
  readonly tasks: number;
  readonly pool: string;
}

/** Reads all rows of a part and writes them; what an encoding adds to each file shrinks with their number. */
export const rewriteQuery = (part: TablePart, of: RewriteOptions): Query => {
  const { source, writes, files, by, tasks, pool } = of;
  return {
    table: source,
    recentSeconds: null,
    scanBytes: null,
    projectionRatio: 1,
    selectivityRatio: 1,
    shuffleRatio: 0,
    // Rows are handed on as they are.
    cpuSecondsPerByte: 0,
    skew: 1,
    broadcastBytes: 0,
    resultBytes: 0,
    outputBytes: files * writes.fileBytes(part.rows / files, part.rawBytes / files),
    write: { by, tasks, directories: part.partitions > 1 ? part.partitions : 0, maxRecordsPerFile: 0 },
    pool,
    mergeSchema: false,
    stages: null,
  };
};

/**
 * Runs jobs, so many at once; after one that fails no other begins. Returns those that ran, and the seconds of their phases: of
 * jobs side by side there are more of them than have passed.
 */
export function* jobsAtOnce(
  jobs: readonly Job[],
  { kernel, occurrence, parallel, name }: { kernel: Kernel; occurrence: Occurrence; parallel: number; name: string },
): Process<{ readonly outcomes: readonly JobOutcome[]; readonly spent: ReadonlyMap<string, number> }> {
  const outcomes: JobOutcome[] = [];
  const spent = new Map<string, number>();
  const done = new Signal(kernel);
  let next = 0;
  let working = Math.min(parallel, jobs.length);
  if (working === 0) return { outcomes, spent };
  const work = function* (): Process<void> {
    while (next < jobs.length && !outcomes.some((outcome) => outcome?.failure)) {
      const nth = next++;
      outcomes[nth] = yield* jobs[nth]!.run(new JobPort(occurrence, spent));
    }
    if (--working === 0) done.fire();
  };
  for (let worker = working; worker > 0; worker--) kernel.spawn(work(), name);
  if (working > 0) yield done.wait();
  return { outcomes: outcomes.filter((outcome) => outcome !== undefined), spent };
}
