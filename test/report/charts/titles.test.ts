import { describe, expect, it } from 'vitest';
import { sweepTitle, wallsTitle } from '../../../src/report/charts/sweep-title.ts';
import {
  accountTitle,
  comparisonWords,
  daysTitle,
  distributionTitle,
  firstThatFits,
  moneyTitle,
  ordinalWord,
  ratioTitle,
  timelineTitle,
  tornadoTitle,
} from '../../../src/report/charts/titles.ts';

/** No-break spaces as plain ones, for reading. */
const plain = (title: string): string => title.replaceAll('\u00a0', ' ');
const faster = comparisonWords('read.makespan', 's', 'low');
const exactly = (design: string, advantage: number) => ({ design, advantage, low: advantage, high: advantage });

describe('titles of ratios', () => {
  it('name the one design that is compared', () => {
    expect(ratioTitle([exactly('one_large', 746.67)], 'many_small', faster)).toBe(
      'one_large reads 747× faster than many_small',
    );
  });

  it('turn a disadvantage into a word, never into a ratio below one', () => {
    expect(ratioTitle([exactly('a', 1 / 34.2)], 'b', faster)).toBe('a reads 34× slower than b');
  });

  it('say per cent under a ratio of 1.1', () => {
    expect(ratioTitle([exactly('a', 1.04)], 'b', faster)).toBe('a reads 4% faster than b');
  });

  it('count the designs that are better beyond chance and give the least of their ratios', () => {
    const findings = [
      { design: 'a', advantage: 5, low: 4, high: 6 },
      { design: 'b', advantage: 2, low: 1.5, high: 2.5 },
      { design: 'c', advantage: 1.2, low: 0.9, high: 1.5 },
    ];
    expect(ratioTitle(findings, 'base', faster)).toBe('2 of 3 designs read at least 2× faster than base');
  });

  it('speak of the design that the answer sets against the baseline, if there is one', () => {
    const findings = [exactly('many', 1 / 652), exactly('express', 2)];
    expect(ratioTitle(findings, 'one', faster)).toBe('express reads 2× faster than one');
    expect(ratioTitle(findings, 'one', faster, 'many')).toBe('many reads 652× slower than one');
  });

  it('admit that no difference was seen if every interval holds one', () => {
    expect(ratioTitle([{ design: 'a', advantage: 1.1, low: 0.9, high: 1.3 }], 'b', faster)).toBe(
      'No difference is seen between a and b (0.9 to 1.3×)',
    );
  });

  it('say cheaper of money and less of what is neither', () => {
    const dollars = comparisonWords('cost.total', 'USD', 'low');
    expect(ratioTitle([exactly('a', 1000)], 'b', dollars)).toBe('a is 1,000× cheaper than b');
    const requests = comparisonWords('read.requests', '1', 'low');
    expect(ratioTitle([exactly('a', 2)], 'b', requests)).toBe('a has 2× less read.requests than b');
  });
});

describe('titles of accounts', () => {
  const useful = (phase: string): boolean => phase === 'transfer';

  it('name phases until they make two thirds, then the useful one', () => {
    const shares = new Map([
      ['open', 0.45],
      ['firstByte', 0.3],
      ['wait', 0.15],
      ['transfer', 0.1],
    ]);
    expect(accountTitle(shares, useful, 'a')).toBe('Open and first byte take 75% of a; transfer takes 10%');
  });

  it('name at most three phases', () => {
    const shares = new Map(['open', 'firstByte', 'wait', 'list', 'close'].map((phase) => [phase, 0.2]));
    expect(accountTitle(shares, useful, 'a')).toBe('Open, first byte and wait take 60% of a');
  });

  it('call the cheapest design half of the baseline, or so many times less', () => {
    const finding = { design: 'a', usd: 50, baseline: 'b', baselineUsd: 100, period: 'a month', designs: 2 };
    expect(moneyTitle(finding)).toBe('a costs $50.00 a month, half of b');
    expect(moneyTitle({ ...finding, baselineUsd: 150 })).toBe('a costs $50.00 a month, a third of b');
    expect(moneyTitle({ ...finding, baselineUsd: 5000 })).toBe('a costs $50.00 a month, 100× less than b');
    expect(moneyTitle({ ...finding, design: 'b' })).toBe('b costs $50.00 a month, the least of 2 designs');
  });
});

describe('titles of the other charts', () => {
  it('say on what a verdict turns, or that nothing turns it', () => {
    expect(tornadoTitle('client.connections', 'from 1 to 2', '747×')).toBe(
      'The verdict turns on client.connections, from 1 to 2',
    );
    expect(tornadoTitle('storage.load', 'if busy', '747×')).toBe('The verdict turns on storage.load, if busy');
    expect(tornadoTitle(null, '', '747×')).toBe('No assumption in its range turns the verdict (747×)');
  });

  it('name the claim that turns, where it is not the one of the answer', () => {
    expect(tornadoTitle('connections', 'from 1 to 2', '56 s', 'Total: 56 seconds')).toBe(
      '“Total: 56 seconds” turns on connections, from 1 to 2',
    );
    expect(tornadoTitle('connections', 'from 1 to 2', '56 s', 'x'.repeat(80))).toBe(
      'The verdict turns on connections, from 1 to 2',
    );
  });

  it('compare the slowest with the median', () => {
    expect(distributionTitle('query.latency', 4.61, null)).toBe('The slowest 1% of queries take 4.6× the median');
    expect(distributionTitle('read.firstByte', 4, 'a')).toBe('The slowest 1% of first bytes take 4× the median in a');
  });

  it('say how far another design is when the first is done', () => {
    const finding = { done: 'one', seconds: 0.075, other: 'many', phase: 'open', index: 1, unit: 'object' };
    expect(plain(timelineTitle(finding))).toBe('one is done in 75 ms, before many has opened its second object');
    expect(ordinalWord(12)).toBe('13th');
    const long = { ...finding, done: 'one_large_express', other: 'many_small_reopened', phase: 'firstByte', index: 0 };
    expect(timelineTitle(long)).toBe('one_large_express is done before the first byte of many_small_reopened');
  });

  it('give the days their worst and best end', () => {
    const finding = {
      metric: 'table.files',
      span: '30 d',
      worst: 'a',
      worstValue: '43,200',
      best: 'b',
      bestValue: '90',
    };
    expect(daysTitle(finding)).toBe('After 30 d table.files is 43,200 in a; b keeps it at 90');
    expect(daysTitle({ ...finding, best: null })).toBe('After 30 d table.files is 43,200 in a');
  });
});

