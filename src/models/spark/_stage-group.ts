/** Stages of one query that stand and fall together: the numbers of their task sets, while they run. */
export class StageGroup {
  readonly sets = new Set<number>();
}
