/** Where a verdict turns, in words. */
import { type AssumptionResult, spell } from '../../results/index.ts';
import { formatValue } from '../../units/index.ts';
import { valueText } from './input-text.ts';

/**
 * "Flips from 1 to 2 connections", "Flips at stream.interval 74 s", "Flips with storage s3-standard", "No flip at 9
 * points from 1 to 64 connections".
 */
export function flipText(assumption: AssumptionResult): string {
  if (assumption.flipsAt === null) return withoutValue(assumption);
  const { flipsAt, flipsBetween, integer, name, unit } = assumption;
  const noun = nounOf(name);
  if (flipsBetween && integer && unit === '1') {
    const [from, to] = flipsBetween.map((value) => formatValue(value, '1'));
    // Among millions the two neighbours read the same.
    if (from === to) return `Flips at ${from}\u00a0${noun}`;
    const joint = flipsBetween[1] - flipsBetween[0] === 1 ? ['from', 'to'] : ['between', 'and'];
    return `Flips ${joint[0]} ${from} ${joint[1]} ${to}\u00a0${noun}`;
  }
  if (flipsBetween && flipsBetween[0] !== flipsBetween[1]) {
    const [from, to] = flipsBetween.map((value) => formatValue(value, unit));
    if (from !== to) return `Flips with ${name} between ${from} and ${to}`;
  }
  return `Flips with ${name} at ${formatValue(flipsAt, unit)}`;
}

function withoutValue(assumption: AssumptionResult): string {
  const { base, changes, curve, low, high, name, points, unit } = assumption;
  const atBase = curve.find((point) => point.at === base)?.verdict;
  const turned = curve.find((point) => point.verdict !== atBase);
  if (changes > 0 && atBase !== undefined && turned) return `Flips with ${name} ${valueText(turned.at, unit)}`;
  if (changes > 0) return `Flips within the range of ${name}`;
  return `No flip at ${points} points of ${name} from ${valueText(low, unit)} to ${valueText(high, unit)}`;
}

/** The last word of an address: `client.connections` is "connections". */
function nounOf(address: string): string {
  return spell(address.split('.').at(-1) ?? address);
}
