/**
 * What a writer does after its commit, where the table asks for it: parts that are due are read and written anew, and that is one
 * more commit; its next batch waits. A new file is a task that gets its files whole, one after another, and puts it; so many
 * tasks at once as the table says. The writer's machines are never too slow, so that this is the time of requests alone.
 *
 * Source: delta-io/delta, hooks/AutoCompact.scala, OptimizeTableCommand.scala (a job of one task for each bin, maxThreads at
 * once). Left out: footers that are read before the rest of a file.
 */
import { type Kernel, type Process, Signal } from '../../kernel/index.ts';
import type { Commit, DuePart, TableFiles, TableWrites } from '../capabilities.ts';

export interface StreamCompaction {
  readonly kernel: Kernel;
  readonly writes: TableWrites;
  readonly due: readonly DuePart[];
  readonly activity: string;
  readonly writer: string;
  readonly name: string;
  /** One request, until it is admitted and through; `number` keys its luck. */
  request(operation: 'get' | 'put', bytes: number, number: number): Process<void>;
  /** The steps of a commit; true: it is there. */
  commit(commit: Commit): Process<boolean>;
  /** The writer has crashed. */
  isGivenUp(): boolean;
}

/** A new file: what is got for it, in order, and its own bytes. */
interface Bin {
  readonly gets: TableFiles[];
  readonly bytes: number;
  /** Requests of those before it. */
  readonly first: number;
}

/** True: its files are in the table. */
export function* compactDue(of: StreamCompaction): Process<boolean> {
  const { writes, due, activity, writer } = of;
  const parts = due.map(({ part, files }) => {
    const rewrite = writes.rewrite(part, activity);
    const sizeBytes = Math.max(1, Math.round(writes.fileBytes(part.rows / files, part.rawBytes / files)));
    return { rewrite, files: [{ count: files, sizeBytes }], old: part.files };
  });
  const bins: Bin[] = [];
  let first = 0;
  for (const { old, files } of parts) {
    for (const gets of dealt(old, files[0]!.count)) {
      bins.push({ gets, bytes: files[0]!.sizeBytes, first });
      first += 1 + gets.reduce((sum, { count }) => sum + count, 0);
    }
  }
  yield* writeAll(bins, of);
  if (of.isGivenUp()) {
    for (const { rewrite } of parts) rewrite.abandon();
    return false;
  }
  const commit = writes.commitTogether?.(parts, { isOrdered: false, by: { activity, writer } }) ?? null;
  if (commit === null) throw new Error('a table that is compacted after commits commits rewrites together');
  return yield* of.commit(commit);
}

function* writeAll(bins: readonly Bin[], of: StreamCompaction): Process<void> {
  const { kernel, writes, name } = of;
  const done = new Signal(kernel);
  let next = 0;
  let working = Math.min(writes.autoCompaction!.parallel, bins.length);
  const work = function* (): Process<void> {
    while (next < bins.length && !of.isGivenUp()) {
      const { gets, bytes, first } = bins[next++]!;
      let number = first;
      for (const { count, sizeBytes } of gets)
        for (let file = 0; file < count && !of.isGivenUp(); file++) yield* of.request('get', sizeBytes, number++);
      if (!of.isGivenUp()) yield* of.request('put', bytes, number);
    }
    if (--working === 0) done.fire();
  };
  for (let worker = working; worker > 0; worker--) kernel.spawn(work(), `${name}: compaction`);
  if (working > 0) yield done.wait();
}

/** What is got, dealt to so many bins: each has about as many bytes. What a file is marked with is got as well. */
const dealt = (files: readonly TableFiles[], bins: number): TableFiles[][] => {
  const all = files.flatMap(({ count, sizeBytes, marks }) => [
    { count, sizeBytes },
    ...(marks === undefined ? [] : [{ count: count * marks.gets, sizeBytes: marks.bytesEach }]),
  ]);
  const bytesEach = all.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0) / bins;
  const into: TableFiles[][] = Array.from({ length: bins }, () => []);
  let before = 0;
  for (const { count, sizeBytes } of all) {
    for (let left = count; left > 0; ) {
      const bin = Math.min(bins - 1, Math.floor(before / bytesEach));
      const room = (bin + 1) * bytesEach - before;
      const taken = bin === bins - 1 ? left : Math.min(left, Math.max(1, Math.ceil(room / sizeBytes)));
      into[bin]!.push({ count: taken, sizeBytes });
      before += taken * sizeBytes;
      left -= taken;
    }
  }
  return into;
};
