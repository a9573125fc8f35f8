/** A browser for looking at our own pages; tests that need it are skipped where there is none. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderReport } from '../../src/report/index.ts';
import type { Results } from '../../src/results/index.ts';

const executablePath = '/usr/bin/chromium';
export const hasBrowser = existsSync(executablePath);
/** Stands in the name of the skipped suite. */
export const reason = hasBrowser ? '' : ` (skipped: no ${executablePath})`;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}

export interface Folder {
  path: string;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'lakesim-report-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes the page of the results and gives its file: URL. */
export async function writePage(folder: Folder, name: string, results: Results): Promise<string> {
  const [file] = await renderReport(results, { formats: ['html'] });
  const path = join(folder.path, `${name}.html`);
  writeFileSync(path, file!.content);
  return pathToFileURL(path).href;
}

export interface OpenPage {
  page: Page;
  /** Console messages, uncaught errors and requests other than for the file itself. */
  complaints: string[];
}

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
