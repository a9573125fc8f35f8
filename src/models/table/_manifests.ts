/** Manifests of the newest snapshot of an Iceberg table, and how they change from commit to commit. */

export interface ManifestSizes {
  /** Bytes of a manifest without files, and of each file in it. */
  readonly manifestBytes: number;
  readonly entryBytes: number;
  /** So many small ones are merged into one, of this size at most. */
  readonly mergeAt: number;
  readonly targetBytes: number;
}

/** What one commit did to the manifests. */
export interface ManifestChange {
  /** Manifests that name removed files since then: all of them, some, or none; and whether the small ones were merged. */
  readonly touched: 'all' | 'some' | 'none';
  readonly isMerged: boolean;
  /** Read to be merged or written anew without some of their files: dead from then on. */
  readonly read: { readonly count: number; readonly bytes: number };
  readonly written: { readonly count: number; readonly bytes: number };
}

/**
 * Manifests that are full stay as they are; the others wait until there are enough of them.
 *
 *     append      one more manifest, with the new files
 *     merge       once `mergeAt` are not full, they become one; it is full when no more of them fit into `target`
 *     removal     the removed files are in as many manifests as they can be: each is read and written anew
 *
 * Source: apache/iceberg, ManifestMergeManager.java, ManifestFilterManager.java and TableProperties.java (commit.manifest.*).
 * Where the removed files are is assumed: one in each manifest as long as there are enough of them. Manifests of deletes
 * are counted among those of data.
 */
export class Manifests {
  /** Those that are full, and those that are not: how many, and files in them. */
  full = 0;
  fullFiles = 0;
  small = 0;
  smallFiles = 0;
  private readonly sizes: ManifestSizes;

  constructor(sizes: ManifestSizes) {
    this.sizes = sizes;
  }

  get count(): number {
    return this.full + this.small;
  }
  get files(): number {
    return this.fullFiles + this.smallFiles;
  }
  get bytes(): number {
    return this.count * this.sizes.manifestBytes + this.files * this.sizes.entryBytes;
  }

  /** As a writer would leave them that has written all files at once. */
  begin(files: number): void {
    const perManifest = this.filesInFull;
    this.full = Math.floor(files / perManifest);
    this.fullFiles = this.full * perManifest;
    this.smallFiles = files - this.fullFiles;
    this.small = this.smallFiles > 0 ? 1 : 0;
  }

  /** Commits that add and do not fill the manifests up to the next merge. */
  get appendsBeforeMerge(): number {
    return Math.max(0, this.sizes.mergeAt - 1 - this.small);
  }

  /** So many appends alike, of so many files each: no more than there are before the next merge. */
  appendAlike(commits: number, filesEach: number): void {
    this.small += commits;
    this.smallFiles += commits * filesEach;
  }

  commit(added: number, removed: number): ManifestChange {
    const read = { count: 0, bytes: 0 };
    const written = { count: 0, bytes: 0 };
    const touched = removed === 0 || this.count === 0 ? 'none' : removed >= this.count ? 'all' : 'some';
    if (touched !== 'none') this.rewrite(removed, read, written);
    if (added > 0) {
      this.small++;
      this.smallFiles += added;
      written.count++;
      written.bytes += this.bytesOf(1, added);
    }
    const isMerged = this.small >= this.sizes.mergeAt;
    if (isMerged) this.merge(added, read, written);
    return { touched, isMerged, read, written };
  }

  /** All of them, up to their target size (rewrite_manifests). */
  rewriteAll(): Pick<ManifestChange, 'read' | 'written'> {
    const read = { count: this.count, bytes: Math.round(this.bytes) };
    this.begin(Math.round(this.files));
    return { read, written: { count: this.count, bytes: Math.round(this.bytes) } };
  }

  bytesOf(manifests: number, files: number): number {
    return Math.round(manifests * this.sizes.manifestBytes + files * this.sizes.entryBytes);
  }

  private rewrite(removed: number, read: Tally, written: Tally): void {
    const { count, files } = this;
    const touched = Math.min(count, Math.ceil(removed));
    const share = touched / count;
    const gone = Math.min(removed, files);
    read.count += touched;
    read.bytes += this.bytesOf(touched, files * share);
    // What is removed is named in the new manifests, as removed, until they are written anew.
    written.count += touched;
    written.bytes += this.bytesOf(touched, files * share);
    const left = files > 0 ? (files - gone) / files : 0;
    this.fullFiles *= left;
    this.smallFiles *= left;
    // A manifest without files is left out of the next snapshot.
    if (left === 0) {
      this.full = 0;
      this.small = 0;
    }
  }

  /** The newest has not been written yet: it is merged in memory. */
  private merge(added: number, read: Tally, written: Tally): void {
    const own = added > 0 ? 1 : 0;
    if (own > 0) {
      written.count--;
      written.bytes -= this.bytesOf(1, added);
    }
    read.count += this.small - own;
    read.bytes += this.bytesOf(this.small - own, this.smallFiles - added);
    const merged = Math.max(1, Math.ceil(this.smallFiles / this.filesInFull));
    written.count += merged;
    written.bytes += this.bytesOf(merged, this.smallFiles);
    const full = Math.floor(this.smallFiles / this.filesInFull);
    this.full += full;
    this.fullFiles += full * this.filesInFull;
    this.smallFiles -= full * this.filesInFull;
    this.small = merged - full;
  }

  private get filesInFull(): number {
    const { targetBytes, manifestBytes, entryBytes } = this.sizes;
    return Math.max(1, Math.floor((targetBytes - manifestBytes) / Math.max(1, entryBytes)));
  }
}

interface Tally {
  count: number;
  bytes: number;
}
