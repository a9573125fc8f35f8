/** `lakesim verify-kernel` on a group that takes no time, and its table with a failure in it. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/cli/dispatch.ts';
import type { Io } from '../../../src/cli/io.ts';
import { renderVerificationTerminal } from '../../../src/cli/terminal/verification.ts';
import type { VerificationResults } from '../../../src/results/verification.ts';
import { committedResults } from '../../verification/_cases.ts';

async function run(...words: string[]) {
  const printed = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    cwd: '.',
    columns: 80,
    color: false,
    errColors: createColors(false),
    unicode: true,
    errIsTerminal: false,
    env: {},
  };
  return { code: await dispatch(['verify-kernel', ...words], io), ...printed };
}

describe('lakesim verify-kernel', () => {
  it('runs a group, prints theory beside simulation, and exits with 0', async () => {
    const { code, out, err } = await run('--only', 'exact');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^The kernel against theory, quick suite, seed 1 +[\d.]+ s\n\n56 of 56 quantities agree/);
    expect(out).toMatch(/ {2}Three flows on a link\n {4}first +3 +3 {2}exact +✓ holds\n/);
    expect(out).toMatch(/lakesim \d+\.\d+\.\d+, arithmetic [0-9a-f]{8}\n$/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('runs a single case, as one JSON document with --json', async () => {
    const { code, out } = await run('--only', 'link-late', '--json');
    const results: VerificationResults = JSON.parse(out);
    expect(code).toBe(0);
    expect(results.cases.map(({ id, verdict }) => [id, verdict])).toEqual([['link-late', 'holds']]);
    expect(results.summary.quantities).toBe(2);
  });

  it('writes a report of its own with --out, and replaces it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lakesim-verification-'));
    const out = join(folder, 'report');
    try {
      for (let time = 0; time < 2; time++) {
        expect((await run('--only', 'link-late', '--out', out, '--quiet')).out).toBe('');
        expect(readdirSync(out).sort()).toEqual(['index.html', 'report.md', 'results.json']);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(existsSync(folder)).toBe(false);
  });

  it('names the nearest case when there is none of that name', async () => {
    const { code, err } = await run('--only', 'mm1-9');
    expect(code).toBe(2);
    expect(err).toMatch(/no case and no group of cases "mm1-9"[\s\S]*did you mean mm1-90\?/);
  });
});

describe('its table', () => {
  const results = committedResults();
  results.cases = results.cases.filter(({ group }) => group === 'one-server').slice(0, 1);
  results.groups = results.groups.filter(({ id }) => id === 'one-server');
  const failing = structuredClone(results);
  failing.cases[0]!.verdict = 'fails';
  Object.assign(failing.cases[0]!.quantities[0]!, { verdict: 'fails', reason: '5.0 standard errors from theory' });

  it('puts failures first, in a word and a sign', () => {
    const text = renderVerificationTerminal(failing, { columns: 80, color: false, unicode: true, reportPath: null });
    expect(text).toContain('\n✗ M/M/1, load 0.9: W\n  5.0 standard errors from theory\n');
    expect(text).toMatch(/ {4}W +10 .*✗ fails\n/);
  });

  it('is ASCII where nothing else is spoken, and never wider than the terminal', () => {
    const text = renderVerificationTerminal(failing, { columns: 80, color: false, unicode: false, reportPath: 'x/y' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
    expect(text).toMatch(/^[\u0000-\u007f]*$/);
    expect(text).toContain('held to 10^-9');
    expect(text).not.toContain('?');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
