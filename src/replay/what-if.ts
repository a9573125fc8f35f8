/** A plan changed: other executors, other files. */
import type { PlannedExecutor, PlannedStage, ReplayPlan, TaskAttempts } from './plan.ts';

/** So many executors of so many slots from the moment that the first one of the log was there, until the end. */
export function withExecutors(
  plan: ReplayPlan,
  { count, slots }: { readonly count?: number | undefined; readonly slots?: number | undefined },
): ReplayPlan {
  const first = Math.min(...plan.executors.map(({ addedSeconds }) => addedSeconds));
  const profiles = [...new Set(plan.executors.map(({ profile }) => profile))].sort((a, b) => a - b);
  const executors = profiles.flatMap((profile): PlannedExecutor[] => {
    const logged = plan.executors.filter((each) => each.profile === profile);
    const usual = median(logged.map((each) => each.slots));
    return Array.from({ length: count ?? logged.length }, (_, index) => ({
      slots: slots ?? usual,
      host: 1000 * profile + index,
      profile,
      addedSeconds: first,
      removedSeconds: Number.POSITIVE_INFINITY,
      name: String(index + 1),
    }));
  });
  return { ...plan, executors };
}

/** Spark's packing of files into tasks: FilePartition, with its defaults; bytes. */
export interface SplitSettings {
  readonly maxPartitionBytes: number;
  readonly openCostBytes: number;
  readonly parallelism: number;
}

/**
 * Stages that read files, with the same bytes in files of `fileBytes`. A task costs what it did for each byte and for
 * each file: both from the stage's own tasks, by least squares over them where they differ in size, else all for bytes.
 */
export function withFilesOf(plan: ReplayPlan, fileBytes: number, split: SplitSettings): ReplayPlan {
  return {
    ...plan,
    stages: plan.stages.map((stage) => (stage.inputBytes > 0 ? resplit(stage, fileBytes, split) : stage)),
  };
}

function resplit(stage: PlannedStage, fileBytes: number, split: SplitSettings): PlannedStage {
  const reading = stage.tasks.filter((task) => task.inputBytes > 0);
  if (reading.length === 0) return stage;
  const points = reading.map((task) => [task.inputBytes, task.seconds.at(-1)!] as const);
  const { perFileSeconds, perByteSeconds } = costOf(points);
  const written = sum(reading.map((task) => task.shuffleWriteBytes)) / stage.inputBytes;
  const result = median(reading.map((task) => task.resultBytes));
  const tasks = packFiles(stage.inputBytes, fileBytes, split).map(
    ({ files, bytes }): TaskAttempts => ({
      seconds: [files * perFileSeconds + bytes * perByteSeconds],
      failed: [false],
      resultBytes: result,
      inputBytes: bytes,
      shuffleWriteBytes: bytes * written,
      shuffleReadBytes: 0,
    }),
  );
  const others = stage.tasks.filter((task) => task.inputBytes === 0);
  const all = [...tasks, ...others];
  return { ...stage, tasks: all, medianSeconds: median(all.map((task) => task.seconds.at(-1)!)) };
}

/** seconds = perFile + perByte x bytes, neither below zero. */
export function costOf(points: readonly (readonly [bytes: number, seconds: number])[]): {
  perFileSeconds: number;
  perByteSeconds: number;
} {
  const n = points.length;
  const bytes = sum(points.map(([x]) => x)) / n;
  const seconds = sum(points.map(([, y]) => y)) / n;
  const spread = sum(points.map(([x]) => (x - bytes) ** 2));
  const slope = spread > 0 ? sum(points.map(([x, y]) => (x - bytes) * (y - seconds))) / spread : seconds / bytes;
  const intercept = seconds - slope * bytes;
  if (slope <= 0) return { perFileSeconds: seconds, perByteSeconds: 0 };
  if (intercept < 0) return { perFileSeconds: 0, perByteSeconds: seconds / bytes };
  return { perFileSeconds: intercept, perByteSeconds: slope };
}

/**
 * FilePartition.maxSplitBytes and getFilePartitions: pieces of at most maxSplit, the largest first, packed next-fit; the
 * open cost of a piece counts for the one behind it.
 */
export function packFiles(
  totalBytes: number,
  fileBytes: number,
  { maxPartitionBytes, openCostBytes, parallelism }: SplitSettings,
): { files: number; bytes: number }[] {
  const whole = Math.floor(totalBytes / fileBytes);
  const rest = Math.round(totalBytes - whole * fileBytes);
  const sizes = [...Array.from({ length: whole }, () => fileBytes), ...(rest > 0 ? [rest] : [])];
  const perCore = Math.floor((totalBytes + sizes.length * openCostBytes) / parallelism);
  const maxSplit = Math.min(maxPartitionBytes, Math.max(openCostBytes, perCore));
  const pieces = sizes.flatMap((size) => {
    const parts = Math.ceil(size / maxSplit);
    return Array.from({ length: parts }, (_, i) => Math.min(maxSplit, size - i * maxSplit));
  });
  pieces.sort((a, b) => b - a);
  const bins: { files: number; bytes: number }[] = [];
  let bin = { files: 0, bytes: 0 };
  let filled = 0;
  for (const piece of pieces) {
    if (bin.files > 0 && filled + piece > maxSplit) {
      bins.push(bin);
      bin = { files: 0, bytes: 0 };
      filled = 0;
    }
    bin.files++;
    bin.bytes += piece;
    filled += piece + openCostBytes;
  }
  if (bin.files > 0) bins.push(bin);
  return bins;
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
