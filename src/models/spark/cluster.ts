import type { Values } from '../../fields/index.ts';
import { FairShareLink, type HandlerId, type Kernel, type Process, Signal } from '../../kernel/index.ts';
import type { ChainWave, MachineTime, RequestClient } from '../capabilities.ts';
import type { EventRecorder, KeyedDraw, Recorder, World } from '../model.ts';
import { Allocation, type AllocationPort } from './_allocation.ts';
import { Usage } from './_usage.ts';
import type { sparkFields } from './fields.ts';
import {
  defaultSettings,
  type SchedulerParameters,
  type SchedulerSettings,
  SparkScheduler,
  schedulerParametersOf,
  speculationDefaults,
  type TaskBody,
  type WaveStretch,
} from './scheduler/index.ts';

type ClusterValues = Values<typeof sparkFields>;

/** Of a local disk: tasks that leave shuffle files then write them one at a time, nearly always. */
const mostOfDisk = 0.01;

const off = 0;
const starting = 1;
const on = 2;

/**
 * Workers with an executor each, and a driver; they come, stay, are lost, and are given back when nothing is to be done.
 * A worker is paid from when it is asked for.
 */
export class Cluster {
  readonly scheduler: SparkScheduler;
  readonly client: RequestClient;
  /** The machine of the client that the driver is. */
  readonly driverMachine: number;
  readonly slotsEach: number;
  /** With dynamic allocation, the most. */
  private readonly workers: number;
  private readonly kernel: Kernel;
  private readonly parameters: SchedulerParameters;
  private readonly events: EventRecorder | null;
  private readonly values: ClusterValues;
  private readonly disks: FairShareLink[];
  private readonly networks: FairShareLink[];
  private readonly machineOfExecutor: number[] = [];
  /** By machine: its executor, or -1. */
  private readonly executorOn: number[];
  /** By executor: it has registered, and takes tasks from then on. */
  private readonly slotsReadyAt: number[] = [];
  private readonly keepsShuffles: boolean[] = [];
  private readonly slotFree: number[] = [];
  private readonly workerTime: MachineTime;
  private readonly driverTime: MachineTime;
  private readonly ready: Signal;
  private state = off;
  private alive = 0;
  private asked = 0;
  /** Workers that were asked for and are no longer wanted: so many that come are sent away. */
  private unwanted = 0;
  /** Counts how often the cluster was given back: who comes later than that was for another one. */
  private returns = 0;
  private startCount = 0;
  private driverCount = 0;
  private users = 0;
  private usersEpoch = 0;
  private readonly allocation: Allocation | null;
  private readonly usage: Usage;
  private chainWave: ChainWave | null = null;
  private readonly startSeconds: KeyedDraw;
  private readonly losses: KeyedDraw | null;
  private readonly lossCount: number[];
  private readonly interruptions: Recorder;
  private readonly registered: HandlerId;
  private readonly came: HandlerId;
  private readonly idle: HandlerId;
  private readonly lost: HandlerId;

  constructor(values: ClusterValues, world: World, body: TaskBody) {
    const { kernel } = world;
    this.kernel = kernel;
    this.events = world.events;
    this.values = values;
    const workers = values.autoscale?.max ?? values.workers;
    this.workers = workers;
    this.slotsEach = values.cores ?? values.instance.values.vcpu ?? 1;
    this.parameters = schedulerParametersOf(values.scheduler);
    this.scheduler = new SparkScheduler(kernel, this.parameters, settingsOf(values), body);
    const fleet = world.find('fleet');
    // The driver is one more machine of the workers' kind of network card.
    this.client = fleet.create(workers + 1, values.instance);
    this.driverMachine = workers;
    this.workerTime = fleet.rent(values.instance.name);
    this.driverTime = fleet.rent(values.driver.name);
    const each = (what: string, capacityBytesPerSecond: number): FairShareLink[] =>
      Array.from(
        { length: workers },
        (_, worker) =>
          new FairShareLink(kernel, { name: `${world.name}: ${what} ${worker + 1}`, capacityBytesPerSecond }),
      );
    this.disks = each('disk', values.localDisk);
    this.networks = each('shuffles', values.network ?? values.instance.values.baseline ?? Infinity);
    this.executorOn = Array.from({ length: workers }, () => -1);
    this.lossCount = Array.from({ length: workers }, () => 0);
    this.ready = new Signal(kernel);
    this.startSeconds = world.draw('start', values.start);
    this.losses =
      values.workerLosses === null ? null : world.draw('loss', { kind: 'exponential', mean: 1 / values.workerLosses });
    this.registered = kernel.handler(() => this.onRegistered(), `${world.name}: workers registered`);
    this.came = kernel.handler((epoch) => this.onCame(epoch), `${world.name}: another worker registered`);
    this.idle = kernel.handler((epoch) => this.onIdle(epoch), `${world.name}: idle for too long`);
    this.lost = kernel.handler((executor) => this.onLost(executor), `${world.name}: worker lost`);
    this.allocation = this.allocationOf(world);
    this.interruptions = world.metric('interruptions');
    this.usage = new Usage(world, this.slotsEach, () => this.scheduler.waitingTaskCount);
    // A cluster that is never given back has been there since before the run.
    if (values.shutdownAfter === null) this.onRegistered();
  }

