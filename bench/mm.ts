import { Kernel, type Process, ServerPool } from '../src/kernel/index.ts';
import { Draws } from './draws.ts';
import type { BenchOutcome } from './model.ts';

/** M/M/1 at load 0.9 with a handler and a ServerPool, default statistics on. check: mean wait. */
export function runHandlers(customers: number): BenchOutcome {
  const draws = new Draws(42);
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'server', servers: 1 });
  let born = 0;
  const arrive = kernel.handler(() => {
    if (++born < customers) kernel.schedule(draws.exponential() / 0.9, arrive);
    pool.serve(draws.exponential());
  }, 'arrive');
  kernel.schedule(draws.exponential() / 0.9, arrive);
  kernel.run();
  return { events: 2 * customers, check: pool.stats().waits.mean };
}

/** M/M/c at load 0.9 with one generator process per customer. check: mean wait. */
export function runProcesses(customers: number, servers: number): BenchOutcome {
  const draws = new Draws(42);
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'servers', servers });
  const arrivalRate = 0.9 * servers;
  function* customer(): Process {
    yield pool.acquire();
    yield draws.exponential();
    pool.release();
  }
  function* source(): Process {
    for (let born = 0; born < customers; born++) {
      yield draws.exponential() / arrivalRate;
      kernel.spawn(customer(), 'customer');
    }
  }
  kernel.spawn(source(), 'source');
  kernel.run();
  return { events: 2 * customers, check: pool.stats().waits.mean };
}
