import type { Values } from '../../fields/index.ts';
import type { HandlerId, Kernel, Process } from '../../kernel/index.ts';
import type {
  ChainPassed,
  ChainWave,
  NetworkPath,
  ObjectStore,
  OccurrencePort,
  RequestBatch,
  RequestChain,
  RequestClient,
} from '../capabilities.ts';
import type { KeyedDraw, Recorder, TimelineRecorder, World } from '../model.ts';
import { PaidTime } from '../paid-time.ts';
import { AnswerLaws } from './_answer-laws.ts';
import { Attempts } from './_attempts.ts';
import { reportBatch } from './_batch-report.ts';
import { BatchRun } from './_batch-run.ts';
import { ChainRunner } from './_chain-runner.ts';
import { Chains } from './_chains.ts';
import { ClientWave } from './_client-wave.ts';
import { Guard } from './_guard.ts';
import { Hedging } from './_hedge.ts';
import { HeldUp } from './_held-up.ts';
import { answer, close, Lanes, open, pause, phaseCount, phaseName, retry, transfer, wait } from './_lanes.ts';
import { type Direction, type Machine, machinesOf } from './_machine.ts';
import { type Nic, nicOf } from './_nic.ts';
import { NicLevels } from './_nic-levels.ts';
import { rateIndex, rateOfIndex } from './_rate-grid.ts';
import { type Failure, givenUp, onThrottle, onTimeout } from './_retry.ts';
import { Timeouts } from './_timeouts.ts';
import type { clientFields } from './fields.ts';

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
  private readonly instanceTime: PaidTime | null;
  private readonly lanes = new Lanes();
  private readonly chains: Chains;
  private readonly runs: (BatchRun | null)[] = [];
  private readonly freeRuns: number[] = [];

  /** What may go wrong with a request, and what is done about it; null where nothing is. */
  private readonly guard: Guard | null;
  private readonly attempts: Attempts;
  private readonly limited: boolean;
  private readonly hedges: boolean;
  private readonly world: World;
  private chainRunner: ChainRunner | null = null;
  private answerLaws: AnswerLaws | null = null;
  private heldUpBy: HeldUp | null = null;
  private readonly nics: NicLevels | null;

  private readonly timeline: TimelineRecorder | null;
  private readonly opened: Recorder;
  private readonly busyLevel: Recorder;
  private busy = 0;
  /** Beside those, in the mean. */
  private carried = 0;

  private readonly granted: HandlerId;
  private readonly isOpen: HandlerId;
  private readonly sent: HandlerId;
  private readonly answered: HandlerId;
  private readonly received: HandlerId;
  private readonly closed: HandlerId;
  private readonly refused: HandlerId;
  private readonly timedOut: HandlerId;
  private readonly resumed: HandlerId;
  private readonly again: HandlerId;

  constructor(values: Values<typeof clientFields>, world: World) {
    const { kernel } = world;
    this.kernel = kernel;
    this.world = world;
    this.hedges = values.hedge !== null;
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
    this.chains = new Chains(this.lanes, this.rateVaries, this.connectionBytesPerSecond);
    this.coldOpen = world.draw('coldOpen', values.coldOpen);
    this.nic = nicOf(values);
    this.nics = this.nic === null ? null : new NicLevels(world, () => this.machines);
    this.machines = machinesOf(values, world, {
      nic: this.nic,
      connectionBytesPerSecond: this.connectionBytesPerSecond,
      onRate: (machine) => this.nics?.update(machine),
    });
    this.nics?.update();
    this.instanceTime = values.instance && new PaidTime(world, 'ec2', values.instance.name, values.machines);
    this.limited = store.limitsRequests;
    this.attempts = new Attempts(values, world);
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
    this.again = kernel.handler((lane) => this.onAgain(lane), `${world.name}: retry`);
    this.resumed = kernel.handler((lane) => this.onResumed(lane), `${world.name}: next request`);
    this.guard = this.guardOf(values, world);
  }

  *run(batch: RequestBatch, occurrence: OccurrencePort): Process<number> {
    const { machines, instanceTime } = this;
    const atOnce = Math.min(batch.parallel, machines.length * this.connectionsEach);
    if (atOnce < 1) return 0;
    // What comes over time waits for a connection, and its wait is told; what is there from the start is taken when there is one.
    const lanes = batch.feed === undefined ? atOnce : batch.parallel;
    instanceTime?.begin(occurrence.activity);
    const burstInBytes = machines.reduce((sum, machine) => sum + machine.burstInBytes, 0);
    const burstOutBytes = machines.reduce((sum, machine) => sum + machine.burstOutBytes, 0);
    const run = new BatchRun(this.kernel, batch, occurrence, { lanes, atOnce, burstInBytes, burstOutBytes });
    const id = this.freeRuns.pop() ?? this.runs.length;
    this.runs[id] = run;
    const { feed } = batch;
    if (feed !== undefined) feed.wake = () => this.onFed(run, id);
    this.startLanes(run, id, -1);
    if (run.openLanes > 0 || feed?.closed === false) yield run.done.wait();
    this.runs[id] = null;
    this.freeRuns.push(id);
    instanceTime?.finish(occurrence.activity);
    if (run.sentRequests > 0) {
      const { lanes: slots, nic, rateVaries, connectionBytesPerSecond } = this;
      const nowSeconds = this.kernel.now;
      reportBatch(run, {
        lanes: slots,
        machines: machines.length,
        nic,
        rateVaries,
        connectionBytesPerSecond,
        nowSeconds,
      });
    }
    return run.bytes;
  }

  /** A connection for each, kept open, nothing hedged, what a prefix refuses is tried again, and room on the card. */
  canChain(options: Parameters<RequestClient['canChain']>[0]): boolean {
    const { keepAlive, connectionsEach, hedges, limited, attempts } = this;
    if (!keepAlive || options.atOnce > connectionsEach || hedges) return false;
    return (!limited || attempts.policy !== null) && this.runner.fits(options);
  }
  chain(chain: RequestChain, occurrence: OccurrencePort, passed?: ChainPassed): void {
    this.runner.begin(chain, occurrence, passed);
  }
  wave(): ChainWave {
    const { store, laws, heldUp, machines, connectionBytesPerSecond } = this;
    const carried = (chains: number, most: number): void => {
      this.nics?.update();
      this.busyLevel.set(this.busy + most);
      this.carried = chains;
      this.busyLevel.set(this.busy + chains);
    };
    return new ClientWave({ store, laws, heldUp, machines, connectionBytesPerSecond, carried });
  }
  private get laws(): AnswerLaws {
    this.answerLaws ??= new AnswerLaws(this.world, this.store.collapsed);
    return this.answerLaws;
  }
  private get heldUp(): HeldUp {
    this.heldUpBy ??= new HeldUp(this.attempts.policy, this.store.collapsed, this.laws);
    return this.heldUpBy;
  }
  private get runner(): ChainRunner {
    this.chainRunner ??= new ChainRunner({
      world: this.world,
      store: this.store,
      machines: this.machines,
      connectionBytesPerSecond: this.connectionBytesPerSecond,
      laws: this.laws,
      heldUp: this.heldUp,
      occupy: (change) => this.occupy(change),
    });
    return this.chainRunner;
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
      // Places are taken again most recent first: by place, what comes over time would flock to one machine.
      const turn = run.fed ? run.startedLanes++ : place;
      lanes.machine[lane] = run.placed ? run.batch.machineOf!(request) : turn % machines.length;
      lanes.request[lane] = request;
      if (from < 0) lanes.mark[lane] = this.kernel.now;
      else lanes.copyTime(from, lane);
      if (machines[lanes.machine[lane]!]!.pool.request(this.granted, lane)) {
        this.occupy(1);
        this.beginRequest(lane, run);
      }
    }
  }

  /** New requests, or the word that there will be none. */
  private onFed(run: BatchRun, id: number): void {
    this.startLanes(run, id, -1);
    if (run.openLanes === 0 && run.batch.feed!.closed) run.done.fire();
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
    if (run.begun !== null && lanes.attempt[lane] === 0) run.begun(lanes.request[lane]!);
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
    if (run.watched) batch.reached!(request);
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
    const byKeys = operation === 'list' || operation === 'delete';
    const amount = byKeys ? batch.keysOf(request) : batch.bytesOf(request);
    const attempt = lanes.attempt[lane]!;
    const machine = this.machines[lanes.machine[lane]!]!;
    const seconds =
      this.store.firstByteSeconds(operation, amount, lanes.entity[lane]!, attempt, run.activity) +
      (machine.inbound === null ? 0 : machine.inbound.queueSeconds());
    if (this.guard !== null) {
      this.guard.ask(lane, run, seconds, operation === 'get' || operation === 'head');
      return;
    }
    run.latencySeconds += seconds;
    lanes.chainSeconds[lane]! += seconds;
    // Now rather than at the first byte: at the horizon the slow ones would be missing.
    run.sampleFirstByte?.(seconds);
    this.kernel.schedule(seconds, this.answered, lane);
  }

  /** The attempt has failed: the connection is kept after a 503 and closed after a time-out. */
  private onFailed(lane: number, failure: Failure): void {
    this.endPhase(lane, retry);
    const { lanes } = this;
    const run = this.runs[lanes.run[lane]!]!;
    const machine = this.machines[lanes.machine[lane]!]!;
    run.failedAttempts++;
    if (this.keepAlive && failure === onThrottle) machine.connections.keep(lanes.connection[lane]!, this.kernel.now);
    else machine.connections.close(lanes.connection[lane]!);
    const refusal = failure === onThrottle ? (this.store.refusal ?? null) : null;
    const seconds = refusal === null ? this.attempts.failed(lane, lanes, failure, run.activity) : givenUp;
    if (seconds === givenUp) {
      run.failedBytes += lanes.bytes[lane]!;
      run.occurrence.fail(refusal ?? (failure === onThrottle ? '503 Slow Down' : 'time-out'));
      this.endRequest(lane, run, false);
      return;
    }
    lanes.attempt[lane]!++;
    // While it waits another request may have its place in the pool.
    this.occupy(-1);
    machine.pool.release();
    this.kernel.schedule(seconds, this.again, lane);
  }

  private onAgain(lane: number): void {
    this.endPhase(lane, retry);
    const { lanes } = this;
    if (!this.machines[lanes.machine[lane]!]!.pool.request(this.granted, lane)) return;
    this.occupy(1);
    this.beginRequest(lane, this.runs[lanes.run[lane]!]!);
  }

  private onResumed(lane: number): void {
    this.endPhase(lane, pause);
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
    this.attempts.succeeded(lane, lanes);
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
    if (batch.paths !== null && succeeded) this.chains.endOnPath(lane, batch.paths);
    lanes.attempt[lane] = 0;
    batch.ended(ended, succeeded);
    const request = batch.next(ended);
    if (request < 0 || !batch.follows(request)) this.chains.end(lane, run);
    if (request < 0) {
      this.occupy(-1);
      pool.release();
      this.endLane(lane, run, ended);
      return;
    }
    lanes.request[lane] = request;
    // Others that this one let start, if there is room.
    if (run.openLanes < run.lanes) this.startLanes(run, id, batch.feed === undefined ? lane : -1);
    if (run.pauses) {
      const seconds = batch.pauseSeconds!(request);
      if (seconds > 0) {
        this.occupy(-1);
        pool.release();
        run.latencySeconds += seconds;
        lanes.chainSeconds[lane]! += seconds;
        this.kernel.schedule(seconds, this.resumed, lane);
        return;
      }
    }
    // With nobody waiting, giving the unit back and asking again would come to the same.
    if (pool.queueLength === 0) {
      this.beginRequest(lane, run);
      return;
    }
    this.occupy(-1);
    pool.release();
    pool.request(this.granted, lane);
  }

  private endLane(lane: number, run: BatchRun, ended: number): void {
    const { lanes } = this;
    const { feed } = run.batch;
    const isLast = --run.openLanes === 0;
    if (feed === undefined && isLast) {
      run.lastLane = lane;
      run.done.fire();
      return;
    }
    run.freePlaces.push(lanes.place[lane]!);
    lanes.giveBack(lane);
    if (feed === undefined) return;
    feed.ended(ended, lanes.phases, lane * phaseCount);
    // What ended() has let come may be under way by now.
    if (run.openLanes === 0 && feed.closed) run.done.fire();
  }

  /** What has passed since the last mark belongs to this phase. */
  private endPhase(lane: number, phase: number): void {
    const { lanes } = this;
    const { now } = this.kernel;
    const from = lanes.mark[lane]!;
    lanes.phases[lane * phaseCount + phase]! += now - from;
    lanes.mark[lane] = now;
    if (lanes.drawn[lane] === 0 || phase === wait) return;
    const row = lanes.machine[lane]! * this.connectionsEach + lanes.connection[lane]!;
    const { activity, batch } = this.runs[lanes.run[lane]!]!;
    this.timeline?.bar(activity, row, lanes.entity[lane]!, phaseName(phase, batch), from, now);
  }

  private occupy(change: number): void {
    this.busy += change;
    this.busyLevel.set(this.busy + this.carried);
  }

  private guardOf(values: Values<typeof clientFields>, world: World): Guard | null {
    const { timeout, hedge } = values;
    const hedges = world.metric('hedges');
    if (timeout === null && hedge === null) return null;
    const { kernel, store, lanes, runs, answered, timedOut } = this;
    return new Guard({
      kernel,
      store,
      lanes,
      runs,
      timeouts: timeout === null ? null : new Timeouts({ seconds: timeout, growth: 1, capSeconds: Infinity }),
      hedging:
        hedge === null
          ? null
          : new Hedging({ afterSeconds: hedge.after, afterQuantile: 1 - hedge.slowest, atMostRatio: hedge.atMost }),
      hedges,
      answered,
      timedOut,
      name: world.name,
    });
  }
}
