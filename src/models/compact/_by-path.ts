import type { ReadEnd, Table, TableScan } from '../capabilities.ts';

/**
 * A part of a table as a script reads it: by its path, so that it is looked for and listed anew, and what the engine keeps
 * of the table's own listings stays as it is.
 */
export class ReadByPath implements Table {
  readonly name: string;
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  readonly directories: readonly number[];
  readonly catalog = 'none';
  readonly prefixes: number;
  readonly writes = null;
  private readonly of: Table;

  /** `partitions`: directories below the path, one each; a single one is the path itself. */
  constructor(of: Table, partitions: number) {
    this.of = of;
    this.name = of.name;
    this.encoding = of.encoding;
    this.codec = of.codec;
    this.columns = of.columns;
    this.rowBytes = of.rowBytes;
    this.directories = partitions > 1 ? [partitions] : [];
    this.prefixes = of.prefixes;
  }
  scan(recentSeconds: number | null, bytes: number | null): TableScan {
    return this.of.scan(recentSeconds, bytes);
  }
  log(): null {
    return null;
  }
  ended(scan: TableScan): ReadEnd {
    return this.of.ended(scan);
  }
}
