import { Kernel, ServerPool } from '../src/kernel/index.ts';
import { Draws } from './draws.ts';
import type { BenchOutcome } from './model.ts';

const stationCount = 64;
const jobCount = 256;

/**
 * A closed network of 64 stations, each a component with its own handlers and its own pool with all statistics; 256
 * jobs go to a random station after each service of mean 1. check: the sum of the mean queue lengths.
 */
export function runComponents(services: number): BenchOutcome {
  const draws = new Draws(42);
  const kernel = new Kernel();
  const stations: Station[] = [];
  let left = services;
  const route = (job: number) => {
    if (left-- > 0) stations[draws.bits() & (stationCount - 1)]!.arrive(job);
  };
  for (let index = 0; index < stationCount; index++) stations.push(new Station(kernel, draws, index, route));
  for (let job = 0; job < jobCount; job++) stations[job & (stationCount - 1)]!.arrive(job);
  kernel.run();
  const queued = stations.reduce((sum, { pool }) => sum + pool.stats().meanQueueLength, 0);
  return { events: kernel.eventCount, check: queued };
}

class Station {
  readonly pool: ServerPool;
  private readonly kernel: Kernel;
  private readonly draws: Draws;
  private readonly beginService: number;
  private readonly endService: number;

  constructor(kernel: Kernel, draws: Draws, index: number, route: (job: number) => void) {
    this.kernel = kernel;
    this.draws = draws;
    this.pool = new ServerPool(kernel, { name: `station ${index}`, servers: 1 });
    this.beginService = kernel.handler((job) => this.serve(job), `station ${index}: begin`);
    this.endService = kernel.handler((job) => {
      this.pool.release();
      route(job);
    }, `station ${index}: end`);
  }

  arrive(job: number): void {
    if (this.pool.request(this.beginService, job)) this.serve(job);
  }

  private serve(job: number): void {
    this.kernel.schedule(this.draws.exponential(), this.endService, job);
  }
}
