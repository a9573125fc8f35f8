import type { Values } from '../../fields/index.ts';
import type { HandlerId, Kernel, Process } from '../../kernel/index.ts';
import type { NetworkPath, ObjectStore, OccurrencePort, RequestBatch, RequestClient } from '../capabilities.ts';
import type { KeyedDraw, Recorder, TimelineRecorder, World } from '../model.ts';
import { BatchRun } from './_batch-run.ts';
import { connectionsBound, latencyBound, nicBound, type Work } from './_bounds.ts';
import { Hedging } from './_hedge.ts';
import { InstanceTime } from './_instance-time.ts';
import { answer, close, Lanes, open, phaseCount, retry, transfer, wait } from './_lanes.ts';
import { type Direction, Machine } from './_machine.ts';
import { type Nic, nicOf } from './_nic.ts';
import { NicLevels } from './_nic-levels.ts';
import { rateIndex, rateOfIndex } from './_rate-grid.ts';
import { changedPolicy, type Failure, givenUp, onThrottle, onTimeout, Retries, retryPolicyOf } from './_retry.ts';
import { Timeouts } from './_timeouts.ts';
import type { clientFields } from './fields.ts';

/** Hedges have luck of their own: attempts beyond any that a client makes. */
const hedgeAttempts = 2 ** 16;

const byActivity = (create: (activity: string) => KeyedDraw): ((activity: string) => KeyedDraw) => {
  const known = new Map<string, KeyedDraw>();
  return (activity) => {
    const found = known.get(activity) ?? create(activity);
    known.set(activity, found);
    return found;
  };
};

/**
 * A client that sends requests over pooled connections. A batch runs on lanes, as many as there are pooled connections
 * and requests that it allows at once; each lane takes the next request that may start when it has ended one. On a lane:
 *
 *     wait (for a unit of the pool) -> open (unless a kept connection is idle) -> [transfer of what is sent]
 *       -> answer (first byte, or a page) -> [transfer of what is received] -> close (unless connections are kept)
 *
 * A transfer runs on the NIC, at most at the connection's rate. Where a request lets others start, their lanes go on from
 * the time of its lane: so the phases of the lane that ends last are the occurrence's critical path, and without a gap
 * they add up to its duration. Batches that overlap take turns at the pool, request by request, first come first served.
 */
export class PooledClient implements RequestClient {
  readonly contents: RequestClient['contents'];
  readonly listing: RequestClient['listing'];
  private readonly kernel: Kernel;
  private readonly store: ObjectStore;
  private readonly path: NetworkPath;
  private readonly machines: Machine[];
  private readonly nic: Nic | null;
  private readonly connectionsEach: number;
  private readonly keepAlive: boolean;
  private readonly flowBytesPerSecond: number;
  private readonly connectionBytesPerSecond: number;
  private readonly rateVaries: boolean;
  private readonly coldOpen: KeyedDraw;
  private readonly instanceTime: InstanceTime | null;
  private readonly lanes = new Lanes();
  private readonly runs: (BatchRun | null)[] = [];
  private readonly freeRuns: number[] = [];

  /** What may go wrong with a request, and what is done about it; null where nothing is. */
  private readonly timeouts: Timeouts | null;
  private readonly hedging: Hedging | null;
  private readonly retries: Retries[] | null;
  private readonly jitter: (activity: string) => KeyedDraw;
  private readonly limited: boolean;
  private hasFailed = false;

  private readonly timeline: TimelineRecorder | null;
  private readonly opened: Recorder;
  private readonly hedges: Recorder;
  private readonly busyLevel: Recorder;
  private busy = 0;

  private readonly granted: HandlerId;
  private readonly isOpen: HandlerId;
  private readonly sent: HandlerId;
  private readonly answered: HandlerId;
  private readonly received: HandlerId;
  private readonly closed: HandlerId;
  private readonly refused: HandlerId;
  private readonly timedOut: HandlerId;
  private readonly hedgeDue: HandlerId;
  private readonly again: HandlerId;

