import { describe, expect, it } from 'vitest';
import { renderTerminal, type TerminalOptions } from '../../../src/cli/terminal/index.ts';
import { displayWidth } from '../../../src/cli/terminal/width.ts';
import type { Results } from '../../../src/results/index.ts';
import { fixtureMeasured, fixtureResults } from '../../report/fixture.ts';

const usual: TerminalOptions = {
  columns: 80,
  color: false,
  unicode: true,
  reportPath: 'reports/small-files/report.html',
  elapsedSeconds: 0.42,
};

/** As the longest page that is promised: three claims, four designs. */
function threeAndFour(): Results {
  const results = fixtureMeasured();
  const designOrder = results.designOrder.slice(0, 4);
  return { ...results, designOrder, warnings: fixtureResults().warnings };
}

describe('the summary', () => {
  it('of an exact run, 80 columns', () => {
    expect(renderTerminal(fixtureResults(), usual)).toMatchInlineSnapshot(`
      "small-files  2 designs, nothing random, seed 42                            0.4 s
      How much faster is one large object than a thousand small ones?

      747× faster: one_large reads 1 MB in 75 ms, many_small in 56 s.
      exact: nothing random in this model; read.makespan

      ✗ refuted       "Most of the time goes into moving bytes"            as stated
                      0.03%, expected over 50%
      ? inconclusive  "The slowest 1 in 1,000 stay under 100 ms"           measured
                      60 (40 to 120) ms. About 40 replications would settle it
      ✓ confirmed     "Speedup: ~750x faster"                              as stated
                      746.67×, expected 750 ± 1%. Flips from 1 to 2 connections
      and 1 more, not modelled, in the report

      design       read makespan, s   against many_small   total cost, USD
      many_small             56.000             baseline         0.0004000
      one_large               0.075       746.67× faster         0.0000004

      time      many_small  ██████████████████████▓▓  open 89% · close 9% · other 2%
      prices    of 2025-06-01: aws-us-east-1
      turns on  client.connections from 1 to 2; storage s3-standard
      warning   Nothing is random in this model, so the intervals are points. Use sto…

      report    reports/small-files/report.html          1 of 4 claims refuted; exit 0
      "
    `);
  });

  it('of a run with chance, 80 columns', () => {
    const options = { ...usual, reportPath: 'reports/stream-to-table/report.html', exitCode: 3 };
    expect(renderTerminal(fixtureMeasured(), options)).toMatchInlineSnapshot(`
      "stream-to-table  5 designs, 20 replications, seed 42                       0.4 s
      What keeps queries fast when a stream writes a file a minute?

      7.0× (6.6 to 7.4) faster: compacted_hourly answers in 6.9 s, streaming_1min in
      48 s.
      95% interval over 20 replications; mean of query.latency

      ✗ refuted       "Buffering for 15 minutes costs half"                measured
                      2.22× (2.17 to 2.28), expected 2 ± 5%
      ? inconclusive  "Events are visible within a minute"                 measured
                      61.0 ±1.2 s. About 60 replications would settle it
      ✓ confirmed     "Hourly compaction makes queries about 7…"           measured
                      7.0× (6.6 to 7.4), expected between 6 and 8

      design             query latency, s   against streaming_1min   total cost, USD
      streaming_1min            48.2 ±3.1                 baseline        214.3 ±2.6
      buffered_15min            11.6 ±0.8              4.2× faster         96.4 ±1.2
      compacted_hourly           6.9 ±0.3                7× faster        131.0 ±1.6
      compacted_daily            9.4 ±0.5              5.1× faster        118.8 ±1.4
      and 1 more in the report
      time      streaming_1min  open 31% · first byte 17% · plan 11% · other 41%
      prices    of 2025-06-01: aws-us-east-1
      turns on  stream.interval between 71 s and 77.5 s; compute.workers between 16 a…
      report    reports/stream-to-table/report.html      1 of 3 claims refuted; exit 3
      "
    `);
  });

  it('in ASCII', () => {
    const text = renderTerminal(fixtureMeasured(), { ...usual, unicode: false });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toMatchInlineSnapshot(`
      "stream-to-table  5 designs, 20 replications, seed 42                       0.4 s
      What keeps queries fast when a stream writes a file a minute?

      7.0x (6.6 to 7.4) faster: compacted_hourly answers in 6.9 s, streaming_1min in
      48 s.
      95% interval over 20 replications; mean of query.latency

      x refuted       "Buffering for 15 minutes costs half"                measured
                      2.22x (2.17 to 2.28), expected 2 +- 5%
      ? inconclusive  "Events are visible within a minute"                 measured
                      61.0 +-1.2 s. About 60 replications would settle it
      + confirmed     "Hourly compaction makes queries about..."           measured
                      7.0x (6.6 to 7.4), expected between 6 and 8

      design             query latency, s   against streaming_1min   total cost, USD
      streaming_1min           48.2 +-3.1                 baseline       214.3 +-2.6
      buffered_15min           11.6 +-0.8              4.2x faster        96.4 +-1.2
      compacted_hourly          6.9 +-0.3                7x faster       131.0 +-1.6
      compacted_daily           9.4 +-0.5              5.1x faster       118.8 +-1.4
      and 1 more in the report
      time      streaming_1min  open 31%, first byte 17%, plan 11%, other 41%
      prices    of 2025-06-01: aws-us-east-1
      turns on  stream.interval between 71 s and 77.5 s; compute.workers between 16...
      report    reports/small-files/report.html          1 of 3 claims refuted; exit 0
      "
    `);
  });

  it('on a narrow terminal has a line a metric instead of a table', () => {
    expect(renderTerminal(fixtureResults(), { ...usual, columns: 50 })).toMatchInlineSnapshot(`
      "small-files  2 designs, nothing random, se…  0.4 s
      How much faster is one large object than a
      thousand small ones?
      747× faster: one_large reads 1 MB in 75 ms,
      many_small in 56 s.
      exact: nothing random in this model;
      read.makespan
      ✗ refuted, as stated
        "Most of the time goes into moving bytes"
        0.03%, expected over 50%
      ? inconclusive, measured
        "The slowest 1 in 1,000 stay under 100 ms"
        60 (40 to 120) ms, expected under 100 ms. About
        40 replications would settle it
      ✓ confirmed, as stated
        "Speedup: ~750x faster"
        746.67×, expected 750 ± 1%. Flips from 1 to
        2 connections
      and 1 more, not modelled, in the report
      read makespan: many_small 56 s, one_large 75 ms
      total cost: many_small $0.0004,
        one_large $0.0000004
      time      many_small  open 89% · close 9% · other…
      prices    of 2025-06-01: aws-us-east-1
      turns on  client.connections from 1 to 2; storage…
      warning   Nothing is random in this model, so the…
      report    reports/small-files/report.html
                1 of 4 claims refuted; exit 0
      "
    `);
  });

  it('has colour on sign and word and bold on the answer, and nothing else changes', () => {
    const plain = renderTerminal(fixtureResults(), usual);
    const coloured = renderTerminal(fixtureResults(), { ...usual, color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed here.
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
    expect(coloured).toContain('\u001b[31m✗ refuted');
    expect(coloured).toContain('\u001b[1m747× faster');
  });
});

describe('its size', () => {
  const inputs: [string, () => Results][] = [
    ['exact', fixtureResults],
    ['with chance', fixtureMeasured],
    ['three claims and four designs', threeAndFour],
  ];
  const sizes = inputs.flatMap(([name, make]) =>
    [40, 59, 60, 72, 80, 99, 100, 160].flatMap((columns) =>
      [true, false].map((unicode): [string, number, boolean, () => Results] => [name, columns, unicode, make]),
    ),
  );

  it.each(sizes)(
    '%s at %i columns, unicode %s: no line is wider, none wider than 100',
    (_n, columns, unicode, make) => {
      const lines = renderTerminal(make(), { ...usual, columns, unicode })
        .trimEnd()
        .split('\n');
      // The path is printed whole: one that is cut leads nowhere.
      const checked = lines.filter((line) => !line.startsWith('report '));
      expect(checked.filter((line) => displayWidth(line) > Math.min(columns, 100))).toEqual([]);
    },
  );

  it.each([80, 100])('three claims and four designs take at most 24 lines at %i columns', (columns) => {
    const text = renderTerminal(threeAndFour(), { ...usual, columns });
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
  });
});

describe('the claim that the answer is about', () => {
  it('is among those shown, however many worse ones there are', () => {
    const results = fixtureResults();
    const [main, refuted] = results.claims;
    results.claims = [main!, ...['a', 'b', 'c', 'd'].map((id) => ({ ...refuted!, id }))];
    const text = renderTerminal(results, usual);
    expect(text).toContain('746.67×, expected 750 ± 1%');
    expect(text).toContain('and 2 more, all refuted, in the report');
  });
});

describe('what it is given', () => {
  it('may hold escape sequences, which do not reach the terminal', () => {
    const results = fixtureResults();
    results.scenario.question = 'Is this \u001b[31mred\u001b[0m\u0007 or \u202eturned?';
    results.claims[0]!.says = 'A claim\nof two lines';
    const text = renderTerminal(results, usual);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it('may be wide letters, which take two columns each', () => {
    const results = fixtureResults();
    results.scenario.question = '大きなファイルは小さなファイルよりどれだけ速いのか '.repeat(6);
    results.claims[1]!.says = '大'.repeat(60);
    for (const line of renderTerminal(results, usual).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  it('may have no claims, no warnings and nothing that took time', () => {
    const results = fixtureResults();
    results.claims = [];
    results.warnings = [];
    for (const design of Object.values(results.designs)) design.time = { basis: '', totalSeconds: 0, phases: {} };
    const text = renderTerminal(results, usual);
    expect(text).not.toMatch(/NaN|undefined|null/);
    expect(text).toMatch(/exit 0\n$/);
  });

  it('may hold metrics that were not measured', () => {
    const results = fixtureResults();
    const metric = results.designs.one_large!.metrics['read.makespan']!;
    Object.assign(metric, { mean: null, ci95: null, min: null, max: null, reason: 'nothing finished' });
    expect(renderTerminal(results, usual)).toMatch(/one_large +no value/);
  });
});
