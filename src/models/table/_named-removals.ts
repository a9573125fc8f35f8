interface Removed {
  readonly version: number;
  readonly seconds: number;
  readonly isInFull: boolean;
  /** The first version whose manifests do not name them any more. */
  cleanFrom: number;
}

const mostKept = 1024;

/**
 * Until when the manifests of the newest snapshot name files that were removed. A manifest that has lost a file names it, with
 * its statistics, as removed, and is carried along as it is until it is written anew: those that are not full when they
 * are merged, and any of them when it loses a file again.
 */
export class NamedRemovals {
  private readonly removed: Removed[] = [];

  /** `isInFull`: full manifests may be among those that lost some. */
  add(version: number, seconds: number, isInFull: boolean): void {
    const { removed } = this;
    removed.push({ version, seconds, isInFull, cleanFrom: Infinity });
    if (removed.length <= mostKept) return;
    const [oldest] = removed.splice(0, 1);
    removed[0] = {
      version: removed[0]!.version,
      seconds: removed[0]!.seconds,
      isInFull: oldest!.isInFull || removed[0]!.isInFull,
      cleanFrom: Math.max(oldest!.cleanFrom, removed[0]!.cleanFrom),
    };
  }

  /** All manifests, or all that are not full, have been written anew. */
  cleaned(version: number, which: 'all' | 'small'): void {
    for (const each of this.removed)
      if (each.cleanFrom === Infinity && each.version < version && (which === 'all' || !each.isInFull))
        each.cleanFrom = version;
  }

  /** No snapshot before that one is there any more. */
  forget(oldestVersion: number): void {
    const { removed } = this;
    let count = 0;
    while (count < removed.length && removed[count]!.cleanFrom <= oldestVersion) count++;
    removed.splice(0, count);
  }

  /** The first version from which on nothing is named that was removed up to that version. */
  cleanFrom(version: number): number {
    let from = 0;
    for (const each of this.removed) if (each.version <= version) from = Math.max(from, each.cleanFrom);
    return from;
  }
  /** The same of what was removed up to that time. */
  cleanFromOf(seconds: number): number {
    let from = 0;
    for (const each of this.removed) if (each.seconds <= seconds) from = Math.max(from, each.cleanFrom);
    return from;
  }
}
