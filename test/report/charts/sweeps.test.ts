import { describe, expect, it } from 'vitest';
import { baseOf, extremes } from '../../../src/report/charts/_sweep.ts';
import { planSweep } from '../../../src/report/charts/_sweep-plan.ts';
import { boundsOf, wallRuns, wallShare } from '../../../src/report/charts/_walls.ts';
import { figures, renderSvg, sweepHeatFigure, sweepLinesFigure } from '../../../src/report/charts/index.ts';
import type { Figure } from '../../../src/report/figure.ts';
import type { Results, SweepColumn } from '../../../src/results/types.ts';
import { fixtureResults } from '../fixture.ts';
import { secondsAt, wallResults } from './sweeps-fixture.ts';
import { labelFaults, textBoxes } from './text-boxes.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const wordsOf = async (spec: object): Promise<string[]> =>
  textBoxes(await renderSvg(spec, { idPrefix: 'x' })).map(({ text }) => plain(text));

function columnNamed(results: Results, name: string): SweepColumn {
  return results.sweep!.columns.find((column) => column.name === name)!;
}

function heatOf(results: Results, name: string): Figure {
  const [size, connections] = results.sweep!.axes;
  return sweepHeatFigure(results, results.sweep!, columnNamed(results, name), [size!, connections!])!;
}

function linesOf(results: Results, ...names: string[]): Figure {
  const [axis] = results.sweep!.axes;
  const columns = names.map((name) => columnNamed(results, name));
  return sweepLinesFigure(results, results.sweep!, { columns, axis: axis! })!;
}

describe('the base of an axis', () => {
  const axis = { address: 'size', unit: 'B', values: [1, 10, 100], scale: 'log' as const };

  it('is the scenario’s own setting, or the nearest to it on the axis’s own scale', () => {
    expect(baseOf({ ...axis, base: 10 })).toBe(10);
    expect(baseOf({ ...axis, base: 40 })).toBe(100);
    expect(baseOf({ ...axis, base: 40, scale: 'linear' })).toBe(10);
  });

  it('is the first of words that do not hold it', () => {
    expect(baseOf({ ...axis, values: ['a', 'b'], scale: 'ordinal', base: 'c' })).toBe('a');
    expect(baseOf({ ...axis, base: null })).toBe(1);
  });
});

describe('the extremes along an axis', () => {
  const steps = (...values: number[]) => values.map((value, setting) => ({ setting, value }));

  it('are the lowest and the highest, in the order of the axis', () => {
    expect(extremes(steps(3, 9, 1))).toEqual([
      { setting: 1, value: 9 },
      { setting: 2, value: 1 },
    ]);
    expect(extremes([])).toBeNull();
  });
});

describe('walls', () => {
  const results = wallResults();
  const bounds = boundsOf(results, results.sweep!, columnNamed(results, 'fills_the_card'))!;

  // At 10 kB over 16 connections latency takes 1e5 x 0.032 / 16 = 200 s, the card 1 s.
  it('are the largest bound and its share of the time, also for a rate that is bytes over that time', () => {
    const wall = bounds.wall({ size: 1e4, connections: 16 })!;
    expect(wall.name).toBe('latency');
    expect(wall.share).toBeCloseTo(200 / secondsAt(1e4, 16), 12);
    expect(bounds.wall({ size: 1e6, connections: 256 })).toMatchObject({ name: 'NIC' });
    expect(bounds.wall({ size: 1e9, connections: 256 })).toMatchObject({ name: 'connections' });
  });

  it('are none for money, for ratios of designs and where nothing was bounded', () => {
    expect(boundsOf(results, results.sweep!, columnNamed(results, 'many_small.cost.total'))).toBeNull();
    expect(boundsOf(results, results.sweep!, columnNamed(results, 'one_large.read.makespan'))).toBeNull();
    const ratios = fixtureResults();
    expect(boundsOf(ratios, ratios.sweep!, columnNamed(ratios, 'speedup_750x'))).toBeNull();
  });

  it('are whole per cent, and 100% only if nothing is left', () => {
    expect([0.004, 0.975, 0.9999, 1].map((share) => wallShare({ name: 'a', share }))).toEqual([
      '0%',
      '98%',
      '99%',
      '100%',
    ]);
  });

  it('make runs of neighbours that hit the same one', () => {
    const at = (setting: number, name: string | null) => ({ setting, wall: name ? { name, share: 1 } : null });
    expect(wallRuns([at(1, 'a'), at(2, 'a'), at(3, null), at(4, 'b')])).toEqual([
      { name: 'a', from: 1, to: 2 },
      { name: 'b', from: 4, to: 4 },
    ]);
  });
});

