/** The same loads through the kernel, told by handlers or by processes. */
import { FairShareNetwork, type Kernel, type Process, TokenBucket } from '../../kernel/index.ts';
import type { Lab } from '../lab.ts';
import type { NaiveFlow } from './brute-force.ts';
import type { Load } from './load.ts';

export interface Coupled {
  readonly values: Float64Array;
  readonly events: number;
}

/** Waits at a pool, by handlers. */
export function waitsByHandlers(lab: Lab, { count, services, arrivals }: Load, servers: number): Coupled {
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, { name: 'station', servers });
  const values = missing(count);
  const begin = (customer: number) => {
    values[customer] = kernel.now - arrivals[customer]!;
    kernel.schedule(services[customer]!, depart);
  };
  const granted = kernel.handler(begin);
  const depart = kernel.handler(() => pool.release());
  const arrive = kernel.handler((customer) => {
    if (pool.request(granted, customer) === true) begin(customer);
  });
  return runArrivals(kernel, arrivals, arrive, values);
}

/** Waits at a pool, by processes. */
export function waitsByProcesses(lab: Lab, { count, services, gaps, arrivals }: Load, servers: number): Coupled {
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, { name: 'station', servers });
  const values = missing(count);
  function* customer(index: number): Process<void> {
    yield pool.acquire();
    values[index] = kernel.now - arrivals[index]!;
    yield services[index]!;
    pool.release();
  }
  function* source(): Process<void> {
    for (let index = 0; index < count; index++) {
      yield gaps[index]!;
      kernel.spawn(customer(index));
    }
  }
  kernel.spawn(source());
  kernel.run();
  return { values, events: kernel.eventCount };
}

/** Waits at a pool of one server, until the grant or the end of the patience, by timers and withdraw(). */
export function impatientByHandlers(lab: Lab, { count, services, arrivals }: Load, patience: Float64Array): Coupled {
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, { name: 'station', servers: 1 });
  const values = missing(count);
  const tickets = new Float64Array(count);
  const begin = (customer: number) => {
    values[customer] = kernel.now - arrivals[customer]!;
    kernel.schedule(services[customer]!, depart);
  };
  const granted = kernel.handler(begin);
  const depart = kernel.handler(() => pool.release());
  // Nobody cancels: of those who are served already, withdraw() must say so.
  const giveUp = kernel.handler((customer) => {
    if (pool.withdraw(tickets[customer]!)) values[customer] = kernel.now - arrivals[customer]!;
  });
  const arrive = kernel.handler((customer) => {
    if (pool.request(granted, customer) === true) {
      begin(customer);
      return;
    }
    tickets[customer] = pool.ticket;
    kernel.schedule(patience[customer]!, giveUp, customer);
  });
  return runArrivals(kernel, arrivals, arrive, values);
}

/** The same by processes that acquireWithin(). */
export function impatientByProcesses(lab: Lab, { count, services, arrivals }: Load, patience: Float64Array): Coupled {
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, { name: 'station', servers: 1 });
  const values = missing(count);
  function* customer(index: number): Process<void> {
    const refusal = yield* pool.acquireWithin(patience[index]!);
    values[index] = kernel.now - arrivals[index]!;
    if (refusal !== undefined) return;
    yield services[index]!;
    pool.release();
  }
  const arrive = kernel.handler((index) => kernel.spawn(customer(index)));
  return runArrivals(kernel, arrivals, arrive, values);
}

/** When each is done at a pool with priorities, by serve(). */
export function endsByServing(
  lab: Lab,
  { count, services, arrivals, priorities }: Load,
  options: { servers: number; preemptive: boolean },
): Coupled {
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, {
    name: 'station',
    servers: options.servers,
    preemption: options.preemptive ? 'resume' : 'none',
  });
  const values = missing(count);
  const done = kernel.handler((customer) => {
    values[customer] = kernel.now;
  });
  const arrive = kernel.handler((customer) => pool.serve(services[customer]!, done, customer, priorities[customer]!));
  return runArrivals(kernel, arrivals, arrive, values);
}

/** When each is done at a pool with priorities, by processes that use() it. */
export function endsByUsing(
  lab: Lab,
  { count, services, arrivals, priorities }: Load,
  options: { servers: number; preemptive: boolean },
): Coupled {
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, {
    name: 'station',
    servers: options.servers,
    preemption: options.preemptive ? 'resume' : 'none',
  });
  const values = missing(count);
  function* customer(index: number): Process<void> {
    yield* pool.use(services[index]!, priorities[index]!);
    values[index] = kernel.now;
  }
  const arrive = kernel.handler((index) => kernel.spawn(customer(index)));
  return runArrivals(kernel, arrivals, arrive, values);
}

/** When each flow is through one link. */
export function endsOnLink(lab: Lab, capacity: number, flows: readonly NaiveFlow[]): Coupled {
  const kernel = lab.kernel();
  const link = lab.link(kernel, { name: 'link', capacityBytesPerSecond: capacity });
  const values = missing(flows.length);
  const done = kernel.handler((index) => {
    values[index] = kernel.now;
  });
  const start = kernel.handler((index) => {
    const { size, cap } = flows[index]!;
    link.start(size, link.flowClass(cap), done, index);
  });
  return runArrivals(
    kernel,
    flows.map(({ at }) => at),
    start,
    values,
  );
}

/** When each flow is through a network of links. */
export function endsOnNetwork(lab: Lab, capacities: readonly number[], flows: readonly NaiveFlow[]): Coupled {
  const kernel = lab.kernel();
  const network = new FairShareNetwork(kernel, { name: 'network' });
  const links = capacities.map((capacityBytesPerSecond, index) =>
    network.link({ name: `link ${index}`, capacityBytesPerSecond }),
  );
  const values = missing(flows.length);
  const done = kernel.handler((index) => {
    values[index] = kernel.now;
  });
  const start = kernel.handler((index) => {
    const { size, cap, path } = flows[index]!;
    const route = network.route(
      path.map((link) => links[link]!),
      cap,
    );
    network.start(size, route, done, index);
  });
  return runArrivals(
    kernel,
    flows.map(({ at }) => at),
    start,
    values,
  );
}

/** When each request for a token is granted. */
export function grantsOfBucket(lab: Lab, arrivals: Float64Array, rate: number, burst: number): Coupled {
  const kernel = lab.kernel();
  const bucket = new TokenBucket(kernel, { name: 'bucket', ratePerSecond: rate, burst });
  const values = missing(arrivals.length);
  const grant = (index: number) => {
    values[index] = kernel.now;
  };
  const granted = kernel.handler(grant);
  const arrive = kernel.handler((index) => {
    if (bucket.request(granted, index)) grant(index);
  });
  return runArrivals(kernel, arrivals, arrive, values);
}

/** A value that nobody sets must not pass for zero. */
function missing(count: number): Float64Array {
  return new Float64Array(count).fill(Number.NaN);
}

/** One event at a time in the list beside the model's own, however many arrivals there are. */
function runArrivals(kernel: Kernel, arrivals: ArrayLike<number>, arrive: number, values: Float64Array): Coupled {
  const source = kernel.handler((index) => {
    if (index + 1 < arrivals.length) kernel.scheduleAt(arrivals[index + 1]!, source, index + 1);
    kernel.dispatch(arrive, index);
  });
  kernel.scheduleAt(arrivals[0]!, source, 0);
  kernel.run();
  return { values, events: kernel.eventCount };
}
