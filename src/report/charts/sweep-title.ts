/** Titles of sweeps: which ends of which parameter are meant, and what happens between them. */
import { spell } from '../../results/index.ts';
import { capitalize } from './_nouns.ts';
import type { Setting, Step } from './_sweep.ts';
import { lastWord, printSetting, printValue } from './_values.ts';
import type { WallRun } from './_walls.ts';
import { firstThatFits, shorten, withNames } from './titles.ts';

export interface SweepFinding {
  /** The parameter, and the unit of its settings. */
  readonly address: string;
  readonly settingUnit: string;
  /** What changes, by its full name and by shorter ones: "the ratio", "read makespan of many_small". */
  readonly nouns: readonly string[];
  readonly unit: string;
  /** Two settings in the order of the axis, with the values there. */
  readonly from: Step;
  readonly to: Step;
}

const FLAT_RATIO = 1.1;
const LONGEST_WORD = 20;

/** "From 1 to 64 connections the ratio falls from 747× to 12×". */
export function sweepTitle(finding: SweepFinding): string {
  const { address, settingUnit, nouns, unit, from, to } = finding;
  const shortest = nouns.at(-1) ?? '';
  const [a, b] = [printValue(from.value, unit), printValue(to.value, unit)];
  const parameter = spell(lastWord(address));
  if (isFlat(from.value, to.value)) {
    const [low, high] = from.value <= to.value ? [a, b] : [b, a];
    const range = low === high ? low : `${low} to ${high}`;
    return firstThatFits([
      ...nouns.map((noun) => `${capitalize(noun)} hardly changes with ${parameter} (${range})`),
      ...withNames([parameter, shortest], (p, n) => `${capitalize(n)} hardly changes with ${p} (${range})`),
      `It hardly changes (${range})`,
    ]);
  }
  const verb = to.value > from.value ? 'rises' : 'falls';
  const ends = [from.setting, to.setting].map((setting) => shorten(printSetting(setting, settingUnit), LONGEST_WORD));
  const stretch = (p: string): string => stretchWords(p, ends, [from.setting, to.setting], settingUnit);
  const sentence = (p: string, n: string): string => `${stretch(p)} ${n} ${verb} from ${a} to ${b}`;
  return firstThatFits([
    ...nouns.map((noun) => sentence(parameter, noun)),
    ...withNames([parameter, shortest], sentence),
    `${capitalize(shorten(shortest, LONGEST_WORD))} ${verb} from ${a} to ${b}`,
  ]);
}

function isFlat(a: number, b: number): boolean {
  if (a > 0 && b > 0) return Math.max(a / b, b / a) < FLAT_RATIO;
  return a === b;
}

/** "From 1 to 64 connections", "From a size of 1 kB to 10 MB", "From storage quiet to busy". */
function stretchWords(parameter: string, ends: readonly string[], settings: readonly Setting[], unit: string): string {
  const [from, to] = ends;
  if (settings.some((setting) => typeof setting !== 'number')) return `From ${parameter} ${from} to ${to}`;
  if (unit === '' || unit === '1') return `From ${from} to ${to} ${parameter}`;
  return `From ${/^[aeiou]/.test(parameter) ? 'an' : 'a'} ${parameter} of ${from} to ${to}`;
}

const MOST_RUNS = 3;

/**
 * "Latency is the wall up to 1 MB, NIC at 10 MB, connections from 100 MB". Null if there is but one wall, or more
 * changes than a sentence holds.
 */
export function wallsTitle(runs: readonly WallRun[], settingUnit: string, parameter: string): string | null {
  const [first, ...rest] = runs;
  if (!first || rest.length === 0 || runs.length > MOST_RUNS) return null;
  const print = (setting: Setting): string => printSetting(setting, settingUnit);
  const last = rest.at(-1)!;
  const middle = rest.slice(0, -1).map(({ name, from, to }) => {
    return from === to ? `, ${name} at ${print(from)}` : `, ${name} to ${print(to)}`;
  });
  const counted = settingUnit === '' || settingUnit === '1' ? ` ${spell(lastWord(parameter))}` : '';
  const sentence = `${capitalize(first.name)} is the wall up to ${print(first.to)}${counted}${middle.join('')}, ${last.name} from ${print(last.from)}`;
  const fitted = firstThatFits([sentence]);
  return fitted === sentence ? sentence : null;
}
