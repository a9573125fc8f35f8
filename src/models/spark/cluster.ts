import type { Values } from '../../fields/index.ts';
import { FairShareLink, type HandlerId, type Kernel, type Process, Signal } from '../../kernel/index.ts';
import type { MachineTime, RequestClient } from '../capabilities.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import type { sparkFields } from './fields.ts';
import {
  defaultSettings,
  type SchedulerSettings,
  SparkScheduler,
  schedulerParametersOf,
  speculationDefaults,
  type TaskBody,
} from './scheduler/index.ts';

type ClusterValues = Values<typeof sparkFields>;

const off = 0;
const starting = 1;
const on = 2;

/** Workers with an executor each, and a driver; they come, stay, are lost, and are given back when nothing is to be done. */
export class Cluster {
  readonly scheduler: SparkScheduler;
  readonly client: RequestClient;
  /** The machine of the client that the driver is. */
  readonly driverMachine: number;
  readonly slotsEach: number;
  readonly workers: number;
  private readonly kernel: Kernel;
  private readonly values: ClusterValues;
  private readonly disks: FairShareLink[];
  private readonly networks: FairShareLink[];
  private readonly machineOfExecutor: number[] = [];
  private readonly executorOfMachine: number[];
  private readonly registeredAt: number[] = [];
  private readonly slotFree: number[] = [];
  private readonly workerTime: MachineTime;
  private readonly driverTime: MachineTime;
  private readonly ready: Signal;
  private state = off;
  private startCount = 0;
  private users = 0;
  private usersEpoch = 0;
  private readonly startSeconds: KeyedDraw;
  private readonly losses: KeyedDraw | null;
  private readonly registered: HandlerId;
  private readonly idle: HandlerId;
  private readonly lost: HandlerId;
  private readonly back: HandlerId;
  private readonly lossCount: number[];
  private readonly workerLevel: Recorder;
  private readonly utilization: Recorder;
  private readonly queue: Recorder;
  private readonly interruptions: Recorder;
  private readonly busy: Recorder;
  private readonly idleTotal: Recorder;
  private busySlots = 0;
  private slots = 0;
  private since = 0;

  constructor(values: ClusterValues, world: World, body: TaskBody) {
    const { kernel } = world;
    this.kernel = kernel;
    this.values = values;
    this.workers = values.workers;
    this.slotsEach = values.cores ?? values.instance.values.vcpu ?? 1;
    this.scheduler = new SparkScheduler(kernel, schedulerParametersOf(values.scheduler), settingsOf(values), body);
    const fleet = world.find('fleet');
    // The driver is one more machine of the workers' kind of network card.
    this.client = fleet.create(values.workers + 1, values.instance);
    this.driverMachine = values.workers;
    this.workerTime = fleet.rent(values.instance.name);
    this.driverTime = fleet.rent(values.driver.name);
    const each = (what: string, capacityBytesPerSecond: number): FairShareLink[] =>
      Array.from(
        { length: values.workers },
        (_, worker) =>
          new FairShareLink(kernel, { name: `${world.name}: ${what} ${worker + 1}`, capacityBytesPerSecond }),
      );
    this.disks = each('disk', values.localDisk);
    this.networks = each('shuffles', values.network ?? values.instance.values.baseline ?? Infinity);
    this.executorOfMachine = Array.from({ length: values.workers }, () => -1);
    this.lossCount = Array.from({ length: values.workers }, () => 0);
    this.ready = new Signal(kernel);
    this.startSeconds = world.draw('start', values.start);
    this.losses =
      values.workerLosses === null ? null : world.draw('loss', { kind: 'exponential', mean: 1 / values.workerLosses });
    this.registered = kernel.handler(() => this.onRegistered(), `${world.name}: workers registered`);
    this.idle = kernel.handler((epoch) => this.onIdle(epoch), `${world.name}: idle for too long`);
    this.lost = kernel.handler((at) => this.onLost(at), `${world.name}: worker lost`);
    this.back = kernel.handler((worker) => this.onBack(worker), `${world.name}: worker replaced`);
    this.workerLevel = world.metric('workers');
    this.utilization = world.metric('utilization');
    this.queue = world.metric('queue');
    this.interruptions = world.metric('interruptions');
    this.busy = world.metric('busy');
    this.idleTotal = world.metric('idle');
    this.report();
    world.atEnd(() => this.settle());
    // A cluster that is never given back has been there since before the run.
    if (values.shutdownAfter === null) this.onRegistered();
  }

  get isOn(): boolean {
    return this.state === on;
  }

