/**
 * How the driver finds the files of a table: InMemoryFileIndex and HadoopFSUtils.
 *
 * - Up to `threshold` paths (32) are walked one after another by the driver's only thread; more become a job of
 *   min(paths, parallelism) tasks (10,000), each of which walks its paths and all below them alone.
 * - The driver's walk lists a directory, and then its child directories: again a job if there are more than `threshold`,
 *   otherwise one after another. So a tree of few, few, many runs a job for each of the few times few (SPARK-21056).
 * - A directory is one listing with the delimiter: its files and its child directories count as keys, 1,000 a page, and
 *   page follows page. An empty one is a page too.
 * - A connector that lists flat (S3A since SPARK-45452) takes the pages of all files under a path, one after another.
 * - With a catalog, only the directories of the partitions that it returns are paths; those in the status cache are not
 *   listed.
 *
 * Source: apache/spark, HadoopFSUtils.scala, InMemoryFileIndex.scala, FileStatusCache.scala, SQLConf.scala; a status of
 * a directory is a HEAD and a LIST: apache/hadoop, fs/s3a/performance/OperationCost.java; pull 43261 (SPARK-45452),
 * pull 25899 (SPARK-29089: existence checks in 40 threads).
 */

/** A tree whose directories of a level are alike: year 3, month 12, day 30 and so many files in each day. */
export interface DirectoryTree {
  /** Child directories of each directory, from the table's on downwards; empty: the files lie in the table's directory. */
  readonly children: readonly number[];
  readonly filesPerLeaf: number;
}

export interface ListingOptions {
  readonly tree: DirectoryTree;
  /** Directories of partitions that the catalog returned; null: there is no catalog, and the whole tree is walked. */
  readonly partitions: number | null;
  /** Of those, how many are in the status cache. */
  readonly cachedPartitions: number;
  /** The others, which are listed, where they have not as many files as the mean. */
  readonly listed?: readonly { readonly partitions: number; readonly filesEach: number }[];
  /** spark.sql.sources.parallelPartitionDiscovery.threshold, 32. */
  readonly threshold: number;
  /** spark.sql.sources.parallelPartitionDiscovery.parallelism, 10000. */
  readonly parallelism: number;
  readonly keysPerPage: number;
  /** The connector lists all under a path without walking. */
  readonly flat: boolean;
  /** Paths that the user names: each is looked at before, in `checkThreads` threads. */
  readonly pathsToCheck: number;
  /** 40 since SPARK-29089, 1 before. */
  readonly checkThreads: number;
  /** Whether a schema has to be found, and whether from all files. */
  readonly footers: 'none' | 'one' | 'all';
  readonly defaultParallelism: number;
}

export const listingDefaults = {
  threshold: 32,
  parallelism: 10_000,
  keysPerPage: 1000,
  checkThreads: 40,
} as const;

/** Listings alike: so many directories of so many keys. */
export interface Listings {
  readonly directories: number;
  readonly keys: number;
}

export type ListingStep =
  /** Each path: a HEAD and a LIST, in so many threads of the driver. */
  | { readonly kind: 'check'; readonly paths: number; readonly threads: number }
  /** One after another on the driver, whose pages are one after another as well. */
  | { readonly kind: 'serial'; readonly listings: readonly Listings[] }
  /** A job; each path has these listings below it, itself included. Several jobs alike follow each other. */
  | {
      readonly kind: 'job';
      readonly jobs: number;
      readonly tasks: number;
      readonly paths: number;
      readonly listingsPerPath: readonly Listings[];
    }
  /** A job that reads footers; a single footer is a job of one task. */
  | { readonly kind: 'footers'; readonly tasks: number; readonly files: number };

export interface ListingPlan {
  readonly steps: readonly ListingStep[];
  /** Files and directories that the driver has then statuses of. */
  readonly files: number;
  readonly directories: number;
}

