/**
 * A file a second and hourly queries over the last day: each of 122 million requests simulated against requests drawn as
 * one (ten minutes), and a year of it. Each run in a process of its own, whose memory is then its own.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

interface Spiral {
  readonly fidelity: string;
  readonly queries: number;
  readonly latency: { readonly mean: number; readonly p50: number; readonly p95: number };
  readonly cost: number;
  readonly gets: number;
  readonly heads: number;
  readonly filesAtEnd: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mostBytes: number;
}

const script = fileURLToPath(new URL('./_spiral.ts', import.meta.url));
const spiral = async (fidelity: 'exact' | 'collapsed', days: number): Promise<Spiral> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, fidelity, String(days)]);
  const result = JSON.parse(stdout) as Spiral;
  const { seconds, cpuSeconds, mostBytes, gets, heads } = result;
  const rate = (over: number): string => ((gets + heads) / over / 1e6).toFixed(2);
  // Time is for reading: it is the machine's, and nothing is asserted of it.
  console.log(
    `${days} days ${fidelity}: ${seconds.toFixed(1)} s, ${rate(seconds)} million requests a second (${rate(cpuSeconds)} of CPU), ` +
      `${(mostBytes / 1e6).toFixed(0)} MB; ${JSON.stringify(result)}`,
  );
  return result;
};

it('is the same month with requests drawn as one as with each of them simulated', async () => {
  const exact = await spiral('exact', 30);
  const collapsed = await spiral('collapsed', 30);
  expect([exact.fidelity, collapsed.fidelity]).toEqual(['exact', 'collapsed']);
  // After the first day, 29 of 24 queries each, over a day's files: 86,400, less what is not yet visible.
  expect([exact.queries, collapsed.queries]).toEqual([696, 696]);
  expect(exact.gets).toBeGreaterThan(60e6);
  // What `collapsed` promises of samples (see test/verification/fidelity.test.ts): 1 %. The luck of one pair of runs is far
  // less: a query is the sum of 5,400 requests a slot.
  for (const what of ['mean', 'p50', 'p95'] as const)
    expect(Math.abs(collapsed.latency[what] / exact.latency[what] - 1), what).toBeLessThan(0.01);
  // Hours of machines are all but a hundredth of the bill, so requests are held to it by themselves.
  expect(Math.abs(collapsed.cost / exact.cost - 1)).toBeLessThan(0.01);
  expect(Math.abs(collapsed.gets / exact.gets - 1)).toBeLessThan(0.001);
  expect(Math.abs(collapsed.filesAtEnd / exact.filesAtEnd - 1)).toBeLessThan(0.001);
  expect(exact.mostBytes).toBeLessThan(1e9);
});

it('runs for a year in less than a GB, its queries as long at the end as after the first day', async () => {
  const [month, year] = [await spiral('collapsed', 30), await spiral('collapsed', 365)];
  expect(year.queries).toBe(364 * 24);
  expect(year.filesAtEnd / (365 * 86_400)).toBeCloseTo(1, 3);
  // The window of a day holds as many files in June as in January: slow, and no slower.
  expect(Math.abs(year.latency.p95 / month.latency.p95 - 1)).toBeLessThan(0.01);
  expect(year.mostBytes).toBeLessThan(1e9);
});