  constructor(values: Values<typeof clientFields>, world: World) {
    const { kernel } = world;
    this.kernel = kernel;
    const store = world.find('objects');
    this.store = store;
    this.contents = store.contents;
    this.listing = { keysPerPage: store.keysPerPage, bytesPerKey: store.listBytesPerKey };
    this.connectionsEach = values.connections;
    this.keepAlive = values.keepAlive;
    const path = world.find('path');
    this.path = path;
    this.flowBytesPerSecond = path.flowRateBytesPerSecond;
    this.connectionBytesPerSecond = Math.min(store.connectionRateBytesPerSecond, path.flowRateBytesPerSecond);
    this.rateVaries = store.connectionRateVaries;
    this.coldOpen = world.draw('coldOpen', values.coldOpen);
    this.nic = nicOf(values);
    const nics = this.nic === null ? null : new NicLevels(world, () => this.machines);
    this.machines = Array.from(
      { length: values.machines },
      (_, index) =>
        new Machine(kernel, {
          name: values.machines === 1 ? world.name : `${world.name} ${index + 1}`,
          connections: values.connections,
          idleTimeoutSeconds: values.idleTimeout,
          keptIdle: values.keptIdle ?? values.connections,
          cold: values.cold,
          nic: this.nic,
          connectionBytesPerSecond: this.connectionBytesPerSecond,
          onRate: () => nics?.update(),
        }),
    );
    nics?.update();
    this.instanceTime = values.instance && new InstanceTime(world, values.instance.name, values.machines);
    this.limited = store.limitsRequests;
    this.timeouts =
      values.timeout === null ? null : new Timeouts({ seconds: values.timeout, growth: 1, capSeconds: Infinity });
    const { hedge } = values;
    this.hedging =
      hedge === null
        ? null
        : new Hedging({ afterSeconds: hedge.after, afterQuantile: 1 - hedge.slowest, atMostRatio: hedge.atMost });
    const policy = values.retry && changedPolicy(retryPolicyOf(values.retry), values.retrySettings);
    this.retries = policy && this.machines.map(() => new Retries(policy));
    this.jitter = byActivity((activity) => world.draw('retry', { kind: 'uniform', low: 0, high: 1 }, activity));
    this.hedges = world.metric('hedges');
    this.timeline = world.timeline;
    this.opened = world.metric('opened');
    this.busyLevel = world.metric('connections');
    this.busyLevel.set(0);
    this.granted = kernel.handler((lane) => this.onGranted(lane), `${world.name}: connection free`);
    this.isOpen = kernel.handler((lane) => this.onOpen(lane), `${world.name}: connection open`);
    this.sent = kernel.handler((lane) => this.onSent(lane), `${world.name}: request sent`);
    this.answered = kernel.handler((lane) => this.onAnswered(lane), `${world.name}: first byte`);
    this.received = kernel.handler((lane) => this.onReceived(lane), `${world.name}: last byte`);
    this.closed = kernel.handler((lane) => this.onClosed(lane), `${world.name}: connection closed`);
    this.refused = kernel.handler((lane) => this.onFailed(lane, onThrottle), `${world.name}: 503`);
    this.timedOut = kernel.handler((lane) => this.onFailed(lane, onTimeout), `${world.name}: time-out`);
    this.hedgeDue = kernel.handler((lane) => this.onHedgeDue(lane), `${world.name}: hedge`);
    this.again = kernel.handler((lane) => this.onAgain(lane), `${world.name}: retry`);
  }

