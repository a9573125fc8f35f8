import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frontFigure } from '../../../src/report/charts/front.ts';
import { figures, renderSvg } from '../../../src/report/charts/index.ts';
import { randomResults, randomWishes } from './random-results.ts';
import { labelFaults } from './text-boxes.ts';

const RUNS = Number(process.env.CHART_RUNS ?? 25);

describe('the front of any wish', () => {
  it('is drawn without a warning, with no words over words, in a title that fits', async () => {
    await fc.assert(
      fc.asyncProperty(randomWishes, async (results) => {
        const figure = frontFigure(results, { widthPixels: 600 });
        if (!figure) return;
        expect([...figure.title].length, figure.title).toBeLessThanOrEqual(80);
        expect(`${figure.title} ${figure.description} ${figure.howToRead}`).not.toMatch(/NaN|undefined|Infinity/);
        for (const spec of [figure.wide, figure.narrow]) {
          const svg = await renderSvg(spec, { idPrefix: figure.id });
          expect(labelFaults(svg), figure.title).toEqual([]);
          expect(svg).not.toMatch(/NaN|undefined|Infinity/);
          expect(svg.length).toBeLessThan(25_000);
        }
      }),
      { seed: 20, numRuns: 3 * RUNS, endOnFailure: true },
    );
  });
});

describe('figures of any results', () => {
  it('are drawn without a warning, with no words over words, in titles that fit', async () => {
    await fc.assert(
      fc.asyncProperty(randomResults, async (results) => {
        const all = figures(results);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        for (const figure of all) {
          expect([...figure.title].length, figure.title).toBeLessThanOrEqual(80);
          expect(`${figure.title} ${figure.description} ${figure.howToRead}`).not.toMatch(/NaN|undefined|Infinity/);
          for (const spec of [figure.wide, figure.narrow]) {
            const svg = await renderSvg(spec, { idPrefix: figure.id });
            expect(labelFaults(svg), `${figure.id}: ${figure.title}`).toEqual([]);
            expect(svg, figure.id).not.toMatch(/NaN|undefined|Infinity/);
            expect(svg.length, figure.id).toBeLessThan(25_000);
          }
        }
      }),
      { seed: 20, numRuns: RUNS, endOnFailure: true },
    );
  });
});
