/**
 * What merge-on-read writes in place of new files, by the format of the log.
 *
 *     Delta     vectors      a bitmap for each touched file, of all its rows that are gone; several in an object
 *     Iceberg   vectors      (format 3) the same, in Puffin files, which describe each
 *               positions    (format 2) path and position of each row. By file: an object for each touched file, of all its rows
 *                            that are gone. By partition: an object for each partition, beside those before; who reads any
 *                            file of the partition gets it
 *               values       (equality deletes) the values alone: nobody has looked for the rows, so that every file that is
 *                            there has to be read with it
 *     Hudi      logs         a log file beside each touched file, with the keys that are gone and the rows that are new
 *
 * Source: delta-io/delta, PROTOCOL.md; apache/iceberg, spec.md and puffin-spec.md, DeleteGranularity.java; the profiles delta,
 * iceberg and hudi have the sizes. Left out: position deletes of rows that were written in the same commit, partitions of
 * equality deletes, a log block that is appended to a file (stores of objects cannot), several logs of one commit.
 */
import type { FileMarks, TableFiles } from '../capabilities.ts';
import {
  deletionVectorFileBytes,
  deletionVectorFrameBytes,
  packedFileBytes,
  scatteredVectorBytes,
} from './_deletion-vector.ts';

/** Touched files alike. */
export interface TouchedFiles {
  readonly files: number;
  /** All of each, those that were gone before, and those that are gone or changed now. */
  readonly rowsEach: number;
  readonly markedEach: number;
  readonly changedEach: number;
}

/** What one change writes. */
export interface WrittenMarks {
  readonly objects: readonly TableFiles[];
  /** Bytes that readers of the touched files get, of all of them together. */
  readonly bytes: number;
  /** Rows or values that they find in them. */
  readonly named: number;
  /** Where all files of a scope get the same: what each of them gets, by slot, or for all slots alike. */
  readonly eachFile?: readonly EachFile[];
}

export interface EachFile {
  /** Of the slot's files. */
  readonly share: number;
  readonly gets: number;
  readonly bytes: number;
  readonly named: number;
}

export interface MarkKind {
  readonly by: FileMarks['by'];
  /** Whose readers get it: those of the touched files, of all files of their partitions, or of all there are. */
  readonly scope: 'file' | 'partition' | 'table';
  /** It holds what was marked before as well, and takes its place. */
  readonly isCumulative: boolean;
  /** The log removes and adds the touched files; else it adds the objects. */
  readonly renamesFiles: boolean;
  /** Changed rows are in it; else they are written as files of their own. */
  readonly holdsRows: boolean;
  /** `slots`: touched files of each; `keys`: values that the change is about; `isUpdate`: the rows are changed, not gone. */
  write(of: {
    readonly slots: readonly (readonly TouchedFiles[])[];
    readonly keys: number;
    readonly isUpdate: boolean;
    /** Of each vector: uniform on (0, 1), one after the other. */
    readonly luck: (vector: number) => () => number;
  }): WrittenMarks;
}

/** Vectors of so many files are worked out one by one; of more, so many of them stand for all. */
export const mostVectors = 16_384;

export interface VectorOptions {
  /** Of an object beside its vectors, and of each vector beside its bitmap. */
  readonly fileBytes: number;
  readonly eachBytes: number;
  /** An object is closed before it is larger. */
  readonly targetBytes: number;
  readonly renamesFiles: boolean;
}

/** Several vectors share a file up to this size. Source: delta-io/delta, DeltaSQLConf.scala, deletionVectors.packing.targetSize. */
export const deltaVectors: VectorOptions = {
  fileBytes: deletionVectorFileBytes,
  eachBytes: deletionVectorFrameBytes,
  targetBytes: 2 * 1024 * 1024,
  renamesFiles: true,
};

