import { describe, expect, it } from 'vitest';
import {
  type Command,
  Interrupt,
  KernelError,
  type Process,
  type ProcessHandle,
  Signal,
} from '../../../src/kernel/index.ts';
import { storyTellers } from './interrupt-story.ts';

function* sleep(seconds: number): Process<void> {
  yield seconds;
}

describe('an interrupt of a process', () => {
  it('that has not begun yet meets its first wait', () => {
    const { kernel, told, tell, trying } = storyTellers();
    function* story(): Process<void> {
      tell('begins');
      yield* trying('a', () => sleep(5));
    }
    kernel.spawn(story()).interrupt('early');
    kernel.run();
    expect(told).toEqual(['begins at 0', 'a interrupted: early at 0']);
  });

  it('that has not begun yet and never waits comes to nothing', () => {
    const { kernel, told, tell } = storyTellers();
    const handle = kernel.spawn(
      // biome-ignore lint/correctness/useYield: a story without a wait
      (function* (): Process<void> {
        tell('begins and ends');
      })(),
    );
    expect(handle.interrupt('early')).toBe(true);
    kernel.run();
    expect([told, handle.done, kernel.pendingCount]).toEqual([['begins and ends at 0'], true, 0]);
  });

  it('that has not begun yet, twice, meets its first two waits', () => {
    const { kernel, told, trying } = storyTellers();
    function* story(): Process<void> {
      yield* trying('a', () => sleep(5));
      yield* trying('b', () => sleep(5));
      yield* trying('c', () => sleep(5));
    }
    const handle = kernel.spawn(story());
    handle.interrupt(1);
    handle.interrupt(2);
    kernel.run();
    expect(told).toEqual(['a interrupted: 1 at 0', 'b interrupted: 2 at 0', 'c done at 5']);
  });

  it('that has not begun yet meets a first wait of no length too', () => {
    const { kernel, told, start } = storyTellers();
    start('a', () => sleep(0)).interrupt('early');
    kernel.run();
    expect(told).toEqual(['a interrupted: early at 0']);
  });

  it('that has ended is false, and nothing happens', () => {
    const { kernel, told, start } = storyTellers();
    const handle = start('a', () => sleep(1));
    kernel.run();
    const events = kernel.eventCount;
    expect(handle.interrupt('too late')).toBe(false);
    kernel.run();
    expect([told, kernel.eventCount]).toEqual([['a done at 1'], events]);
  });

  it('that ends at this very moment, by an interrupt before, comes to nothing', () => {
    const { kernel, told, start, at } = storyTellers();
    const handle = start('a', () => sleep(5));
    at(3, () => expect([handle.interrupt(1), handle.interrupt(2)]).toEqual([true, true]));
    kernel.run();
    expect([told, handle.done]).toEqual([['a interrupted: 1 at 3'], true]);
  });

  it('twice at the same moment meets two waits, in the order of asking', () => {
    const { kernel, told, trying, at } = storyTellers();
    function* story(): Process<void> {
      yield* trying('a', () => sleep(5));
      yield* trying('b', () => sleep(5));
      yield* trying('c', () => sleep(5));
    }
    const handle = kernel.spawn(story());
    at(3, () => {
      handle.interrupt(1);
      handle.interrupt(2);
    });
    kernel.run();
    expect(told).toEqual(['a interrupted: 1 at 3', 'b interrupted: 2 at 3', 'c done at 8']);
  });

  it('by itself is refused, with name and time', () => {
    const { kernel } = storyTellers();
    function* story(): Process<void> {
      yield 2;
      handle.interrupt('me');
    }
    const handle: ProcessHandle = kernel.spawn(story(), 'narcissus');
    expect(() => kernel.run()).toThrow(
      expect.objectContaining({
        code: 'NOT_WAITING',
        label: 'narcissus',
        timeSeconds: 2,
        message: '"narcissus" interrupts itself, at simulated time 2 s',
      }),
    );
  });

  it('that does not catch it stops the run, with its name, the time and the reason', () => {
    const { kernel, at } = storyTellers();
    const handle = kernel.spawn(sleep(10), 'conveyor');
    at(7, () => handle.interrupt('jam'));
    const cause = expect.objectContaining({ reason: 'jam' });
    expect(() => kernel.run()).toThrow(
      expect.objectContaining({
        code: 'PROCESS_FAILED',
        label: 'conveyor',
        timeSeconds: 7,
        cause,
        message: '"conveyor" failed at simulated time 7 s: interrupted: jam',
      }),
    );
  });

  it('that does not catch it before it has begun stops the run with its name too', () => {
    const { kernel } = storyTellers();
    kernel.spawn(sleep(10), 'early bird').interrupt();
    const told = { code: 'PROCESS_FAILED', label: 'early bird', timeSeconds: 0 };
    expect(() => kernel.run()).toThrow(expect.objectContaining(told));
  });

  it('that throws something else in its place stops the run with that', () => {
    const { kernel, at } = storyTellers();
    function* story(): Process<void> {
      try {
        yield 10;
      } catch {
        throw new Error('could not cope');
      }
    }
    const handle = kernel.spawn(story(), 'conveyor');
    at(7, () => handle.interrupt('jam'));
    const cause = expect.objectContaining({ message: 'could not cope' });
    expect(() => kernel.run()).toThrow(expect.objectContaining({ code: 'PROCESS_FAILED', label: 'conveyor', cause }));
  });

  it('goes through nested parts from the inside out, and each finally may wait', () => {
    const { kernel, told, tell, at } = storyTellers();
    function* inner(): Process<void> {
      try {
        yield 10;
      } finally {
        yield 1;
        tell('inner tidied up');
      }
    }
    function* middle(): Process<void> {
      try {
        yield* inner();
      } finally {
        tell('middle tidied up');
      }
    }
    function* outer(): Process<number> {
      try {
        yield* middle();
      } catch (thrown) {
        tell(`outer caught ${(thrown as Interrupt).reason}`);
        yield 5;
      }
      return kernel.now;
    }
    const handle = kernel.spawn(outer());
    at(2, () => handle.interrupt('x'));
    kernel.run();
    expect(told).toEqual(['inner tidied up at 3', 'middle tidied up at 3', 'outer caught x at 3']);
    expect(handle.result).toBe(8);
  });

  it('in a finally replaces the interrupt that led there', () => {
    const { kernel, told, start, at } = storyTellers();
    const handle = start('a', function* () {
      try {
        yield 10;
      } finally {
        yield 3;
      }
    });
    at(2, () => handle.interrupt(1));
    at(4, () => handle.interrupt(2));
    kernel.run();
    expect(told).toEqual(['a interrupted: 2 at 4']);
  });

  it('that ends by it wakes who waits for its end', () => {
    const { kernel, told, start, at } = storyTellers();
    const handle = start('a', () => sleep(10));
    start('waiter', function* () {
      return yield handle;
    });
    at(4, () => handle.interrupt('x'));
    kernel.run(5);
    expect(told).toEqual(['a interrupted: x at 4', 'waiter true at 4']);
  });

  it('may interrupt the one that interrupts it', () => {
    const { kernel, told, trying } = storyTellers();
    const handles: ProcessHandle[] = [];
    function* story(name: string, other: number, delay: number): Process<void> {
      yield* trying(`${name} 1`, () => sleep(delay));
      handles[other]!.interrupt(name);
      yield* trying(`${name} 2`, () => sleep(100));
    }
    handles.push(kernel.spawn(story('a', 1, 1)), kernel.spawn(story('b', 0, 50)));
    kernel.run();
    expect(told).toEqual(['a 1 done at 1', 'b 1 interrupted: a at 1', 'a 2 interrupted: b at 1', 'b 2 done at 101']);
  });

  it('is known to observers and errors by the name of the process', () => {
    const { kernel, start, at } = storyTellers();
    const handle = start('machine', () => sleep(10));
    const labels: string[] = [];
    kernel.observe({ event: (_, handler, argument) => labels.push(kernel.label(handler, argument)) });
    at(4, () => handle.interrupt('x'));
    kernel.run(5);
    expect(labels).toEqual(['machine', 'handler', 'machine']);
  });

  it('that has been interrupted fails later under its own name', () => {
    const { kernel, trying, at } = storyTellers();
    function* story(): Process<void> {
      yield* trying('a', () => sleep(10));
      yield 1;
      throw new Error('worn out');
    }
    const handle = kernel.spawn(story(), 'machine');
    kernel.spawn(sleep(100), 'other');
    at(4, () => handle.interrupt('x'));
    const thrown = expect.objectContaining({ code: 'PROCESS_FAILED', label: 'machine', timeSeconds: 5 });
    expect(() => kernel.run()).toThrow(thrown);
  });

  it('leaves no trace: a thousand interrupts use a few numbers', () => {
    const { kernel, at } = storyTellers();
    const signal = new Signal(kernel);
    const numbers = new Set<number>();
    const waits = [() => 1, () => signal.wait(), () => kernel.spawn(sleep(0.1)), () => kernel.spawn(sleep(1))];
    function* story(): Process<void> {
      for (let turn = 0; turn < 1000; turn++) {
        try {
          yield waits[turn % waits.length]!();
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Interrupt);
        }
        numbers.add(handle.id);
      }
    }
    const handle: ProcessHandle = kernel.spawn(story());
    for (let turn = 0; turn < 1000; turn++) at(turn / 2, () => handle.interrupt());
    at(600, () => signal.fire());
    kernel.run(600);
    expect(numbers.size).toBeLessThan(20);
  });

  it('resumed twice by a faulty command is still found out after an interrupt', () => {
    const { kernel, trying, at } = storyTellers();
    const twice: Command = {
      begin(process) {
        kernel.schedule(5, process.resumeHandler, process.id);
        kernel.schedule(6, process.resumeHandler, process.id);
        return false;
      },
    };
    const handle = kernel.spawn(
      trying('a', function* () {
        yield twice;
      }),
    );
    at(4, () => handle.interrupt('x'));
    expect(() => kernel.run()).toThrow(KernelError);
  });
});
