/** `lakesim replay` on small logs: the document, the screen, the report, what is refused. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/cli/dispatch.ts';
import { folder, simpleLog, text } from '../replay/_log.ts';

async function lakesim(words: readonly string[], cwd: string, columns = 100) {
  let out = '';
  let err = '';
  const code = await dispatch(['replay', ...words], {
    out: (printed) => {
      out += printed;
    },
    err: (printed) => {
      err += printed;
    },
    cwd,
    columns,
    color: false,
    errColors: createColors(false),
    unicode: true,
    errIsTerminal: false,
    env: {},
  });
  return { code, out, err };
}

function withLog(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'app-1'), text(simpleLog()));
  return cwd;
}

it('--json prints one document', async () => {
  const { code, out, err } = await lakesim(['app-1', '--json'], withLog());
  expect([code, err]).toEqual([0, '']);
  const document = JSON.parse(out);
  expect(document).toMatchObject({
    app: 'nightly',
    sparkVersion: '3.5.1',
    clusterManager: 'standalone',
    files: ['app-1'],
    applicationSeconds: { logged: 20 },
    stages: [{ id: 0, attempt: 0, overlapping: false, loggedSeconds: 2.3 }],
    jobs: [{ id: 0, loggedSeconds: 2.5 }],
    changes: [],
    cost: null,
  });
  // Two rounds of a second and some overheads: no more than 10%.
  expect(document.stages[0].simulatedSeconds).toBeGreaterThan(2);
  expect(document.stages[0].simulatedSeconds).toBeLessThan(2.2);
  expect(document.applicationSeconds.simulated).toBeGreaterThan(19.5);
});

it('prints the same bytes each time', async () => {
  const cwd = withLog();
  expect((await lakesim(['app-1', '--json'], cwd)).out).toBe((await lakesim(['app-1', '--json'], cwd)).out);
});

it.each([60, 80, 100, 200])('the screen of %d columns stays within 100', async (columns) => {
  const { code, out } = await lakesim(['app-1', '--instance', 'm5.xlarge'], withLog(), columns);
  expect(code).toBe(0);
  for (const part of ['Simulated', 'critical path', 'timeline', 'stages', 'slots', 'lower bounds', 'cost']) {
    expect(out).toContain(part);
  }
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.min(columns, 100));
});

it('prices an instance for each executor and one for the driver', async () => {
  const { out } = await lakesim(['app-1', '--json', '--instance', 'm5.xlarge'], withLog());
  const { cost } = JSON.parse(out);
  // The executor is there from 5 s, the driver from 0 s: 15 + 20 s at 0.192 USD an hour.
  expect(cost).toMatchObject({ instance: 'm5.xlarge', instanceCount: 2 });
  expect(cost.usdPerHour).toBeCloseTo(0.192, 12);
  expect(cost.loggedUsd).toBeCloseTo((35 / 3600) * 0.192, 12);
});

it('says what was changed', async () => {
  const { out } = await lakesim(['app-1', '--executors', '2', '--cores', '4', '--speculation'], withLog());
  expect(out).toContain('With the changes');
  expect(out).toContain('2 executors of 4 slots all the time');
  expect(out).toContain('speculation from 75%');
});

it('--out writes a page that stands alone, and the document', async () => {
  const cwd = withLog();
  const { code } = await lakesim(['app-1', '--out', 'report', '--quiet'], cwd);
  expect(code).toBe(0);
  expect(readdirSync(join(cwd, 'report')).sort()).toEqual(['index.html', 'results.json']);
  const page = readFileSync(join(cwd, 'report', 'index.html'), 'utf8');
  expect(page).toContain('<svg');
  expect(page).toContain('Executors and tasks');
  expect(page).not.toMatch(/(src|href)="https?:/);
  expect(JSON.parse(readFileSync(join(cwd, 'report', 'results.json'), 'utf8')).app).toBe('nightly');
});

describe('what cannot be replayed', () => {
  it.each([
    [['nowhere'], /nowhere.*there is no such file/s],
    [['text.txt'], /not a Spark event log: the first line is "hello"/],
    [['app-1', '--files-as', 'big'], /--files-as takes the size of a file/],
    [['app-1', '--files-as', '5 s'], /--files-as takes the size of a file/],
    [['app-1', '--instance', 'm5.xlarg'], /has no instance "m5.xlarg".*did you mean m5.xlarge/s],
    [['app-1', '--executors', '0'], /takes a whole number from 1/],
    [[], /needs a LOG/],
  ])('%j is exit 2, with a word on why', async (words, message) => {
    const cwd = withLog();
    writeFileSync(join(cwd, 'text.txt'), 'hello\n');
    const { code, out, err } = await lakesim([...words, '--out', 'report'], cwd);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(existsSync(join(cwd, 'report'))).toBe(false);
  });

  it('a report folder that holds other files is left alone', async () => {
    const cwd = withLog();
    const { code, err } = await lakesim(['app-1', '--out', '.'], cwd);
    expect(code).toBe(2);
    expect(err).toContain('app-1');
  });
});
