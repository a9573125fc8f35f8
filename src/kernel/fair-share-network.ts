import { IndexedHeap } from './_indexed-heap.ts';
import { NetworkFlowTable, notInHeap } from './_network-flow-table.ts';
import { ProgressiveFilling } from './_progressive-filling.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import { NetworkLink } from './network-link.ts';
import { NetworkRoute } from './network-route.ts';
import type { Command, ProcessHandle } from './process.ts';
import type { Timer } from './timer.ts';

export interface FairShareNetworkOptions {
  /** Shown in errors. */
  name: string;
}

export interface NetworkLinkOptions {
  /** Shown in errors. */
  name: string;
  /** Shared by all flows over it, in bytes per second; zero stops them, Infinity holds nobody back. */
  capacityBytesPerSecond: number;
}

/** A ticket is (number of the start, counted round) * ticketStep + slot, exact in a float64. */
const ticketStep = 2 ** 23;
const ticketRound = 2 ** 30;

/** So many calls of rate hooks at one moment are taken for a circle. */
const hookBudget = 1_000_000;

/**
 * Links that flows use several at a time, shared by max-min fairness: no flow can be faster without slowing one that is
 * not faster than itself. Each flow is held below the cap of its route. Rates follow each change at once; what changes at
 * one moment, however much, is filled once, by an event at that moment (see _progressive-filling.ts for the cost).
 * Completions run as events at their time; a completion ends every flow that is through within one unit in the last
 * place of the clock, since a clock far from zero cannot tell them apart.
 *
 * One link alone gives the times of a FairShareLink, which is faster. Left out: weights, queues at the links, and the
 * time a change takes to reach the sender.
 */
export class FairShareNetwork {
  readonly name: string;
  private readonly kernel: Kernel;
  private readonly links: NetworkLink[] = [];
  private readonly routes: NetworkRoute[] = [];
  private readonly routesByKey = new Map<string, NetworkRoute>();

  private readonly flows = new NetworkFlowTable(16);
  private activeCount = 0;
  private lastSlot = -1;
  /** The slot of the last transfer of a process, by its number. */
  private readonly transfers: number[] = [];

  private readonly filling = new ProgressiveFilling();
  /** When the next flow of each route is through. */
  private readonly finishes = new IndexedHeap();
  private readonly completion: Timer;
  private armedFor = -1;
  private completing = false;
  private stale = false;
  /** What has changed since the rates were filled. The array of routes is never shortened. */
  private readonly touched: NetworkRoute[] = [];
  private touchedCount = 0;
  private readonly changedLinks: NetworkLink[] = [];
  private readonly hooked: NetworkLink[] = [];
  private reporting = false;

  constructor(kernel: Kernel, options: FairShareNetworkOptions) {
    this.kernel = kernel;
    this.name = options.name;
    this.completion = kernel.timer(kernel.handler(() => this.complete(), `${options.name}: completion`));
  }

  /** Flows under way. */
  get active(): number {
    return this.activeCount;
  }

  /** The number of the flow that was started last, for abort(); -1 when it took no time. */
  get ticket(): number {
    const slot = this.lastSlot;
    return slot < 0 ? -1 : this.ticketOf(slot);
  }

  /** Adds a link. */
  link(options: NetworkLinkOptions): NetworkLink {
    const { name, capacityBytesPerSecond } = options;
    this.checkCapacity(name, capacityBytesPerSecond);
    const link = new NetworkLink(this, name, this.links.length, capacityBytesPerSecond, this.kernel.now);
    this.links.push(link);
    return link;
  }

  /**
   * The route over these links, each flow on it held below a cap in bytes per second, Infinity for none. The same links
   * and cap give the same route. Without links only the cap counts.
   */
  route(links: readonly NetworkLink[], capBytesPerSecond = Infinity): NetworkRoute {
    if (!(capBytesPerSecond > 0)) this.refuse(this.name, 'a cap', capBytesPerSecond, 'more than zero bytes per second');
    const path = [...links].sort((a, b) => a.index - b.index);
    path.forEach((link, place) => {
      if (this.links[link.index] !== link) this.refuse(this.name, 'a link', link.index, 'one that link() returned');
      if (link === path[place + 1]) this.refuse(this.name, 'a link', link.index, 'on the route once');
    });
    const key = `${path.map(({ index }) => index).join()} ${capBytesPerSecond}`;
    const known = this.routesByKey.get(key);
    if (known !== undefined) return known;
    const route = new NetworkRoute(this, path, capBytesPerSecond, this.routes.length, this.flows);
    this.routes.push(route);
    this.routesByKey.set(key, route);
    return route;
  }

