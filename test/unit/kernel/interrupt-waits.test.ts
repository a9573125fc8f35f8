import { describe, expect, it } from 'vitest';
import {
  type Command,
  Interrupt,
  type Process,
  type ProcessHandle,
  ServerPool,
  Signal,
} from '../../../src/kernel/index.ts';
import { storyTellers } from './interrupt-story.ts';

function* sleep(seconds: number): Process<void> {
  yield seconds;
}

describe('an interrupt of a delay', () => {
  it('is thrown by the yield, with its reason, and the story goes on from there', () => {
    const { kernel, told, tell, trying, at } = storyTellers();
    function* story(): Process<void> {
      yield* trying('a', () => sleep(10));
      yield 2;
      tell('on');
    }
    const handle = kernel.spawn(story());
    at(3, () => expect(handle.interrupt('enough')).toBe(true));
    kernel.run();
    expect(told).toEqual(['a interrupted: enough at 3', 'on at 5']);
    expect(handle.done).toBe(true);
  });

  it('forgets the delay: nothing is pending any more', () => {
    const { kernel, start, at } = storyTellers();
    const handle = start('a', () => sleep(1000));
    at(3, () => handle.interrupt());
    expect(kernel.run(4)).toBe('drained');
    expect(kernel.pendingCount).toBe(0);
  });

  it('leaves time averages alone: a run that drains ends with the last thing that really happened', () => {
    const { kernel, start, at } = storyTellers();
    const pool = new ServerPool(kernel, { name: 'pool', servers: 1 });
    const handle = start('a', () => pool.use(100));
    at(4, () => handle.interrupt());
    at(5, () => undefined);
    kernel.run();
    expect([kernel.now, pool.stats().utilization]).toEqual([5, 0.8]);
  });

  it('wins over a wake-up that is due at the same moment and has not run', () => {
    const { kernel, told, start, at } = storyTellers();
    // Scheduled before the wake-up, and therefore run before it.
    at(3, () => handle.interrupt('first'));
    const handle = start('a', () => sleep(3));
    kernel.run();
    expect(told).toEqual(['a interrupted: first at 3']);
  });

  it('meets the next wait when it comes after the wake-up of the same moment', () => {
    const { kernel, told, trying, at } = storyTellers();
    function* story(): Process<void> {
      yield* trying('first', () => sleep(3));
      yield* trying('second', () => sleep(3));
    }
    const handle = kernel.spawn(story());
    at(2, () => at(3, () => handle.interrupt('late')));
    kernel.run();
    expect(told).toEqual(['first done at 3', 'second interrupted: late at 3']);
  });

  it('comes before everything else that is scheduled at its moment, and nobody runs inside interrupt()', () => {
    const { kernel, told, tell, start, at } = storyTellers();
    const handle = start('a', () => sleep(5));
    at(3, () => {
      at(3, () => tell('scheduled just now'));
      handle.interrupt('x');
      tell('asked for');
    });
    at(3, () => tell('scheduled long ago'));
    kernel.run();
    expect(told).toEqual([
      'asked for at 3',
      'a interrupted: x at 3',
      'scheduled long ago at 3',
      'scheduled just now at 3',
    ]);
  });

  it('may be asked for between two runs', () => {
    const { kernel, told, start } = storyTellers();
    const handle = start('a', () => sleep(5));
    kernel.run(2.5);
    handle.interrupt('between');
    expect(told).toEqual([]);
    kernel.run();
    expect(told).toEqual(['a interrupted: between at 2.5']);
  });

  it('has a reason of any kind, or none', () => {
    const { kernel, at } = storyTellers();
    const reasons: unknown[] = [];
    const given = [undefined, 7, { machine: 3 }, new Error('broken'), null];
    function* story(): Process<void> {
      for (let index = 0; index < given.length; index++) {
        try {
          yield 10;
        } catch (thrown) {
          reasons.push((thrown as Interrupt).reason);
        }
      }
    }
    const handle = kernel.spawn(story());
    given.forEach((reason, index) => {
      at(index + 1, () => handle.interrupt(reason));
    });
    kernel.run();
    expect(reasons).toEqual(given);
    expect(String(new Interrupt(undefined))).toBe('interrupted');
    expect(String(new Interrupt('no power'))).toBe('interrupted: no power');
  });
});

describe('an interrupt of a wait for a signal', () => {
  it('takes the process out: the signal wakes the others only', () => {
    const { kernel, told, start, at } = storyTellers();
    const signal = new Signal(kernel);
    const wait = function* (): Process<void> {
      yield signal.wait();
    };
    start('a', wait);
    const b = start('b', wait);
    start('c', wait);
    at(1, () => b.interrupt('x'));
    at(1.5, () => expect(signal.waiterCount).toBe(2));
    at(2, () => signal.fire());
    kernel.run();
    expect(told).toEqual(['b interrupted: x at 1', 'a done at 2', 'c done at 2']);
    expect([signal.waiterCount, kernel.pendingCount]).toEqual([0, 0]);
  });

  it('comes before the wake-up by a signal that fired at this moment', () => {
    const { kernel, told, trying, at } = storyTellers();
    const signal = new Signal(kernel);
    function* story(): Process<void> {
      yield* trying('first', function* () {
        yield signal.wait();
      });
      yield* trying('second', function* () {
        yield signal.wait();
      });
    }
    const handle = kernel.spawn(story());
    at(1, () => {
      signal.fire();
      handle.interrupt('x');
    });
    // The wake-up of the first wait must not end the second.
    at(4, () => signal.fire());
    kernel.run();
    expect(told).toEqual(['first interrupted: x at 1', 'second done at 4']);
  });

  it('takes back a request of a handler by hand, once', () => {
    const { kernel } = storyTellers();
    const signal = new Signal(kernel);
    const seen: number[] = [];
    const see = kernel.handler((argument) => seen.push(argument));
    for (const argument of [1, 2, 1]) signal.request(see, argument);
    expect([signal.withdraw(see, 1), signal.withdraw(see, 3), signal.waiterCount]).toEqual([true, false, 2]);
    signal.fire();
    expect(signal.withdraw(see, 2)).toBe(false);
    kernel.run();
    expect(seen).toEqual([2, 1]);
  });
});

