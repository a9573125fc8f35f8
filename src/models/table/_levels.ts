import type { Recorder, World } from '../model.ts';

const names = [
  'files',
  'smallFiles',
  'partitions',
  'rows',
  'bytes',
  'deadBytes',
  'logBytes',
  'tombstones',
  'deletionVectors',
] as const;
export type LevelName = (typeof names)[number];

/** What a table has, as levels: told only where they have changed. */
export class Levels {
  private readonly recorders: readonly Recorder[];
  private readonly last = new Float64Array(names.length).fill(Number.NaN);

  constructor(world: World) {
    this.recorders = names.map((name) => world.metric(name));
  }

  /** `sinceSeconds`: files have come evenly since then. */
  set(values: { readonly [name in LevelName]: number }, sinceSeconds?: number): void {
    for (let index = 0; index < names.length; index++) {
      const value = values[names[index]!];
      if (value === this.last[index]) continue;
      this.last[index] = value;
      this.recorders[index]!.set(value, names[index] === 'partitions' ? undefined : sinceSeconds);
    }
  }
}
