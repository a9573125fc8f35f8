/** The committed reports as a reader meets them: wide, narrow, without scripts, in the dark, on paper. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launch, openPage, reason } from './_browser.ts';
import { collidingTexts, faintTexts, shrunkenDrawings, sidewaysPixels, smallTexts } from './_layout.ts';

const names = readdirSync('scenarios').flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));
const views = [
  { what: 'wide', options: { viewport: { width: 1280, height: 800 } } },
  { what: 'wide, in the dark', options: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const } },
  { what: 'narrow, without scripts', options: { viewport: { width: 390, height: 844 }, javaScriptEnabled: false } },
];

describe.skipIf(!hasBrowser)(`the committed reports${reason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });
  const url = (name: string): string => pathToFileURL(resolve('reports', name, 'report.html')).href;

  it.each(names.flatMap((name) => views.map((view) => ({ name, ...view }))))(
    '$name is whole: $what',
    async ({ name, options }) => {
      const { page, complaints } = await openPage(browser, url(name), options);
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await shrunkenDrawings(page)).toEqual([]);
      expect(await collidingTexts(page)).toEqual([]);
      expect(await smallTexts(page)).toEqual([]);
      expect(await faintTexts(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(names)('%s fits on paper', async (name) => {
    const { page, complaints } = await openPage(browser, url(name), { viewport: { width: 680, height: 960 } });
    await page.emulateMedia({ media: 'print' });
    expect(await sidewaysPixels(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
