/** The unit of the latencies: as given, or as the column's name ends, or a guess by size. */
import { measurements as words } from './messages.ts';

export const latencyUnits = ['ms', 's', 'us'] as const;
export type LatencyUnit = (typeof latencyUnits)[number];

export const secondsPer: Readonly<Record<LatencyUnit, number>> = { s: 1, ms: 1e-3, us: 1e-6 };

/** As in a report's warnings: what is the matter, and what to do. */
export interface Advice {
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}

const endings: readonly (readonly [RegExp, LatencyUnit])[] = [
  [/(?:^|[^a-z])(?:ms|msec|millis|milliseconds?)\W*$|(?:Ms|Millis|Milliseconds)$/, 'ms'],
  [/(?:^|[^a-z])(?:us|usec|µs|μs|micros|microseconds?)\W*$|(?:Us|Micros|Microseconds)$/, 'us'],
  [/(?:^|[^a-z])(?:s|sec|secs|seconds?)\W*$|(?:Sec|Seconds)$/, 's'],
];

/** `median`: in the file's unit. */
export function findUnit(
  given: LatencyUnit | undefined,
  names: readonly string[],
  median: number,
): { unit: LatencyUnit; warnings: Advice[] } {
  if (given !== undefined) return { unit: given, warnings: [] };
  for (const name of names) {
    const unit = endings.find(([ending]) => ending.test(name))?.[1];
    if (unit === undefined) continue;
    const text = words.unitFromName(unit, name);
    return { unit, warnings: [{ code: 'unit-from-name', text, remedy: words.unitRemedy(unit) }] };
  }
  // Object stores answer within 1 ms to 10 s: a median of 0.03 is seconds, of 30 milliseconds, of 30,000 microseconds.
  const unit = median < 1 ? 's' : median < 1000 ? 'ms' : 'us';
  const text = words.unitGuessed(unit, String(Number(median.toPrecision(4))));
  return { unit, warnings: [{ code: 'unit-guessed', text, remedy: words.unitRemedy(unit) }] };
}
