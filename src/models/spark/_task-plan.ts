/** Tasks as runs of equal bins: what _splits.ts makes and the scheduler asks for by the number of a task. */
import type { PieceRuns } from './_splits.ts';

/** A part of a file. */
export interface Piece {
  readonly cohort: number;
  /** Within its cohort. */
  readonly file: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Segments of one task, side by side: each so many pieces, from this one on, of this run. Filled again for each task. */
export class Segments {
  count = 0;
  /** The task after the last of its group. */
  until = 0;
  readonly run: number[] = [];
  readonly first: number[] = [];
  readonly pieces: number[] = [];
}

/**
 * A group is a number of bins alike; a bin is made of segments, each so many pieces of a run. The bins of a group of one
 * segment take the pieces of their run one after another.
 */
export class TaskPlan {
  readonly tasks: number;
  readonly pieces: PieceRuns;
  private readonly groupFirstTask: Float64Array;
  private readonly groupSegment: Float64Array;
  private readonly segmentRun: Float64Array;
  private readonly segmentFirst: Float64Array;
  private readonly segmentCount: Float64Array;

  constructor(pieces: PieceRuns, groups: Lists) {
    this.pieces = pieces;
    this.tasks = groups.firstTask.at(-1)!;
    this.groupFirstTask = Float64Array.from(groups.firstTask);
    this.groupSegment = Float64Array.from(groups.segment);
    this.segmentRun = Float64Array.from(groups.run);
    this.segmentFirst = Float64Array.from(groups.first);
    this.segmentCount = Float64Array.from(groups.count);
  }

  get groups(): number {
    return this.groupSegment.length - 1;
  }
  /** Tasks of a group: they have the same number of pieces of the same lengths. */
  tasksOfGroup(group: number): number {
    return this.groupFirstTask[group + 1]! - this.groupFirstTask[group]!;
  }
  firstTaskOfGroup(group: number): number {
    return this.groupFirstTask[group]!;
  }

  /** Each segment of a task: so many pieces, from this one on, of this run. */
  eachSegment(task: number, visit: (run: number, firstPiece: number, count: number) => void): void {
    const group = this.groupOf(task);
    const within = task - this.groupFirstTask[group]!;
    for (let segment = this.groupSegment[group]!; segment < this.groupSegment[group + 1]!; segment++) {
      const count = this.segmentCount[segment]!;
      visit(this.segmentRun[segment]!, this.segmentFirst[segment]! + within * count, count);
    }
  }

  fill(task: number, segments: Segments): void {
    const group = this.groupOf(task);
    const within = task - this.groupFirstTask[group]!;
    const from = this.groupSegment[group]!;
    const count = this.groupSegment[group + 1]! - from;
    segments.count = count;
    segments.until = this.groupFirstTask[group + 1]!;
    for (let i = 0; i < count; i++) {
      const pieces = this.segmentCount[from + i]!;
      segments.run[i] = this.segmentRun[from + i]!;
      segments.first[i] = this.segmentFirst[from + i]! + within * pieces;
      segments.pieces[i] = pieces;
    }
  }

  piecesOf(task: number): number {
    let sum = 0;
    this.eachSegment(task, (_run, _first, count) => {
      sum += count;
    });
    return sum;
  }
  /** Bytes of the files, without open costs. */
  bytesOf(task: number): number {
    let sum = 0;
    this.eachSegment(task, (run, _first, count) => {
      sum += count * this.pieces.lengthBytes[run]!;
    });
    return sum;
  }
  get mostPieces(): number {
    let most = 0;
    for (let group = 0; group < this.groups; group++) most = Math.max(most, this.piecesOf(this.groupFirstTask[group]!));
    return most;
  }

  /** Which part of which file a piece of a run is. */
  piece(run: number, index: number): Piece {
    const perFile = this.pieces.piecesPerFile[run]!;
    const lengthBytes = this.pieces.lengthBytes[run]!;
    const within = index % perFile;
    return {
      cohort: this.pieces.cohort[run]!,
      file: (index - within) / perFile,
      offsetBytes: this.pieces.offsetBytes[run]! + within * lengthBytes,
      lengthBytes,
    };
  }

  private groupOf(task: number): number {
    let low = 0;
    let high = this.groups - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.groupFirstTask[middle]! <= task) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

interface Lists {
  readonly firstTask: number[];
  readonly segment: number[];
  readonly run: number[];
  readonly first: number[];
  readonly count: number[];
}

export class TaskPlanBuilder {
  private readonly lists: Lists = { firstTask: [0], segment: [0], run: [], first: [], count: [] };

  /** Whether the open bin holds anything. */
  get isOpen(): boolean {
    return this.lists.run.length > this.lists.segment.at(-1)!;
  }

  put(run: number, first: number, count: number): void {
    this.lists.run.push(run);
    this.lists.first.push(first);
    this.lists.count.push(count);
  }

  close(): void {
    if (this.isOpen) this.closeGroup(1);
  }

  /** So many bins of so many pieces each; no bin may be open. */
  putBins(run: number, first: number, perBin: number, bins: number): void {
    if (bins === 0) return;
    this.put(run, first, perBin);
    this.closeGroup(bins);
  }

  build(pieces: PieceRuns): TaskPlan {
    return new TaskPlan(pieces, this.lists);
  }

  private closeGroup(bins: number): void {
    this.lists.firstTask.push(this.lists.firstTask.at(-1)! + bins);
    this.lists.segment.push(this.lists.run.length);
  }
}
