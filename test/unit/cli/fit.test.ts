/** `lakesim fit latency` on small files: layouts, units, places of bad values, what is written and what is left alone. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createColors } from 'picocolors';
import { afterAll, describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/cli/dispatch.ts';
import type { Io } from '../../../src/cli/io.ts';
import type { DistributionSpec } from '../../../src/fields/index.ts';
import { createDistribution } from '../../../src/random/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakesim-fit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runFit(...words: string[]) {
  const printed = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    cwd: folder,
    columns: 80,
    color: false,
    errColors: createColors(false),
    unicode: true,
    errIsTerminal: false,
    env: {},
  };
  return { code: await dispatch(['fit', ...words], io), ...printed };
}

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const json = async (...words: string[]) => {
  const { code, out, err } = await runFit('latency', ...words, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
};
/** 10, 20, ... 400: the median is 205. */
const tens = Array.from({ length: 40 }, (_, i) => 10 * (i + 1));
const median = (fitted: { points: [number, number][] }): number => fitted.points.find(([p]) => p === 0.5)![1];

describe('layouts that are read', () => {
  const table = [
    'hour,client,op,latency_ms',
    ...tens.map((x, i) => `${i % 2},c${i % 4},${i < 20 ? 'GET' : 'PUT'},${x}`),
  ].join('\n');

  it.each<[string, string | Uint8Array, string[]]>([
    ['a number a line', tens.join('\n'), []],
    [
      'a number a line, with header, comment, carriage returns and an empty line',
      `# mine\r\nlatency_ms\r\n\r\n${tens.join('\r\n')}\r\n`,
      [],
    ],
    ['a column of a table', table, ['--column', 'latency_ms']],
    ['semicolons and quotes', table.replaceAll(',', ';').replaceAll('GET', '"GE;""T"'), ['--column', 'latency_ms']],
    ['tabs', table.replaceAll(',', '\t'), ['--column', 'latency_ms']],
    ['a list', JSON.stringify(tens), []],
    ['a list of objects', JSON.stringify(tens.map((ms) => ({ ms }))), []],
    [
      'lists under a key, deep inside',
      JSON.stringify({ runs: [{ a: { ms: tens.slice(0, 20) } }, { a: { ms: tens.slice(20) } }] }),
      [],
    ],
    ['a table, compressed', gzipSync(table), ['--column', 'latency_ms']],
  ])('%s', async (_, content, words) => {
    const fitted = await json(file('in', content), '--unit', 'ms', ...words);
    expect(fitted.count).toBe(40);
    expect(median(fitted)).toBeCloseTo(0.205, 12);
    expect(fitted.meanSeconds).toBeCloseTo(0.205, 12);
  });

  it('groups, clients and conditions come from columns', async () => {
    const fitted = await json(
      file('t.csv', table),
      '--column',
      'latency_ms',
      '--by',
      'hour',
      '--requester',
      'client',
      '--where',
      'op=PUT',
    );
    expect(fitted.groups.map(({ name, count }: { name: string; count: number }) => [name, count])).toEqual([
      ['0', 10],
      ['1', 10],
    ]);
    expect(fitted.dependence.clientCount).toBe(4);
  });

  it('in JSON from the objects around the latencies, and each list is a client', async () => {
    const run = (op: string, hour: number, ms: number[]) => ({ parameters: { op }, hour, clients: [{ ms }, { ms }] });
    const name = file(
      'n.json',
      JSON.stringify({ runs: [run('get', 1, tens), run('get', 2, tens), run('put', 3, [1, 2])] }),
    );
    const fitted = await json(name, '--column', 'ms', '--by', 'hour', '--where', 'parameters.op=get');
    expect(fitted.groups.map((group: { name: string }) => group.name)).toEqual(['1', '2']);
    expect([fitted.count, fitted.dependence.clientCount]).toEqual([160, 4]);
    expect((await json(name, '--column', 'ms', '--where', 'op=get')).count).toBe(160);
  });

  it('--skip-first leaves out the first values of each client', async () => {
    const name = file('skip.json', JSON.stringify([{ ms: [900, ...tens] }, { ms: [800, ...tens] }]));
    const fitted = await json(name, '--column', 'ms', '--skip-first', '1');
    expect([fitted.count, fitted.points.at(-1)]).toEqual([80, [1, 0.4]]);
  });

  it('several files are groups named after them', async () => {
    const names = [file('quiet.csv', tens.join('\n')), file('busy.csv', tens.map((x) => 2 * x).join('\n'))];
    const fitted = await json(...names, '--unit', 'ms');
    expect(fitted.groups.map((group: { name: string }) => group.name)).toEqual(['quiet', 'busy']);
    expect(fitted.drift.highestMedianSeconds / fitted.drift.lowestMedianSeconds).toBeCloseTo(2, 12);
  });

  it('published quantiles are a table whose columns are called q0.5 or p50, min and max', async () => {
    const rows = 'run,n,min,p50,p99,max\na,1000,10,20,50,90\nb,3000,12,26,70,120\n';
    const fitted = await json(file('q.csv', rows), '--unit', 'ms', '--by', 'run');
    expect([fitted.kind, fitted.count, fitted.dependence]).toEqual(['quantiles', 4000, null]);
    expect(fitted.points[0]).toEqual([0, 0.01]);
    expect(median(fitted)).toBeGreaterThan(0.02);
    expect(median(fitted)).toBeLessThan(0.026);
    expect(fitted.groups[0].points.find(([p]: [number]) => p === 0.99)[1]).toBeCloseTo(0.05, 12);
  });
});

