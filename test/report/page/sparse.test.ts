import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/report/index.ts';
import { answerSentence, type MetricResult, type Results } from '../../../src/results/index.ts';
import { fixtureMeasured, fixtureResults } from '../fixture.ts';
import { scan } from './_scan.ts';

async function pageOf(results: Results): Promise<string> {
  const { answer: _, ...rest } = results;
  const files = await renderReport({ ...rest, answer: answerSentence(rest) });
  return files.find(({ path }) => path === 'report.html')!.content;
}

const visible = (html: string): string =>
  scan(html)
    .texts.map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ');

const nothing: MetricResult = {
  unit: 's',
  kind: 'total',
  mean: null,
  ci95: null,
  min: null,
  max: null,
  n: 0,
  reason: 'nothing finished before the horizon',
};

/** One design that finished nothing, with no claims, prices or inputs. */
function empty(): Results {
  const results = fixtureResults();
  const design = results.designs.many_small!;
  return {
    ...results,
    designOrder: ['many_small'],
    designs: {
      many_small: {
        ...design,
        metrics: { 'read.makespan': nothing },
        cost: { ...design.cost, totalUsd: 0, lines: [], notPriced: [] },
        time: { basis: 'sum of the latencies of read', totalSeconds: 0, phases: {} },
        lowerBounds: [],
        distributions: [],
        timeline: null,
        differs: {},
      },
    },
    comparisons: [],
    claims: [],
    sweep: null,
    charts: [],
    inputs: [],
    notModelled: [],
    warnings: [],
  };
}

describe('a report of little', () => {
  it('says why a block that should be there is not', async () => {
    const text = visible(await pageOf(empty()));
    expect(text).toContain('No answer: nothing finished before the horizon.');
    expect(text).toContain('so there is no time to divide');
    expect(text).toContain('Nothing was billed');
    expect(text).toContain('Nothing was declared as left out of the model');
    expect(text).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
  });

  it('prints no block that has nothing to say', async () => {
    const ids = scan(await pageOf(empty()))
      .tags.filter(({ name }) => name === 'section')
      .map((tag) => tag.attributes.id);
    expect(ids).toEqual(['designs', 'time', 'money', 'not-modelled', 'trust', 'reproduce']);
  });
});

describe('a report of much', () => {
  it('shows four verdicts first and links to the others', async () => {
    const results = fixtureResults();
    const confirmed = results.claims[0]!;
    const more = ['a', 'b', 'c'].map((id) => ({ ...confirmed, id }));
    const html = await pageOf({ ...results, claims: [...results.claims, ...more] });
    expect(visible(html)).toContain('and 3 more, all confirmed');
    const { tags } = scan(html);
    const inFirst = tags.filter((tag) => tag.attributes.class === 'verdict' && tag.path.includes('div.answer'));
    expect(inFirst).toHaveLength(4);
    expect(tags.filter((tag) => tag.attributes.class === 'verdict')).toHaveLength(7);
  });

  it('stays under 500 kB with eight designs, forty inputs a design and a sweep of 500 points', async () => {
    const results = fixtureMeasured();
    const base = results.designs.streaming_1min!;
    const names = ['f', 'g', 'h'].map((letter) => `design_${letter}`);
    for (const name of names) results.designs[name] = structuredClone(base);
    results.designOrder.push(...names);
    const point = results.sweep!.points[0]!;
    results.sweep!.axes[0]!.values = Array.from({ length: 500 }, (_, i) => 60 + i);
    results.sweep!.points = Array.from({ length: 500 }, (_, i) => ({ ...point, at: [60 + i] }));
    for (const name of results.designOrder) {
      for (let i = 0; i < 40; i++) {
        const value = i * results.designOrder.indexOf(name);
        results.inputs.push({
          path: `${name}.storage.key${i}`,
          value,
          unit: 's',
          origin: 'default',
          source: 'a page',
          profile: 'p',
        });
      }
    }
    expect(Buffer.byteLength(await pageOf(results))).toBeLessThan(500_000);
  });

  it('folds tables of more than twelve rows after ten', async () => {
    const results = fixtureResults();
    for (let i = 0; i < 20; i++) {
      results.inputs.push({ path: `extra${i}`, value: i, unit: '1', origin: 'given', source: null });
    }
    const { tags } = scan(await pageOf(results));
    const rows = tags.filter(
      ({ name, path }) => name === 'tr' && path.includes('table#inputs-table') && path.includes('tbody'),
    );
    expect(rows).toHaveLength(10);
    const rest = tags.filter(
      ({ name, path }) => name === 'tr' && path.includes('table#inputs-table-rest') && path.includes('tbody'),
    );
    expect(rest).toHaveLength(20);
    expect(visible(await pageOf(results))).toContain('20 more rows');
  });
});
