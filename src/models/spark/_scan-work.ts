import type { KeyedDraw } from '../model.ts';
import { type PieceOptions, type PiecePlan, PiecePlans } from './_piece-plans.ts';
import type { RequestPlan } from './_request-plan.ts';
import type { SplitPlan } from './_splits.ts';
import { Segments } from './_task-plan.ts';
import type { ChainSums, Cursor, TaskChains, TaskOutput, TaskWork } from './_work.ts';

export interface ScanOptions extends PieceOptions {
  readonly splits: SplitPlan;
  /** The number of the occurrence's first request. */
  readonly firstEntity: number;
  /** Into shuffle files: a share of the bytes of values that are read, and so many bytes in all; and to the driver. */
  readonly shuffleRatio: number;
  readonly shuffleBytes: number;
  readonly resultBytes: number;
  /** Seconds of a task, by its number, in place of what decoding takes; null: decoding. */
  readonly taskCpu: KeyedDraw | null;
  readonly output: TaskOutput | null;
}

/** Numbers that are set aside for the first piece of a file, if it needs no more. */
const requestsOfFirstPiece = 64;

/**
 * Tasks that read pieces of files, one after another: open, footer, columns, and CPU for what they brought. Pieces alike
 * in length and place share one plan.
 */
export class ScanWork implements TaskWork {
  readonly tasks: number;
  private readonly options: ScanOptions;
  private readonly planOfPiece: PiecePlans;
  /** By run of pieces, then by the piece within its file. */
  private readonly plans: PiecePlan[][] = [];
  /** By run: the number of its first file, and which piece of a file its first is. */
  private readonly firstFile: number[] = [];
  private readonly firstNth: number[] = [];
  private readonly perFile: number[] = [];
  /** They set the numbers of requests apart, which key their luck. */
  private readonly mostPiecesOfFile: number;
  private readonly mostRequestsOfPiece: number;
  private readonly files: number;
  private allBytes: number | null = null;
  private readonly own = new Segments();

  constructor(options: ScanOptions) {
    this.options = options;
    this.planOfPiece = new PiecePlans(options);
    this.tasks = options.splits.tasks.tasks;
    const firstOfCohort: number[] = [];
    let file = 0;
    for (const { count } of options.files) {
      firstOfCohort.push(file);
      file += count;
    }
    const { tasks, maxSplitBytes } = options.splits;
    const { pieces } = tasks;
    let most = 1;
    for (let run = 0; run < pieces.runs; run++) {
      this.plans.push([]);
      this.perFile.push(pieces.piecesPerFile[run]!);
      this.firstFile.push(firstOfCohort[pieces.cohort[run]!]!);
      this.firstNth.push(Math.round(pieces.offsetBytes[run]! / maxSplitBytes));
      most = Math.max(most, pieces.piecesPerFile[run]! + 1);
    }
    this.files = file;
    this.mostPiecesOfFile = most;
    this.mostRequestsOfPiece = Math.max(requestsOfFirstPiece, this.mostRequests());
  }

  get output(): TaskOutput | null {
    return this.options.output;
  }
  fetchBytes(): number {
    return 0;
  }
  spillBytes(): number {
    return 0;
  }
  cpuSecondsBefore(task: number): number {
    return this.options.taskCpu === null ? 0 : this.options.taskCpu.at(task, 0);
  }
  resultBytes(): number {
    return this.options.resultBytes / this.tasks;
  }
  shuffleBytes(task: number): number {
    const { shuffleRatio, shuffleBytes } = this.options;
    if (shuffleRatio === 0 && shuffleBytes === 0) return 0;
    const all = this.bytesInAll;
    return all === 0 ? shuffleBytes / this.tasks : this.valueBytes(task) * (shuffleRatio + shuffleBytes / all);
  }

  begin(cursor: Cursor): RequestPlan | null {
    this.options.splits.tasks.fill(cursor.task, cursor.segments);
    cursor.segment = 0;
    cursor.piece = -1;
    return this.next(cursor);
  }

  next(cursor: Cursor): RequestPlan | null {
    const { segments } = cursor;
    cursor.piece++;
    while (cursor.segment < segments.count && cursor.piece >= segments.pieces[cursor.segment]!) {
      cursor.segment++;
      cursor.piece = 0;
    }
    if (cursor.segment >= segments.count) return null;
    const run = segments.run[cursor.segment]!;
    const index = segments.first[cursor.segment]! + cursor.piece;
    const perFile = this.perFile[run]!;
    const within = perFile === 1 ? 0 : index % perFile;
    const file = this.firstFile[run]! + (index - within) / perFile;
    const { plan, cpuSeconds } = this.planOf(run, within, index);
    cursor.cpuSeconds = this.options.taskCpu === null ? cpuSeconds : 0;
    cursor.firstEntity = this.firstEntityOf(file, this.firstNth[run]! + within);
    cursor.prefix = file % this.options.table.prefixes;
    return plan;
  }

  /** However files are cut, the first piece of each has the same numbers; the others follow behind those. */
  private firstEntityOf(file: number, nth: number): number {
    const { firstEntity } = this.options;
    if (nth === 0) return firstEntity + file * this.mostRequestsOfPiece;
    const others = this.files + file * this.mostPiecesOfFile + nth;
    return firstEntity + others * this.mostRequestsOfPiece;
  }