export const vectorMarks = (options: VectorOptions): MarkKind => ({
  by: 'position',
  scope: 'file',
  isCumulative: true,
  renamesFiles: options.renamesFiles,
  holdsRows: false,
  write({ slots, luck }) {
    const all = slots.flat();
    const files = sum(all, (each) => each.files);
    const share = Math.min(1, mostVectors / Math.max(1, files));
    const vectors: number[] = [];
    let named = 0;
    for (const { files: alike, rowsEach, markedEach, changedEach } of all) {
      const deleted = Math.min(rowsEach, markedEach + changedEach);
      named += alike * deleted;
      for (let nth = 0; nth < Math.max(1, Math.round(alike * share)); nth++)
        vectors.push(scatteredVectorBytes({ rows: rowsEach, deleted }, luck(vectors.length)));
    }
    // Vectors that stand for more than themselves.
    const times = vectors.length === 0 ? 1 : files / vectors.length;
    const objects = packedFileBytes(vectors, options).map((sizeBytes) => ({
      count: times > 1 ? Math.round(times) : 1,
      sizeBytes,
    }));
    return { objects, bytes: sum(vectors, (bytes) => bytes) * times, named };
  },
});

export interface PositionOptions {
  /** Of an object beside its positions, and of each of them. */
  readonly fileBytes: number;
  readonly rowBytes: number;
  readonly targetBytes: number;
}

export const positionMarks = (
  granularity: 'file' | 'partition',
  { fileBytes, rowBytes, targetBytes }: PositionOptions,
  partitionsPerSlot: number,
): MarkKind => ({
  by: 'position',
  scope: granularity,
  isCumulative: granularity === 'file',
  renamesFiles: false,
  holdsRows: false,
  write({ slots }) {
    const objects: TableFiles[] = [];
    const eachFile: EachFile[] = [];
    let [bytes, named] = [0, 0];
    for (const touched of slots) {
      if (granularity === 'file') {
        for (const { files, rowsEach, markedEach, changedEach } of touched) {
          const deleted = Math.min(rowsEach, markedEach + changedEach);
          const sizeBytes = Math.round(fileBytes + deleted * rowBytes);
          objects.push({ count: files, sizeBytes });
          bytes += files * sizeBytes;
          named += files * deleted;
        }
        continue;
      }
      const rows = sum(touched, ({ files, changedEach }) => files * changedEach);
      const partitions = Math.min(
        partitionsPerSlot,
        Math.max(
          1,
          sum(touched, ({ files }) => files),
        ),
      );
      const each = Math.max(1, Math.ceil(((rows / partitions) * rowBytes) / targetBytes));
      const sizeBytes = Math.round(fileBytes + (rows * rowBytes) / partitions / each);
      objects.push({ count: partitions * each, sizeBytes });
      bytes += partitions * each * sizeBytes;
      named += rows;
      const share = partitions / partitionsPerSlot;
      eachFile.push({ share, gets: each, bytes: each * sizeBytes, named: rows / partitions });
    }
    return { objects, bytes, named, eachFile };
  },
});

export const valueMarks = ({
  fileBytes,
  keyBytes,
}: {
  readonly fileBytes: number;
  readonly keyBytes: number;
}): MarkKind => ({
  by: 'value',
  scope: 'table',
  isCumulative: false,
  renamesFiles: false,
  holdsRows: false,
  write({ keys }) {
    const bytes = Math.round(fileBytes + keys * keyBytes);
    const eachFile = [{ share: 1, gets: 1, bytes, named: keys }];
    return { objects: [{ count: 1, sizeBytes: bytes }], bytes, named: keys, eachFile };
  },
});

export interface LogOptions {
  /** Of a log file beside its records, of a key that is gone, and of a row that is changed. */
  readonly fileBytes: number;
  readonly keyBytes: number;
  readonly rowBytes: number;
}

export const logMarks = ({ fileBytes, keyBytes, rowBytes }: LogOptions): MarkKind => ({
  by: 'merge',
  scope: 'file',
  isCumulative: false,
  renamesFiles: false,
  holdsRows: true,
  write({ slots, isUpdate }) {
    const objects: TableFiles[] = [];
    let [bytes, named] = [0, 0];
    for (const { files, changedEach } of slots.flat()) {
      const sizeBytes = Math.round(fileBytes + changedEach * (isUpdate ? rowBytes : keyBytes));
      objects.push({ count: files, sizeBytes });
      bytes += files * sizeBytes;
      named += files * changedEach;
    }
    return { objects, bytes, named };
  },
});

const sum = <T>(of: readonly T[], each: (one: T) => number): number => of.reduce((all, one) => all + each(one), 0);
