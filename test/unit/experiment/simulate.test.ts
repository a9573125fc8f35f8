import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { RunSpec } from '../../../src/scenario/core/index.ts';
import { constant, type ToyDesign, toyCatalog, toyDesign, toyRun } from './_toy.ts';

const run = (design: ToyDesign, given: Partial<RunSpec> = {}, replication = 0) =>
  simulate(toyDesign(design), { replication, run: toyRun(given), catalog: toyCatalog });
const values = (result: ReturnType<typeof run>) =>
  Object.fromEntries(Object.entries(result.metrics).map(([name, record]) => [name, record.whole.value]));

describe('one replication', () => {
  it('gives the common metrics of a single occurrence, worked by hand', () => {
    // Three pieces of 2 s one after the other: 6 s of work, 3 cents, 6 s of rent at a cent an hour.
    const result = run({ time: constant(2), activities: [{ pieces: 3 }] });
    expect(values(result)).toMatchObject({
      'toycut.count': 1,
      'toycut.failed': 0,
      'toycut.unfinished': 0,
      'toycut.latency': 6,
      'toycut.wait': 0,
      'toycut.makespan': 6,
      'toycut.requests': 3,
      'toycut.time.saw': 6,
      'toycut.time.wait': 0,
      'toycut.time.total': 6,
      'toycut.bound.hands': 6,
      'time.saw': 6,
      'time.total': 6,
      'toybench.busy': 1,
      'toybench.pieces': 3,
      'toybench.pieceTime': 2,
      'toycut.cost': 0.03,
      'cost.requests': 0.03,
      'cost.storage': 0,
      'cost.total': 0.03 + 0.06 / 3600,
    });
    expect(result.metrics['cost.idle']!.whole.value).toBeCloseTo(0.06 / 3600, 15);
    expect(result.metrics['toycut.late']).toBeUndefined();
    expect(result.cost.notPriced).toEqual(['toy.glue']);
    expect(result.stoppedAtSeconds).toBe(6);
  });

  it('survives structured clone', () => {
    const result = run(
      { time: { kind: 'exponential', mean: 1 }, activities: [{ timing: { everySeconds: 1 } }] },
      { horizonSeconds: 50 },
    );
    expect(structuredClone(result)).toEqual(result);
  });

  it('says nothing random where every distribution is a constant, and random at the first draw', () => {
    expect(run({}).random).toBe(false);
    expect(run({ time: { kind: 'exponential', mean: 1 } }).random).toBe(true);
    // A stream that is made but never drawn from: the first arrival lies beyond the end.
    expect(run({ time: { kind: 'exponential', mean: 1 }, activities: [{ pieces: 0 }] }).random).toBe(false);
    expect(run({ activities: [{ timing: { arrivals: { base: 1 }, count: 3 } }] }).random).toBe(true);
  });

  it('gives designs of any name the same luck', () => {
    const time = { kind: 'exponential', mean: 1 } as const;
    const results = ['a', 'b'].map((name) => run({ name, time, activities: [{ pieces: 5 }] }));
    expect(results[1]!.metrics).toEqual(results[0]!.metrics);
  });

  it('gives piece 17 the same luck with one hand and with five', () => {
    const time = { kind: 'lognormal', mu: 0, sigma: 1 } as const;
    const pieceTimes = (hands: number) => {
      const activities = Array.from({ length: 40 }, (_, i) => ({ name: `c${i}`, pieces: 1 }));
      // Occurrences of one activity, all asked for at once, draw by their number.
      const at = activities.map(() => 0);
      const result = run({ hands, time, activities: [{ timing: { at } }] });
      const histogram = result.metrics['toybench.pieceTime']!.whole.histogram!;
      return histogram.kind === 'exact' ? histogram.values : [];
    };
    expect(pieceTimes(1)).toHaveLength(40);
    expect(pieceTimes(5)).toEqual(pieceTimes(1));
  });

  it('keeps the first requests of replication 0 and of no other', () => {
    const design = { activities: [{ pieces: 300 }] };
    const first = run(design).timeline!;
    expect(first).toMatchObject({ shown: 200, of: 300 });
    expect(first.bars[0]).toEqual({ activity: 'toycut', lane: 0, entity: 0, phase: 'saw', from: 0, to: 1 });
    expect(run(design, {}, 1).timeline).toBeNull();
  });

  it('stops with a budget error when it needs too many events', () => {
    const act = () =>
      run(
        { activities: [{ timing: { everySeconds: 1 } }] },
        { horizonSeconds: 1e6, limits: { events: 1000, wallTimeSeconds: 1 } },
      );
    expect(act).toThrow(expect.objectContaining({ code: 'EVENT_BUDGET' }));
  });

  it('lets a checkpoint stop it', () => {
    const checkpoint = () => {
      throw new Error('enough');
    };
    const design = toyDesign({ activities: [{ timing: { everySeconds: 1 } }] });
    const act = () =>
      simulate(design, { replication: 0, run: toyRun({ horizonSeconds: 1e6 }), catalog: toyCatalog, checkpoint });
    expect(act).toThrow(/enough/);
  });
});

