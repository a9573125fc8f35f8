import type { ChainPassed, OccurrencePort, RequestChain, RequestClient } from '../capabilities.ts';
import type { Body } from './_body.ts';
import { computeColumn, requestColumns } from './_slot-account.ts';
import { type ChainSums, noSums, type TaskChains } from './_work.ts';

/** The requests of each task of a stage as one chain, in place of TaskRequests. */
export class TaskChainRunner {
  count = 0;
  private readonly client: RequestClient;
  private readonly chains: TaskChains;
  private readonly occurrence: OccurrencePort;
  private readonly through: (body: Body) => void;
  private readonly told = (body: Body, phases: Float64Array): void => this.ended(body, phases);
  private readonly sums = noSums();

  constructor(client: RequestClient, chains: TaskChains, occurrence: OccurrencePort, through: (body: Body) => void) {
    this.client = client;
    this.chains = chains;
    this.occurrence = occurrence;
    this.through = through;
  }

  /** False: the task has none. */
  begin(body: Body): boolean {
    const { sums } = this;
    this.chains.sumUp(body.nth, sums);
    if (sums.gets + sums.heads === 0) return false;
    this.count += sums.gets + sums.heads;
    this.client.chain(new TaskChain(body, sums, this.told), this.occurrence);
    return true;
  }

  /** A task that is under way, whose requests have been counted. */
  resume(body: Body, passed: ChainPassed): void {
    this.chains.sumUp(body.nth, this.sums);
    this.client.chain(new TaskChain(body, this.sums, this.told), this.occurrence, passed);
  }

  private ended(body: Body, phases: Float64Array): void {
    if (!body.stopped) {
      for (let column = 0; column < requestColumns; column++) body.account[column]! += phases[column]!;
      body.cpu += phases[computeColumn]!;
    }
    this.through(body);
  }
}

class TaskChain implements RequestChain {
  readonly machine: number;
  readonly prefix: number;
  readonly entity: number;
  readonly gets: number;
  readonly heads: number;
  readonly bytes: number;
  readonly pauseSeconds: number;
  private readonly body: Body;
  private readonly done: (body: Body, phases: Float64Array) => void;

  constructor(body: Body, sums: ChainSums, done: (body: Body, phases: Float64Array) => void) {
    this.machine = body.machine;
    this.prefix = sums.prefix;
    // Another attempt has other luck.
    this.entity = sums.firstEntity + body.attempt;
    this.gets = sums.gets;
    this.heads = sums.heads;
    this.bytes = sums.bytes;
    this.pauseSeconds = sums.cpuSeconds * body.slowness;
    this.body = body;
    this.done = done;
  }

  ended(phases: Float64Array): void {
    this.done(this.body, phases);
  }
}
