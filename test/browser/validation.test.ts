/** The committed validation of the models as a reader meets it. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launch, openPage, reason } from './_browser.ts';
import { collidingTexts, faintTexts, shrunkenDrawings, sidewaysPixels, smallTexts } from './_layout.ts';

const url = pathToFileURL(resolve('reports/validation/index.html')).href;

describe.skipIf(!hasBrowser)(`the committed validation${reason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each([
    { what: 'wide', options: { viewport: { width: 1280, height: 800 } } },
    { what: 'wide, in the dark', options: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const } },
    { what: 'in the middle', options: { viewport: { width: 768, height: 1024 } } },
    { what: 'narrow, without scripts', options: { viewport: { width: 390, height: 844 }, javaScriptEnabled: false } },
  ])('is whole: $what', async ({ options }) => {
    const { page, complaints } = await openPage(browser, url, options);
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await shrunkenDrawings(page)).toEqual([]);
    expect(await collidingTexts(page)).toEqual([]);
    expect(await smallTexts(page)).toEqual([]);
    expect(await faintTexts(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('fits on paper', async () => {
    const { page, complaints } = await openPage(browser, url, { viewport: { width: 680, height: 960 } });
    await page.emulateMedia({ media: 'print' });
    expect(await sidewaysPixels(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the answer, the verdicts and the chart at once on a desk', async () => {
    const { page } = await openPage(browser, url, { viewport: { width: 1280, height: 800 } });
    for (const selector of ['h1', '.verdict:last-child', 'figure .drawing.wide']) {
      const bottom = await page
        .locator(selector)
        .first()
        .evaluate((element) => element.getBoundingClientRect().bottom);
      expect(bottom, selector).toBeLessThan(800);
    }
    await page.context().close();
  });
});
