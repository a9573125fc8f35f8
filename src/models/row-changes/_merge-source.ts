import type { ReadEnd, Table, TableFiles, TableScan } from '../capabilities.ts';

const fileBytes = 128 * 1024 * 1024;

/**
 * What a MERGE matches rows with: so many bytes of files of 128 MiB and a smaller one, in the same store and as the table's
 * own are encoded. Nobody has said more of it.
 */
export class MergeSource implements Table {
  readonly name: string;
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  readonly directories = [];
  readonly catalog = 'glue';
  readonly prefixes: number;
  readonly writes = null;
  private readonly files: readonly TableFiles[];

  constructor({ name, encoding, codec, columns, rowBytes, prefixes }: Table, bytes: number) {
    this.name = `${name}: what is merged`;
    this.encoding = encoding;
    this.codec = codec;
    this.columns = columns;
    this.rowBytes = rowBytes;
    this.prefixes = prefixes;
    const whole = Math.floor(bytes / fileBytes);
    const all = [
      { count: whole, sizeBytes: fileBytes },
      { count: 1, sizeBytes: Math.round(bytes - whole * fileBytes) },
    ];
    this.files = all.filter(({ count, sizeBytes }) => count > 0 && sizeBytes > 0);
  }
  scan(): TableScan {
    const { files } = this;
    const filesInAll = files.reduce((sum, { count }) => sum + count, 0);
    return { partitions: 1, partitionsInAll: 1, files, filesInAll, changedSince: () => 0 };
  }
  log(): null {
    return null;
  }
  ended(): ReadEnd {
    return 'whole';
  }
}
