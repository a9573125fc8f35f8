export const timeUnits = ['second', 'minute', 'hour', 'day', 'month'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** A month as bills count it. */
const secondsOf: { readonly [unit in TimeUnit]: number } = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  month: 730 * 3600,
};

/** The time that one partition holds the data of; null: nobody says. */
export const spanOf = (units: readonly TimeUnit[], given: number | null): number | null =>
  given ?? (units.length === 0 ? null : Math.min(...units.map((unit) => secondsOf[unit])));

/**
 * Directories of a table whose partitions are by time, level by level: a year of [day, hour] is 365 directories of 24.
 * Below them the columns that part each span as well.
 */
export const levelsOf = (
  units: readonly TimeUnit[],
  spanSeconds: number,
  slots: number,
  keys: readonly number[],
): number[] => {
  const coarse = [...new Set(units.map((unit) => secondsOf[unit]))]
    .filter((seconds) => seconds > spanSeconds)
    .sort((a, b) => b - a);
  const levels: number[] = [];
  let above = 1;
  for (const seconds of [...coarse, spanSeconds]) {
    const directories = Math.max(1, Math.ceil((slots * spanSeconds) / seconds));
    const each = Math.max(1, Math.ceil(directories / above));
    levels.push(each);
    above *= each;
  }
  return [...levels, ...keys];
};
