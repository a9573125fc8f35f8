import { describe, expect, it } from 'vitest';
import { figures, renderSvg, standaloneSvg } from '../../../src/report/charts/index.ts';
import { fixtureMeasured, fixtureResults } from '../fixture.ts';
import { labelFaults, textBoxes } from './text-boxes.ts';

const point = { data: { values: [{ x: 1 }] }, mark: 'point', encoding: { x: { field: 'x', type: 'quantitative' } } };

describe('drawing', () => {
  it('gives the same bytes each time', async () => {
    const spec = figures(fixtureMeasured())[0]!.wide;
    expect(await renderSvg(spec, { idPrefix: 'a' })).toBe(await renderSvg(spec, { idPrefix: 'a' }));
  });

  it('takes a warning of the compiler for an error', async () => {
    const scale = { type: 'log', zero: true };
    const odd = { ...point, encoding: { x: { field: 'x', type: 'quantitative', scale } } };
    await expect(renderSvg(odd, { idPrefix: 'a' })).rejects.toThrow('chart spec');
  });

  it('puts the prefix before every id and before every reference to one', async () => {
    const svgs = await Promise.all(
      figures(fixtureMeasured()).map(({ wide, id }) => renderSvg(wide, { idPrefix: `p-${id}` })),
    );
    const ids = svgs.flatMap((svg) => [...svg.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!));
    const uses = svgs.flatMap((svg) => [...svg.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id!));
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^p-/);
    expect(new Set(uses)).toEqual(new Set(ids));
  });

  it('rounds coordinates and keeps the digits of words', async () => {
    const words = {
      data: { values: [{ x: 1 / 3, text: '$0.000004' }] },
      mark: 'text',
      encoding: { x: { field: 'x', type: 'quantitative', scale: { domain: [0, 7] } }, text: { field: 'text' } },
    };
    const svg = await renderSvg(words, { idPrefix: 'a' });
    expect(svg).toContain('>$0.000004<');
    expect(svg.replace('$0.000004', '')).not.toMatch(/\d\.\d{3}/);
  });

  it('leaves meaning to the figure: no ARIA of its own', async () => {
    const svg = await renderSvg(figures(fixtureResults())[0]!.wide, { idPrefix: 'a' });
    expect(svg).not.toMatch(/aria-|role=/);
  });
});

describe('a drawing that stands alone', () => {
  it('has a title, a description and light values in place of variables', async () => {
    const figure = figures(fixtureResults())[0]!;
    const svg = standaloneSvg(await renderSvg(figure.wide, { idPrefix: 'a' }), {
      ...figure,
      title: 'One & <two> take 3 s',
    });
    expect(svg).toMatch(
      /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>One &#38; &#60;two&#62; take 3 s</,
    );
    expect(svg).toContain('<desc>');
    expect(svg).toContain('fill="#fcfcfa"');
    expect(svg).not.toContain('var(');
  });
});

describe('the finder of faults', () => {
  const drawing = (marks: string): string => `<svg viewBox="0 0 100 50">${marks}</svg>`;
  const text = (x: number, y: number): string => `<text transform="translate(${x},${y})" font-size="12px">label</text>`;

  it('sees words over words, and words beyond the edge', () => {
    expect(labelFaults(drawing(text(10, 20) + text(20, 22)))).toHaveLength(1);
    expect(labelFaults(drawing(text(90, 20)))).toHaveLength(1);
    expect(labelFaults(drawing(text(10, 20) + text(10, 40)))).toEqual([]);
  });

  it('follows groups and what they hand down', () => {
    const group = `<g transform="translate(50,10)" text-anchor="end" font-size="12px"><g transform="translate(5,5)"><text>label</text></g></g>`;
    const [box] = textBoxes(drawing(group));
    expect(box!.x1).toBe(55);
    // l, a, b, e, l: 222 + 556 + 556 + 556 + 222 thousandths of 12 px.
    expect(box!.x1 - box!.x0).toBeCloseTo(25.34, 2);
  });
});