describe('titles of sweeps', () => {
  const finding = {
    address: 'client.connections',
    settingUnit: '1',
    nouns: ['read makespan of many_small', 'read makespan'],
    unit: 's',
    from: { setting: 1, value: 56 },
    to: { setting: 64, value: 0.896 },
  };
  const ratio = { ...finding, nouns: ['the ratio'], unit: '×' };

  it('say between which ends, and in which direction', () => {
    expect(sweepTitle({ ...ratio, from: { setting: 1, value: 746.67 }, to: { setting: 64, value: 11.95 } })).toBe(
      'From 1 to 64 connections the ratio falls from 747× to 12×',
    );
    const files = {
      ...finding,
      address: 'files',
      from: { setting: 10, value: 0.56 },
      to: { setting: 1000, value: 56 },
    };
    expect(plain(sweepTitle(files))).toBe(
      'From 10 to 1,000 files read makespan of many_small rises from 560 ms to 56 s',
    );
  });

  it('give a parameter with a unit its name first, and the article that fits', () => {
    const [from, to] = [
      { setting: 60, value: 56 },
      { setting: 3600, value: 0.896 },
    ];
    const interval = { ...finding, address: 'stream.interval', settingUnit: 's', from, to };
    expect(plain(sweepTitle(interval))).toBe(
      'From an interval of 1 min to 1 h read makespan falls from 56 s to 896 ms',
    );
    expect(plain(sweepTitle({ ...interval, address: 'size' }))).toMatch(/^From a size of /);
  });

  it('read on with words and flags, spelt as people write', () => {
    const load = { ...ratio, address: 'storage.load', settingUnit: '', nouns: ['read makespan'], unit: 's' };
    expect(
      plain(sweepTitle({ ...load, from: { setting: 'quiet', value: 25 }, to: { setting: 'busy', value: 47 } })),
    ).toBe('From load quiet to busy read makespan rises from 25 s to 47 s');
    expect(
      sweepTitle({
        ...load,
        address: 'client.keepAlive',
        from: { setting: false, value: 25 },
        to: { setting: true, value: 5 },
      }),
    ).toMatch(/^From keep alive false to true /);
  });

  it('say so if hardly anything happens', () => {
    expect(plain(sweepTitle({ ...finding, to: { setting: 64, value: 57 } }))).toBe(
      'Read makespan of many_small hardly changes with connections (56 s to 57 s)',
    );
  });

  it('name the walls in the order in which they are hit', () => {
    const run = (name: string, from: number, to: number) => ({ name, from, to });
    expect(plain(wallsTitle([run('latency', 1e3, 1e6), run('NIC', 1e7, 1e9)], 'B', 'size')!)).toBe(
      'Latency is the wall up to 1 MB, NIC from 10 MB',
    );
    const three = [run('latency', 1e3, 1e6), run('NIC', 1e7, 1e7), run('connections', 1e8, 1e9)];
    expect(plain(wallsTitle(three, 'B', 'size')!)).toBe(
      'Latency is the wall up to 1 MB, NIC at 10 MB, connections from 100 MB',
    );
    expect(wallsTitle([run('latency', 1, 4), run('NIC', 8, 64)], '1', 'client.connections')).toBe(
      'Latency is the wall up to 4 connections, NIC from 8',
    );
  });

  it('leave walls alone if there is one, or too many for a sentence', () => {
    const run = (name: string) => ({ name, from: 1, to: 2 });
    expect(wallsTitle([run('latency')], '1', 'files')).toBeNull();
    expect(wallsTitle(['a', 'b', 'a', 'b'].map(run), '1', 'files')).toBeNull();
  });
});

describe('the limit of 80 characters', () => {
  it('takes the fullest sentence that keeps it', () => {
    expect(firstThatFits(['x'.repeat(81), 'y'.repeat(80), 'z'])).toBe('y'.repeat(80));
  });

  it('cuts the last one rather than break it', () => {
    const cut = firstThatFits(['x'.repeat(200)]);
    expect(cut).toBe(`${'x'.repeat(79)}…`);
  });

  it('shortens long names of designs and keeps the number', () => {
    const title = ratioTitle([exactly('a'.repeat(60), 7)], 'b'.repeat(60), faster);
    expect(title.length).toBeLessThanOrEqual(80);
    expect(title).toContain('reads 7× faster than');
  });
});
