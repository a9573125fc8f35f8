import { type Listings, pathsOfTask } from './_listing.ts';
import { type RequestPlan, RequestPlanBuilder } from './_request-plan.ts';
import type { Cursor, TaskWork } from './_work.ts';

export interface ListOptions {
  readonly tasks: number;
  readonly paths: number;
  readonly listingsPerPath: readonly Listings[];
  readonly keysPerPage: number;
  readonly prefixes: number;
  readonly firstEntity: number;
  /** What a file's status is in the result for the driver. */
  readonly statusBytes: number;
}

/** Tasks that list directories, one after another, and send what they found to the driver. */
export class ListWork implements TaskWork {
  readonly tasks: number;
  readonly output = null;
  readonly chains = null;
  private readonly options: ListOptions;
  private readonly plan: RequestPlan;
  private readonly keysPerPath: number;

  constructor(options: ListOptions) {
    this.options = options;
    this.tasks = options.tasks;
    this.plan = planOfListings(options.listingsPerPath, options.keysPerPage);
    this.keysPerPath = options.listingsPerPath.reduce((sum, { directories, keys }) => sum + directories * keys, 0);
  }

  fetchBytes(): number {
    return 0;
  }
  spillBytes(): number {
    return 0;
  }
  cpuSecondsBefore(): number {
    return 0;
  }
  shuffleBytes(): number {
    return 0;
  }
  resultBytes(task: number): number {
    return this.pathsOf(task) * this.keysPerPath * this.options.statusBytes;
  }
  begin(cursor: Cursor): RequestPlan | null {
    cursor.piece = -1;
    return this.next(cursor);
  }
  next(cursor: Cursor): RequestPlan | null {
    cursor.piece++;
    if (cursor.piece >= this.pathsOf(cursor.task)) return null;
    const { paths, tasks, firstEntity, prefixes } = this.options;
    const path = Math.floor((cursor.task * paths) / tasks) + cursor.piece;
    cursor.firstEntity = firstEntity + path * this.plan.requests;
    cursor.prefix = path % prefixes;
    cursor.cpuSeconds = 0;
    return this.plan;
  }
  private pathsOf(task: number): number {
    return pathsOfTask(this.options.paths, this.tasks, task);
  }
}

/** Directory after directory, page after page. */
export const planOfListings = (listings: readonly Listings[], keysPerPage: number): RequestPlan => {
  const plan = new RequestPlanBuilder();
  plan.phase(1);
  for (const { directories, keys } of listings) plan.chain(directories, () => plan.addPages(keys, keysPerPage));
  return plan.build();
};
