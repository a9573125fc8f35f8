import { describe, expect, it } from 'vitest';
import {
  type Command,
  Kernel,
  KernelError,
  type Process,
  type ProcessHandle,
  ServerPool,
  Signal,
} from '../../../src/kernel/index.ts';

describe('a process', () => {
  it('starts at now through the event list, in the order of spawning', () => {
    const kernel = new Kernel();
    const told: string[] = [];
    function* story(name: string): Process<void> {
      told.push(`${name} at ${kernel.now}`);
      yield 1;
      told.push(`${name} at ${kernel.now}`);
    }
    kernel.spawn(story('a'));
    kernel.spawn(story('b'));
    expect(told).toEqual([]);
    kernel.run();
    expect(told).toEqual(['a at 0', 'b at 0', 'a at 1', 'b at 1']);
  });

  it('is waited for by yielding its handle, which gives its result', () => {
    const kernel = new Kernel();
    function* child(): Process<string> {
      yield 3;
      return 'done';
    }
    function* parent(): Process<unknown[]> {
      const handle = kernel.spawn(child(), 'child');
      const first: string = yield handle;
      const at = kernel.now;
      const again: string = yield handle;
      return [first, at, again, kernel.now];
    }
    const handle = kernel.spawn(parent());
    kernel.run();
    expect(handle.done).toBe(true);
    expect(handle.result).toEqual(['done', 3, 'done', 3]);
  });

  it('lets several wait for its end, processes and handlers, in the order in which they came', () => {
    const kernel = new Kernel();
    const told: string[] = [];
    function* slow(): Process<number> {
      yield 2;
      return 42;
    }
    function* waiter(name: string, handle: ProcessHandle<number>): Process<void> {
      const result: number = yield handle;
      told.push(`${name} ${result} at ${kernel.now}`);
    }
    const handle = kernel.spawn(slow());
    handle.onDone(
      kernel.handler((argument) => told.push(`handler ${argument}`)),
      7,
    );
    kernel.spawn(waiter('x', handle));
    kernel.spawn(waiter('y', handle));
    kernel.run();
    expect(told).toEqual(['handler 7', 'x 42 at 2', 'y 42 at 2']);
    handle.onDone(
      kernel.handler((argument) => told.push(`late ${argument}`)),
      8,
    );
    kernel.run();
    expect(told.at(-1)).toBe('late 8');
  });

  it('is told as parts with yield*, as deep as one likes', () => {
    const kernel = new Kernel();
    function* part(seconds: number): Process<number> {
      yield seconds;
      return seconds * 2;
    }
    function* whole(): Process<number> {
      let sum = 0;
      for (let k = 1; k <= 4; k++) sum += yield* part(k);
      return sum;
    }
    const handle = kernel.spawn(whole());
    kernel.run();
    expect([handle.result, kernel.now]).toEqual([20, 10]);
  });

  it('carries its name and the time in what it throws', () => {
    const kernel = new Kernel();
    function* loader(): Process<void> {
      yield 12.5;
      throw new Error('disk full');
    }
    kernel.spawn(loader(), 'loader');
    const cause = expect.objectContaining({ message: 'disk full' });
    expect(() => kernel.run()).toThrow(
      expect.objectContaining({ code: 'PROCESS_FAILED', label: 'loader', timeSeconds: 12.5, cause }),
    );
  });

  it.each([
    [Number.NaN, 'NOT_A_TIME'],
    [-1, 'PAST'],
    [undefined, 'NOT_A_COMMAND'],
    [null, 'NOT_A_COMMAND'],
    ['1 s', 'NOT_A_COMMAND'],
    [{}, 'NOT_A_COMMAND'],
  ])('that yields %s stops the run with %s', (wish, code) => {
    const kernel = new Kernel();
    function* odd(): Process<void> {
      yield 1;
      yield wish as number;
    }
    kernel.spawn(odd(), 'odd');
    expect(() => kernel.run()).toThrow(expect.objectContaining({ code, label: 'odd', timeSeconds: 1 }));
  });

  it('that is granted everything at once for ever stops the run', () => {
    const kernel = new Kernel({ stallBudget: 1000 });
    const pool = new ServerPool(kernel, { name: 'pool', servers: 1 });
    function* greedy(): Process<void> {
      for (;;) {
        yield pool.acquire();
        pool.release();
      }
    }
    kernel.spawn(greedy(), 'greedy');
    expect(() => kernel.run()).toThrow(expect.objectContaining({ code: 'STALLED', label: 'greedy' }));
  });

  it('that is resumed twice by a faulty command stops the run', () => {
    const kernel = new Kernel();
    const twice: Command = {
      begin(process) {
        kernel.schedule(1, process.resumeHandler, process.id);
        kernel.schedule(2, process.resumeHandler, process.id);
        return false;
      },
    };
    function* story(): Process<void> {
      yield twice;
    }
    kernel.spawn(story());
    expect(() => kernel.run()).toThrow(KernelError);
  });

  it('that has ended leaves no trace: a million short lives use one number', () => {
    const kernel = new Kernel();
    const numbers = new Set<number>();
    function* life(): Process<void> {
      yield 1;
    }
    function* source(): Process<void> {
      for (let k = 0; k < 1000; k++) {
        const handle = kernel.spawn(life());
        numbers.add(handle.id);
        yield handle;
      }
    }
    kernel.spawn(source());
    kernel.run();
    expect(numbers.size).toBe(1);
  });
});

describe('a signal', () => {
  it('wakes all who wait, in order, at the moment it fires, and nobody runs inside fire()', () => {
    const kernel = new Kernel();
    const signal = new Signal(kernel);
    const told: string[] = [];
    function* waiter(name: string): Process<void> {
      yield signal.wait();
      told.push(`${name} at ${kernel.now}`);
      yield signal.wait();
      told.push(`${name} again at ${kernel.now}`);
    }
    kernel.spawn(waiter('a'));
    kernel.spawn(waiter('b'));
    const fire = kernel.handler(() => {
      expect(signal.waiterCount).toBe(2);
      signal.request(
        kernel.handler((argument) => told.push(`handler ${argument}`)),
        5,
      );
      signal.fire();
      told.push('fired');
    });
    kernel.schedule(4, fire);
    kernel.run();
    expect(told).toEqual(['fired', 'a at 4', 'b at 4', 'handler 5']);
    expect(signal.waiterCount).toBe(2);
  });

  it('keeps no memory: who comes after it waits for the next', () => {
    const kernel = new Kernel();
    const signal = new Signal(kernel);
    let woken = 0;
    signal.fire();
    signal.request(kernel.handler(() => woken++));
    kernel.run();
    expect(woken).toBe(0);
  });
});
