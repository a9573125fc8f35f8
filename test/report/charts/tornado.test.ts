import { describe, expect, it } from 'vitest';
import { renderSvg, tornadoFigure } from '../../../src/report/charts/index.ts';
import type { AssumptionResult } from '../../../src/results/types.ts';
import { fixtureResults } from '../fixture.ts';
import { textBoxes } from './text-boxes.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

/** The figure of a claim with this one assumption. */
function tornadoOf(changes: Partial<AssumptionResult>) {
  const results = fixtureResults();
  const claim = results.claims[0]!;
  const { flipsBetween: _, ...plainly } = claim.assumptions[0]!;
  claim.assumptions = [{ ...plainly, curve: [], ...changes }];
  return tornadoFigure(results, claim)!;
}

const flipOf = (changes: Partial<AssumptionResult>): string => plain(tornadoOf(changes).table.rows[0]!.at(-1)!);

describe('where a verdict flips', () => {
  it.each<[string, Partial<AssumptionResult>]>([
    ['from 1 to 2', { flipsAt: 2, flipsBetween: [1, 2], integer: true }],
    ['between 20 and 25', { flipsAt: 25, flipsBetween: [20, 25], integer: true }],
    ['at 61.1 M', { flipsAt: 61130792, flipsBetween: [61130791, 61130792], integer: true }],
    ['at 15.8 kB', { flipsAt: 15838, flipsBetween: [15824, 15838], integer: false, unit: 'B' }],
    ['between 10 kB and 8 MB', { flipsAt: 1e4, flipsBetween: [1e4, 8e6], integer: false, unit: 'B' }],
    ['between 0 s and 5 s', { flipsAt: 5, flipsBetween: [0, 5], integer: false, unit: 's' }],
  ])('reads "%s"', (words, changes) => {
    expect(flipOf(changes)).toBe(words);
  });

  const worded = { unit: '', flipsAt: null, changes: 1 } as const;
  const curve = (...at: (string | boolean)[]): AssumptionResult['curve'] =>
    at.map((setting, index) => ({ at: setting, value: 1, verdict: index === 0 ? 'confirmed' : 'refuted' }));

  it('is a word or a flag if there is nothing between', () => {
    const words = { ...worded, base: 'quiet', low: 'quiet', high: 'busy', curve: curve('quiet', 'busy') };
    expect(flipOf(words)).toBe('if busy');
    const flags = { ...worded, base: false, low: false, high: true, curve: curve(false, true) };
    expect(flipOf(flags)).toBe('if true');
    expect(tornadoOf(flags).title).toBe('The verdict turns on client.connections, if true');
  });
});

describe('the axis of a tornado', () => {
  it('names what the claim is of, not the claim', async () => {
    const { wide } = tornadoOf({});
    const words = textBoxes(await renderSvg(wide, { idPrefix: 'x' })).map(({ text }) => text);
    expect(words).toContain('read.makespan, many_small over one_large (log)');
  });

  it('is logarithmic for times that span decades', async () => {
    const results = fixtureResults();
    const claim = results.claims[2]!;
    claim.assumptions = [{ ...results.claims[0]!.assumptions[0]!, valueLow: 0.056, valueHigh: 5.6 }];
    const { wide } = tornadoFigure(results, claim)!;
    const words = textBoxes(await renderSvg(wide, { idPrefix: 'x' })).map(({ text }) => text);
    expect(words).toContain('read.latency.p999 of many_small (log)');
  });
});