  *run(batch: RequestBatch, occurrence: OccurrencePort): Process<number> {
    const { machines, instanceTime } = this;
    const lanes = Math.min(batch.parallel, machines.length * this.connectionsEach);
    if (lanes < 1) return 0;
    instanceTime?.begin(occurrence.activity);
    const burstInBytes = machines.reduce((sum, machine) => sum + machine.burstInBytes, 0);
    const burstOutBytes = machines.reduce((sum, machine) => sum + machine.burstOutBytes, 0);
    const run = new BatchRun(this.kernel, batch, occurrence, { lanes, burstInBytes, burstOutBytes });
    const id = this.freeRuns.pop() ?? this.runs.length;
    this.runs[id] = run;
    this.startLanes(run, id, -1);
    if (run.openLanes > 0) yield run.done.wait();
    this.runs[id] = null;
    this.freeRuns.push(id);
    instanceTime?.finish(occurrence.activity);
    if (run.lastLane >= 0) this.report(run);
    return run.bytes;
  }

  // --- a lane's life: one handler a step -----------------------------------------------------------------------

  /** Starts what may start, as far as there is room; `from`: the lane whose request let it start, or -1 at first. */
  private startLanes(run: BatchRun, id: number, from: number): void {
    const { lanes, machines } = this;
    while (run.openLanes < run.lanes) {
      const request = run.batch.next(-1);
      if (request < 0) return;
      const place = run.freePlaces.pop() ?? run.unusedPlace++;
      const lane = lanes.take();
      run.openLanes++;
      lanes.run[lane] = id;
      lanes.place[lane] = place;
      lanes.machine[lane] = place % machines.length;
      lanes.request[lane] = request;
      if (from < 0) lanes.mark[lane] = this.kernel.now;
      else lanes.copyTime(from, lane);
      if (machines[lanes.machine[lane]!]!.pool.request(this.granted, lane)) {
        this.occupy(1);
        this.beginRequest(lane, run);
      }
    }
  }

  private onGranted(lane: number): void {
    this.endPhase(lane, wait);
    this.occupy(1);
    this.beginRequest(lane, this.runs[this.lanes.run[lane]!]!);
  }

  /** The lane holds a unit of the pool; its next request gets a connection. */
  private beginRequest(lane: number, run: BatchRun): void {
    const { lanes, kernel, timeline } = this;
    const machine = this.machines[lanes.machine[lane]!]!;
    const { connections } = machine;
    const entity = run.batch.entityOf(lanes.request[lane]!);
    lanes.entity[lane] = entity;
    lanes.connection[lane] = connections.take(kernel.now);
    lanes.drawn[lane] = timeline?.open ? 1 : 0;
    if (!connections.fresh) {
      this.send(lane, run);
      return;
    }
    this.opened.add(1);
    const seconds = machine.cold
      ? this.coldOpen.at(lanes.machine[lane]!, 0)
      : this.store.opensByRoundTrips
        ? this.path.openSeconds(entity, lanes.attempt[lane]!, run.activity)
        : this.store.openSeconds(entity, lanes.attempt[lane]!, run.activity);
    machine.cold = false;
    run.latencySeconds += seconds;
    lanes.chainSeconds[lane]! += seconds;
    if (seconds > 0) kernel.schedule(seconds, this.isOpen, lane);
    else this.send(lane, run);
  }

  private onOpen(lane: number): void {
    this.endPhase(lane, open);
    this.send(lane, this.runs[this.lanes.run[lane]!]!);
  }

  private send(lane: number, run: BatchRun): void {
    const { lanes, store } = this;
    const { batch, activity } = run;
    const request = lanes.request[lane]!;
    const operation = batch.operationOf(request);
    const bytes = batch.bytesOf(request);
    run.occurrence.requests(1);
    run.sentRequests++;
    // A COPY's bytes stay in the store.
    lanes.bytes[lane] = operation === 'copy' ? 0 : bytes;
    if (lanes.attempt[lane] === 0) run.askedBytes += lanes.bytes[lane]!;
    else store.retried();
    if (this.limited && !store.admits(operation, batch.prefixOf(request))) {
      // The answer comes before the body is sent.
      store.refused(operation);
      const seconds = store.refusalSeconds(lanes.entity[lane]!, lanes.attempt[lane]!, activity);
      this.kernel.schedule(seconds, this.refused, lane);
      return;
    }
    store.request(operation, bytes, activity);
    const sends = operation === 'put' || operation === 'uploadPart';
    lanes.sends[lane] = sends ? 1 : 0;
    if (sends && bytes > 0) {
      const machine = this.machines[lanes.machine[lane]!]!;
      this.transfer(lane, run, machine.outbound(), this.sent);
      return;
    }
    this.ask(lane, run);
  }

