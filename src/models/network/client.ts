import type { Values } from '../../fields/index.ts';
import type { HandlerId, Kernel, Process } from '../../kernel/index.ts';
import type { ObjectStore, OccurrencePort, RequestBatch, RequestClient } from '../capabilities.ts';
import type { KeyedDraw, Recorder, TimelineRecorder, World } from '../model.ts';
import { BatchRun } from './_batch-run.ts';
import { connectionsBound, latencyBound, nicBound, type Work } from './_bounds.ts';
import { InstanceTime } from './_instance-time.ts';
import { answer, close, Lanes, open, phaseCount, transfer, wait } from './_lanes.ts';
import { Machine } from './_machine.ts';
import { type Nic, nicOf } from './_nic.ts';
import { NicLevels } from './_nic-levels.ts';
import type { clientFields } from './fields.ts';

/**
 * A client that sends requests over pooled connections. A batch runs on lanes, as many as there are chains, pooled
 * connections and requests that it allows at once; each lane takes the next chain when it has ended one. On a lane:
 *
 *     wait (for a unit of the pool) -> open (unless a kept connection is idle) -> answer (first byte, or a page)
 *       -> transfer (on the NIC, at most the connection's rate) -> close (unless connections are kept) -> next request
 *
 * The phases of the lane that ends last are the occurrence's: without a gap, they add up to its duration.
 * Batches that overlap take turns at the pool, request by request, first come first served.
 */
export class PooledClient implements RequestClient {
  readonly listing: RequestClient['listing'];
  private readonly kernel: Kernel;
  private readonly store: ObjectStore;
  private readonly machines: Machine[];
  private readonly nic: Nic | null;
  private readonly connectionsEach: number;
  private readonly keepAlive: boolean;
  private readonly connectionBytesPerSecond: number;
  private readonly coldOpen: KeyedDraw;
  private readonly instanceTime: InstanceTime | null;
  private readonly lanes = new Lanes();
  private readonly runs: (BatchRun | null)[] = [];
  private readonly freeRuns: number[] = [];

  private readonly timeline: TimelineRecorder | null;
  private readonly opened: Recorder;
  private readonly busyLevel: Recorder;
  private busy = 0;

  private readonly granted: HandlerId;
  private readonly isOpen: HandlerId;
  private readonly answered: HandlerId;
  private readonly received: HandlerId;
  private readonly closed: HandlerId;

