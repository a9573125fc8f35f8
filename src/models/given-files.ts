import type { ReadEnd, Table, TableFiles, TableScan } from './capabilities.ts';

/** Files that a job reads whole and that somebody names: no log, no directories to look into, and nothing is written to them. */
export class GivenFiles implements Table {
  readonly name: string;
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  readonly prefixes: number;
  readonly directories = [];
  readonly catalog = 'glue';
  readonly writes = null;
  private readonly files: readonly TableFiles[];

  constructor(
    {
      name,
      encoding,
      codec,
      columns,
      rowBytes,
      prefixes,
    }: Pick<Table, 'name' | 'encoding' | 'codec' | 'columns' | 'rowBytes' | 'prefixes'>,
    files: readonly TableFiles[],
  ) {
    this.name = name;
    this.encoding = encoding;
    this.codec = codec;
    this.columns = columns;
    this.rowBytes = rowBytes;
    this.prefixes = prefixes;
    this.files = files.filter(({ count, sizeBytes }) => count > 0 && sizeBytes > 0);
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