  /**
   * Starts a flow. The handler runs with the argument when its last byte is through: at now for a size of zero, or for
   * any size when neither cap nor capacity holds it back.
   */
  start(sizeBytes: number, route: NetworkRoute, handler: HandlerId, argument: number): void {
    if (!(sizeBytes >= 0 && sizeBytes < Infinity)) {
      this.refuse(this.name, 'a size', sizeBytes, 'finite, zero or more bytes');
    }
    if (this.routes[route.index] !== route) this.refuse(this.name, 'a route', route.index, 'one that route() returned');
    const { links } = route;
    if (sizeBytes === 0 || route.isUnlimited()) {
      for (let place = 0; place < links.length; place++) links[place]!.flowPassed(sizeBytes);
      this.lastSlot = -1;
      this.kernel.scheduleNow(handler, argument);
      return;
    }
    const { now } = this.kernel;
    const slot = this.flows.add(sizeBytes, now, route.index, handler, argument);
    this.lastSlot = slot;
    route.clock.add(slot, now);
    for (let place = 0; place < links.length; place++) links[place]!.flowStarted(now);
    this.activeCount++;
    this.touch(route);
    this.changed();
  }

  /** For processes: `yield network.transfer(sizeBytes, route)`. An interrupt aborts the flow. */
  transfer(sizeBytes: number, route: NetworkRoute): Command {
    // An object of its own, because a command may be kept before it is yielded.
    return new Transfer(this, sizeBytes, route);
  }

  /** Ends a flow whose handler then does not run. False when it is through or was aborted already. */
  abort(ticket: number): boolean {
    const slot = ticket % ticketStep;
    if (!(slot >= 0) || !(this.flows.positions[slot]! > notInHeap) || this.ticketOf(slot) !== ticket) return false;
    this.abortSlot(slot);
    return true;
  }

  /** Starts a new window at now on every link: the end of a warm-up. */
  resetStats(): void {
    for (const link of this.links) link.resetStats();
  }

  /** For Transfer. @internal */
  startFor(process: ProcessHandle, sizeBytes: number, route: NetworkRoute): void {
    this.start(sizeBytes, route, process.resumeHandler, process.id);
    this.transfers[process.id] = this.lastSlot;
  }

  /** For Transfer: false when the process's resumption is scheduled already. @internal */
  withdraw(process: ProcessHandle): boolean {
    const slot = this.transfers[process.id]!;
    if (slot < 0) return false;
    this.abortSlot(slot);
    return true;
  }

  /** Brings the rates up to date, and returns now. @internal */
  settle(): number {
    if (this.stale) this.update();
    return this.kernel.now;
  }

  /** For NetworkLink. @internal */
  capacityChanged(link: NetworkLink): void {
    this.changedLinks.push(link);
    this.changed();
  }

  /** For NetworkLink. @internal */
  hookChanged(link: NetworkLink, isHooked: boolean): void {
    const place = this.hooked.indexOf(link);
    if (isHooked && place < 0) this.hooked.push(link);
    if (!isHooked && place >= 0) this.hooked.splice(place, 1);
  }

  /** For NetworkLink. @internal */
  checkCapacity(name: string, value: number): void {
    if (!(value >= 0)) this.refuse(name, 'the capacity', value, 'zero or more bytes per second');
  }

  private ticketOf(slot: number): number {
    return (this.flows.orders[slot]! % ticketRound) * ticketStep + slot;
  }

  private touch(route: NetworkRoute): void {
    if (route.isTouched) return;
    route.isTouched = true;
    this.touched[this.touchedCount++] = route;
  }

  /** The first change of a moment calls for an event at that moment; completions update when the last handler has run. */
  private changed(): void {
    if (this.stale) return;
    this.stale = true;
    if (!this.completing) this.arm(this.kernel.now);
  }

  private arm(timeSeconds: number): void {
    this.armedFor = timeSeconds;
    this.completion.setAt(timeSeconds);
  }

