import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/report/index.ts';
import { exact, fileOf, fixtures, measured, reportOf } from './_reports.ts';
import { scan } from './_scan.ts';

describe.each(fixtures)('the page of the results that are %s', (_, results) => {
  const page = (): Promise<string> => fileOf(results, 'report.html');

  it('closes every element it opens and uses every id once', async () => {
    const { tags } = scan(await page());
    const ids = tags.flatMap(({ attributes }) => (attributes.id ? [attributes.id] : []));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it('has one h1, and headings that never skip a level', async () => {
    const levels = scan(await page()).tags.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('has landmarks, a language and a title with the answer\u2019s number', async () => {
    const { tags } = scan(await page());
    for (const name of ['header', 'main', 'footer']) expect(tags.filter((tag) => tag.name === name)).toHaveLength(1);
    expect(tags.find(({ name }) => name === 'html')?.attributes.lang).toBe('en');
    const number = /\*\*(.+?)\*\*/.exec(results.answer.sentence)?.[1];
    expect(tags.find(({ name }) => name === 'title')?.text).toBe(`${results.scenario.title}: ${number}`);
  });

  it('leads every link of its own to a place that exists', async () => {
    const { tags } = scan(await page());
    const ids = new Set(tags.map(({ attributes }) => attributes.id));
    const links = tags.filter(({ name }) => name === 'a').map(({ attributes }) => attributes.href ?? '');
    expect(links.filter((href) => href.startsWith('#') && !ids.has(href.slice(1)))).toEqual([]);
    expect(links.filter((href) => !/^(#|https?:\/\/)/.test(href))).toEqual([]);
  });

  it('names every scroll box and every figure', async () => {
    const { tags } = scan(await page());
    const ids = new Set(tags.map(({ attributes }) => attributes.id));
    const boxes = tags.filter(({ attributes }) => attributes.class === 'scroll');
    expect(boxes.length).toBeGreaterThan(3);
    for (const { attributes } of boxes) {
      expect(attributes).toMatchObject({ role: 'region', tabindex: '0' });
      expect(attributes['aria-label']).not.toBe('');
    }
    const figures = tags.filter(({ name }) => name === 'figure');
    expect(figures.length).toBeGreaterThan(0);
    for (const { attributes } of figures) expect(ids.has(attributes['aria-labelledby'])).toBe(true);
  });

  it('puts the verdicts before the chart, worst first', async () => {
    const { tags } = scan(await page());
    const words = tags.filter(({ attributes }) => attributes.class === 'judged').map(({ text }) => text);
    const order = ['refuted', 'inconclusive', 'not modelled', 'confirmed'];
    const ranks = words.map((text) => order.findIndex((word) => text.includes(word)));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(ranks).toHaveLength(results.claims.length);
    const firstFigure = tags.findIndex(({ name }) => name === 'figure');
    expect(tags.findIndex(({ attributes }) => attributes.class === 'judged')).toBeLessThan(firstFigure);
  });

  it('allows its own script and style by their hashes, and nothing else', async () => {
    const html = await page();
    const { tags } = scan(html);
    const policy = tags.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes
      .content;
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
    const scripts = tags.filter(({ name }) => name === 'script');
    const styles = tags.filter(({ name }) => name === 'style');
    expect(scripts).toHaveLength(1);
    expect(styles).toHaveLength(1);
    expect(policy).toBe(
      [
        "default-src 'none'",
        `script-src ${hash(scripts[0]!.text)}`,
        `style-src ${hash(styles[0]!.text)}`,
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; '),
    );
    expect(tags.filter(({ attributes }) => Object.keys(attributes).some((key) => /^on|^style$/.test(key)))).toEqual([]);
    expect(tags.filter(({ attributes }) => attributes.src !== undefined)).toEqual([]);
  });

  it('weighs under 500 kB', async () => {
    expect(Buffer.byteLength(await page())).toBeLessThan(500_000);
  });

  it('is the same to the byte when rendered again', async () => {
    const again = await renderReport(structuredClone(results));
    const first = await reportOf(results);
    expect(again.map(({ path }) => path)).toEqual(first.map(({ path }) => path));
    const differing = again.filter(({ content }, i) => content !== first[i]!.content);
    expect(differing.map(({ path }) => path)).toEqual([]);
  });
});

describe('the files of a report', () => {
  it('are only those that were asked for', async () => {
    const files = await renderReport(exact, { formats: ['csv'] });
    expect(files.map(({ path }) => path)).toEqual([
      'tables/designs.csv',
      'tables/claims.csv',
      'tables/cost-lines.csv',
      'tables/time-account.csv',
      'tables/inputs.csv',
      'tables/sweep.csv',
    ]);
  });

  it('have a drawing and a spec for every figure', async () => {
    const paths = (await reportOf(measured)).map(({ path }) => path);
    const drawings = paths.filter((path) => path.endsWith('.svg'));
    expect(drawings.length).toBeGreaterThan(3);
    for (const path of drawings) expect(paths).toContain(path.replace(/\.svg$/, '.vl.json'));
  });

  it('have relative paths with safe names', async () => {
    for (const { path } of await reportOf(measured)) expect(path).toMatch(/^[a-z0-9-]+(\/[a-z0-9-]+)?(\.[a-z]+)+$/);
  });
});
