/**
 * Every bundled scenario keeps what it promises, and its committed report is what the program writes today: results.json
 * to the byte where this machine's Math gives the digest that the report was made with, Markdown always.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import { renderReport } from '../../src/report/index.ts';
import { readResults, writeResults } from '../../src/results/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { version } from '../../src/version.ts';

const names = readdirSync('scenarios').flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));
const workers = Math.min(2, availableParallelism());

describe.each(names)('%s', (name) => {
  it('keeps its promises, and its committed report is up to date', { timeout: 300_000 }, async () => {
    const loaded = await loadScenario(`scenarios/${name}.yaml`);
    if (!loaded.ok) throw new Error(loaded.issues.map((issue) => `${issue.line}: ${issue.message}`).join('\n'));
    const text = writeResults(await runScenario(loaded.scenario, { version, workers }));
    const read = readResults(text);
    if (!read.ok) throw new Error('its own results cannot be read');
    for (const claim of read.results.claims) {
      if (claim.promised) expect(claim.verdict, claim.id).toBe(claim.promised);
      expect(claim.verdict, claim.id).not.toBe('inconclusive');
    }
    const folder = `reports/${name}`;
    expect(existsSync(`${folder}/results.json`), 'has a committed report').toBe(true);
    const committed = readFileSync(`${folder}/results.json`, 'utf8');
    const digest = /"mathDigest": "([^"]+)"/.exec(committed)?.[1];
    if (digest === read.results.engine.mathDigest) {
      expect(text === committed, `${folder}/results.json is stale: npm run reports`).toBe(true);
      const files = await renderReport(read.results, { formats: ['md'] });
      const markdown = files.find((file) => file.path === 'report.md')?.content;
      expect(markdown).toBe(readFileSync(`${folder}/report.md`, 'utf8'));
    }
  });
});
