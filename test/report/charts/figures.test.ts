import { beforeAll, describe, expect, it } from 'vitest';
import { figures, renderSvg } from '../../../src/report/charts/index.ts';
import type { Figure } from '../../../src/report/figure.ts';
import { tokens } from '../../../src/report/tokens.ts';
import type { Results } from '../../../src/results/types.ts';
import { fixtureMeasured, fixtureResults } from '../fixture.ts';
import { fixtureFront, fixtureNothing, fixtureWish } from '../fixture-wish.ts';
import { labelFaults } from './text-boxes.ts';

const fixtures: [string, () => Results][] = [
  ['exact results', fixtureResults],
  ['measured results', fixtureMeasured],
  ['results with a wish', fixtureWish],
  ['results with a wish for two things at once', fixtureFront],
  ['results with a wish that nothing grants', fixtureNothing],
];

describe.each(fixtures)('the figures of %s', (_, fixture) => {
  const all: Figure[] = figures(fixture());
  const drawings = new Map<string, { wide: string; narrow: string }>();

  beforeAll(async () => {
    for (const { id, wide, narrow } of all) {
      drawings.set(id, {
        wide: await renderSvg(wide, { idPrefix: `${id}-wide` }),
        narrow: await renderSvg(narrow, { idPrefix: `${id}-narrow` }),
      });
    }
  });

  it('have ids of their own, fit for a file name', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id } of all) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('have one for the first screen, which stands in front at 600 px', () => {
    expect(all.filter(({ section }) => section === 'first')).toEqual([all[0]]);
    expect(all.map(({ widthPixels }) => widthPixels)).toEqual(all.map((_, index) => (index === 0 ? 600 : 720)));
  });

  it('come in reading order', () => {
    const order = [
      'first',
      'front',
      'ratios',
      'time',
      'money',
      'assumptions',
      'sweep',
      'behaviour',
      'distributions',
      'asked',
    ];
    const places = all.map(({ section }) => order.indexOf(section));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('have titles that are sentences of at most 80 characters with a number', () => {
    const number = /\d|second|third|fourth/;
    const verb = / (take|takes|turns|reads|query|queries|costs|is|goes|has|sends|keeps|changes|drop|rises|falls) /;
    for (const { title } of all) {
      expect([...title].length, title).toBeLessThanOrEqual(80);
      expect(title).toMatch(number);
      expect(title).toMatch(verb);
      expect(title, 'names are not cut in these fixtures').not.toContain('…');
    }
  });

  it('say how to read them, describe themselves in three sentences, and hold their data', () => {
    for (const { howToRead, description, table } of all) {
      expect(howToRead).toMatch(/\.$/);
      expect(description.split(/\.(?:\s|$)/).filter(Boolean).length, description).toBeGreaterThanOrEqual(3);
      expect(table.rows.length).toBeGreaterThan(0);
      for (const row of table.rows) {
        expect(row).toHaveLength(table.columns.length);
        for (const cell of row) expect(cell).not.toMatch(/^$|NaN|undefined|Infinity/);
      }
    }
  });

  it('name colours only as tokens', () => {
    for (const { wide, narrow, key } of all) {
      const text = JSON.stringify([wide, narrow]);
      expect(text.replaceAll('$schema', '')).not.toMatch(/"#[0-9a-fA-F]{3,8}"|rgb\(|hsl\(/);
      const used = [...text.matchAll(/var\((--[a-z0-9-]+)\)/g)].map(([, name]) => name!);
      for (const name of [...used, ...key.map(({ token }) => token)]) expect(tokens).toHaveProperty([name]);
    }
  });

  it('leave no mark in a colour that is not a token', () => {
    for (const { wide, narrow } of drawings.values()) {
      for (const svg of [wide, narrow]) {
        const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour!);
        expect(colours.filter((colour) => !/^(none|var\(--[a-z0-9-]+\))$/.test(colour))).toEqual([]);
      }
    }
  });

  it('are exactly as wide as they say, so that the page does not shrink their words', () => {
    for (const { id, widthPixels } of all) {
      expect(drawings.get(id)!.wide).toMatch(new RegExp(`viewBox="0 0 ${widthPixels} `));
      expect(drawings.get(id)!.narrow).toContain('viewBox="0 0 344 ');
    }
  });

  it('cover no words by words and keep them inside', () => {
    for (const [id, { wide, narrow }] of drawings) {
      expect(labelFaults(wide), id).toEqual([]);
      expect(labelFaults(narrow), `${id}, narrow`).toEqual([]);
    }
  });

  it('stay under 25 kB each and 45 kB a pair', () => {
    for (const { wide, narrow } of drawings.values()) {
      const sizes = [Buffer.byteLength(wide), Buffer.byteLength(narrow)];
      expect(Math.max(...sizes)).toBeLessThan(25_000);
      expect(sizes[0]! + sizes[1]!).toBeLessThan(45_000);
    }
  });
});

describe('the time account', () => {
  const howToRead = (results: Results) => figures(results).find(({ id }) => id === 'time-account')!.howToRead;

  it('says what its bars are sums of, and names no activity where designs do not do the same', () => {
    const results = fixtureResults();
    expect(howToRead(results)).toContain(results.designs.many_small!.time.basis);
    results.designs.one_large!.time.basis = 'sum of the latencies of read and vacuum';
    expect(howToRead(results)).toContain('sum of the latencies of all that each does');
    expect(howToRead(results)).not.toContain('vacuum');
  });
});

describe('which chart stands on the first screen', () => {
  const first = (results: Results): string | undefined => figures(results)[0]?.id;

  it('is the time account if one activity is claimed on', () => {
    expect(first(fixtureResults())).toBe('time-account');
  });

  it('is the days if there is a horizon with windows and claims on several activities', () => {
    expect(first(fixtureMeasured())).toBe('over-time-query-latency');
  });

  it('is what the scenario asks for in place of the days', () => {
    const results = fixtureMeasured();
    const [asked] = results.charts;
    results.charts = [asked!, { ...asked!, id: 'chart-1', title: 'asked for, and takes 2 lines' }];
    const shown = figures(results)[0]!;
    expect(shown.id).not.toBe('over-time-query-latency');
    expect(shown.title).toContain('asked for');
  });

  it('is the sweep if a claim flips on one of its axes', () => {
    const results = fixtureResults();
    results.claims[0]!.expression = 'many_small.cost.total / one_large.cost.total';
    results.claims[2]!.expression = null;
    expect(first(results)).toBe('sweep-speedup-750x');
  });

  it('is the bills if all claims are of money and none flips', () => {
    const results = fixtureMeasured();
    const [one, other] = results.designOrder;
    for (const claim of results.claims) claim.expression = null;
    results.claims[0]!.expression = `${one}.cost.total / ${other}.cost.total`;
    results.sweep = null;
    expect(first(results)).toBe('money-account');
  });

  it('is the ratios if nothing else is asked', () => {
    const results = fixtureResults();
    results.claims = [];
    expect(first(results)).toBe('ratios');
  });

  it('is whatever there is if there is no comparison', () => {
    const results = fixtureResults();
    results.claims = [];
    results.comparisons = [];
    expect(first(results)).toBe('time-account');
  });

  it('is none if nothing was measured', () => {
    const results = fixtureResults();
    results.claims = [];
    results.comparisons = [];
    results.sweep = null;
    results.charts = [];
    for (const design of Object.values(results.designs)) {
      design.time.phases = {};
      design.cost.lines = [];
      design.timeline = null;
      design.distributions = [];
    }
    expect(figures(results)).toEqual([]);
  });
});
