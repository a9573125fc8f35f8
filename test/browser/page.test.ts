import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureMeasured, fixtureResults } from '../report/fixture.ts';
import { fixtureFront, fixtureNothing, fixtureWish } from '../report/fixture-wish.ts';
import { type Folder, hasBrowser, launch, openPage, reason, temporaryFolder, writePage } from './_browser.ts';
import { collidingTexts, drawingsShown, faintTexts, shrunkenDrawings, sidewaysPixels, smallTexts } from './_layout.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
];

describe.skipIf(!hasBrowser)(`the report in a browser${reason}`, () => {
  let browser: Browser;
  let folder: Folder;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    folder = temporaryFolder();
    urls.exact = await writePage(folder, 'exact', fixtureResults());
    urls.chance = await writePage(folder, 'chance', fixtureMeasured());
    urls.wish = await writePage(folder, 'wish', fixtureWish());
    urls.front = await writePage(folder, 'front', fixtureFront());
    urls.nothing = await writePage(folder, 'nothing', fixtureNothing());
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    folder?.remove();
  });

  const cases = ['exact', 'chance', 'wish', 'front', 'nothing'].flatMap((name) =>
    sizes.flatMap((viewport) =>
      [true, false].map((javaScriptEnabled) => ({ name, width: viewport.width, viewport, javaScriptEnabled })),
    ),
  );

  it.each(cases)(
    '$name is whole at $width px, scripts $javaScriptEnabled',
    async ({ name, viewport, javaScriptEnabled }) => {
      const { page, complaints } = await openPage(browser, urls[name]!, { viewport, javaScriptEnabled });
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await shrunkenDrawings(page)).toEqual([]);
      expect(new Set(await drawingsShown(page))).toEqual(new Set([1]));
      expect(await collidingTexts(page)).toEqual([]);
      expect(await smallTexts(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(['exact', 'chance', 'wish'])('%s can be read in the dark, by the system or by choice', async (name) => {
    const { page, complaints } = await openPage(browser, urls[name]!, { colorScheme: 'dark', viewport: sizes[0]! });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(21, 24, 28)');
    expect(await faintTexts(page)).toEqual([]);
    await page.getByRole('button', { name: 'Theme: system' }).click();
    expect(await background()).toBe('rgb(252, 252, 250)');
    expect(await faintTexts(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('prints in light colours with its folds open and nothing cut off', async () => {
    const { page } = await openPage(browser, urls.chance!, {
      colorScheme: 'dark',
      viewport: { width: 680, height: 1000 },
    });
    await page.emulateMedia({ media: 'print' });
    // A4 less 15 mm on both sides is 680 px wide.
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(252, 252, 250)');
    const closed = await page.evaluate(
      () =>
        [...document.querySelectorAll('details')].filter(
          (fold) => fold.lastElementChild!.getBoundingClientRect().height === 0,
        ).length,
    );
    expect(closed).toBe(0);
    const text = await page.evaluate(() => document.body.innerText);
    for (const word of ['Reproduce', 'lakesim run stream-to-table.yaml', 'lakesim: 1', 'Not priced']) {
      expect(text).toContain(word);
    }
    await page.context().close();
  });

  it('shows the answer, the worst verdict and the chart\u2019s title without scrolling', async () => {
    for (const viewport of sizes) {
      const { page } = await openPage(browser, urls.chance!, { viewport });
      const bottom = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((element) => element.getBoundingClientRect().bottom);
      expect(await bottom('h1')).toBeLessThan(viewport.height);
      expect(await bottom('.verdict')).toBeLessThan(viewport.height);
      if (viewport.width > 400) expect(await bottom('figure h3')).toBeLessThan(viewport.height);
      await page.context().close();
    }
  });

  it('sorts a table by a column and back', async () => {
    const { page } = await openPage(browser, urls.chance!, { viewport: sizes[0]! });
    const heads = () => page.locator('#designs-table tbody th > :first-child').allTextContents();
    const original = await heads();
    const button = page.locator('#designs-table thead button', { hasText: 'query latency' });
    await button.click();
    expect((await heads())[0]).toBe('compacted_hourly');
    expect(await page.locator('#designs-table th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await button.click();
    expect((await heads())[0]).toBe('streaming_1min');
    await button.click();
    expect(await heads()).toEqual(original);
    await page.context().close();
  });

  it('shows under the pointer what the chart\u2019s data table says', async () => {
    const { page, complaints } = await openPage(browser, urls.exact!, { viewport: sizes[0]! });
    await page.locator('figure .drawing.wide text', { hasText: 'open 89%' }).first().hover();
    const tip = page.locator('.tip');
    expect(await tip.isVisible()).toBe(true);
    expect(await tip.innerText()).toMatch(/open\s+many_small 50\ss\s+many_small, share 89%/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is walked by keyboard in reading order', async () => {
    const { page } = await openPage(browser, urls.exact!, { viewport: sizes[0]! });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the answer');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('answer');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('How far to trust it');
    await page.context().close();
  });
});