describe('units', () => {
  it.each([
    ['a median of 0.2', 0.001, 's'],
    ['a median of 200', 1, 'ms'],
    ['a median of 205,000', 1000, 'us'],
  ])('%s is guessed, with a warning', async (_, factor, unit) => {
    const fitted = await json(file('u', tens.map((x) => x * factor).join('\n')));
    expect(fitted.unit).toBe(unit);
    expect(median(fitted)).toBeCloseTo(0.205, 9);
    expect(fitted.warnings[0]).toMatchObject({ code: 'unit-guessed', remedy: `--unit ${unit} says so` });
  });

  it.each([
    ['latency_us', 'us', 0.000205],
    ['Latency (s)', 's', 205],
    ['durationMs', 'ms', 0.205],
  ])('a column %s is in %s', async (column, unit, expected) => {
    const fitted = await json(file('u', [column, ...tens].join('\n')));
    expect([fitted.unit, fitted.warnings[0].code]).toEqual([unit, 'unit-from-name']);
    expect(median(fitted)).toBeCloseTo(expected, 9);
  });

  it('--unit is taken without a word', async () => {
    const { err, code } = await runFit('latency', file('u', tens.join('\n')), '--unit', 's');
    expect([code, err]).toEqual([0, '']);
  });
});

describe('what is wrong, with exit 2', () => {
  it('every bad value of a CSV with line and column', async () => {
    const name = file('bad.csv', 'op,latency\nGET,3\nGET,x\nGET,"3,5"\nGET,0\nGET,\n');
    const { code, out, err } = await runFit('latency', name, '--column', 'latency');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatchInlineSnapshot(`
      "error bad.csv:3:5  latency: "x" is not a number
        3 | GET,x
                ^
      error bad.csv:4:5  latency: "3,5" is not a number
        4 | GET,"3,5"
                ^^^
        write a decimal point, not a comma
      error bad.csv:5:5  latency: a latency is more than zero, and 0 is not
        5 | GET,0
                ^
      error bad.csv:6:5  latency: a latency is missing here
        6 | GET,
                ^
      4 errors
      "
    `);
  });

  it('every bad value of a JSON with line and column', async () => {
    const name = file('bad.json', '{"runs":[{"ms":[1,2,\n"3",-4, null]}]}');
    const { code, err } = await runFit('latency', name);
    expect(code).toBe(2);
    expect(err).toMatchInlineSnapshot(`
      "error bad.json:2:1  runs[0].ms[2]: "3" is not a number
        2 | "3",-4, null]}]}
            ^^^
        numbers stand without quotes in JSON
      error bad.json:2:5  runs[0].ms[3]: a latency is more than zero, and -4 is not
        2 | "3",-4, null]}]}
                ^^
      error bad.json:2:9  runs[0].ms[4]: null is not a number
        2 | "3",-4, null]}]}
                    ^^^^
      3 errors
      "
    `);
  });

  it('at most twenty of them, and how many more', async () => {
    const { err } = await runFit('latency', file('many.csv', `latency\n${'x\n'.repeat(50)}`));
    expect(err.match(/is not a number/g)).toHaveLength(20);
    expect(err).toContain('and 30 more bad values');
  });

  it.each<[string, string, string[], string]>([
    ['a broken JSON', '[1, 2,\n ]', [], '1.json:2:2: this is not JSON: a value is expected here'],
    ['a row too short', 'a,b\n1,2\n3\n', ['--column', 'a'], '1.json:3:1: this line has 1 cell, and the header 2'],
    ['an open quote', 'a,b\n1,"2\n', ['--column', 'a'], '1.json:2:3: this quote is never closed'],
    ['an unknown column', 'latency,hour\n1,2\n', ['--column', 'latncy'], 'did you mean latency?'],
    ['several columns of numbers', 'a,b\n1,2\n', [], '--column says which are latencies\n  they are a, b'],
    ['an unknown key', '{"ms":[1,2]}', ['--column', 'us'], '--column: nothing here is called "us"\n  names are ms'],
    ['an unknown group', '{"ms":[1,2]}', ['--by', 'hour'], '--by: nothing here is called "hour"'],
    [
      'a condition that nothing meets',
      'op,ms\nGET,1\n',
      ['--column', 'ms', '--where', 'op=PUT'],
      'no op is "PUT"\n  found GET',
    ],
    ['too few values', '[1, 2, 3]', [], '3 values are too few to fit anything; 20 are the least'],
    ['nothing', '', [], 'the file holds no values'],
    ['quantiles without ends', 'n,p50,p90,p99\n1000,1,2,3\n', [], 'needs the least and the greatest value'],
    [
      'quantiles that descend',
      'n,p0,p50,p100\n1000,3,2,4\n',
      [],
      '1.json:2:8  p50: p50 is less than the quantile before it',
    ],
    ['no number of values', 'p0,p50,p100\n1,2,4\n', [], 'needs a column n or count'],
    ['clients of quantiles', 'n,p0,p50,p100\n1000,1,2,4\n', ['--skip-first', '1'], '--skip-first needs single values'],
    [
      'too many groups',
      `h,ms\n${tens.map((x) => `${x},${x}\n${x}b,${x}`).join('\n')}\n`,
      ['--column', 'ms', '--by', 'h'],
      '--by h makes 80 groups',
    ],
    ['an unknown unit', '[1]', ['--unit', 'h'], '--unit is one of ms, s, us, and not "h"'],
    ['an unknown law', '[1]', ['--law', 'gama'], 'did you mean gamma?'],
    ['an unknown parent', JSON.stringify(tens), ['--extends', 's3-standrad'], 'did you mean s3-standard?'],
    ['a date that is none', '[1]', ['--date', 'today'], '--date is a year, a month or a day'],
  ])('%s', async (_, content, words, message) => {
    const { code, out, err } = await runFit('latency', file('1.json', content), ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it.each<[string[], string]>([
    [[], 'needs a latency FILE'],
    [['latensy', 'x'], 'did you mean latency?'],
    [['latency'], 'needs a FILE'],
    [['latency', 'missing.csv'], 'missing.csv: there is no such file'],
    [['latency', '.'], 'this is a folder'],
  ])('the words %j', async (words, message) => {
    const { code, err } = await runFit(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('a compressed file that was cut off', async () => {
    const whole = gzipSync(tens.join('\n'));
    const { code, err } = await runFit('latency', file('cut.gz', whole.subarray(0, whole.length - 12)));
    expect(code).toBe(2);
    expect(err).toContain('cut.gz: the file is compressed, and broken or cut off');
  });

  it('with --json one document says it', async () => {
    const { code, out } = await runFit('latency', 'missing.csv', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: false, issues: [{ code: 'no-such-file', file: 'missing.csv' }] });
  });
});

describe('the profile', () => {
  const hours = [
    'hour,ms',
    ...Array.from({ length: 400 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'},${(i % 2 === 0 ? 10 : 30) + i / 100}`),
  ].join('\n');

  const firstByteOf = async (storage: string): Promise<DistributionSpec> => {
    const text = `lakesim: 1\ntitle: t\nquestion: q\ndesigns: { a: { storage: ${storage}, workload: [ { read: { objects: 1, size: 1 kB } } ] } }\n`;
    const read = await parseScenario(join(folder, 'x.yaml'), text);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    return read.resolved.designs[0]!.components.find(({ name }) => name === 'storage')!.values
      .firstByte as DistributionSpec;
  };

  it('is read by a scenario beside it, with its hours as quiet and busy', async () => {
    const { code, out } = await runFit(
      'latency',
      file('h.csv', hours),
      '--column',
      'ms',
      '--by',
      'hour',
      '--unit',
      'ms',
      '--out',
      'mine.yaml',
      '--source',
      'our own bench',
      '--date',
      '2026-05-04',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/\nprofile {2}mine\.yaml\n$/);
    const text = readFileSync(join(folder, 'mine.yaml'), 'utf8');
    expect(text).toContain(
      '    source: "our own bench; lakesim fit latency, 400 values"\n    date: 2026-05-04\n    n: 400\n',
    );
    const medianOf = (spec: DistributionSpec): number => createDistribution(spec).quantile(0.5);
    expect(medianOf(await firstByteOf('{ profile: ./mine.yaml, load: quiet }'))).toBeCloseTo(0.01199, 6);
    expect(medianOf(await firstByteOf('{ profile: ./mine.yaml, load: busy }'))).toBeCloseTo(0.032, 4);
    expect(await firstByteOf('./mine.yaml')).toMatchObject({
      kind: 'quantiles',
      points: [
        [0, 0.01],
        [0.05, expect.anything()],
        [0.1, expect.anything()],
        [0.25, expect.anything()],
        [0.5, expect.anything()],
        [0.75, expect.anything()],
        [0.9, expect.anything()],
        [0.95, expect.anything()],
        [1, expect.closeTo(0.03399, 6)],
      ],
    });
  });

  it.each([
    ['lognormal', 'lognormal'],
    ['two-lognormals', 'mix'],
    ['gamma', 'gamma'],
    ['weibull', 'weibull'],
  ])('holds a %s law where that is asked for', async (law, kind) => {
    const { profile, spec } = await json(file('h.csv', hours), '--column', 'ms', '--unit', 'ms', '--law', law);
    writeFileSync(join(folder, `${law}.yaml`), profile);
    const read = await firstByteOf(`./${law}.yaml`);
    expect([spec.kind, read.kind]).toEqual([kind, kind]);
    for (const p of [0.1, 0.5, 0.9]) {
      expect(createDistribution(read).quantile(p) / createDistribution(spec).quantile(p)).toBeCloseTo(1, 4);
    }
  });

  it('takes a group of a single value as a constant', async () => {
    const rows = `hour,ms\n${tens.map((x) => `1,${x}`).join('\n')}\n2,500\n`;
    const { profile } = await json(file('one.csv', rows), '--column', 'ms', '--by', 'hour', '--unit', 'ms');
    expect(profile).toContain('      - { quantiles: { p0: 500 ms, p50: 500 ms, p100: 500 ms } }\n');
    writeFileSync(join(folder, 'one.yaml'), profile);
    expect(createDistribution(await firstByteOf('{ profile: ./one.yaml, load: busy }')).mean).toBeCloseTo(0.5, 12);
  });

  it('says how far its clients are apart, and no longer what those of its parent are', async () => {
    // Three clients of 8 values, means 10, 20 and 30 about 20: sqrt((2 - 24 / 400 / 21) / 8) = 0.4996.
    const rows = `who,ms\n${'a,9\na,11\nb,19\nb,21\nc,29\nc,31\n'.repeat(4)}`;
    const words = [file('who.csv', rows), '--column', 'ms', '--unit', 'ms'];
    const { profile } = await json(...words, '--requester', 'who');
    expect(profile).toContain('  clientFactor:\n    value: { lognormal: { mean: 1, cv: 0.5 } }\n');
    expect(profile).toContain('prediction:\n  load: hourly\n');
    writeFileSync(join(folder, 'who.yaml'), profile);
    await firstByteOf('{ profile: ./who.yaml, load: hourly }');
    const alone = await json(...words);
    expect(alone.profile).toContain('  clientFactor:\n    value: 1\n');
    expect(alone.profile).not.toContain('prediction:');
  });

  it('for put has hours of its own, and for another key that alone', async () => {
    const words = [file('h.csv', hours), '--column', 'ms', '--by', 'hour', '--unit', 'ms'];
    const put = await json(...words, '--key', 'put');
    expect(put.profile).toContain('values:\n  put:\n    value:\n      quantiles:\n        p0: 10 ms\n');
    expect(put.profile).toMatch(/\n {2}putHours:\n(.*\n)*variants:\n {2}load:\n {4}quiet:\n {6}put:\n/);
    writeFileSync(join(folder, 'put.yaml'), put.profile);
    await firstByteOf('{ profile: ./put.yaml, load: hourly }');
    const head = await json(...words, '--key', 'head');
    expect(head.profile).toContain('values:\n  head:\n');
    expect(head.profile).not.toMatch(/ours:|variants:/);
  });

  it('is printed where no --out is given, and alone with --quiet', async () => {
    const name = file('h.csv', hours);
    const full = await runFit('latency', name, '--column', 'ms', '--unit', 'ms');
    const quiet = await runFit('latency', name, '--column', 'ms', '--unit', 'ms', '--quiet');
    expect(quiet.out).toMatch(/^# Written by lakesim fit latency\.\nlakesim: 1\nprofile: h\n/);
    expect(full.out.endsWith(`\n\n${quiet.out}`)).toBe(true);
    for (const line of full.out.slice(0, -quiet.out.length).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('writes over its own file, and over no other', async () => {
    const name = file('h.csv', hours);
    expect((await runFit('latency', name, '--column', 'ms', '--out', 'own.yaml')).code).toBe(0);
    expect((await runFit('latency', name, '--column', 'ms', '--out', 'own.yaml')).code).toBe(0);
    file('theirs.yaml', 'precious: true\n');
    const { code, err } = await runFit('latency', name, '--column', 'ms', '--out', 'theirs.yaml');
    expect([code, err]).toEqual([2, expect.stringContaining('left alone')]);
    expect(readFileSync(join(folder, 'theirs.yaml'), 'utf8')).toBe('precious: true\n');
    expect((await runFit('latency', name, '--column', 'ms', '--out', 'no/where.yaml')).code).toBe(2);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('and the document are the same bytes every time', async () => {
    const words = ['latency', file('h.csv', hours), '--column', 'ms', '--by', 'hour', '--json'];
    expect((await runFit(...words)).out).toBe((await runFit(...words)).out);
  });
});

describe('the screen', () => {
  it('says what was measured, how the laws hold on the other half, and whether draws are independent', async () => {
    const values = Array.from({ length: 16 }, (_, c) => ({
      ms: Array.from({ length: 50 }, (_, i) => 10 + ((i * 37 + c * 11) % 101) / 10 + c / 4),
    }));
    const { out } = await runFit('latency', file('s.json', JSON.stringify(values)), '--column', 'ms', '--unit', 'ms');
    expect(out).toMatch(/^800 latencies of s\.json: median 1\d\.\d+ ms, p99 \d+\.?\d* ms, mean 1\d\.\d+ ms\n/);
    expect(out).toMatch(/Held out: every other client\. Fitted to 400 values, judged on 400;/);
    expect(out).toMatch(/ {2}quantiles \* +-?\d+\.\d{3}( +[-+]\d+\.\d%)+ +\d+\.\d%\n/);
    for (const law of ['lognormal', 'two-lognormals', 'gamma', 'weibull'])
      expect(out).toMatch(new RegExp(`\n {2}${law} +`));
    expect(out).toContain('neighbouring requests of a client: correlation ');
    expect(out).toContain('means of 16 clients: ');
    expect(out).toContain('800 values say nothing beyond p99');
  });
});