  /** Task slots: those that have registered (Spark's default parallelism, at least 2), and the most that there can be. */
  get cores(): number {
    return Math.max(2, this.alive * this.slotsEach);
  }
  get mostCores(): number {
    return this.workers * this.slotsEach;
  }
  /** 1 + contention x (executors - 2): so many times as long a task computes. */
  get contention(): number {
    return 1 + this.values.contention * Math.max(0, this.alive - 2);
  }
  /** Attempts are neither copied nor written down, so that tasks may do without events. */
  get allowsWaves(): boolean {
    return this.events === null && !this.values.speculation;
  }
  /** So many bytes that its tasks leave on local disks in so many slot seconds are far from what those write. */
  hardlyShuffles(bytes: number, slotSeconds: number): boolean {
    return (bytes * this.slotsEach) / slotSeconds <= mostOfDisk * this.values.localDisk;
  }
  /** So many results of so many bytes come with the reports of their tasks, and are not too much for the driver. */
  takesResults(tasks: number, bytesEach: number): boolean {
    const { maxDirectResultBytes } = defaultSettings;
    const most = this.values.maxResultSize;
    return bytesEach <= maxDirectResultBytes && (most === 0 || tasks * bytesEach < most);
  }

  /** Its client's chains that nothing holds up. */
  get wave(): ChainWave {
    this.chainWave ??= this.client.wave();
    return this.chainWave;
  }
  get workersNow(): number {
    return this.alive;
  }
  get networksNow(): FairShareLink[] {
    return this.networks.filter((_, worker) => this.executorOn[worker]! >= 0);
  }

  /** How often the cluster has been started: each time with another driver. */
  get generation(): number {
    return this.driverCount;
  }

  // --- who uses it ---------------------------------------------------------------------------------------------

  /** Waits until the workers are there; they are asked for if they are not. */
  *use(activity: string): Process<void> {
    this.users++;
    this.usersEpoch++;
    this.workerTime.begin(activity);
    this.driverTime.begin(activity);
    if (this.state === off) {
      this.state = starting;
      this.asked = this.firstWorkers;
      this.pay();
      this.driverCount++;
      this.kernel.schedule(this.startSeconds.at(this.startCount++, 0), this.registered);
    }
    if (this.state === starting) yield this.ready.wait();
  }

  leave(activity: string): void {
    this.workerTime.finish(activity);
    this.driverTime.finish(activity);
    if (--this.users > 0) return;
    this.keepsShuffles.fill(false);
    const { shutdownAfter } = this.values;
    if (shutdownAfter !== null) this.kernel.schedule(shutdownAfter, this.idle, this.usersEpoch);
  }

  /** Tasks have been submitted. */
  tasksCame(): void {
    this.allocation?.watch();
  }

  private get firstWorkers(): number {
    return this.values.autoscale?.min ?? this.workers;
  }

  private onRegistered(): void {
    this.state = on;
    this.asked = 0;
    for (let worker = 0; worker < this.firstWorkers; worker++) this.addExecutor(worker);
    this.pay();
    this.ready.fire();
  }

  private onIdle(epoch: number): void {
    if (this.users > 0 || epoch !== this.usersEpoch || this.state !== on) return;
    this.state = off;
    this.asked = 0;
    this.unwanted = 0;
    this.returns++;
    for (let worker = 0; worker < this.workers; worker++) {
      if (this.executorOn[worker]! >= 0) this.takeAway(worker, false);
    }
    this.allocation?.reset();
    this.pay();
  }

  private pay(): void {
    this.workerTime.machines(this.alive + this.asked);
    this.driverTime.machines(this.state === off ? 0 : 1);
  }

  // --- workers -------------------------------------------------------------------------------------------------

  private addExecutor(worker: number): void {
    const executor = this.scheduler.addExecutor(this.slotsEach, worker);
    this.machineOfExecutor[executor] = worker;
    this.executorOn[worker] = executor;
    this.slotsReadyAt[executor] = this.kernel.now + this.parameters.executorReadySeconds;
    this.events?.emit('executorAdded', {
      executor,
      worker,
      cores: this.slotsEach,
      memoryBytes: this.values.instance.values.memory ?? 0,
    });
    this.keepsShuffles[executor] = false;
    this.alive++;
    this.usage.change(this.slotsEach, 0);
    if (this.losses === null) return;
    const nth = this.lossCount[worker]!++;
    this.kernel.schedule(this.losses.at(worker, nth), this.lost, executor);
  }

