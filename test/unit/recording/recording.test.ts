/** What is kept of a run, how much of it, and that nobody's results depend on it. */
import { describe, expect, it } from 'vitest';
import { Recording } from '../../../src/experiment/core/recording.ts';
import { Kernel } from '../../../src/kernel/index.ts';
import { calm, record } from './_recorded.ts';

const asked = { mostEvents: 3, whenFull: 'cut' as const };

describe('a recording', () => {
  it('stops a run whose log would be too long, and says when that was', async () => {
    const error = await record(calm, { mostEvents: 30 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BudgetError', code: 'LOG_TOO_LONG' });
    expect(String(error)).toMatch(/more than 30 tasks, stages and the like .* of simulated time/);
  });

  it('leaves out what is too much where that is allowed, and counts it', () => {
    const recording = new Recording(new Kernel(), asked);
    const events = recording.eventsOf('a');
    for (let i = 0; i < 5; i++) events.emit('thing', { i });
    const result = recording.result(0);
    expect(result.events.a!.map(({ fields }) => fields.i)).toEqual([0, 1, 2]);
    expect(result.eventsLeftOut).toBe(2);
  });

  it('keeps the last of several values of a moment, and no value twice', () => {
    const kernel = new Kernel();
    const recording = new Recording(kernel, asked);
    const seen: number[] = [];
    const level = recording.watch('a.level', { add: () => {}, set: (value) => void seen.push(value) });
    const at = (time: number, ...values: number[]): void =>
      void kernel.scheduleAt(
        time,
        kernel.handler(() => {
          for (const value of values) level.set(value);
        }, 'test'),
      );
    at(0, 1);
    at(1, 2, 3);
    at(2, 3);
    at(3, 0);
    kernel.run();
    expect(recording.result(0).levels['a.level']).toMatchObject({ times: [0, 1, 3], values: [1, 3, 0], stride: 1 });
    expect(seen).toEqual([1, 2, 3, 3, 0]);
  });

  it('thins out levels that change too often, and keeps to their shape', () => {
    const kernel = new Kernel();
    const recording = new Recording(kernel, asked);
    const level = recording.watch('a.level', { add: () => {}, set: () => {} });
    const changes = 100_000;
    let at = 0;
    const step = kernel.handler(() => {
      level.set(at);
      if (++at < changes) kernel.schedule(1, step);
    }, 'test');
    kernel.schedule(0, step);
    kernel.run();
    const { times, values, stride } = recording.result(0).levels['a.level']!;
    expect(stride).toBeGreaterThan(1);
    expect(times.length).toBeLessThanOrEqual(20_000);
    expect(times.length).toBeGreaterThan(5_000);
    // A ramp: each value that is kept is the one of its time.
    expect(values).toEqual(times);
  });
});
