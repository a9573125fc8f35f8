import type { RequestClient } from '../capabilities.ts';

/**
 * Keys under directories that branch alike: a directory of level l has `children[l]` directories in it, those of the last
 * level have the keys, as even as can be. Level 0 are the prefixes. Without children the prefixes have the keys.
 *
 *     directories of level l      prefixes x children[0] x ... x children[l - 1]
 *     pages of a directory        max(1, ceil(entries / keysPerPage)); entries: directories in it, or keys
 *
 * A page has a number: those of a level follow each other directory by directory, the levels one after another. Directory
 * i of a level has i x children ... as its children on the next.
 */
export class Directories {
  /** Of the last level, which has the keys. */
  readonly lastLevel: number;
  /** By level: directories, those before it on other levels, pages kept for each of its directories, pages before it. */
  readonly counts: number[] = [];
  private readonly before: number[] = [];
  private readonly mostPages: number[] = [];
  private readonly pagesBefore: number[] = [];
  private readonly children: readonly number[];
  private readonly keys: number;
  readonly keysPerPage: number;
  /** Directories of the last level. */
  private readonly holdersOfKeys: number;

  constructor(
    { prefixes, children, keys }: { prefixes: number; children: readonly number[]; keys: number },
    { keysPerPage }: Pick<RequestClient['listing'], 'keysPerPage'>,
  ) {
    this.children = children;
    this.keys = keys;
    this.keysPerPage = keysPerPage;
    this.lastLevel = children.length;
    this.holdersOfKeys = children.reduce((product, each) => product * each, prefixes);
    let count = prefixes;
    let before = 0;
    let pagesBefore = 0;
    for (let level = 0; level <= this.lastLevel; level++) {
      this.counts.push(count);
      this.before.push(before);
      this.pagesBefore.push(pagesBefore);
      // Where keys do not divide evenly the first have one more: none has more pages than directory 0.
      const most = this.pagesFor(level < this.lastLevel ? children[level]! : this.keysIn(0));
      this.mostPages.push(most);
      before += count;
      pagesBefore += count * most;
      if (level < this.lastLevel) count *= children[level]!;
    }
  }

  /** All of them. */
  get total(): number {
    return this.before[this.lastLevel]! + this.counts[this.lastLevel]!;
  }

  levelOf(page: number): number {
    let level = this.lastLevel;
    while (page < this.pagesBefore[level]!) level--;
    return level;
  }
  /** The directory among those of its level. */
  indexOf(page: number, level: number): number {
    return Math.floor((page - this.pagesBefore[level]!) / this.mostPages[level]!);
  }
  /** Which page of its directory. */
  placeOf(page: number, level: number): number {
    return (page - this.pagesBefore[level]!) % this.mostPages[level]!;
  }
  firstPage(level: number, index: number): number {
    return this.pagesBefore[level]! + index * this.mostPages[level]!;
  }
  /** A number among all directories. */
  numberOf(level: number, index: number): number {
    return this.before[level]! + index;
  }
  /** The prefix that it lies under. */
  prefixOf(level: number, index: number): number {
    return Math.floor(index / (this.counts[level]! / this.counts[0]!));
  }
  /** What a LIST with a delimiter finds in it: directories, or keys. */
  entriesOf(level: number, index: number): number {
    return level < this.lastLevel ? this.children[level]! : this.keysIn(index);
  }
  pagesOf(level: number, index: number): number {
    return this.pagesFor(this.entriesOf(level, index));
  }
  /** Those of them on one of its pages. */
  entriesOn(level: number, index: number, place: number): number {
    return Math.min(this.keysPerPage, this.entriesOf(level, index) - place * this.keysPerPage);
  }
  /** The first directory of the next level that a page names; it names entriesOn() of them. */
  firstNamed(level: number, index: number, place: number): number {
    return index * this.children[level]! + place * this.keysPerPage;
  }

  private keysIn(index: number): number {
    const among = this.holdersOfKeys;
    return Math.floor(this.keys / among) + (index < this.keys % among ? 1 : 0);
  }
  private pagesFor(entries: number): number {
    return Math.max(1, Math.ceil(entries / this.keysPerPage));
  }
}