export const planListing = (options: ListingOptions): ListingPlan => {
  const { tree, partitions, cachedPartitions, threshold, footers, defaultParallelism } = options;
  const steps: ListingStep[] = [];
  const walk = new Walk(options, steps);
  if (options.pathsToCheck > 0)
    steps.push({ kind: 'check', paths: options.pathsToCheck, threads: options.checkThreads });
  const leaves = tree.children.reduce((product, count) => product * count, 1);
  const depth = tree.children.length;
  const roots = partitions ?? 1;
  if (partitions === null) walk.directory(0);
  else if (partitions - cachedPartitions > threshold) walk.job(depth, partitions - cachedPartitions);
  else if (options.listed !== undefined)
    for (const { partitions: alike, filesEach } of options.listed) walk.list(alike, filesEach);
  else for (let left = partitions - cachedPartitions; left > 0; left--) walk.directory(depth);
  walk.flush();
  const files = (partitions ?? leaves) * tree.filesPerLeaf;
  if (footers !== 'none' && files > 0) {
    const read = footers === 'all' ? files : 1;
    steps.push({ kind: 'footers', tasks: Math.min(read, defaultParallelism), files: read });
  }
  return { steps, files, directories: partitions === null ? sum(subtree(options, 0)) : roots };
};

/** Paths of a task: Spark cuts n paths into slices from floor(i n / tasks) to floor((i + 1) n / tasks). */
export const pathsOfTask = (paths: number, tasks: number, task: number): number =>
  Math.floor(((task + 1) * paths) / tasks) - Math.floor((task * paths) / tasks);

/** Pages of listings alike. */
export const pagesOf = (listings: readonly Listings[], keysPerPage: number): number =>
  listings.reduce(
    (pages, { directories, keys }) => pages + directories * Math.max(1, Math.ceil(keys / keysPerPage)),
    0,
  );

/** All LIST pages of a plan, on the driver and in jobs; checks add one each. */
export const pagesOfPlan = ({ steps }: ListingPlan, keysPerPage: number): number =>
  steps.reduce((pages, step) => {
    if (step.kind === 'serial') return pages + pagesOf(step.listings, keysPerPage);
    if (step.kind === 'job') return pages + step.jobs * step.paths * pagesOf(step.listingsPerPath, keysPerPage);
    return pages + (step.kind === 'check' ? step.paths : 0);
  }, 0);

const sum = (listings: readonly Listings[]): number => listings.reduce((all, { directories }) => all + directories, 0);

/** The listings of a directory of a level and of all below it. */
export const subtree = ({ tree, flat }: Pick<ListingOptions, 'tree' | 'flat'>, level: number): Listings[] => {
  const below = tree.children.slice(level);
  if (flat) {
    const leaves = below.reduce((product, count) => product * count, 1);
    return [{ directories: 1, keys: leaves * tree.filesPerLeaf }];
  }
  let directories = 1;
  const listings: Listings[] = [];
  for (const count of below) {
    listings.push({ directories, keys: count });
    directories *= count;
  }
  listings.push({ directories, keys: tree.filesPerLeaf });
  return listings;
};

/** Takes the steps in their order; neighbours that can be told as one are. */
class Walk {
  private readonly options: ListingOptions;
  private readonly steps: ListingStep[];
  /** Directories listed by the driver since its last job, by number of keys. */
  private serial = new Map<number, number>();

  constructor(options: ListingOptions, steps: ListingStep[]) {
    this.options = options;
    this.steps = steps;
  }

  directory(level: number): void {
    const { tree, flat, threshold } = this.options;
    const children = tree.children[level];
    if (flat || children === undefined) {
      this.list(1, subtree(this.options, level)[0]!.keys);
      return;
    }
    this.list(1, children);
    if (children > threshold) {
      this.job(level + 1, children);
      return;
    }
    if (!this.reachesJob(level + 1)) {
      // No job anywhere below: all of it is one walk.
      for (const { directories, keys } of subtree(this.options, level + 1)) this.list(children * directories, keys);
      return;
    }
    for (let child = 0; child < children; child++) this.directory(level + 1);
  }

  job(level: number, paths: number): void {
    this.flush();
    const tasks = Math.min(paths, this.options.parallelism);
    const listingsPerPath = subtree(this.options, level);
    const last = this.steps.at(-1);
    if (last?.kind === 'job' && last.tasks === tasks && last.paths === paths)
      this.steps[this.steps.length - 1] = { ...last, jobs: last.jobs + 1 };
    else this.steps.push({ kind: 'job', jobs: 1, tasks, paths, listingsPerPath });
  }

  flush(): void {
    if (this.serial.size === 0) return;
    const listings = [...this.serial].map(([keys, directories]) => ({ directories, keys }));
    this.steps.push({ kind: 'serial', listings });
    this.serial = new Map();
  }

  private reachesJob(level: number): boolean {
    return this.options.tree.children.slice(level).some((count) => count > this.options.threshold);
  }
  list(directories: number, keys: number): void {
    this.serial.set(keys, (this.serial.get(keys) ?? 0) + directories);
  }
}
