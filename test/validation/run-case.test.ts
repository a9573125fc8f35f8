/** What a case of a measured row may ask of a run over time, and at a scale. */
import { describe, expect, it } from 'vitest';
import type { MeasuredRow, RowCase } from '../../scripts/validation/read-rows.ts';
import { predict, scenarioOf } from '../../scripts/validation/run-case.ts';

const row: MeasuredRow = {
  id: 'C00',
  group: 'throttling',
  says: 'a row of this test',
  role: 'check',
  kind: 'value',
  class: 's3-standard',
  year: 2024,
  region: 'us-east-1',
  confidence: 'H',
  source: 'none',
  cases: [],
};
const served = (arrivals: string, more: Partial<RowCase>): RowCase => ({
  client: { connections: 1000 },
  workload: [{ serve: { arrivals, objects: 100, size: '1 kB' } }],
  values: [],
  ...more,
});

describe('a case at a scale', () => {
  it('divides what is asked for and what the profile admits, and nothing else', () => {
    const text = scenarioOf(row, served('9000 /s', { scale: 100, horizon: '1 min' }));
    expect(text).toContain('arrivals: =9000 /s / scale');
    expect(text).toContain('get: =5500 /s / scale');
    expect(text).toContain('put: =3500 /s / scale');
    expect(text).not.toContain('split');
    expect(scenarioOf(row, served('9000 /s', { horizon: '1 min' }))).not.toContain('scale');
  });

  it('refuses arrivals that are no plain rate', () => {
    const strange = { workload: [{ serve: { objects: 1, size: '1 kB' } }], scale: 10 };
    expect(() => scenarioOf(row, served('1 /s', strange))).toThrow('only a plain rate of arrivals is scaled');
  });
});

describe('a value over time', () => {
  it('is the rate in the window that holds its time, multiplied back', async () => {
    const counts = 'storage.requests.get - storage.throttled';
    const each = served('4000 /s', {
      scale: 10,
      horizon: '60 s',
      window: '20 s',
      replications: 2,
      values: [{ says: 'in the middle', counts, at: '30 s', measured: '4000 /s' }],
    });
    const [found] = await predict(row, each);
    // Two Poisson counts of 8,000: known to 0.8 %, four times that.
    expect(Math.abs(found! / 4000 - 1)).toBeLessThan(0.032);
  });

  it('is when a level gets there: one partition more in the 30 to 60 min that the profile has', async () => {
    const each = served('20000 /s', {
      scale: 4000,
      horizon: '100 min',
      window: '1 min',
      replications: 1,
      values: [
        { says: 'one and a half', level: 'storage.partitions', reaches: 1.5, measured: '20 min' },
        { says: 'two', level: 'storage.partitions', reaches: 2, measured: '40 min' },
      ],
    });
    const [half, whole] = await predict(row, each);
    expect(whole).toBeGreaterThan(30 * 60);
    expect(whole).toBeLessThan(60 * 60);
    // Growth is steady between splits; a look at the load is a minute or less.
    expect(Math.abs(whole! - 2 * half!)).toBeLessThan(120);
  });
});
