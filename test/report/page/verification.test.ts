/** The page of the verification: numbers that point to what they print, one file, a strict policy; failures on top. */
import { describe, expect, it } from 'vitest';
import { formatVerification } from '../../../src/report/verification/format.ts';
import { renderVerification } from '../../../src/report/verification/index.ts';
import { resolvePointer } from '../../../src/results/index.ts';
import type { VerificationResults } from '../../../src/results/verification.ts';
import { committedResults } from '../../verification/_cases.ts';

const render = async (results: VerificationResults): Promise<Record<string, string>> =>
  Object.fromEntries((await renderVerification(results)).map(({ path, content }) => [path, content]));

const plain = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

describe('the page of the verification', async () => {
  const results = committedResults();
  const files = await render(results);
  const page = files['index.html']!;

  it('prints what its pointers lead to', () => {
    const printed = Array.from(page.matchAll(/<span data-v="([^"]*)" data-f="([^"]*)">(.*?)<\/span>/g));
    const quantities = results.cases.reduce((sum, each) => sum + each.quantities.length, 0);
    expect(printed.length).toBeGreaterThan(5 * quantities);
    for (const [, pointer, format, text] of printed) {
      expect(plain(text!), pointer).toBe(formatVerification(resolvePointer(results, pointer!), format!));
    }
  });

  it('is one file under 500 kB that fetches nothing and allows scripts and styles by hash alone', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(500_000);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    expect(plain(policy)).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/);
    expect(page).not.toMatch(/ style="| src="| on[a-z]+="|https?:\/\/(?!www\.w3\.org)/);
  });

  it('has an id only once, and every link within it leads somewhere', () => {
    const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('has the same quantities in Markdown', () => {
    const rows = files['report.md']!.split('\n').filter((line) => /✓\u00a0holds \|/.test(line));
    expect(rows).toHaveLength(results.summary.quantities);
  });

  it('puts what fails before everything else', async () => {
    const failing = structuredClone(results);
    const [first] = failing.cases.filter(({ group }) => group === 'sharing');
    first!.verdict = 'fails';
    Object.assign(first!.quantities[0]!, { verdict: 'fails', reason: '5.0 standard errors <from> theory' });
    first!.quantities[0]!.deviationInErrors = 700;
    first!.invariants[0]!.holds = false;
    failing.summary.holds--;
    const broken = await render(failing);
    const text = plain(broken['index.html']!.replace(/<style>.*?<\/style>/s, ''));
    const { quantities, exact } = results.summary;
    const held = `${quantities - 1} of ${quantities} quantities agree with theory`;
    expect(text).toContain(`${held}, and 1 case breaks an invariant`);
    expect(text.indexOf('5.0 standard errors <from> theory')).toBeLessThan(text.indexOf('holds Exact by hand'));
    expect(text).toContain(`1 of ${quantities - exact} estimates lie beyond 4 standard errors of theory`);
    expect(broken['report.md']).toContain('- ✗ ');
  });
});
