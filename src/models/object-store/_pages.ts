import type { DependencyPaths, Operation, RequestBatch } from '../capabilities.ts';
import type { Directories } from './_directories.ts';
import { entitiesPerOccurrence } from './_entities.ts';

export interface PagesOptions {
  /** Directories that are listed at once. */
  readonly parallel: number;
  readonly bytesPerKey: number;
  readonly occurrenceIndex: number;
}

/** Directories of a level that may be listed and that nobody has begun: they were named by one page. */
interface Named {
  readonly level: number;
  next: number;
  readonly end: number;
}

/**
 * The pages of a listing. A page waits for the one before it in its directory, the first page of a directory for the
 * page of its parent that named it. First named, first listed.
 */
export class Pages implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase = 'list';
  readonly samplesFirstByte = false;
  /** Prefixes alone are chains, which follows() tells. */
  readonly paths: PathsOfPages | null;
  reached?: (page: number) => void;
  /** Pages that are through. */
  fetched = 0;
  private readonly directories: Directories;
  private readonly bytesPerKey: number;
  private readonly firstEntity: number;
  private readonly queue: Named[];
  private head = 0;
  /** The page that failed last: its directory goes no further, and what it would have named stays unknown. */
  private broken = -1;

  constructor(directories: Directories, { parallel, bytesPerKey, occurrenceIndex }: PagesOptions) {
    const { counts, lastLevel } = directories;
    this.directories = directories;
    this.bytesPerKey = bytesPerKey;
    this.firstEntity = occurrenceIndex * entitiesPerOccurrence;
    this.parallel = Math.min(counts[lastLevel]!, parallel);
    this.queue = [{ level: 0, next: 0, end: counts[0]! }];
    this.paths = lastLevel === 0 ? null : new PathsOfPages(directories);
  }

  next(after: number): number {
    const { directories } = this;
    if (after >= 0 && after !== this.broken) {
      const level = directories.levelOf(after);
      const index = directories.indexOf(after, level);
      if (directories.placeOf(after, level) + 1 < directories.pagesOf(level, index)) return after + 1;
    }
    const named = this.queue[this.head];
    if (named === undefined) return -1;
    const index = named.next++;
    if (named.next === named.end) this.dequeue();
    return directories.firstPage(named.level, index);
  }

  ended(page: number, succeeded: boolean): void {
    if (!succeeded) {
      this.broken = page;
      return;
    }
    this.fetched++;
    const { directories } = this;
    const level = directories.levelOf(page);
    if (level === directories.lastLevel) return;
    const index = directories.indexOf(page, level);
    const place = directories.placeOf(page, level);
    const first = directories.firstNamed(level, index, place);
    this.queue.push({ level: level + 1, next: first, end: first + directories.entriesOn(level, index, place) });
  }

  follows(page: number): boolean {
    return this.paths === null && this.directories.placeOf(page, 0) > 0;
  }
  operationOf(): Operation {
    return 'list';
  }
  keysOf(page: number): number {
    const { directories } = this;
    const level = directories.levelOf(page);
    return directories.entriesOn(level, directories.indexOf(page, level), directories.placeOf(page, level));
  }
  /** The number of the first key on a page, -1 where it names directories: key k lies in directory k modulo their number. */
  firstKeyOf(page: number): number {
    const { directories } = this;
    const level = directories.levelOf(page);
    if (level < directories.lastLevel) return -1;
    const place = directories.placeOf(page, level) * directories.keysPerPage;
    return directories.indexOf(page, level) + place * directories.counts[level]!;
  }
  bytesOf(page: number): number {
    return this.keysOf(page) * this.bytesPerKey;
  }
  prefixOf(page: number): number {
    const { directories } = this;
    const level = directories.levelOf(page);
    return directories.prefixOf(level, directories.indexOf(page, level));
  }
  entityOf(page: number): number {
    return this.firstEntity + page;
  }

  private dequeue(): void {
    this.head++;
    if (this.head > 1024 && 2 * this.head > this.queue.length) {
      this.queue.splice(0, this.head);
      this.head = 0;
    }
  }
}

/** Of each directory: its pages so far and those that led to it. What a page names begins with the sum of that page. */
class PathsOfPages implements DependencyPaths {
  latencySeconds = 0;
  transferSeconds = 0;
  private readonly directories: Directories;
  private readonly latencyTo: Float64Array;
  private readonly transferTo: Float64Array;

  constructor(directories: Directories) {
    this.directories = directories;
    this.latencyTo = new Float64Array(directories.total);
    this.transferTo = new Float64Array(directories.total);
  }

  ended(page: number, latencySeconds: number, transferSeconds: number): void {
    const { directories } = this;
    const level = directories.levelOf(page);
    const index = directories.indexOf(page, level);
    const directory = directories.numberOf(level, index);
    const latency = this.latencyTo[directory]! + latencySeconds;
    const transfer = this.transferTo[directory]! + transferSeconds;
    this.latencyTo[directory] = latency;
    this.transferTo[directory] = transfer;
    if (latency > this.latencySeconds) this.latencySeconds = latency;
    if (transfer > this.transferSeconds) this.transferSeconds = transfer;
    if (level === directories.lastLevel) return;
    const place = directories.placeOf(page, level);
    const first = directories.numberOf(level + 1, directories.firstNamed(level, index, place));
    const end = first + directories.entriesOn(level, index, place);
    this.latencyTo.fill(latency, first, end);
    this.transferTo.fill(transfer, first, end);
  }
}
