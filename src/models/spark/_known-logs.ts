/**
 * The version of each table that the driver has read last, as long as it lives: the next query gets what has come since. A
 * new application begins with none.
 * Source: delta-io/delta, SnapshotManagement.scala: update() lists from the snapshot that the driver has.
 */
export class KnownLogs {
  private readonly versions = new Map<string, number>();
  private driver = 0;

  /** `driver`: the number of the present one. Undefined: it has not read that table. */
  versionOf(log: string, driver: number): number | undefined {
    this.forget(driver);
    return this.versions.get(log);
  }

  /** Who was slower than another query keeps what that one has read. */
  keep(log: string, version: number, driver: number): void {
    this.forget(driver);
    this.versions.set(log, Math.max(version, this.versions.get(log) ?? version));
  }

  private forget(driver: number): void {
    if (driver !== this.driver) this.versions.clear();
    this.driver = driver;
  }
}