describe('a heat map of a time or a rate', () => {
  it('names in each cell the wall that it hits, and says what that means', async () => {
    const figure = heatOf(wallResults(), 'fills_the_card');
    const words = await wordsOf(figure.wide);
    // 200 s of 201 s; 2 s of 3 s; 1 s of 1 s + 0.032 x 1000 / 256 s; ten objects on one lane, 9.1 s of 9.4 s.
    for (const text of ['latency 99%', 'latency 67%', 'NIC 89%', 'connections 97%']) expect(words).toContain(text);
    expect(figure.howToRead).toContain('Second line: the wall');
    expect(figure.table.rows.flat()).toContain('latency 67%');
    expect(figure.description).toMatch(/The wall is latency in \d, connections in \d, NIC in \d of 12 cells/);
  });

  it('keeps the words in their cells where it is narrow', async () => {
    const { narrow } = heatOf(wallResults(), 'fills_the_card');
    expect(labelFaults(await renderSvg(narrow, { idPrefix: 'x' }))).toEqual([]);
    expect(await wordsOf(narrow)).toContain('NIC 89%');
  });

  it('says once what is the same in every cell', async () => {
    const results = wallResults();
    results.sweep!.lowerBounds = results.sweep!.lowerBounds!.slice(0, 1);
    const figure = heatOf(results, 'fills_the_card');
    expect((await wordsOf(figure.wide)).join()).not.toContain('latency');
    expect(figure.howToRead).toContain('The wall is latency in every cell');
  });

  it('has no second line without bounds', async () => {
    const figure = heatOf(wallResults(), 'many_small.cost.total');
    expect(figure.howToRead).not.toContain('wall');
    expect(figure.table.rows).toHaveLength(3);
  });

  it('is titled by the axis of larger effect, the other at its base', () => {
    const results = wallResults();
    for (const claim of results.claims) claim.assumptions = [];
    // At 16 connections: 1e9 / 201 s with the smallest, 1e9 / 1.032 s where the card is the wall.
    expect(plain(heatOf(results, 'fills_the_card').title)).toBe(
      'From a size of 10 kB to 100 MB read throughput rises from 5 MB/s to 969 MB/s',
    );
  });

  it('is titled by the axis on which the verdict flips, unless the other has twice its effect', () => {
    expect(plain(heatOf(wallResults(), 'fills_the_card').title)).toBe(
      'From 1 to 256 connections read throughput rises from 24 MB/s to 889 MB/s',
    );
    expect(heatOf(fixtureResults(), 'speedup_750x').title).toBe(
      'From 1 to 64 connections the ratio falls from 747× to 12×',
    );
  });

  it('shows the claim’s id nowhere', async () => {
    const figure = heatOf(wallResults(), 'fills_the_card');
    const all = [figure.title, figure.howToRead, figure.description, ...(await wordsOf(figure.wide))].join(' ');
    expect(all).not.toContain('fills_the_card');
  });
});

describe('lines of a time', () => {
  it('have its lower bounds beside them, dashed and named', async () => {
    const figure = linesOf(wallResults(), 'many_small.read.makespan');
    const svg = await renderSvg(figure.wide, { idPrefix: 'x' });
    expect(svg.match(/stroke-dasharray="4,3"/g)).toHaveLength(3);
    const words = await wordsOf(figure.wide);
    expect(words).toEqual(
      expect.arrayContaining(['latency alone', 'connections alone', 'NIC alone', 'many_small', 'base 800 kB']),
    );
    expect(figure.howToRead).toContain('with connections at 16. Dashed: the time if only that resource took any.');
  });

  it('say in the title where the wall changes, and in the table what each point hits', () => {
    const figure = linesOf(wallResults(), 'many_small.read.makespan');
    expect(plain(figure.title)).toBe('Latency is the wall up to 1 MB, NIC at 100 MB, connections from 1 GB');
    expect(figure.table.columns.at(-1)).toEqual({ name: 'wall', numeric: false });
    expect(figure.table.rows.map((row) => row.at(-1))).toEqual([
      'latency 99%',
      'latency 67%',
      'NIC 97%',
      'connections 99%',
    ]);
  });

  it('have none if there are several designs, whose bounds would be confused', async () => {
    const figure = linesOf(wallResults(), 'many_small.read.makespan', 'one_large.read.makespan');
    expect(await wordsOf(figure.wide)).not.toContain('latency alone');
  });

  it('have no line for a bound that nowhere takes a twentieth of the time', async () => {
    const results = wallResults();
    for (const bound of results.sweep!.lowerBounds!) {
      if (bound.name === 'nic alone') bound.values = bound.values.map(() => 1e-3);
    }
    const words = await wordsOf(linesOf(results, 'many_small.read.makespan').wide);
    expect(words).toContain('latency alone');
    expect(words).not.toContain('NIC alone');
  });
});

describe('the figures of a sweep', () => {
  it('show the rate, the time and the cost, and no values twice', () => {
    const drawn = planSweep(wallResults()).map(({ draw }) => draw({})!.id);
    expect(drawn).toEqual(['sweep-fills-the-card', 'sweep-read-makespan', 'sweep-cost-total']);
  });

  it('are at most four', () => {
    const results = wallResults();
    const { columns, points } = results.sweep!;
    for (let i = 0; i < 9; i++) {
      const id = `claim_${i}`;
      results.claims.push({ ...results.claims[0]!, id });
      columns.push({ name: id, unit: 'B/s', claim: id });
      for (const [index, point] of points.entries())
        for (const list of [point.mean, point.lo, point.hi]) list.push(index + i);
    }
    expect(planSweep(results)).toHaveLength(4);
  });
});

describe('the sweep on the first screen', () => {
  const first = (results: Results): string | undefined => figures(results)[0]?.id;

  it('answers a claim that holds one design to a number and flips on its axis', () => {
    expect(first(wallResults())).toBe('sweep-fills-the-card');
  });

  it('gives way to the time account where the claim compares designs', () => {
    const results = wallResults();
    results.claims[0]!.expression = 'many_small.read.throughput / one_large.read.throughput';
    expect(first(results)).toBe('time-account');
  });

  it('gives way to the time account where another phase leads in another design', () => {
    const results = wallResults();
    results.designs.one_large!.time.phases = { open: 0.01, transfer: 0.2 };
    expect(first(results)).toBe('time-account');
  });

  it('gives way to the time account where no verdict flips on its axes', () => {
    const results = wallResults();
    for (const claim of results.claims) claim.assumptions = [];
    expect(first(results)).toBe('time-account');
  });

  it('is not brought about by a claim on the phases of the same activity', () => {
    const results = fixtureResults();
    results.claims[1]!.expression = 'many_small.read.time.firstByte / many_small.read.time.total';
    expect(first(results)).toBe('time-account');
  });
});
