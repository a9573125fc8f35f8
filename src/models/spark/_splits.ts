/**
 * How a scan becomes tasks: cut, sort, pack.
 *
 *     totalBytes = sum over files of (size + openCost)
 *     maxSplit   = min(maxPartitionBytes, max(openCost, floor(totalBytes / minPartitionNum)))
 *
 * A splittable file is cut at 0, maxSplit, 2 maxSplit ...; all pieces are sorted by length, longest first, equal ones in
 * the order of the files; then packed next-fit: a bin is closed if it and the piece are over maxSplit, and each piece put
 * in adds its length and openCost. Empty files are left out.
 * Source: apache/spark, FilePartition.scala (maxSplitBytes, getFilePartitions), DataSourceScanExec.scala,
 * PartitionedFileUtil.scala, PartitioningAwareFileIndex.scala (isNonEmptyFile).
 *
 * Files come as runs of equal size, pieces and tasks are kept as runs: a million equal files are one run of files, one or
 * two of pieces and two or three of tasks. What comes out is what the algorithm gives file by file.
 */
import { type TaskPlan, TaskPlanBuilder } from './_task-plan.ts';

/** Files of equal size, in the order of the listing. */
export interface FileCohort {
  readonly count: number;
  readonly sizeBytes: number;
}

export interface SplitOptions {
  /** spark.sql.files.maxPartitionBytes, 128 MiB. */
  readonly maxPartitionBytes: number;
  /** spark.sql.files.openCostInBytes, 4 MiB. */
  readonly openCostBytes: number;
  /** spark.sql.files.minPartitionNum; without it the default parallelism: the cores that have registered. */
  readonly minPartitionNum: number;
  /** spark.sql.files.maxPartitionNum (3.5 on); null: no such limit. */
  readonly maxPartitionNum: number | null;
  readonly splittable: boolean;
}

export interface SplitPlan {
  readonly maxSplitBytes: number;
  /** The size to which it was packed again because of maxPartitionNum; otherwise maxSplitBytes. */
  readonly packedBytes: number;
  readonly pieces: number;
  readonly tasks: TaskPlan;
}

export const defaultMaxPartitionBytes = 128 * 2 ** 20;
export const defaultOpenCostBytes = 4 * 2 ** 20;

/** Exact as long as the sum is under 2^53. */
const floorOfRatio = (whole: number, part: number): number => (whole - (whole % part)) / part;

export const maxSplitBytes = (files: readonly FileCohort[], options: SplitOptions): number => {
  const { maxPartitionBytes, openCostBytes, minPartitionNum } = options;
  let totalBytes = 0;
  for (const { count, sizeBytes } of files) if (sizeBytes > 0) totalBytes += count * (sizeBytes + openCostBytes);
  return Math.min(maxPartitionBytes, Math.max(openCostBytes, floorOfRatio(totalBytes, minPartitionNum)));
};

/** Runs of pieces: of equal length, cut from the files of one cohort. Sorted as Spark sorts them. */
export interface PieceRuns {
  readonly runs: number;
  readonly lengthBytes: Float64Array;
  readonly count: Float64Array;
  readonly cohort: Uint32Array;
  /** Pieces of one file in the run: piece i belongs to file floor(i / piecesPerFile). */
  readonly piecesPerFile: Float64Array;
  /** Where the first of them begins in its file; the next begin lengthBytes further on. */
  readonly offsetBytes: Float64Array;
}

export const cutFiles = (files: readonly FileCohort[], splitBytes: number, splittable: boolean): PieceRuns => {
  const most = 2 * files.length;
  const length = new Float64Array(most);
  const count = new Float64Array(most);
  const cohort = new Uint32Array(most);
  const perFile = new Float64Array(most);
  const offset = new Float64Array(most);
  let runs = 0;
  const add = (at: number, lengthBytes: number, each: number, offsetBytes: number): void => {
    length[runs] = lengthBytes;
    count[runs] = each * files[at]!.count;
    cohort[runs] = at;
    perFile[runs] = each;
    offset[runs++] = offsetBytes;
  };
  files.forEach(({ count: fileCount, sizeBytes }, at) => {
    if (fileCount === 0 || sizeBytes <= 0) return;
    const whole = splittable ? floorOfRatio(sizeBytes, splitBytes) : 0;
    const rest = sizeBytes - whole * splitBytes;
    if (whole > 0) add(at, splitBytes, whole, 0);
    if (rest > 0) add(at, rest, 1, whole * splitBytes);
  });
  // Equal lengths stay in the order of the files: runs of one length come from different cohorts.
  const order = Uint32Array.from({ length: runs }, (_, run) => run).sort((a, b) => length[b]! - length[a]! || a - b);
  return {
    runs,
    lengthBytes: Float64Array.from(order, (run) => length[run]!),
    count: Float64Array.from(order, (run) => count[run]!),
    cohort: Uint32Array.from(order, (run) => cohort[run]!),
    piecesPerFile: Float64Array.from(order, (run) => perFile[run]!),
    offsetBytes: Float64Array.from(order, (run) => offset[run]!),
  };
};

/** Next-fit over runs: the open bin is filled up, then whole bins alike follow, then a new one is begun. */
const pack = (pieces: PieceRuns, limitBytes: number, openCostBytes: number): TaskPlan => {
  const tasks = new TaskPlanBuilder();
  let binBytes = 0;
  for (let run = 0; run < pieces.runs; run++) {
    const length = pieces.lengthBytes[run]!;
    let left = pieces.count[run]!;
    let first = 0;
    const room = limitBytes - length - binBytes;
    if (room >= 0 && tasks.isOpen) {
      // It fits as long as binBytes + i x (length + openCost) + length <= limit.
      const fitting = Math.min(left, floorOfRatio(room, length + openCostBytes) + 1);
      tasks.put(run, 0, fitting);
      binBytes += fitting * (length + openCostBytes);
      first = fitting;
      left -= fitting;
    }
    if (left === 0) continue;
    tasks.close();
    const fresh = limitBytes - length;
    const perBin = fresh < 0 ? 1 : floorOfRatio(fresh, length + openCostBytes) + 1;
    // The last bin stays open, full or not: the next run may still have shorter pieces.
    const wholeBins = floorOfRatio(left - 1, perBin);
    tasks.putBins(run, first, perBin, wholeBins);
    first += wholeBins * perBin;
    left -= wholeBins * perBin;
    tasks.put(run, first, left);
    binBytes = left * (length + openCostBytes);
  }
  tasks.close();
  return tasks.build(pieces);
};

export const planSplits = (files: readonly FileCohort[], options: SplitOptions): SplitPlan => {
  const splitBytes = maxSplitBytes(files, options);
  const { openCostBytes, maxPartitionNum, splittable } = options;
  const pieces = cutFiles(files, splitBytes, splittable);
  let count = 0;
  let bytes = 0;
  for (let run = 0; run < pieces.runs; run++) {
    count += pieces.count[run]!;
    bytes += pieces.count[run]! * (pieces.lengthBytes[run]! + openCostBytes);
  }
  let packedBytes = splitBytes;
  let tasks = pack(pieces, splitBytes, openCostBytes);
  if (maxPartitionNum !== null && tasks.tasks > maxPartitionNum) {
    packedBytes = floorOfRatio(bytes, maxPartitionNum) + (bytes % maxPartitionNum > 0 ? 1 : 0);
    tasks = pack(pieces, packedBytes, openCostBytes);
  }
  return { maxSplitBytes: splitBytes, packedBytes, pieces: count, tasks };
};
