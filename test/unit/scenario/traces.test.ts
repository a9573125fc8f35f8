import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/scenario/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'traces-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scenario = (rate: string): string => `lakesim: 1
title: t
question: q
designs:
  a:
    workload:
      - serve:
          objects: 10
          size: 1 kB
          arrivals: ${rate}
run: { horizon: 1 h }
`;

const read = async (trace: string, rate = '{ trace: ./jobs.tsv }') => {
  writeFileSync(join(folder, 'jobs.tsv'), trace);
  writeFileSync(join(folder, 'a.yaml'), scenario(rate));
  const loaded = await loadScenario(join(folder, 'a.yaml'));
  if (loaded.ok) return loaded.resolved.designs[0]!.activities[0]!.timing.arrivals;
  return loaded.issues.map((issue) => `${issue.line}:${issue.column} ${issue.message}`);
};

describe('a trace', () => {
  it('becomes amounts between times; the last line is as long as the one before', async () => {
    expect(await read('# what came\ntime\trecords\tbytes\n0\t6\t10\n1 min\t0\t0\n3 min\t9\t90\n')).toEqual({
      base: 1,
      trace: { name: './jobs.tsv', times: [0, 60, 180, 300], amounts: [6, 0, 9] },
    });
  });

  it.each([
    ['goes back in time', 'time\trecords\n0\t1\n60\t1\n60\t1\n', /times go up.*60 comes after 60/],
    ['has no time', 'at\trecords\n0\t1\n60\t1\n', /no column time/],
    ['has no amounts', 'time\tjobs\n0\t1\n60\t1\n', /no column records and none bytes/],
    [
      'has only bytes where records are asked for',
      'time\tbytes\n0\t1\n60\t1\n',
      /no column records; it has time, bytes/,
    ],
    ['has a word for a number', 'time\trecords\n0\tmany\n60\t1\n', /line 2 .*records needs a number/],
    ['is one line', 'time\trecords\n0\t1\n', /two lines at least/],
  ])('that %s is refused at its place', async (_, trace, expected) => {
    const issues = (await read(trace)) as string[];
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(/^10:/);
    expect(issues[0]).toMatch(expected);
  });

  it('that is not there, and one beside other keys, are refused', async () => {
    expect(await read('', '{ trace: ./none.tsv }')).toEqual([expect.stringMatching(/no such file: \.\/none\.tsv/)]);
    expect(await read('time\trecords\n0\t1\n60\t1\n', '{ trace: ./jobs.tsv, weekend: 10% }')).toEqual([
      expect.stringMatching(/nothing else stands beside it/),
    ]);
  });
});

describe('a list of jobs', () => {
  const jobs = 'job0\t5\t5\t100\t20\t3\njob1\t5\t0\t0\t0\t0\njob2\t65\t60\t7\t0\t1\n';

  it('has each job at its own time, several at one as well', async () => {
    expect(await read(jobs)).toEqual({
      base: 1,
      trace: {
        name: './jobs.tsv',
        times: [5, 65, 125],
        amounts: [2, 1],
        jobs: [
          { atSeconds: 5, inputBytes: 100, shuffleBytes: 20, outputBytes: 3 },
          { atSeconds: 5, inputBytes: 0, shuffleBytes: 0, outputBytes: 0 },
          { atSeconds: 65, inputBytes: 7, shuffleBytes: 0, outputBytes: 1 },
        ],
      },
    });
  });

  it.each([
    ['goes back in time', `${jobs}job3\t64\t0\t1\t1\t1\n`, /line 4.*64 comes after 65/],
    ['has a word for a number', `${jobs}job3\t70\t5\tmany\t1\t1\n`, /line 4.*input needs a number/],
    ['lacks a cell', `${jobs}job3\t70\t5\t1\n`, /line 4.*has 4 cells/],
  ])('that %s is refused at its place', async (_, trace, expected) => {
    const issues = (await read(trace)) as string[];
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(expected);
  });
});
