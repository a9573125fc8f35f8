import type { NetworkFlowTable } from './_network-flow-table.ts';
import { RouteClock } from './_route-clock.ts';
import type { FairShareNetwork } from './fair-share-network.ts';
import type { NetworkLink } from './network-link.ts';

/**
 * The links that a flow needs at the same time, and the cap of each flow: network.route() makes it. All flows of a route
 * have the same rate. The order of the links does not matter.
 */
export class NetworkRoute {
  readonly links: readonly NetworkLink[];
  readonly capBytesPerSecond: number;
  private readonly network: FairShareNetwork;

  /** Number in the network. @internal */
  readonly index: number;
  /** @internal */
  readonly clock: RouteClock;
  /** Flows have come or gone since the last update. @internal */
  isTouched = false;
  /** The link that binds, as of the last filling. @internal */
  bottleneck: NetworkLink | null = null;
  /** For ProgressiveFilling: the last filling that saw it; its rate is not found yet. @internal */
  filling = 0;
  /** @internal */
  isOpen = false;
  /** Its place in the list of routes of each of its links; in the lists only while it has flows. @internal */
  private readonly places: Int32Array;
  private isLinked = false;

  /** Use network.route(). @internal */
  constructor(
    network: FairShareNetwork,
    links: readonly NetworkLink[],
    capBytesPerSecond: number,
    index: number,
    flows: NetworkFlowTable,
  ) {
    this.network = network;
    this.links = links;
    this.capBytesPerSecond = capBytesPerSecond;
    this.index = index;
    this.clock = new RouteClock(capBytesPerSecond, flows);
    this.places = new Int32Array(links.length);
  }

  /** Flows under way. */
  get active(): number {
    return this.clock.count;
  }

  /** Rate of each flow, in bytes per second; 0 when there is none. */
  get rate(): number {
    this.network.settle();
    return this.clock.count > 0 ? this.clock.rate : 0;
  }

  /**
   * Why the rate is what it is: the link whose capacity is used up and on which no flow is faster; null when the flows
   * run at their cap, or when there is none.
   */
  get boundBy(): NetworkLink | null {
    this.network.settle();
    return this.clock.count > 0 ? this.bottleneck : null;
  }

  /** No link and no cap holds a flow back. @internal */
  isUnlimited(): boolean {
    if (this.capBytesPerSecond < Infinity) return false;
    const { links } = this;
    for (let place = 0; place < links.length; place++) {
      if (links[place]!.capacityBytesPerSecond < Infinity) return false;
    }
    return true;
  }

  /** Enters it into the lists of its links while it has flows. @internal */
  relink(): void {
    const wanted = this.clock.count > 0;
    if (wanted === this.isLinked) return;
    this.isLinked = wanted;
    for (let place = 0; place < this.links.length; place++) {
      if (wanted) this.enter(place);
      else this.leave(place);
    }
  }

  private enter(place: number): void {
    const { routes, pathPlaces } = this.links[place]!;
    this.places[place] = routes.length;
    routes.push(this);
    pathPlaces.push(place);
  }

  /** The last of the list takes the place that becomes free. */
  private leave(place: number): void {
    const { routes, pathPlaces } = this.links[place]!;
    const lastRoute = routes.pop()!;
    const lastPlace = pathPlaces.pop()!;
    const free = this.places[place]!;
    if (lastRoute === this) return;
    routes[free] = lastRoute;
    pathPlaces[free] = lastPlace;
    lastRoute.places[lastPlace] = free;
  }
}
