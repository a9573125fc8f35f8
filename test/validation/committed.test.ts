/** The committed report is what the rows give today: every prediction, every median, every word. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { assembleValidation, contractRows } from '../../scripts/validation/assemble.ts';
import { readGroups, valueIds } from '../../scripts/validation/read-rows.ts';
import { formatValidation, type ValidationFormat } from '../../src/report/validation/format.ts';
import { renderValidation } from '../../src/report/validation/index.ts';
import { canonicalText } from '../../src/results/index.ts';
import { resolvePointer } from '../../src/results/pointer.ts';
import type { ValidationResults } from '../../src/results/validation.ts';

const folder = 'reports/validation';
const committed = JSON.parse(readFileSync(`${folder}/results.json`, 'utf8')) as ValidationResults;

describe('npm run validate-models -- --json', () => {
  let run: SpawnSyncReturns<string>;
  let printed: { rows: Record<string, unknown>[] };
  beforeAll(() => {
    run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/validate-models.ts', '--json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    printed = JSON.parse(run.stdout);
  });

  it('prints one JSON document and nothing else', () => {
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(Object.keys(printed)).toEqual(['rows']);
  });

  it('gives each row the keys that were agreed on', () => {
    for (const row of printed.rows) {
      expect(row).toEqual({
        id: expect.stringMatching(/^C\d{2,3}(\.\d+)?$/),
        group: expect.any(String),
        predicted: expect.any(Number),
        measured: expect.any(Number),
        unit: expect.stringMatching(/^(s|B\/s|1\/s|1)$/),
        error: expect.any(Number),
        band: expect.any(Number),
        pass: (row.error as number) <= (row.band as number),
        role: expect.stringMatching(/^(set|check)$/),
      });
    }
  });

  it('predicts what the committed report says, to the last digit', () => {
    expect(printed).toEqual(contractRows(committed));
  });
});

describe('the committed validation', () => {
  it('counts every value of every row once, as run or as not run', () => {
    const ids = readGroups().flatMap((group) =>
      group.rows.flatMap((row) => (row.role === 'excluded' ? [] : valueIds(row))),
    );
    expect([...committed.rows, ...committed.notRun].map(({ id }) => id).sort()).toEqual(ids.sort());
    for (const { reason } of committed.notRun) expect(reason.length).toBeGreaterThan(10);
  });

  it('is what its rows give, to the byte', () => {
    const again = assembleValidation(readGroups(), committed);
    expect(canonicalText(again)).toBe(readFileSync(`${folder}/results.json`, 'utf8'));
  });

  it('is rendered to the committed Markdown and page, to the byte', async () => {
    for (const { path, content } of await renderValidation(committed)) {
      // Drawings may differ between systems; the page is compared without them.
      const plain = (text: string): string => text.replace(/<svg class="chart"[\s\S]*?<\/svg>/g, '');
      expect(plain(content), path).toBe(plain(readFileSync(`${folder}/${path}`, 'utf8')));
    }
  });

  it('shows on the page only numbers that stand in results.json', () => {
    const page = readFileSync(`${folder}/index.html`, 'utf8');
    const cells = [...page.matchAll(/<([a-z]+)[^>]* data-v="([^"]+)" data-f="([^"]+)"[^>]*>([^<]*)</g)];
    expect(cells.length).toBeGreaterThan(committed.rows.length);
    for (const [, , pointer, format, text] of cells) {
      const found = formatValidation(resolvePointer(committed, pointer!), format as ValidationFormat);
      expect(text!.replace(/&amp;/g, '&').replace(/&#39;/g, '’'), pointer).toBe(found);
    }
  });

  it('shows each miss of a check row as a miss', () => {
    const page = readFileSync(`${folder}/index.html`, 'utf8');
    const misses = committed.rows.filter(({ role, pass }) => role === 'check' && !pass);
    expect(page.match(/✗\u00a0missed/g)?.length ?? 0).toBe(misses.length);
    for (const { measurement } of misses) expect(page).toContain(`<a href="#${measurement}">`);
  });
});
