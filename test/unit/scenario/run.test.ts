import { describe, expect, it } from 'vitest';
import { load, problems, sound } from './_load.ts';

const withRun = (run: string): string => `${sound}run: { ${run} }\n`;
const repeated = (timing: string, run: string): string =>
  `${sound.replace('size: 1 kB', `size: 1 kB\n          ${timing}`)}run: { ${run} }\n`;

describe('how a scenario is run', () => {
  it('is twenty replications without a warm-up, if nothing is said', async () => {
    const { run } = (await load(sound)).resolved;
    expect(run).toMatchObject({ replications: 20, precision: null, warmUpSeconds: 0 });
  });

  it('reads a precision as a share, with a thousand replications at most', async () => {
    expect((await load(withRun('precision: 2%'))).resolved.run).toMatchObject({ precision: 0.02, replications: 1000 });
    const few = await load(withRun('precision: 0.05, limits: { replications: 200 }'));
    expect(few.resolved.run).toMatchObject({ precision: 0.05, replications: 200 });
    expect((await load(withRun('precision: none'))).resolved.run).toMatchObject({ precision: null, replications: 20 });
  });

  it('takes what the command line says over a precision, or over a number in the file', async () => {
    const file = withRun('precision: 2%');
    expect((await load(file, { replications: 7 })).resolved.run).toMatchObject({ precision: null, replications: 7 });
    const set = await load(file, { set: { 'run.replications': '9' } });
    expect(set.resolved.run).toMatchObject({ precision: null, replications: 9 });
    const other = await load(withRun('replications: 30'), { set: { 'run.precision': '1%' } });
    expect(other.resolved.run).toMatchObject({ precision: 0.01, replications: 1000 });
  });

  it('reads a warm-up as a time, or the word that has it found', async () => {
    const time = await load(withRun('horizon: 6 h, warmUp: 30 min'));
    expect(time.resolved.run).toMatchObject({ warmUpSeconds: 1800, horizonSeconds: 21_600 });
    expect((await load(withRun('horizon: 6 h, warmUp: auto'))).resolved.run.warmUpSeconds).toBe('auto');
    const set = await load(withRun('horizon: 6 h'), { set: { 'run.warmUp': 'auto' } });
    expect(set.resolved.run.warmUpSeconds).toBe('auto');
  });

  it.each([
    [
      'a precision beside a number of replications',
      withRun('replications: 20, precision: 2%'),
      /^11:26 run\.precision: stands instead of run\.replications; both are given \(take run\.replications out/,
    ],
    ['a precision of nothing', withRun('precision: 0'), /^11:19 run\.precision: must be more than zero; here is 0/],
    ['a precision of more than all', withRun('precision: 200%'), /^11:19 run\.precision: must be at most 1; here is 2/],
    ['a precision in seconds', withRun('precision: 2 s'), /^11:19 run\.precision: needs a share/],
    [
      'a warm-up without a horizon',
      withRun('warmUp: 30 min'),
      /^11:16 run\.warmUp: needs a horizon: .* \(such as horizon: 7 d\)$/,
    ],
    [
      'a warm-up as long as the horizon',
      withRun('horizon: 1 h, warmUp: 60 min'),
      /^11:30 run\.warmUp: leaves nothing to measure: it is 60 min, the horizon 60 min/,
    ],
    ['a warm-up that is found, without a horizon', withRun('warmUp: auto'), /^11:16 run\.warmUp: needs a horizon/],
    [
      'a warm-up that is found where a rate has a day',
      repeated('arrivals: { base: 1 /s, daily: 3 }', 'horizon: 7 d, warmUp: auto'),
      /^12:30 run\.warmUp: auto cannot be found where rates change with time: those of read do/,
    ],
    [
      'a warm-up that is found where a rate grows',
      repeated('arrivals: { base: 1 /s, yearlyGrowth: 60% }', 'horizon: 7 d, warmUp: auto'),
      /auto cannot be found where rates change with time/,
    ],
    ['another word for a warm-up', withRun('horizon: 1 h, warmUp: automatic'), /^11:30 run\.warmUp: needs a time/],
    ['a warm-up without a unit', withRun('horizon: 1 h, warmUp: 60'), /^11:30 run\.warmUp: needs a unit/],
    ['a negative warm-up', withRun('horizon: 1 h, warmUp: -5 min'), /^11:30 run\.warmUp: cannot be negative/],
  ])('refuses %s', async (_, text, message) => {
    const found = await problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it('takes a warm-up by time where a rate has a day', async () => {
    const text = repeated('arrivals: { base: 1 /s, daily: 3 }', 'horizon: 7 d, warmUp: 1 d');
    expect((await load(text)).resolved.run.warmUpSeconds).toBe(86_400);
  });
});
