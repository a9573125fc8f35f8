import { expect, it } from 'vitest';
import { type Interrupt, Kernel, type Process, type ProcessHandle, ServerPool } from '../../../src/kernel/index.ts';
import { runBalanced } from './pool-balance.ts';

/**
 * Two machines make parts of 10 minutes each, one after the other. They break down at given times; one repairman needs 5
 * minutes for a repair and does odd jobs of 8 minutes in between. What was done of a part is kept.
 */
function machineShop(preemption: 'none' | 'resume') {
  const kernel = new Kernel();
  const repairman = new ServerPool(kernel, { name: 'repairman', servers: 1, preemption });
  const told: string[] = [];
  const tell = (text: string) => told.push(`${kernel.now}: ${text}`);

  function* machine(name: string): Process<never> {
    for (let part = 1; ; part++) {
      let left = 10;
      while (left > 0) {
        const began = kernel.now;
        try {
          yield left;
          left = 0;
        } catch (thrown) {
          expect((thrown as Interrupt).reason).toBe('broken');
          left -= kernel.now - began;
          yield* repairman.use(5, 1);
          tell(`${name} repaired, ${left} left of part ${part}`);
        }
      }
      tell(`${name} part ${part}`);
    }
  }
  function* oddJobs(): Process<never> {
    for (let job = 1; ; job++) {
      yield* repairman.use(8, 2);
      tell(`job ${job}`);
    }
  }

  const machines = ['A', 'B'].map((name) => kernel.spawn(machine(name), `machine ${name}`));
  kernel.spawn(oddJobs(), 'odd jobs');
  const breakDown = kernel.handler((index) => machines[index]!.interrupt('broken'));
  kernel.scheduleAt(4, breakDown, 0);
  kernel.scheduleAt(6, breakDown, 1);
  kernel.run(30.5);
  return { told, stats: repairman.stats(), kernel, repairman };
}

it('a machine shop in which repairs wait for odd jobs: worked by hand', () => {
  // The first odd job is done at 8. A broke down at 4 (6 left) and is repaired 8 to 13; B at 6 (4 left), 13 to 18. The second
  // job has waited since 8: 18 to 26, the third 26 to 34. A ends its part at 19 and the next at 29; B at 22.
  const { told, stats } = machineShop('none');
  expect(told).toEqual([
    '8: job 1',
    '13: A repaired, 6 left of part 1',
    '18: B repaired, 4 left of part 1',
    '19: A part 1',
    '22: B part 1',
    '26: job 2',
    '29: A part 2',
  ]);
  // Waits: 0 (job 1), 4 (A), 7 (B), 10 (job 2), 0 (job 3).
  expect(stats).toMatchObject({
    utilization: 1,
    served: 4,
    offered: 5,
    preemptions: 0,
    waits: { count: 5, mean: 4.2 },
  });
});

it('a machine shop in which repairs interrupt odd jobs: worked by hand', () => {
  // A is repaired 4 to 9, B 9 to 14; the first job has 4 left: 14 to 18, the second 18 to 26. A ends its part at 15 and the
  // next at 25; B at 18, before the job in the order of events, and at 28.
  const { told, stats } = machineShop('resume');
  expect(told).toEqual([
    '9: A repaired, 6 left of part 1',
    '14: B repaired, 4 left of part 1',
    '15: A part 1',
    '18: job 1',
    '18: B part 1',
    '25: A part 2',
    '26: job 2',
    '28: B part 2',
  ]);
  // In line: job 1 from 4 to 14, B from 6 to 9.
  expect(stats).toMatchObject({ utilization: 1, served: 4, offered: 5, preemptions: 1, meanQueueLength: 13 / 30.5 });
});

it('a machine that breaks down while it is being repaired is repaired from the beginning', () => {
  const kernel = new Kernel();
  const repairman = new ServerPool(kernel, { name: 'repairman', servers: 1 });
  const told: string[] = [];
  function* machine(): Process<void> {
    for (let isBroken = true; isBroken; ) {
      try {
        yield* repairman.use(5);
        isBroken = false;
      } catch (thrown) {
        told.push(`${thrown} at ${kernel.now}`);
      }
    }
    told.push(`repaired at ${kernel.now}`);
  }
  const handle: ProcessHandle = kernel.spawn(machine());
  const interrupt = kernel.handler((argument) => handle.interrupt(argument));
  kernel.scheduleAt(3, interrupt, 1);
  kernel.scheduleAt(7, interrupt, 2);
  kernel.scheduleAt(20, interrupt, 3);
  runBalanced(kernel, repairman);
  expect(told).toEqual(['interrupted: 1 at 3', 'interrupted: 2 at 7', 'repaired at 12']);
  expect(repairman.stats()).toMatchObject({ served: 3, offered: 3 });
});