  // --- who uses it ---------------------------------------------------------------------------------------------

  /** Waits until the workers are there; they are asked for if they are not. */
  *use(activity: string): Process<void> {
    this.users++;
    this.usersEpoch++;
    if (this.state === off) {
      this.state = starting;
      this.kernel.schedule(this.startSeconds.at(this.startCount++, 0), this.registered);
    }
    if (this.state === starting) yield this.ready.wait();
    this.workerTime.begin(activity);
    this.driverTime.begin(activity);
  }

  leave(activity: string): void {
    this.workerTime.finish(activity);
    this.driverTime.finish(activity);
    const { shutdownAfter } = this.values;
    if (--this.users > 0 || shutdownAfter === null) return;
    this.kernel.schedule(shutdownAfter, this.idle, this.usersEpoch);
  }

  private onRegistered(): void {
    this.state = on;
    for (let worker = 0; worker < this.workers; worker++) this.addExecutor(worker);
    this.workerTime.machines(this.workers);
    this.driverTime.machines(1);
    this.report();
    this.ready.fire();
  }

  private onIdle(epoch: number): void {
    if (this.users > 0 || epoch !== this.usersEpoch || this.state !== on) return;
    this.settle();
    this.state = off;
    for (const [worker, executor] of this.executorOfMachine.entries()) {
      if (executor >= 0) this.scheduler.removeExecutor(executor);
      this.executorOfMachine[worker] = -1;
    }
    this.slots = 0;
    this.workerTime.machines(0);
    this.driverTime.machines(0);
    this.report();
  }

  private addExecutor(worker: number): void {
    this.settle();
    const executor = this.scheduler.addExecutor(this.slotsEach, worker);
    this.machineOfExecutor[executor] = worker;
    this.executorOfMachine[worker] = executor;
    this.registeredAt[executor] = this.kernel.now;
    this.slots += this.slotsEach;
    if (this.losses === null) return;
    const nth = this.lossCount[worker]!++;
    this.kernel.schedule(this.losses.at(worker, nth), this.lost, executor);
  }

  private onLost(executor: number): void {
    const worker = this.machineOfExecutor[executor]!;
    if (this.executorOfMachine[worker] !== executor) return;
    this.settle();
    this.executorOfMachine[worker] = -1;
    this.slots -= this.slotsEach;
    this.interruptions.add(1);
    this.scheduler.removeExecutor(executor, true);
    this.report();
    this.kernel.schedule(this.startSeconds.at(this.startCount++, 0), this.back, worker);
  }

  private onBack(worker: number): void {
    // The cluster may have been given back since, and all of it be there anew.
    if (this.state !== on || this.executorOfMachine[worker]! >= 0) return;
    this.addExecutor(worker);
    this.report();
  }

  // --- what stages ask -----------------------------------------------------------------------------------------

  machineOf(executor: number): number {
    return this.machineOfExecutor[executor]!;
  }
  diskOf(executor: number): FairShareLink {
    return this.disks[this.machineOfExecutor[executor]!]!;
  }
  networkOf(executor: number): FairShareLink {
    return this.networks[this.machineOfExecutor[executor]!]!;
  }
  slotFreeSince(slot: number): number {
    return this.slotFree[slot]!;
  }

  taskBegan(slot: number, executor: number): void {
    this.slotFree[slot] ??= this.registeredAt[executor]!;
    this.settle();
    this.busySlots++;
    this.report();
  }
  taskEnded(slot: number): void {
    this.settle();
    this.slotFree[slot] = this.kernel.now;
    this.busySlots--;
    this.report();
  }

  /** Seconds of slots, busy and idle, up to now. */
  private settle(): void {
    const passed = this.kernel.now - this.since;
    this.since = this.kernel.now;
    if (passed === 0) return;
    this.busy.add(this.busySlots * passed);
    this.idleTotal.add(Math.max(0, this.slots - this.busySlots) * passed);
  }

  private report(): void {
    this.workerLevel.set(this.slots / this.slotsEach);
    this.utilization.set(this.slots === 0 ? 0 : Math.min(1, this.busySlots / this.slots));
    this.queue.set(this.scheduler.waitingTaskCount);
  }
}

const settingsOf = ({ mode, speculation, sparkVersion }: ClusterValues): SchedulerSettings => ({
  ...defaultSettings,
  mode: mode === 'fair' ? 'FAIR' : 'FIFO',
  speculation: speculation ? speculationDefaults(Math.floor(sparkVersion)) : null,
});