  private takeAway(worker: number, failed: boolean): void {
    const executor = this.executorOn[worker]!;
    this.executorOn[worker] = -1;
    this.alive--;
    this.usage.change(-this.slotsEach, 0);
    this.scheduler.removeExecutor(executor, failed);
    this.events?.emit('executorRemoved', { executor, lost: failed });
  }

  /** Another is asked for in its place; with dynamic allocation, if it is still wanted. */
  private onLost(executor: number): void {
    const worker = this.machineOfExecutor[executor]!;
    if (this.executorOn[worker] !== executor) return;
    this.interruptions.add(1);
    this.takeAway(worker, true);
    this.ask(1);
    this.allocation?.watch();
  }

  private ask(count: number): void {
    this.asked += count;
    this.pay();
    for (let each = 0; each < count; each++) {
      // One that is on its way is wanted again.
      if (this.unwanted > 0) this.unwanted--;
      else this.kernel.schedule(this.startSeconds.at(this.startCount++, 0), this.came, this.returns);
    }
  }

  private onCame(epoch: number): void {
    // The cluster may have been given back since.
    if (epoch !== this.returns || this.state !== on) return;
    if (this.unwanted > 0) {
      this.unwanted--;
      return;
    }
    this.asked--;
    this.addExecutor(this.executorOn.indexOf(-1));
    this.pay();
  }

  /** With dynamic allocation so many are to be there. */
  private aim(target: number): void {
    const more = target - this.alive - this.asked;
    if (more >= 0) {
      this.ask(more);
      return;
    }
    const fewer = Math.min(this.asked, -more);
    this.asked -= fewer;
    this.unwanted += fewer;
    this.pay();
  }

  private giveBackIdle(idleSeconds: number, most: number): void {
    let left = most;
    for (let worker = this.workers - 1; worker >= 0 && left > 0; worker--) {
      const executor = this.executorOn[worker]!;
      if (executor < 0 || this.keepsShuffles[executor]) continue;
      // A tenth of a tick for rounding.
      if (this.kernel.now - this.scheduler.idleSince(executor) < idleSeconds - 0.01) continue;
      this.takeAway(worker, false);
      left--;
    }
    if (left < most) this.pay();
  }

  private allocationOf(world: World): Allocation | null {
    const { autoscale } = this.values;
    if (autoscale === null) return null;
    const { kernel, slotsEach, scheduler } = this;
    const cluster = this;
    const tick = kernel.handler(
      () => (this.state === on ? allocation.tick() : allocation.rest()),
      `${world.name}: dynamic allocation`,
    );
    const port: AllocationPort = {
      slotsEach,
      get nowSeconds() {
        return kernel.now;
      },
      get runningTasks() {
        return scheduler.runningTaskCount;
      },
      get waitingTasks() {
        return scheduler.waitingTaskCount;
      },
      get executors() {
        return cluster.alive;
      },
      aim: (target) => this.aim(target),
      giveBackIdle: (idleSeconds, most) => this.giveBackIdle(idleSeconds, most),
      tickAfter: (seconds) => kernel.schedule(seconds, tick),
    };
    const { min, max, idle } = autoscale;
    const allocation = new Allocation({ min, max, idleSeconds: idle }, port);
    return allocation;
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

  /** A task of a wave has had the slot up to then. Returns since when it was free for it. */
  waveTaskEnded(slot: number, executor: number, atSeconds: number, shuffles: boolean): number {
    if (shuffles) this.keepsShuffles[executor] = true;
    const freeSince = this.slotFree[slot] ?? this.slotsReadyAt[executor]!;
    this.slotFree[slot] = atSeconds;
    return freeSince;
  }
  /** What tasks of waves come to, in the mean, from now on. */
  carry(stretch: WaveStretch, prefixes: number): void {
    this.usage.carry(stretch);
    const { slots, mostSlots, requestsPerSecond, bytesPerSecond, waitingSeconds } = stretch;
    const machines = Math.max(1, this.alive);
    this.wave.carry({
      chains: slots,
      mostChains: mostSlots,
      requestsPerSecond,
      bytesPerSecond,
      prefixes,
      machines,
      waitingSeconds,
    });
  }

  taskBegan(slot: number, executor: number): void {
    this.slotFree[slot] ??= this.slotsReadyAt[executor]!;
    this.usage.change(0, 1);
  }
  /** `shuffles`: it has left shuffle files, for as long as queries are under way. */
  taskEnded(slot: number, executor: number, shuffles = false): void {
    this.slotFree[slot] = this.kernel.now;
    if (shuffles) this.keepsShuffles[executor] = true;
    this.usage.change(0, -1);
  }
}

const settingsOf = ({ mode, speculation, sparkVersion, maxResultSize }: ClusterValues): SchedulerSettings => ({
  ...defaultSettings,
  mode: mode === 'fair' ? 'FAIR' : 'FIFO',
  speculation: speculation ? speculationDefaults(Math.floor(sparkVersion)) : null,
  maxResultBytes: maxResultSize,
});
