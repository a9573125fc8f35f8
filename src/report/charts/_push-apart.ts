/** Labels that would cover each other are moved apart, as little as possible. */

/**
 * Places with at least `gap` between neighbours, in the given order of the list, within low and high where there is
 * room. Each cluster of crowded places is centred on their mean, so no label strays further than it must.
 */
export function pushApart(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place || a.index - b.index);
  /** `start` is the first place of a cluster; its members follow at `gap`. */
  const clusters: { start: number; members: number[]; wanted: number[] }[] = [];
  for (const { place, index } of order) {
    clusters.push(settle({ start: place, members: [index], wanted: [place] }, gap, low, high));
    while (clusters.length > 1) {
      const [before, last] = clusters.slice(-2) as [(typeof clusters)[number], (typeof clusters)[number]];
      if (before.start + before.members.length * gap <= last.start + 1e-9) break;
      const merged = {
        start: 0,
        members: [...before.members, ...last.members],
        wanted: [...before.wanted, ...last.wanted],
      };
      clusters.splice(-2, 2, settle(merged, gap, low, high));
    }
  }
  const result = places.slice();
  for (const { start, members } of clusters) {
    for (const [position, index] of members.entries()) result[index] = start + position * gap;
  }
  return result;
}

function settle<T extends { start: number; wanted: number[] }>(cluster: T, gap: number, low: number, high: number): T {
  const { wanted } = cluster;
  const mean = wanted.reduce((sum, place) => sum + place, 0) / wanted.length;
  const length = (wanted.length - 1) * gap;
  cluster.start = Math.max(low, Math.min(high - length, mean - length / 2));
  return cluster;
}
