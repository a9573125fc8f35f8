import { describe, expect, it } from 'vitest';
import { exact, fileOf, fixtures, reportOf } from './_reports.ts';

describe('report.md', () => {
  it('reads like this', async () => {
    await expect(await fileOf(exact, 'report.md')).toMatchFileSnapshot('golden/report.md');
  });

  it.each(fixtures)('has one h1, and headings that never skip a level (%s)', async (_, results) => {
    const text = (await fileOf(results, 'report.md')).replace(/^```[\s\S]*?^```/gm, '');
    const levels = Array.from(text.matchAll(/^(#+) /gm), ([, marks = '']) => marks.length);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it.each(fixtures)('shows drawings that are there (%s)', async (_, results) => {
    const text = await fileOf(results, 'report.md');
    const paths = new Set((await reportOf(results)).map(({ path }) => path));
    const shown = Array.from(text.matchAll(/!\[.*?\]\((.+?)\)$/gm), ([, path = '']) => path);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((path) => !paths.has(path))).toEqual([]);
  });

  it.each(fixtures)('has as many cells in every row as its head (%s)', async (_, results) => {
    const lines = (await fileOf(results, 'report.md')).split('\n');
    const cells = (line: string): number => line.replace(/\\\|/g, '').split('|').length;
    for (const [i, line] of lines.entries()) {
      const before = lines[i - 1] ?? '';
      if (line.startsWith('|') && before.startsWith('|')) expect(cells(line), line).toBe(cells(before));
    }
  });
});