describe('when activities happen', () => {
  it('has 720 occurrences in 30 days of every hour: the horizon itself is not in it', () => {
    const result = run({ activities: [{ timing: { everySeconds: 3600 } }] }, { horizonSeconds: 30 * 86_400 });
    expect(result.metrics['toycut.count']!.whole.value).toBe(720);
    expect(result.metrics['toycut.unfinished']!.whole.value).toBe(0);
    expect(result.stoppedAtSeconds).toBe(30 * 86_400);
  });

  it.each([
    ['at a list of times', { at: [5, 1, 9] }, 3, 10],
    ['from the first possible start, where nothing else is said', { at: [0], fromSeconds: 7 }, 1, 8],
    ['every second, four times', { everySeconds: 1, count: 4 }, 4, 4],
    ['every second from 10 s until 13 s, half-open', { everySeconds: 1, fromSeconds: 10, untilSeconds: 13 }, 3, 13],
    ['three times in a row', { times: 3 }, 3, 3],
    ['for two users who think for 4 s', { closedLoop: { users: 2, thinkSeconds: 4 }, count: 6 }, 6, 11],
  ] as const)('happens %s', (_, timing, count, end) => {
    const result = run({ hands: 3, activities: [{ timing }] });
    expect(result.metrics['toycut.count']!.whole.value).toBe(count);
    expect(result.stoppedAtSeconds).toBe(end);
  });

  it.each([
    // Asked for at 0, 1, 2, 3 s; each takes 2.5 s with hands enough for all.
    ['parallel', 4, 0, 5.5],
    // One after the other: done at 2.5, 5, 7.5, 10.
    ['queue', 4, 0, 10],
    // 1 and 2 fall into the first; the one at 3 runs to 5.5.
    ['skip', 2, 2, 5.5],
  ] as const)('with overlap %s runs %i and leaves out %i', (overlap, count, skipped, end) => {
    const timing = { at: [0, 1, 2, 3], overlap };
    const result = run({ hands: 9, time: constant(2.5), activities: [{ timing }] });
    expect(result.metrics['toycut.count']!.whole.value).toBe(count);
    expect(result.skipped).toEqual(skipped > 0 ? { toycut: skipped } : {});
    expect(result.stoppedAtSeconds).toBe(end);
  });

  it('counts waiting behind the last one as wait, in the latency and in the phases', () => {
    // Asked for at 0 and 1, 3 s each: the second waits 2 s and takes 5 s in all.
    const result = run({ hands: 2, time: constant(3), activities: [{ timing: { at: [0, 1], overlap: 'queue' } }] });
    expect(values(result)).toMatchObject({
      'toycut.wait': 1,
      'toycut.latency': 4,
      'toycut.time.wait': 2,
      'toycut.time.saw': 6,
    });
  });

  it('keeps the number of an occurrence where others are left out', () => {
    const result = run({
      hands: 9,
      time: constant(2.5),
      activities: [{ timing: { at: [0, 1, 2, 3], overlap: 'skip' } }],
    });
    expect(result.metrics['toycut.mark']!.whole).toMatchObject({ min: 0, max: 3 });
  });

  it('comes after another activity, with a delay, once each time that one ends', () => {
    const activities = [
      { name: 'first', timing: { at: [0, 10] } },
      { name: 'second', timing: { after: 'first', delaySeconds: 4 } },
    ];
    const result = run({ activities });
    expect(values(result)).toMatchObject({ 'first.count': 2, 'second.count': 2, 'second.wait': 0 });
    // Ends at 1 and 11; asked for at 5 and 15; done at 16.
    expect(result.stoppedAtSeconds).toBe(16);
    expect(result.metrics['second.makespan']!.whole.value).toBe(11);
  });

  it('says which share was later than the deadline', () => {
    // With one hand four at once take 1, 2, 3 and 4 s.
    const result = run({ activities: [{ timing: { at: [0, 0, 0, 0], deadlineSeconds: 2.5 } }] });
    expect(result.metrics['toycut.late']!.whole.value).toBe(0.5);
  });

  it('refuses to repeat for ever', () => {
    expect(() => run({ activities: [{ timing: { everySeconds: 1 } }] })).toThrow(/without end/);
  });
});

