/** Titles of the charts that are asked for: a sentence with a verb and one or two numbers, at most 80 characters. */
import { formatTime, formatValue } from '../../units/index.ts';

const longest = 80;

/** The first that is short enough, else the last, cut. */
export function fitting(sentences: readonly string[]): string {
  const found = sentences.find((sentence) => [...sentence].length <= longest);
  if (found !== undefined) return found;
  const last = [...(sentences.at(-1) ?? '')];
  return last.length <= longest ? last.join('') : `${last.slice(0, longest - 1).join('')}…`;
}

const show = (value: number, unit: string): string => formatValue(value, unit, { style: 'title' });

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** One value a design: from the least to the greatest. */
export function barsTitle(metric: string, unit: string, values: readonly NamedValue[]): string {
  const [first] = values;
  if (!first) return `${metric} was not measured`;
  const low = values.reduce((a, b) => (b.value < a.value ? b : a));
  const high = values.reduce((a, b) => (b.value > a.value ? b : a));
  const [a, b] = [show(low.value, unit), show(high.value, unit)];
  if (values.length === 1) return fitting([`${metric} is ${a} in ${low.name}`, `${metric} is ${a}`]);
  if (a === b) return fitting([`${metric} is ${a} in all ${values.length} designs`, `All designs have ${a}`]);
  return fitting([
    `${metric} goes from ${a} in ${low.name} to ${b} in ${high.name}`,
    `${metric} goes from ${a} to ${b}`,
    `It goes from ${a} to ${b}`,
  ]);
}

/** The design that ends highest, and how long that took. */
export function seriesTitle(metric: string, unit: string, spanSeconds: number, ends: readonly NamedValue[]): string {
  const [first] = ends;
  if (!first) return `${metric} was not measured`;
  const high = ends.reduce((a, b) => (b.value > a.value ? b : a));
  const span = formatTime(spanSeconds, { style: 'title' });
  const value = show(high.value, unit);
  return fitting([
    `After ${span} ${metric} is ${value} in ${high.name}`,
    `After ${span} ${metric} is ${value}`,
    `After ${span} it is ${value}`,
  ]);
}

/** Along an axis, from its first value to its last. */
export function sweepTitle(metric: string, unit: string, address: string, from: number, to: number): string {
  const [a, b] = [show(from, unit), show(to, unit)];
  const parameter = address.split('.').at(-1) ?? address;
  const flat = from === to || (from > 0 && to > 0 && Math.max(from / to, to / from) < 1.1);
  if (flat)
    return fitting([`${parameter} hardly changes ${metric} (${a} to ${b})`, `It hardly changes (${a} to ${b})`]);
  return fitting([`${parameter} takes ${metric} from ${a} to ${b}`, `${parameter} takes it from ${a} to ${b}`]);
}
