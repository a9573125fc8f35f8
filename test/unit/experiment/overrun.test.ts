/** When work no longer ends before more of it is asked for, by hand. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { RunSpec } from '../../../src/scenario/core/index.ts';
import { constant, type ToyDesign, toyCatalog, toyDesign, toyRun } from './_toy.ts';

const overrunAt = (design: ToyDesign, given: Partial<RunSpec> = {}) =>
  simulate(toyDesign(design), { replication: 0, run: toyRun({ horizonSeconds: 100, ...given }), catalog: toyCatalog })
    .metrics['toycut.overrunAt']?.whole;

describe('the time at which work is asked for while the last is still open', () => {
  it('is the first time for which that holds, whatever is done about it', () => {
    for (const overlap of ['parallel', 'queue', 'skip'] as const) {
      const every = { everySeconds: 10, overlap };
      expect(overrunAt({ hands: 9, time: constant(10.5), activities: [{ timing: every }] })).toMatchObject({
        value: 10,
      });
    }
  });

  it('comes when something else has slowed it down', () => {
    // One hand, 5.5 s each: the other one has it from 38 to 43.5 s, the piece of 40 s is done at 49 s.
    const activities = [
      { timing: { everySeconds: 10, overlap: 'queue' } as const },
      { name: 'other', pieces: 1, timing: { at: [38] } },
    ];
    expect(overrunAt({ time: constant(5.5), activities })).toMatchObject({ value: 100, atLeast: true });
    // 9 s each: the other one from 39 to 48 s, the one of 40 s from 48 to 57 s.
    expect(overrunAt({ time: constant(9), activities })).toMatchObject({ value: 50 });
  });

  it('would be later than the horizon where it never comes', () => {
    const found = overrunAt({ time: constant(9.9), activities: [{ timing: { everySeconds: 10 } }] });
    expect(found).toMatchObject({ value: 100, atLeast: true });
    expect(found?.reason).toContain('no asking found the one before still open');
  });

  it('begins anew after the warm-up', () => {
    const slowAtFirst = {
      // The others have the hand from 4 to 12 s; the one of 5 s ends at 16 s.
      time: constant(4),
      activities: [
        { timing: { everySeconds: 5, overlap: 'queue' } as const },
        { name: 'other', pieces: 1, timing: { at: [0, 0] } },
      ],
    };
    expect(overrunAt(slowAtFirst)).toMatchObject({ value: 10 });
    expect(overrunAt(slowAtFirst, { warmUpSeconds: 60 })).toMatchObject({ value: 100, atLeast: true });
  });

  it('is not there for work that is asked for once, or after other work', () => {
    expect(overrunAt({ activities: [{}] })).toBeUndefined();
    expect(overrunAt({ activities: [{ timing: { at: [0, 1] } }] })).toBeUndefined();
    expect(overrunAt({ activities: [{ name: 'first' }, { timing: { after: 'first' } }] })).toBeUndefined();
  });
});
