/**
 * The size of a deletion vector: the positions of a file's deleted rows as a 64-bit Roaring bitmap.
 *
 *     4 (magic) + 8 (bitmaps) + per 2^32 rows: 4 (key) + Roaring
 *     Roaring without runs: 8 + per container 8 + min(2 k, 8192)
 *     Roaring with runs:    4 + ceil(containers / 8) + per container 4 (and 4 more from 4 containers on) + its data, a run container's
 *                           being 2 + 4 x runs
 *
 * A container has 65,536 rows, of which k are deleted; it becomes a run container where that is smaller, as Delta has it done before
 * it writes (runOptimize). Sources: delta-io/delta PROTOCOL.md "Deletion Vector Format"; RoaringBitmapArray.scala; the Roaring format
 * specification, RoaringBitmap/RoaringFormatSpec.
 */
import { hypergeometric } from './_hypergeometric.ts';

const containerRows = 65_536;
const bitmapRows = 2 ** 32;

/** What a vector takes in its file besides its bytes (`sizeInBytes` in the log): 4 B length, 4 B CRC. */
export const deletionVectorFrameBytes = 8;
/** Of a file of vectors: 1 B version. */
export const deletionVectorFileBytes = 1;

/** Bytes of a vector as the log states them: without the frame. Positions are rows of the file, sorted, each once. */
export function deletionVectorBytes(positions: ArrayLike<number>): number {
  const size = new VectorSize();
  for (let i = 0; i < positions.length; ) {
    const container = Math.floor(positions[i]! / containerRows);
    let rows = 0;
    let runs = 0;
    for (; i < positions.length && Math.floor(positions[i]! / containerRows) === container; i++) {
      if (rows === 0 || positions[i]! !== positions[i - 1]! + 1) runs++;
      rows++;
    }
    size.add(container, rows, runs);
  }
  return size.end();
}

/** Rows `first` to `first + rows`. */
export function consecutiveVectorBytes(first: number, rows: number): number {
  const size = new VectorSize();
  const end = first + rows;
  for (let at = first; at < end; ) {
    const container = Math.floor(at / containerRows);
    const next = Math.min(end, (container + 1) * containerRows);
    size.add(container, next - at, 1);
    at = next;
  }
  return size.end();
}

/**
 * The size when `deleted` of a file's rows, at random, are deleted: how many fall into each container is drawn
 * (hypergeometric, container by container: the exact law), and where the container's rows may form runs, how many runs.
 * `draw`: uniform on (0, 1), called as often as there are containers, at the most twice.
 */
export function scatteredVectorBytes(options: { rows: number; deleted: number }, draw: () => number): number {
  const size = new VectorSize();
  let left = Math.min(options.deleted, options.rows);
  let places = options.rows;
  for (let container = 0; left > 0; container++) {
    const here = Math.min(containerRows, places);
    const found = hypergeometric(places, here, left, draw());
    if (found > 0) size.add(container, found, runsAmong(here, found, draw));
    left -= found;
    places -= here;
  }
  return size.end();
}

/**
 * Runs of `deleted` rows among `rows`: P(r) = C(rows - deleted + 1, r) C(deleted - 1, r - 1) / C(rows, deleted), which is hypergeometric
 * (Wald and Wolfowitz 1940). Not drawn where the mean is so far above what would make runs the smaller form (by 12 standard
 * deviations) that they never are.
 */
function runsAmong(rows: number, deleted: number, draw: () => number): number {
  const gaps = rows - deleted + 1;
  const mean = (deleted * gaps) / rows;
  const deviation = Math.sqrt((mean * gaps * (rows - gaps)) / rows / rows) + 1;
  if (mean - 12 * deviation > dataBytes(deleted) / 4) return deleted;
  return hypergeometric(rows, gaps, deleted, draw());
}

const dataBytes = (deleted: number): number => Math.min(2 * deleted, containerRows / 8);

class VectorSize {
  private bytes = 4 + 8;
  private bitmap = -1;
  private containers = 0;
  private data = 0;
  private hasRuns = false;

  add(container: number, rows: number, runs: number): void {
    const bitmap = Math.floor((container * containerRows) / bitmapRows);
    while (this.bitmap < bitmap) this.nextBitmap();
    const asRuns = 2 + 4 * runs;
    const plain = dataBytes(rows);
    if (asRuns < plain) this.hasRuns = true;
    this.data += Math.min(asRuns, plain);
    this.containers++;
  }

  end(): number {
    this.nextBitmap();
    return this.bytes;
  }

  /** Those before the one with the rows are there too, empty. */
  private nextBitmap(): void {
    const n = this.containers;
    const header = this.hasRuns ? 4 + Math.ceil(n / 8) + (n < 4 ? 4 : 8) * n : 8 + 8 * n;
    if (this.bitmap >= 0) this.bytes += 4 + header + this.data;
    this.bitmap++;
    this.containers = 0;
    this.data = 0;
    this.hasRuns = false;
  }
}

/**
 * How many files vectors are packed into: one after the other, a new file once the next would exceed the target. A larger
 * vector has a file of its own. `fileBytes` are in each file beside its vectors, `eachBytes` beside each vector.
 */
export function packedFileBytes(
  vectorBytes: Iterable<number>,
  of: { readonly fileBytes: number; readonly eachBytes: number; readonly targetBytes: number },
): number[] {
  const files: number[] = [];
  let bytes = 0;
  for (const each of vectorBytes) {
    const framed = each + of.eachBytes;
    if (bytes > 0 && bytes + framed > of.targetBytes) {
      files.push(bytes);
      bytes = 0;
    }
    bytes += (bytes === 0 ? of.fileBytes : 0) + framed;
  }
  if (bytes > 0) files.push(bytes);
  return files;
}