  private onSent(lane: number): void {
    this.endPhase(lane, transfer);
    this.ask(lane, this.runs[this.lanes.run[lane]!]!);
  }

  /** The request is with the store: what passes until its answer. */
  private ask(lane: number, run: BatchRun): void {
    const { lanes } = this;
    const { batch } = run;
    const request = lanes.request[lane]!;
    const operation = batch.operationOf(request);
    const amount = operation === 'copy' ? batch.bytesOf(request) : batch.keysOf(request);
    const attempt = lanes.attempt[lane]!;
    const seconds = this.store.firstByteSeconds(operation, amount, lanes.entity[lane]!, attempt, run.activity);
    if (this.hedging !== null || this.timeouts !== null) {
      this.askGuarded(lane, run, seconds, operation === 'get' || operation === 'head');
      return;
    }
    run.latencySeconds += seconds;
    lanes.chainSeconds[lane]! += seconds;
    // Now rather than at the first byte: at the horizon the slow ones would be missing.
    run.sampleFirstByte?.(seconds);
    this.kernel.schedule(seconds, this.answered, lane);
  }

  /** All is known when it is sent: no event needs to be cancelled. `seconds`: to the answer of this request. */
  private askGuarded(lane: number, run: BatchRun, seconds: number, mayHedge: boolean): void {
    const { lanes, hedging } = this;
    if (mayHedge && hedging !== null) {
      hedging.sent();
      const wait = hedging.waitSeconds;
      if (seconds > wait && wait < this.limitSeconds(lane)) {
        lanes.pending[lane] = seconds - wait;
        this.kernel.schedule(wait, this.hedgeDue, lane);
        return;
      }
      hedging.answered(seconds);
    }
    this.expectInTime(lane, run, 0, seconds);
  }

  /** So long without an answer: a second request over another connection, and the first answer of the two. */
  private onHedgeDue(lane: number): void {
    const { lanes, store } = this;
    const run = this.runs[lanes.run[lane]!]!;
    const hedging = this.hedging!;
    const request = lanes.request[lane]!;
    const operation = run.batch.operationOf(request);
    const waited = this.kernel.now - lanes.mark[lane]!;
    let left = lanes.pending[lane]!;
    const granted = hedging.grant() && (!this.limited || store.admits(operation, run.batch.prefixOf(request)));
    if (granted) {
      // What the loser would bring is not waited for: its answer is dropped before its bytes.
      store.request(operation, 0, run.activity);
      run.occurrence.requests(1);
      this.hedges.add(1);
      const attempt = lanes.attempt[lane]! + hedgeAttempts;
      left = Math.min(left, store.firstByteSeconds(operation, 1, lanes.entity[lane]!, attempt, run.activity));
    }
    hedging.answered(waited + left);
    this.expectInTime(lane, run, waited, left);
  }

  /** An answer after so many more seconds, or the time-out before it. */
  private expectInTime(lane: number, run: BatchRun, waitedSeconds: number, leftSeconds: number): void {
    const limit = this.limitSeconds(lane);
    if (waitedSeconds + leftSeconds > limit) {
      this.kernel.schedule(Math.max(0, limit - waitedSeconds), this.timedOut, lane);
      return;
    }
    run.latencySeconds += waitedSeconds + leftSeconds;
    this.lanes.chainSeconds[lane]! += waitedSeconds + leftSeconds;
    run.sampleFirstByte?.(waitedSeconds + leftSeconds);
    this.kernel.schedule(leftSeconds, this.answered, lane);
  }