describe('what the horizon cuts off', () => {
  // One hand, 4 s a piece, asked for at 0, 1, 2 s; at 10 s two are done (at 4 and 8), the third is at work since 8.
  const cut = run({ time: constant(4), activities: [{ timing: { at: [0, 1, 2] } }] }, { horizonSeconds: 10 });

  it('is counted', () => {
    expect(values(cut)).toMatchObject({ 'toycut.count': 3, 'toycut.unfinished': 1, 'toycut.failed': 0 });
  });

  it('makes a lower limit of makespan and latency, not a mean over the lucky ones', () => {
    expect(cut.metrics['toycut.makespan']!.whole).toMatchObject({ value: 10, atLeast: true });
    // 4, 7 and at least 8.
    expect(cut.metrics['toycut.latency']!.whole).toMatchObject({ value: 19 / 3, atLeast: true, samples: 3 });
    expect(cut.metrics['toycut.latency']!.whole.reason).toMatch(/1 of 3/);
  });

  it('leaves nothing where nothing finished', () => {
    const result = run({ time: constant(40), activities: [{}] }, { horizonSeconds: 10 });
    expect(result.metrics['toycut.latency']!.whole).toMatchObject({ value: null, atLeast: true });
    expect(result.metrics['toycut.makespan']!.whole).toMatchObject({ value: 10, atLeast: true });
  });

  it('changes no mean while a few of very many are as young as the others were', () => {
    const result = run(
      { hands: 2, time: constant(1.5), activities: [{ timing: { everySeconds: 1 } }] },
      { horizonSeconds: 1000 },
    );
    expect(result.metrics['toycut.unfinished']!.whole.value).toBe(1);
    expect(result.metrics['toycut.latency']!.whole).toMatchObject({ value: 1.5 });
    expect(result.metrics['toycut.latency']!.whole.atLeast).toBeUndefined();
  });

  it('counts as late what is late already', () => {
    const result = run(
      { time: constant(4), activities: [{ timing: { at: [0, 1, 2], deadlineSeconds: 5 } }] },
      { horizonSeconds: 10 },
    );
    expect(result.metrics['toycut.late']!.whole.value).toBeCloseTo(2 / 3, 12);
  });
});

describe('windows', () => {
  it('hands levels, totals and samples out to the windows they lie in', () => {
    // A piece of 3 s every 4 s: busy 3 s of each 4; windows of 2 s hold 2 s, then 1 s of work.
    const result = run(
      { time: constant(3), activities: [{ timing: { everySeconds: 4 } }] },
      { horizonSeconds: 12, windowSeconds: 2 },
    );
    expect(result.metrics['toybench.busy']!.series).toEqual([1, 0.5, 1, 0.5, 1, 0.5]);
    expect(result.metrics['toybench.pieces']!.series).toEqual([0, 1, 0, 1, 0, 1]);
    expect(result.metrics['toycut.latency']!.series).toEqual([null, 3, null, 3, null, 3]);
    expect(result.metrics['toybench.busy']!.first!.value).toBe(1);
    expect(result.metrics['toybench.busy']!.last!.value).toBe(0.5);
    expect(result.metrics['toybench.busy']!.whole).toMatchObject({ value: 0.75, min: 0, max: 1, end: 0 });
  });

  it('has at most 120 of them, while first and last stay as narrow as asked', () => {
    const result = run(
      { time: constant(0.5), activities: [{ timing: { everySeconds: 1 } }] },
      { horizonSeconds: 1000, windowSeconds: 1 },
    );
    expect(result.metrics['toybench.pieces']!.series!.length).toBeLessThanOrEqual(120);
    expect(result.metrics['toybench.pieces']!.first!.value).toBe(1);
    expect(result.metrics['toybench.pieces']!.last!.value).toBe(1);
  });
});