  constructor(values: Values<typeof clientFields>, world: World) {
    const { kernel } = world;
    this.kernel = kernel;
    const store = world.find('objects');
    this.store = store;
    this.listing = { keysPerPage: store.keysPerPage, bytesPerKey: store.listBytesPerKey };
    this.connectionsEach = values.connections;
    this.keepAlive = values.keepAlive;
    this.connectionBytesPerSecond = Math.min(
      store.connectionRateBytesPerSecond,
      world.find('path').flowRateBytesPerSecond,
    );
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
          cold: values.cold,
          nic: this.nic,
          connectionBytesPerSecond: this.connectionBytesPerSecond,
          onRate: () => nics?.update(),
        }),
    );
    nics?.update();
    this.instanceTime = values.instance && new InstanceTime(world, values.instance.name, values.machines);
    this.timeline = world.timeline;
    this.opened = world.metric('opened');
    this.busyLevel = world.metric('connections');
    this.busyLevel.set(0);
    this.granted = kernel.handler((lane) => this.onGranted(lane), `${world.name}: connection free`);
    this.isOpen = kernel.handler((lane) => this.onOpen(lane), `${world.name}: connection open`);
    this.answered = kernel.handler((lane) => this.onAnswered(lane), `${world.name}: first byte`);
    this.received = kernel.handler((lane) => this.onReceived(lane), `${world.name}: last byte`);
    this.closed = kernel.handler((lane) => this.onClosed(lane), `${world.name}: connection closed`);
  }

  *run(batch: RequestBatch, occurrence: OccurrencePort): Process<number> {
    const { machines, instanceTime } = this;
    const most = Math.min(batch.chains, batch.parallel, machines.length * this.connectionsEach);
    if (most < 1) return 0;
    instanceTime?.begin(occurrence.activity);
    const burstBytes = machines.reduce((sum, { bucket }) => sum + (bucket?.bytes ?? 0), 0);
    const run = new BatchRun(this.kernel, batch, occurrence, { lanes: most, burstBytes });
    const id = this.freeRuns.pop() ?? this.runs.length;
    this.runs[id] = run;
    for (let place = 0; place < most; place++) this.startLane(run, id, place % machines.length);
    yield run.done.wait();
    this.runs[id] = null;
    this.freeRuns.push(id);
    instanceTime?.finish(occurrence.activity);
    this.report(run);
    return run.bytes;
  }

  // --- a lane's life: one handler a step -----------------------------------------------------------------------

  private startLane(run: BatchRun, id: number, machine: number): void {
    const { lanes } = this;
    const lane = lanes.take();
    lanes.run[lane] = id;
    lanes.machine[lane] = machine;
    lanes.mark[lane] = this.kernel.now;
    this.takeChain(lane, run);
    if (this.machines[machine]!.pool.request(this.granted, lane)) {
      this.occupy(1);
      this.beginRequest(lane, run);
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
    const entity = run.batch.entityOf(lanes.chain[lane]!, lanes.index[lane]!);
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
      : this.store.openSeconds(entity, 0, run.activity);
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
    const chain = lanes.chain[lane]!;
    const index = lanes.index[lane]!;
    const bytes = batch.bytesOf(chain, index);
    lanes.bytes[lane] = bytes;
    store.request(batch.operation, bytes, activity);
    run.occurrence.requests(1);
    const keys = batch.keysOf(chain, index);
    const seconds = store.firstByteSeconds(batch.operation, keys, lanes.entity[lane]!, 0, activity);
    run.latencySeconds += seconds;
    lanes.chainSeconds[lane]! += seconds;
    // Now rather than at the first byte: at the horizon the slow ones would be missing.
    run.sampleFirstByte?.(seconds);
    this.kernel.schedule(seconds, this.answered, lane);
  }

  private onAnswered(lane: number): void {
    this.endPhase(lane, answer);
    const { lanes } = this;
    const bytes = lanes.bytes[lane]!;
    if (bytes === 0) {
      this.onReceived(lane);
      return;
    }
    const machine = this.machines[lanes.machine[lane]!]!;
    if (machine.link === null) {
      this.kernel.schedule(bytes / this.connectionBytesPerSecond, this.received, lane);
      return;
    }
    machine.bucket?.beforeStart();
    machine.link.start(bytes, machine.flowClass, this.received, lane);
  }

  private onReceived(lane: number): void {
    this.endPhase(lane, transfer);
    const { lanes } = this;
    const run = this.runs[lanes.run[lane]!]!;
    const bytes = lanes.bytes[lane]!;
    run.bytes += bytes;
    lanes.chainBytes[lane]! += bytes;
    run.occurrence.bytesRead(bytes);
    const { connections } = this.machines[lanes.machine[lane]!]!;
    if (this.keepAlive) {
      connections.keep(lanes.connection[lane]!, this.kernel.now);
      this.endRequest(lane, run);
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
    this.endRequest(lane, this.runs[lanes.run[lane]!]!);
  }

  private endRequest(lane: number, run: BatchRun): void {
    const { lanes } = this;
    const { pool } = this.machines[lanes.machine[lane]!]!;
    if (++lanes.index[lane]! === lanes.chainLength[lane]!) {
      this.endChain(lane, run);
      if (run.nextChain === run.batch.chains) {
        this.occupy(-1);
        pool.release();
        this.endLane(lane, run);
        return;
      }
      this.takeChain(lane, run);
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

  private takeChain(lane: number, run: BatchRun): void {
    const chain = run.nextChain++;
    this.lanes.chain[lane] = chain;
    this.lanes.index[lane] = 0;
    this.lanes.chainLength[lane] = run.batch.requestsIn(chain);
  }

  private endChain(lane: number, run: BatchRun): void {
    const { chainSeconds, chainBytes } = this.lanes;
    if (chainSeconds[lane]! > run.longestChainSeconds) run.longestChainSeconds = chainSeconds[lane]!;
    if (chainBytes[lane]! > run.largestChainBytes) run.largestChainBytes = chainBytes[lane]!;
    chainSeconds[lane] = 0;
    chainBytes[lane] = 0;
  }

  private endLane(lane: number, run: BatchRun): void {
    if (--run.openLanes > 0) {
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
    lanes.giveBack(lastLane);

    const { nic } = this;
    const seconds = kernel.now - run.beganAtSeconds;
    const work: Work = {
      lanes: run.lanes,
      machines: this.machines.length,
      latencySeconds: run.latencySeconds,
      longestChainSeconds: run.longestChainSeconds,
      bytes: run.bytes,
      largestChainBytes: run.largestChainBytes,
      connectionBytesPerSecond: this.connectionBytesPerSecond,
      burstBytes: run.burstBytes,
    };
    this.bound(run, 'latency', latencyBound(work), seconds);
    this.bound(run, 'connections', connectionsBound(work), seconds);
    if (nic !== null) this.bound(run, 'nic', nicBound(work, nic), seconds);
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
    return run.batch.operation === 'list' ? 'list' : 'firstByte';
  }

  private draw(lane: number, phase: number, from: number, to: number): void {
    const { lanes } = this;
    const run = this.runs[lanes.run[lane]!]!;
    const row = lanes.machine[lane]! * this.connectionsEach + lanes.connection[lane]!;
    const name = phase === open ? 'open' : phase === transfer ? 'transfer' : phase === close ? 'close' : null;
    this.timeline?.bar(run.activity, row, lanes.entity[lane]!, name ?? this.answerPhase(run), from, to);
  }
}