  private limitSeconds(lane: number): number {
    return this.timeouts === null ? Infinity : this.timeouts.limitSeconds(this.lanes.attempt[lane]!);
  }

  /** The attempt has failed: the connection is kept after a 503 and closed after a time-out. */
  private onFailed(lane: number, failure: Failure): void {
    this.endPhase(lane, retry);
    const { lanes } = this;
    const run = this.runs[lanes.run[lane]!]!;
    const machine = this.machines[lanes.machine[lane]!]!;
    run.failedAttempts++;
    this.hasFailed = true;
    if (this.keepAlive && failure === onThrottle) machine.connections.keep(lanes.connection[lane]!, this.kernel.now);
    else machine.connections.close(lanes.connection[lane]!);
    const retries = this.retries === null ? null : this.retries[lanes.machine[lane]!]!;
    let seconds: number = givenUp;
    if (retries !== null) {
      if (lanes.attempt[lane] === 0) retries.begin(lane);
      const uniform = this.jitter(run.activity).at(lanes.entity[lane]!, lanes.attempt[lane]!);
      seconds = retries.failed(lane, failure, uniform);
    }
    if (seconds === givenUp) {
      run.failedBytes += lanes.bytes[lane]!;
      run.occurrence.fail(failure === onThrottle ? '503 Slow Down' : 'time-out');
      this.endRequest(lane, run, false);
      return;
    }
    lanes.attempt[lane]!++;
    // While it waits another request may have its place in the pool.
    this.occupy(-1);
    machine.pool.release();
    this.kernel.schedule(seconds, this.again, lane);
  }

  /** Successes give the retry quota back what it lacks; before the first failure it lacks nothing. */
  private tellRetries(lane: number): void {
    if (this.retries === null) return;
    const retries = this.retries[this.lanes.machine[lane]!]!;
    if (this.lanes.attempt[lane] === 0) retries.begin(lane);
    retries.succeeded(lane);
  }

  private onAgain(lane: number): void {
    this.endPhase(lane, retry);
    const { lanes } = this;
    if (!this.machines[lanes.machine[lane]!]!.pool.request(this.granted, lane)) return;
    this.occupy(1);
    this.beginRequest(lane, this.runs[lanes.run[lane]!]!);
  }

  private onAnswered(lane: number): void {
    this.endPhase(lane, answer);
    const { lanes } = this;
    if (lanes.bytes[lane] === 0 || lanes.sends[lane] === 1) {
      this.onReceived(lane);
      return;
    }
    const machine = this.machines[lanes.machine[lane]!]!;
    if (!this.rateVaries && machine.inbound === null) {
      this.kernel.schedule(lanes.bytes[lane]! / this.connectionBytesPerSecond, this.received, lane);
      return;
    }
    this.transfer(lane, this.runs[lanes.run[lane]!]!, machine.inbound, this.received);
  }

  /** The bytes of the lane's request on the NIC, if there is one, at most at the rate of the connection. */
  private transfer(lane: number, run: BatchRun, direction: Direction | null, through: HandlerId): void {
    const { lanes, kernel } = this;
    const bytes = lanes.bytes[lane]!;
    const rate = this.rateVaries ? this.drawnRate(lane, run, bytes) : this.connectionBytesPerSecond;
    if (direction === null) {
      kernel.schedule(bytes / rate, through, lane);
      return;
    }
    direction.bucket?.beforeStart();
    const flowClass = this.rateVaries ? direction.classOf(rate) : direction.flowClass;
    direction.link.start(bytes, flowClass, through, lane);
  }

  private drawnRate(lane: number, run: BatchRun, bytes: number): number {
    const { lanes, store } = this;
    const drawn = store.connectionRate(lanes.entity[lane]!, lanes.attempt[lane]!, run.activity);
    const rate = Math.min(rateOfIndex(rateIndex(drawn)), this.flowBytesPerSecond);
    run.transferSeconds += bytes / rate;
    lanes.chainTransferSeconds[lane]! += bytes / rate;
    return rate;
  }