describe('an interrupt of a wait for another process', () => {
  it('lets the other go on, and its end finds nobody', () => {
    const { kernel, told, tell, trying, start, at } = storyTellers();
    const other = start('other', () => sleep(5));
    function* story(): Process<void> {
      yield* trying('waiter', function* () {
        return yield other;
      });
      yield 10;
      tell('waiter on');
    }
    const waiter = kernel.spawn(story());
    start('second', function* () {
      return yield other;
    });
    at(2, () => waiter.interrupt('x'));
    kernel.run();
    expect(told).toEqual(['waiter interrupted: x at 2', 'other done at 5', 'second false at 5', 'waiter on at 12']);
  });

  it('between the end of the other and its own turn: the result is dropped, not given to the next yield', () => {
    const { kernel } = storyTellers();
    function* child(): Process<string> {
      yield 3;
      parentHandle.interrupt('x');
      return 'result';
    }
    function* parent(): Process<unknown[]> {
      const handle = kernel.spawn(child(), 'child');
      const got: unknown[] = [];
      try {
        got.push(yield handle);
      } catch {
        got.push('interrupted', handle.done, kernel.now);
      }
      got.push(yield 0, yield 2);
      got.push(yield handle, kernel.now);
      return got;
    }
    const parentHandle: ProcessHandle<unknown[]> = kernel.spawn(parent());
    kernel.run();
    expect(parentHandle.result).toEqual(['interrupted', true, 3, undefined, undefined, 'result', 5]);
  });
});

describe('an interrupt of a command of the model', () => {
  it('that cannot be called off ignores whatever the command does in the end', () => {
    const { kernel, told, tell, trying, at } = storyTellers();
    const slow: Command = {
      begin(process) {
        kernel.schedule(10, process.resumeHandler, process.id);
        return false;
      },
    };
    function* story(): Process<void> {
      yield* trying('slow', function* () {
        yield slow;
      });
      yield 20;
      tell('on');
    }
    const handle = kernel.spawn(story());
    at(4, () => handle.interrupt('x'));
    kernel.run();
    expect(told).toEqual(['slow interrupted: x at 4', 'on at 24']);
  });

  it('that hands over a value calls it off by withdraw()', () => {
    const { kernel, at } = storyTellers();
    let waits = false;
    const slow: Command = {
      begin(process) {
        const { id } = process;
        waits = true;
        at(10, () => {
          if (!waits) return;
          process.receive('late');
          kernel.schedule(0, process.resumeHandler, id);
        });
        return false;
      },
      withdraw() {
        waits = false;
        return true;
      },
    };
    function* story(): Process<unknown[]> {
      const got: unknown[] = [];
      try {
        got.push(yield slow);
      } catch {
        got.push(`interrupted at ${kernel.now}`);
      }
      got.push(yield 20, kernel.now);
      return got;
    }
    const handle = kernel.spawn(story());
    at(4, () => handle.interrupt('x'));
    kernel.run();
    expect(handle.result).toEqual(['interrupted at 4', undefined, 24]);
  });

  it('does not disturb whoever gets a process number in the meantime', () => {
    const { kernel, tell, told, trying, start, at } = storyTellers();
    const slow: Command = {
      begin(process) {
        kernel.schedule(10, process.resumeHandler, process.id);
        return false;
      },
    };
    const handle = kernel.spawn(
      (function* (): Process<void> {
        yield* trying('slow', function* () {
          yield slow;
        });
      })(),
    );
    at(4, () => handle.interrupt('x'));
    // These are there at 10, when the command's event comes.
    at(5, () => {
      for (const name of ['b', 'c', 'd']) start(name, () => sleep(100));
    });
    at(50, () => tell('half time'));
    kernel.run();
    expect(told).toEqual([
      'slow interrupted: x at 4',
      'half time at 50',
      'b done at 105',
      'c done at 105',
      'd done at 105',
    ]);
  });

  it('calls withdraw() only while the process waits in the command', () => {
    const { kernel, trying, at } = storyTellers();
    const calls: string[] = [];
    const command = (name: string, isImmediate: boolean): Command => ({
      begin(process) {
        calls.push(`${name} begins at ${kernel.now}`);
        if (!isImmediate) kernel.schedule(2, process.resumeHandler, process.id);
        return isImmediate;
      },
      withdraw() {
        calls.push(`${name} withdrawn at ${kernel.now}`);
        return false;
      },
    });
    function* story(): Process<void> {
      yield* trying('all', function* () {
        yield command('immediate', true);
        yield command('over', false);
        yield command('waited for', false);
      });
      yield* trying('delay', () => sleep(5));
    }
    const handle = kernel.spawn(story());
    at(3, () => handle.interrupt('x'));
    at(4.5, () => handle.interrupt('y'));
    kernel.run();
    expect(calls).toEqual([
      'immediate begins at 0',
      'over begins at 0',
      'waited for begins at 2',
      'waited for withdrawn at 3',
    ]);
  });
});
