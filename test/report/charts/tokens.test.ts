import { describe, expect, it } from 'vitest';
import {
  contrastRatio,
  onToken,
  resolveTokens,
  type Theme,
  tokens,
  tokensCss,
  tokenValue,
} from '../../../src/report/tokens.ts';

const themes: Theme[] = ['light', 'dark'];

/** Contrast to one decimal, against the page. */
function onPage(name: string, theme: Theme): number {
  return Math.round(contrastRatio(tokenValue(name, theme), tokenValue('--bg', theme)) * 10) / 10;
}

describe('contrast', () => {
  it('is 21 between black and white, 1 between equals, in either order', () => {
    expect(contrastRatio('#000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrastRatio('#fff', '#000000')).toBeCloseTo(21, 10);
    expect(contrastRatio('#7d5300', '#7d5300')).toBe(1);
  });

  // The table of the design brief, recomputed.
  it.each([
    ['--fg', 16.1, 14.5],
    ['--muted', 6.2, 7.7],
    ['--notmodelled', 6.2, 7.7],
    ['--link', 6.9, 8.7],
    ['--confirmed', 6.4, 8.8],
    ['--refuted', 6.4, 8.1],
    ['--inconclusive', 6.6, 9.2],
    ['--d1', 7.3, 5.9],
    ['--d2', 3.1, 6.7],
    ['--d3', 3.2, 13.6],
    ['--d4', 3.3, 3.1],
    ['--d5', 9.9, 7.7],
    ['--d6', 6.0, 11.8],
    ['--axis', 3.3, 4.6],
    ['--ph-list', 9.6, 3.4],
    ['--ph-schedule', 4.8, 8.7],
    ['--ph-open', 6.3, 4.9],
    ['--ph-first-byte', 3.3, 11.2],
    ['--ph-transfer', 3.3, 4.8],
    ['--ph-close', 8.5, 4.4],
    ['--ph-wait', 3.1, 11.9],
    ['--ph-retry', 4.8, 6.1],
    ['--ph-compute', 7.9, 3.6],
    ['--ph-write', 4.9, 7.1],
    ['--ph-commit', 9.3, 3.7],
  ])('of %s on the page is %f in light and %f in dark', (name, light, dark) => {
    expect(onPage(name, 'light')).toBeCloseTo(light, 1);
    expect(onPage(name, 'dark')).toBeCloseTo(dark, 1);
  });

  it.each(themes)('of words is at least 4.5 and of marks at least 3 (%s)', (theme) => {
    const words = ['--fg', '--muted', '--link', '--confirmed', '--refuted', '--inconclusive', '--notmodelled'];
    for (const name of [...words, ...Object.keys(tokens).filter((token) => /^--t\d$/.test(token))]) {
      expect(onPage(name, theme), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of Object.keys(tokens).filter((token) => /^--(d\d|ph-)/.test(token))) {
      expect(onPage(name, theme), name).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(themes)('of words on a mark is at least 4.5 (%s)', (theme) => {
    const marks = Object.keys(tokens).filter((token) => /^--(d\d|ph-)/.test(token) || token === '--axis');
    const ratios = marks.map((mark) => contrastRatio(tokenValue(onToken(mark), theme), tokenValue(mark, theme)));
    expect(marks).toHaveLength(18);
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(themes)('of figures in the cells of a heat map is at least 4.5 (%s)', (theme) => {
    for (const [step, words] of [1, 2, 3, 4, 5].map(
      (i) => [`--s${i}`, i <= 3 ? '--on-s-low' : '--on-s-high'] as const,
    )) {
      expect(contrastRatio(tokenValue(words, theme), tokenValue(step, theme)), step).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('the style sheet', () => {
  const css = tokensCss();

  it('gives every token three times: light, dark by the system, dark by choice', () => {
    for (const name of Object.keys(tokens)) expect(css.split(`${name}:`)).toHaveLength(4);
  });

  it('keeps print light', () => {
    for (const rule of css.split('\n').slice(1)) expect(rule).toMatch(/^@media screen/);
  });

  it('lets the reader choose light on a dark system', () => {
    expect(css).toContain('@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light])');
    expect(css).toContain('@media screen{:root[data-theme=dark]');
  });
});

describe('resolving', () => {
  it('puts values in place of variables', () => {
    expect(resolveTokens('<path fill="var(--bg)" stroke="var(--on-ph-open)"/>', 'light')).toBe(
      '<path fill="#fcfcfa" stroke="#fff"/>',
    );
  });

  it('refuses a name that is not a token', () => {
    expect(() => resolveTokens('var(--nope)', 'dark')).toThrow('--nope');
  });
});