  private onReceived(lane: number): void {
    const { lanes } = this;
    if (lanes.sends[lane] === 0) this.endPhase(lane, transfer);
    const run = this.runs[lanes.run[lane]!]!;
    const bytes = lanes.bytes[lane]!;
    run.endedRequests++;
    if (this.hasFailed) this.tellRetries(lane);
    run.bytes += bytes;
    lanes.chainBytes[lane]! += bytes;
    if (lanes.sends[lane] === 1) {
      run.sentBytes += bytes;
      run.occurrence.bytesWritten(bytes);
    } else run.occurrence.bytesRead(bytes);
    const { connections } = this.machines[lanes.machine[lane]!]!;
    if (this.keepAlive) {
      connections.keep(lanes.connection[lane]!, this.kernel.now);
      this.endRequest(lane, run, true);
      return;
    }
    const seconds = this.store.closeSeconds(lanes.entity[lane]!, 0, run.activity);
    run.latencySeconds += seconds;
    lanes.chainSeconds[lane]! += seconds;
    if (seconds > 0) this.kernel.schedule(seconds, this.closed, lane);
    else this.onClosed(lane);
  }

  private onClosed(lane: number): void {
    this.endPhase(lane, close);
    const { lanes } = this;
    this.machines[lanes.machine[lane]!]!.connections.close(lanes.connection[lane]!);
    this.endRequest(lane, this.runs[lanes.run[lane]!]!, true);
  }

  private endRequest(lane: number, run: BatchRun, succeeded: boolean): void {
    const { lanes } = this;
    const { batch } = run;
    const { pool } = this.machines[lanes.machine[lane]!]!;
    const ended = lanes.request[lane]!;
    const id = lanes.run[lane]!;
    if (batch.paths !== null && succeeded) this.endOnPath(lane, batch.paths);
    lanes.attempt[lane] = 0;
    batch.ended(ended, succeeded);
    const request = batch.next(ended);
    if (request < 0 || !batch.follows(request)) this.endChain(lane, run);
    if (request < 0) {
      this.occupy(-1);
      pool.release();
      this.endLane(lane, run);
      return;
    }
    lanes.request[lane] = request;
    // Others that this one let start, if there is room.
    if (run.openLanes < run.lanes) this.startLanes(run, id, lane);
    // With nobody waiting, giving the unit back and asking again would come to the same.
    if (pool.queueLength === 0) {
      this.beginRequest(lane, run);
      return;
    }
    this.occupy(-1);
    pool.release();
    pool.request(this.granted, lane);
  }

  private endOnPath(lane: number, paths: NonNullable<RequestBatch['paths']>): void {
    const { chainSeconds, chainBytes, chainTransferSeconds, request } = this.lanes;
    const transferSeconds = this.rateVaries
      ? chainTransferSeconds[lane]!
      : chainBytes[lane]! / this.connectionBytesPerSecond;
    paths.ended(request[lane]!, chainSeconds[lane]!, transferSeconds);
  }

  private endChain(lane: number, run: BatchRun): void {
    const { chainSeconds, chainBytes, chainTransferSeconds } = this.lanes;
    if (chainSeconds[lane]! > run.longestChainSeconds) run.longestChainSeconds = chainSeconds[lane]!;
    if (chainBytes[lane]! > run.largestChainBytes) run.largestChainBytes = chainBytes[lane]!;
    if (chainTransferSeconds[lane]! > run.longestChainTransferSeconds) {
      run.longestChainTransferSeconds = chainTransferSeconds[lane]!;
    }
    chainSeconds[lane] = 0;
    chainBytes[lane] = 0;
    chainTransferSeconds[lane] = 0;
  }

  private endLane(lane: number, run: BatchRun): void {
    if (--run.openLanes > 0) {
      run.freePlaces.push(this.lanes.place[lane]!);
      this.lanes.giveBack(lane);
      return;
    }
    run.lastLane = lane;
    run.done.fire();
  }

