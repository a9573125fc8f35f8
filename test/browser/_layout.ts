/** What is measured inside the page. Functions here are sent to the browser: they see nothing of this file. */
import type { Page } from 'playwright-core';

/** Pixels by which the page is wider than its window. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Drawings whose shown width is not their natural one, within two per cent. */
export function shrunkenDrawings(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('figure')].flatMap((figure) =>
      [...figure.querySelectorAll('.drawing svg')].flatMap((svg) => {
        const shown = svg.getBoundingClientRect().width;
        const natural = Number(svg.getAttribute('width'));
        if (shown === 0 || Math.abs(shown / natural - 1) <= 0.02) return [];
        return [`${figure.id}: ${natural} px shown as ${shown.toFixed(1)}`];
      }),
    ),
  );
}

/** Drawings shown in a figure: always one. */
export function drawingsShown(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('figure')].map(
      (figure) =>
        [...figure.querySelectorAll('.drawing svg')].filter((svg) => svg.getBoundingClientRect().width > 0).length,
    ),
  );
}

/** Pairs of texts in a drawing that overlap by more than 1 x 4 px, and texts that leave it by more than 1 px. */
export function collidingTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const figure of document.querySelectorAll('figure')) {
      for (const svg of figure.querySelectorAll('.drawing svg')) {
        const frame = svg.getBoundingClientRect();
        if (frame.width === 0) continue;
        const boxes = [...svg.querySelectorAll('text')]
          .map((text) => ({ words: text.textContent ?? '', box: text.getBoundingClientRect() }))
          .filter(({ words, box }) => words.trim() !== '' && box.width > 0);
        for (const [i, a] of boxes.entries()) {
          const out = Math.max(
            frame.left - a.box.left,
            a.box.right - frame.right,
            frame.top - a.box.top,
            a.box.bottom - frame.bottom,
          );
          if (out > 1) found.push(`${figure.id}: "${a.words}" leaves the drawing by ${out.toFixed(1)} px`);
          for (const b of boxes.slice(i + 1)) {
            const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
            const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
            if (across > 1 && down > 4) found.push(`${figure.id}: "${a.words}" on "${b.words}"`);
          }
        }
      }
    }
    return found;
  });
}

/** Sizes under 11 px, as shown. */
export function smallTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('figure .drawing svg')].flatMap((svg) => {
      const shown = svg.getBoundingClientRect().width;
      if (shown === 0) return [];
      const scale = shown / Number(svg.getAttribute('width'));
      return [...svg.querySelectorAll('text')]
        .map((text) => ({
          words: text.textContent ?? '',
          size: Number.parseFloat(getComputedStyle(text).fontSize) * scale,
        }))
        .filter(({ size }) => size < 11)
        .map(({ words, size }) => `"${words}" at ${size.toFixed(1)} px`);
    }),
  );
}

/** Texts whose colour stands against the page's by less than 4.5 to 1, in HTML outside drawings. */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
        const c = value / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const back = luminance(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll('body *')]
      .filter((element) => !element.closest('svg, .unseen, script') && element.textContent?.trim())
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
      .flatMap((element) => {
        const front = luminance(getComputedStyle(element).color);
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        return ratio < 4.5 ? [`${element.textContent?.trim().slice(0, 40)}: ${ratio.toFixed(1)}`] : [];
      });
  });
}