  private abortSlot(slot: number): void {
    const { flows } = this;
    const { now } = this.kernel;
    const route = this.routes[flows.routes[slot]!]!;
    const { clock, links } = route;
    const received = clock.receivedBytes(slot, now);
    clock.remove(slot);
    flows.free(slot);
    for (let place = 0; place < links.length; place++) links[place]!.flowAborted(received, now);
    this.activeCount--;
    this.touch(route);
    this.changed();
  }

  /** Fills the rates anew where they may have changed, and arms the timer for the next completion. */
  private update(): void {
    const { filling, finishes, touched, changedLinks } = this;
    const { now } = this.kernel;
    this.stale = false;
    filling.begin();
    for (let index = 0; index < this.touchedCount; index++) {
      const route = touched[index]!;
      const { clock } = route;
      // A flow ended, another began: all rates stand.
      if (clock.count === clock.filledCount) continue;
      clock.filledCount = clock.count;
      route.relink();
      filling.addRoute(route);
    }
    while (changedLinks.length > 0) filling.addChangedLink(changedLinks.pop()!);
    filling.fill(now);
    for (let index = 0; index < filling.routeCount; index++) {
      const route = filling.routes[index]!;
      finishes.set(route.index, route.clock.nextFinish());
    }
    for (let index = 0; index < this.touchedCount; index++) {
      const route = touched[index]!;
      route.isTouched = false;
      finishes.set(route.index, route.clock.nextFinish());
    }
    this.touchedCount = 0;
    this.armCompletion(now);
    if (this.hooked.length > 0 && !this.completing && !this.reporting) this.report();
  }

  private armCompletion(now: number): void {
    const { completion } = this;
    const finish = this.finishes.firstKey();
    if (finish === Infinity) completion.cancel();
    else if (!completion.armed || this.armedFor !== finish) this.arm(finish > now ? finish : now);
  }

  /** Until all hooks have heard the present rates; a hook may change a capacity. */
  private report(): void {
    const { hooked, kernel } = this;
    this.reporting = true;
    let calls = 0;
    for (let isNews = true; isNews; ) {
      isNews = false;
      for (let index = 0; index < hooked.length; index++) {
        if (!hooked[index]!.report()) continue;
        isNews = true;
        if (++calls < hookBudget) continue;
        const { name: label } = hooked[index]!;
        const text = messages.stalled(hookBudget, label, kernel.now);
        throw new KernelError('STALLED', text, { timeSeconds: kernel.now, label });
      }
    }
    this.reporting = false;
  }

  private complete(): void {
    const { kernel, flows, routes, finishes } = this;
    const { now } = kernel;
    const lastFinish = now * (1 + Number.EPSILON);
    // All are taken out before the first handler runs: what it starts belongs to a later event.
    let first = -1;
    let last = -1;
    while (finishes.firstKey() <= lastFinish) {
      const route = routes[finishes.first()]!;
      const slot = route.clock.finishNext(now, finishes.firstKey() <= now);
      finishes.set(route.index, route.clock.nextFinish());
      const { links } = route;
      const size = flows.sizes[slot]!;
      for (let place = 0; place < links.length; place++) links[place]!.flowCompleted(size, now);
      this.activeCount--;
      this.touch(route);
      if (last < 0) first = slot;
      else flows.next[last] = slot;
      flows.next[slot] = -1;
      last = slot;
    }
    this.completing = true;
    this.stale = true;
    for (let slot = first; slot >= 0; ) {
      const handler = flows.handlers[slot]!;
      const argument = flows.flowArguments[slot]!;
      const following = flows.next[slot]!;
      flows.free(slot);
      kernel.dispatch(handler, argument);
      slot = following;
    }
    this.completing = false;
    this.update();
  }

  private refuse(name: string, what: string, value: number, wanted: string): never {
    const text = messages.outOfRange(name, what, value, wanted);
    throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: this.kernel.now, label: name });
  }
}

/** Waiting for the last byte of a flow that starts when the command is yielded. */
class Transfer implements Command {
  private readonly network: FairShareNetwork;
  private readonly sizeBytes: number;
  private readonly route: NetworkRoute;

  constructor(network: FairShareNetwork, sizeBytes: number, route: NetworkRoute) {
    this.network = network;
    this.sizeBytes = sizeBytes;
    this.route = route;
  }

  begin(process: ProcessHandle): boolean {
    this.network.startFor(process, this.sizeBytes, this.route);
    return false;
  }

  withdraw(process: ProcessHandle): boolean {
    return this.network.withdraw(process);
  }
}