  /** What has passed since the last mark belongs to this phase. */
  private endPhase(lane: number, phase: number): void {
    const { lanes } = this;
    const { now } = this.kernel;
    const from = lanes.mark[lane]!;
    lanes.phases[lane * phaseCount + phase]! += now - from;
    lanes.mark[lane] = now;
    if (lanes.drawn[lane] === 1 && phase !== wait) this.draw(lane, phase, from, now);
  }

  private occupy(change: number): void {
    this.busy += change;
    this.busyLevel.set(this.busy);
  }

  // --- the end of a batch --------------------------------------------------------------------------------------

  private report(run: BatchRun): void {
    const { lanes, kernel } = this;
    const { occurrence, lastLane } = run;
    const phase = (column: number, name: string): void => {
      const seconds = lanes.phases[lastLane * phaseCount + column]!;
      if (seconds > 0) occurrence.phase(name, seconds);
    };
    phase(wait, 'wait');
    phase(open, 'open');
    phase(answer, this.answerPhase(run));
    phase(transfer, 'transfer');
    phase(close, 'close');
    phase(retry, 'retry');
    lanes.giveBack(lastLane);

    const { nic } = this;
    const { paths } = run.batch;
    this.conserve(run);
    const seconds = kernel.now - run.beganAtSeconds;
    const work: Work = {
      lanes: run.lanes,
      machines: this.machines.length,
      latencySeconds: run.latencySeconds,
      longestChainSeconds: paths?.latencySeconds ?? run.longestChainSeconds,
      bytes: run.bytes,
      largestChainBytes: run.largestChainBytes,
      // Where requests wait for each other, or rates have a spread, in seconds.
      transferSeconds: this.rateVaries ? run.transferSeconds : paths && run.bytes / this.connectionBytesPerSecond,
      longestChainTransferSeconds: paths?.transferSeconds ?? run.longestChainTransferSeconds,
      connectionBytesPerSecond: this.connectionBytesPerSecond,
      sentBytes: run.sentBytes,
      burstInBytes: run.burstInBytes,
      burstOutBytes: run.burstOutBytes,
    };
    this.bound(run, 'latency', latencyBound(work), seconds);
    this.bound(run, 'connections', connectionsBound(work), seconds);
    if (nic !== null) this.bound(run, 'nic', nicBound(work, nic), seconds);
  }

  /** Every request has its end, and every byte that was asked for has come or gone. */
  private conserve(run: BatchRun): void {
    const requests = run.endedRequests + run.failedAttempts;
    if (run.sentRequests === requests && run.askedBytes === run.bytes + run.failedBytes) return;
    throw new Error(
      `${run.activity}: of ${run.sentRequests} requests ${requests} have ended, of ${run.askedBytes} B ` +
        `${run.bytes + run.failedBytes} are accounted for, at simulated time ${this.kernel.now} s`,
    );
  }

  /** No result beats its lower bound but by rounding. */
  private bound(run: BatchRun, resource: string, bound: number, seconds: number): void {
    if (bound > seconds * (1 + 1e-9) + 1e-12) {
      throw new Error(
        `${run.activity}: took ${seconds} s, less than its lower bound by ${resource}, ${bound} s, ` +
          `at simulated time ${this.kernel.now} s`,
      );
    }
    run.occurrence.bound(resource, Math.min(bound, seconds));
  }

  private answerPhase(run: BatchRun): string {
    return run.batch.answerPhase;
  }

  private draw(lane: number, phase: number, from: number, to: number): void {
    const { lanes } = this;
    const run = this.runs[lanes.run[lane]!]!;
    const row = lanes.machine[lane]! * this.connectionsEach + lanes.connection[lane]!;
    const name =
      phase === open
        ? 'open'
        : phase === transfer
          ? 'transfer'
          : phase === close
            ? 'close'
            : phase === retry
              ? 'retry'
              : null;
    this.timeline?.bar(run.activity, row, lanes.entity[lane]!, name ?? this.answerPhase(run), from, to);
  }
}
