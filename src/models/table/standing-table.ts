import type { Values } from '../../fields/index.ts';
import type { ReadEnd, Table, TableFiles, TableScan } from '../capabilities.ts';
import { fileSizeOf } from './_file-size.ts';
import { spanOf } from './_spans.ts';
import type { tableFields } from './fields.ts';

/**
 * A table as it is before anybody writes to it. Files under a prefix, alike in size, evenly spread over the partitions. Two of size, number and size of a file say the
 * third. Files have whole bytes: of a given size, the last has what is left; of a given number, some have one byte more.
 */
export class StandingTable implements Table {
  readonly name: string;
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  readonly directories: readonly number[];
  readonly catalog: string;
  readonly prefixes: number;
  readonly writes = null;
  /** Files by size, where they are given so. */
  private readonly contents: readonly { readonly count: number; readonly bytes: number }[];
  private readonly fileBytes: number;
  private readonly bytes: number;
  /** Of files of a given number: those with a byte more. */
  private readonly largerFiles: number;
  private readonly partitions: number;
  private readonly partitionSpan: number | null;

  constructor(values: Values<typeof tableFields>, name: string) {
    this.name = name;
    this.encoding = values.encoding;
    this.codec = values.codec;
    this.columns = values.columnCount;
    const { partitions, directories } = values;
    this.directories = directories.length > 0 || partitions === null ? directories : [partitions];
    this.catalog = values.catalog;
    this.prefixes = values.prefixes;
    const { size, files, fileSize } = values;
    this.contents = values.contents.map(({ files: count, size: bytes }) => ({ count, bytes: Math.round(bytes) }));
    const wholeFile = fileSize === null ? null : Math.max(1, Math.round(fileSize));
    this.bytes =
      this.contents.length > 0
        ? this.contents.reduce((sum, each) => sum + each.bytes, 0)
        : size === null
          ? (files ?? 0) * (wholeFile ?? 0)
          : Math.round(size);
    this.fileBytes = wholeFile ?? (files === null ? this.bytes : Math.max(1, Math.floor(this.bytes / files)));
    this.largerFiles = wholeFile !== null || files === null ? 0 : Math.max(0, this.bytes - files * this.fileBytes);
    this.partitions = this.directories.reduce((product, count) => product * count, 1);
    this.partitionSpan = spanOf(values.partitionBy, values.partitionSpan);
    this.rowBytes = values.rows === null ? values.rowSize : this.rawBytes(values) / values.rows;
  }

  /** What all its files hold, before it was encoded. */
  private rawBytes(values: Values<typeof tableFields>): number {
    const fileSize = fileSizeOf(values, 1);
    return this.filesOf(this.bytes).reduce((sum, { count, sizeBytes }) => sum + count * fileSize.rowsIn(sizeBytes), 0);
  }

  get fileCount(): number {
    if (this.contents.length > 0) return this.contents.reduce((sum, { count }) => sum + count, 0);
    return this.fileBytes > 0 ? Math.ceil((this.bytes - this.largerFiles) / this.fileBytes) : 0;
  }

  scan(recentSeconds: number | null, bytes: number | null): TableScan {
    const partitions = this.partitionsWithin(recentSeconds);
    const wanted = Math.min(bytes ?? Infinity, (this.bytes * partitions) / this.partitions);
    return {
      partitions,
      partitionsInAll: this.partitions,
      files: this.filesOf(wanted),
      filesInAll: this.fileCount,
      changedSince: () => 0,
    };
  }
  log(): null {
    return null;
  }
  ended(): ReadEnd {
    return 'whole';
  }

  private partitionsWithin(recentSeconds: number | null): number {
    if (recentSeconds === null || this.partitionSpan === null) return this.partitions;
    return Math.min(this.partitions, Math.max(1, Math.ceil(recentSeconds / this.partitionSpan)));
  }

  /** A part of contents has its share of each size, in whole files. */
  private filesOf(bytes: number): TableFiles[] {
    if (this.contents.length > 0) {
      const share = this.bytes === 0 ? 0 : Math.min(1, bytes / this.bytes);
      return this.contents.flatMap((each) => {
        const count = Math.round(each.count * share);
        return wholeFiles(count, count === each.count ? each.bytes : Math.round((each.bytes / each.count) * count));
      });
    }
    const larger = Math.min(this.largerFiles, Math.floor(bytes / (this.fileBytes + 1)));
    const left = Math.round(bytes) - larger * (this.fileBytes + 1);
    const whole = Math.floor(left / this.fileBytes);
    const files: TableFiles[] = [
      { count: larger, sizeBytes: this.fileBytes + 1 },
      { count: whole, sizeBytes: this.fileBytes },
    ];
    const rest = left - whole * this.fileBytes;
    if (rest > 0) files.push({ count: 1, sizeBytes: rest });
    return files.filter(({ count }) => count > 0);
  }
}

/** Files of so many bytes together: some have one more. */
const wholeFiles = (count: number, bytes: number): TableFiles[] => {
  if (count === 0) return [];
  const sizeBytes = Math.floor(bytes / count);
  const larger = bytes - sizeBytes * count;
  return [
    { count: larger, sizeBytes: sizeBytes + 1 },
    { count: count - larger, sizeBytes },
  ].filter((each) => each.count > 0);
};
