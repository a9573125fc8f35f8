import { describe, expect, it } from 'vitest';
import { FairShareLink, Kernel, type Process, ServerPool } from '../../src/kernel/index.ts';
import { naiveSharing } from '../unit/kernel/naive-sharing.ts';
import { drawsOf } from './estimates.ts';

/** Interarrival times and services, drawn once and given to both sides. */
function load(seed: string, customers: number, arrivalRate: number) {
  const draws = drawsOf(seed);
  const gaps = Float64Array.from({ length: customers }, () => draws.exponential(1 / arrivalRate));
  const services = Float64Array.from({ length: customers }, () => draws.hyperexponential(3));
  const arrivals = new Float64Array(customers);
  let time = 0;
  for (let index = 0; index < customers; index++) arrivals[index] = time += gaps[index]!;
  return { customers, gaps, services, arrivals };
}

type Load = ReturnType<typeof load>;

function waitsWithHandlers({ customers, services, arrivals }: Load, servers: number): Float64Array {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'station', servers });
  const waits = new Float64Array(customers);
  const begin = (customer: number) => {
    waits[customer] = kernel.now - arrivals[customer]!;
    kernel.schedule(services[customer]!, depart);
  };
  const granted = kernel.handler(begin);
  const depart = kernel.handler(() => pool.release());
  const arrive = kernel.handler((customer) => pool.request(granted, customer) && begin(customer));
  for (let index = 0; index < customers; index++) kernel.scheduleAt(arrivals[index]!, arrive, index);
  kernel.run();
  return waits;
}

function waitsWithProcesses({ customers, services, gaps, arrivals }: Load, servers: number): Float64Array {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'station', servers });
  const waits = new Float64Array(customers);
  function* customer(index: number): Process<void> {
    yield pool.acquire();
    waits[index] = kernel.now - arrivals[index]!;
    yield services[index]!;
    pool.release();
  }
  function* source(): Process<void> {
    for (let index = 0; index < customers; index++) {
      yield gaps[index]!;
      kernel.spawn(customer(index));
    }
  }
  kernel.spawn(source());
  kernel.run();
  return waits;
}

/** The largest difference between two lists of waits. */
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);

// Rounding: the clock reaches 2e4 s, where it resolves 4e-12 s; some hundred additions lie in a busy period.
describe('every single wait, with the same arrivals and services', () => {
  it("is that of Lindley's recursion for G/G/1", () => {
    const given = load('Lindley', 20_000, 0.9);
    const expected = new Float64Array(given.customers);
    for (let index = 1; index < given.customers; index++) {
      expected[index] = Math.max(0, expected[index - 1]! + given.services[index - 1]! - given.gaps[index]!);
    }
    expect(Math.max(...expected)).toBeGreaterThan(20);
    expect(worst(waitsWithHandlers(given, 1), expected)).toBeLessThan(1e-9);
    expect(worst(waitsWithProcesses(given, 1), expected)).toBeLessThan(1e-9);
  });

  it.each([2, 3, 16])('is that of the recursion of Kiefer and Wolfowitz for G/G/%d', (servers) => {
    const given = load(`Kiefer-Wolfowitz ${servers}`, 20_000, 0.9 * servers);
    const expected = new Float64Array(given.customers);
    // Work before each server, in ascending order, as the next customer finds it.
    const work = new Float64Array(servers);
    for (let index = 0; index < given.customers; index++) {
      for (let server = 0; server < servers; server++) work[server] = Math.max(0, work[server]! - given.gaps[index]!);
      expected[index] = work[0]!;
      work[0]! += given.services[index]!;
      work.sort();
    }
    expect(Math.max(...expected)).toBeGreaterThan(3);
    expect(worst(waitsWithHandlers(given, servers), expected)).toBeLessThan(1e-9);
    expect(worst(waitsWithProcesses(given, servers), expected)).toBeLessThan(1e-9);
  });

  it('on a shared link is that of naive sharing', () => {
    const { customers, services, arrivals } = load('naive sharing', 2_000, 0.85);
    const caps = [0.4, 0.7, Infinity];
    const flows = Array.from({ length: customers }, (_, index) => ({
      at: arrivals[index]!,
      size: services[index]!,
      cap: caps[index % 3]!,
    }));
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 1 });
    const finished = new Float64Array(customers);
    const done = kernel.handler((index) => {
      finished[index] = kernel.now;
    });
    const start = kernel.handler((index) =>
      link.start(flows[index]!.size, link.flowClass(flows[index]!.cap), done, index),
    );
    for (let index = 0; index < customers; index++) kernel.scheduleAt(arrivals[index]!, start, index);
    kernel.run();
    expect(worst(finished, naiveSharing(1, flows))).toBeLessThan(1e-9);
  });
});

describe("Little's law over a window with customers still inside", () => {
  it('counts what they have waited so far', () => {
    const given = load('Little', 5_000, 0.95);
    const waits = waitsWithHandlers(given, 1);
    const horizon = given.arrivals[4_000]!;
    const kernel = new Kernel();
    const pool = new ServerPool(kernel, { name: 'station', servers: 1 });
    const begin = (customer: number) => kernel.schedule(given.services[customer]!, depart);
    const granted = kernel.handler(begin);
    const depart = kernel.handler(() => pool.release());
    const arrive = kernel.handler((customer) => pool.request(granted, customer) && begin(customer));
    for (let index = 0; index < given.customers; index++) kernel.scheduleAt(given.arrivals[index]!, arrive, index);
    kernel.run(horizon);
    let waited = 0;
    let inLine = 0;
    for (let index = 0; given.arrivals[index]! < horizon; index++) {
      waited += Math.min(waits[index]!, horizon - given.arrivals[index]!);
      if (given.arrivals[index]! + waits[index]! >= horizon) inLine++;
    }
    expect(pool.queueLength).toBe(inLine);
    expect(inLine).toBeGreaterThan(0);
    expect((pool.stats().meanQueueLength * horizon) / waited).toBeCloseTo(1, 9);
  });
});
