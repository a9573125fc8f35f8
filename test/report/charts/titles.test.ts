import { describe, expect, it } from 'vitest';
import {
  accountTitle,
  comparisonWords,
  daysTitle,
  distributionTitle,
  firstThatFits,
  moneyTitle,
  ordinalWord,
  ratioTitle,
  sweepTitle,
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
  it('give a sweep its ends', () => {
    const finding = {
      address: 'client.connections',
      setting: 64,
      settingUnit: '1',
      names: ['read.makespan'],
      unit: 's',
      from: 56,
      to: 0.896,
    };
    expect(plain(sweepTitle(finding))).toBe('64 connections take read.makespan from 56 s to 896 ms');
    expect(plain(sweepTitle({ ...finding, setting: 3600, settingUnit: 's', address: 'stream.interval' }))).toBe(
      'stream.interval of 1 h takes read.makespan from 56 s to 896 ms',
    );
    expect(plain(sweepTitle({ ...finding, to: 57 }))).toBe('connections hardly changes read.makespan (56 s to 57 s)');
  });

  it('say on what a verdict turns, or that nothing turns it', () => {
    expect(tornadoTitle('client.connections', 'from 1 to 2', '747×')).toBe(
      'The verdict turns on client.connections, from 1 to 2',
    );
    expect(tornadoTitle(null, '', '747×')).toBe('No assumption in its range turns the verdict (747×)');
  });

  it('compare the slowest with the median', () => {
    expect(distributionTitle('query.latency', 4.61, null)).toBe('The slowest 1% of queries take 4.6× the median');
  });

  it('say how far another design is when the first is done', () => {
    const finding = { done: 'one', seconds: 0.075, other: 'many', phase: 'open', index: 1, unit: 'object' };
    expect(plain(timelineTitle(finding))).toBe('one is done in 75 ms, before many has opened its second object');
    expect(ordinalWord(12)).toBe('13th');
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