  private planOf(run: number, within: number, index: number): PiecePlan {
    const plans = this.plans[run]!;
    const found = plans[within];
    if (found !== undefined) return found;
    const made = this.planOfPiece.of(this.options.splits.tasks.piece(run, index));
    plans[within] = made;
    return made;
  }
  get chains(): TaskChains | null {
    let requests = 0;
    let sumBytes = 0;
    let fits = true;
    let bytesPerRequest = 0;
    let pauseSecondsPerRequest = 0;
    this.eachPlan(({ isChain: follows, gets, heads, bytes, cpuSeconds }, pieces) => {
      if (bytes > bytesPerRequest * (gets + heads)) {
        bytesPerRequest = bytes / (gets + heads);
        pauseSecondsPerRequest = cpuSeconds / (gets + heads);
      }
      sumBytes += bytes * pieces;
      requests += (gets + heads) * pieces;
      fits &&= follows;
    });
    if (!fits) return null;
    const { output, taskCpu, shuffleRatio, shuffleBytes, table } = this.options;
    const leaves = shuffleRatio > 0 || shuffleBytes > 0;
    return {
      requests,
      bytes: sumBytes,
      heaviest: { bytesPerRequest, pauseSecondsPerRequest: taskCpu === null ? pauseSecondsPerRequest : 0 },
      prefixes: table.prefixes,
      isAll: output === null && taskCpu === null,
      shuffleBytes: leaves ? shuffleBytes + this.bytesInAll * shuffleRatio : 0,
      sumUp: (task, sums) => this.sumUp(task, sums),
    };
  }

  private sumUp(task: number, sums: ChainSums): void {
    const { own, options } = this;
    options.splits.tasks.fill(task, own);
    sums.gets = 0;
    sums.heads = 0;
    sums.bytes = 0;
    sums.cpuSeconds = 0;
    for (let segment = 0; segment < own.count; segment++) {
      const run = own.run[segment]!;
      const first = own.first[segment]!;
      const perFile = this.perFile[run]!;
      const pieces = own.pieces[segment]!;
      // Where files are one piece each, all have the same plan.
      const each = perFile === 1 ? 1 : pieces;
      for (let piece = 0; piece < each; piece++) {
        const within = (first + piece) % perFile;
        const { gets, heads, bytes, cpuSeconds } = this.planOf(run, within, first + piece);
        const times = pieces / each;
        sums.gets += gets * times;
        sums.heads += heads * times;
        sums.bytes += bytes * times;
        if (options.taskCpu === null) sums.cpuSeconds += cpuSeconds * times;
      }
    }
    const run = own.run[0]!;
    const first = own.first[0]!;
    sums.firstEntity = this.entityOfPiece(run, first);
    // In a group of one segment, of files of one piece, all tasks are alike.
    const alike = own.count === 1 && this.perFile[run] === 1;
    sums.until = alike ? own.until : task + 1;
    sums.entityStep = alike ? this.entityOfPiece(run, first + own.pieces[0]!) - sums.firstEntity : 0;
    // One of those that its files lie in: over all tasks they come to the same.
    sums.prefix = task % options.table.prefixes;
  }

  private entityOfPiece(run: number, index: number): number {
    const perFile = this.perFile[run]!;
    const within = index % perFile;
    const file = this.firstFile[run]! + (index - within) / perFile;
    return this.firstEntityOf(file, this.firstNth[run]! + within);
  }

  /** Bytes of values that all tasks read. */
  get bytesInAll(): number {
    if (this.allBytes !== null) return this.allBytes;
    let sum = 0;
    this.eachPlan(({ valueBytes }, pieces) => {
      sum += pieces * valueBytes;
    });
    this.allBytes = sum;
    return sum;
  }
  /** Each plan, and how many pieces have it. */
  private eachPlan(visit: (plan: PiecePlan, pieces: number) => void): void {
    const { pieces } = this.options.splits.tasks;
    for (let run = 0; run < pieces.runs; run++) {
      const perFile = pieces.piecesPerFile[run]!;
      for (let within = 0; within < perFile; within++)
        visit(this.planOf(run, within, within), pieces.count[run]! / perFile);
    }
  }

  /** Rows that a task reads: what it reads of each is the projection's share. */
  recordsRead(task: number): number {
    const { table, projectionRatio } = this.options;
    return this.valueBytes(task) / (table.rowBytes * projectionRatio);
  }

  /** Bytes of values that a task reads. */
  valueBytes(task: number): number {
    let sum = 0;
    const { pieces } = this.options.splits.tasks;
    this.options.splits.tasks.eachSegment(task, (run, first, count) => {
      const perFile = pieces.piecesPerFile[run]!;
      if (perFile === 1) sum += count * this.planOf(run, 0, first).valueBytes;
      else for (let i = 0; i < count; i++) sum += this.planOf(run, (first + i) % perFile, first + i).valueBytes;
    });
    return sum;
  }

  private mostRequests(): number {
    const { pieces } = this.options.splits.tasks;
    let most = 1;
    for (let run = 0; run < pieces.runs; run++) {
      const perFile = pieces.piecesPerFile[run]!;
      for (let within = 0; within < Math.min(perFile, 1000); within++)
        most = Math.max(most, this.planOf(run, within, within).plan.requests);
    }
    return most;
  }
}
