import { IndexedHeap } from './_indexed-heap.ts';
import type { NetworkLink } from './network-link.ts';
import type { NetworkRoute } from './network-route.ts';

/** A cap is met when it exceeds the share by rounding: 3 flows capped at 0.1 on a link of 0.3 are not held back by it. */
const nearly = 1 - 4 * Number.EPSILON;

/**
 * Max-min fair rates by progressive filling (Bertsekas and Gallager, Data Networks, 2nd edition, section 6.5.2): the
 * rates of all flows rise together; when a link is full the flows on it stop, and a flow at its cap stops. Here in steps
 * from one such stop to the next: the least of capacity left / flows left over the links, and of the caps, is found by a
 * heap. A share only grows when flows stop below it, so an outdated share in the heap is too small and is put right when
 * it comes up.
 *
 * Only what a change can reach is filled anew: the routes and links given, and all that hang together with them over
 * routes with flows. Links without limit pass nothing on. Costs O((links + lengths of routes) log of both) of that part.
 */
export class ProgressiveFilling {
  /** The part that is filled. Arrays are used again and never shortened, so the counts tell how long they are. */
  readonly links: NetworkLink[] = [];
  readonly routes: NetworkRoute[] = [];
  linkCount = 0;
  routeCount = 0;
  private readonly unlimited: NetworkLink[] = [];
  private unlimitedCount = 0;
  private readonly stops = new IndexedHeap();
  private filling = 0;
  private openRoutes = 0;

  /** Starts a new part, empty. */
  begin(): void {
    this.filling++;
    this.linkCount = 0;
    this.routeCount = 0;
    this.unlimitedCount = 0;
  }

  addRoute(route: NetworkRoute): void {
    if (route.filling === this.filling) return;
    route.filling = this.filling;
    const isOpen = route.clock.count > 0;
    route.isOpen = isOpen;
    if (isOpen) this.routes[this.routeCount++] = route;
    const { links } = route;
    for (let place = 0; place < links.length; place++) this.addLink(links[place]!);
  }

  /** A link whose capacity has changed: its routes too, even if it is without limit now. */
  addChangedLink(link: NetworkLink): void {
    this.addLink(link);
    this.addRoutesOf(link);
  }

  /** Sets the rates of the part, from now on. */
  fill(now: number): void {
    for (let index = 0; index < this.linkCount; index++) this.addRoutesOf(this.links[index]!);
    this.findStops();
    this.openRoutes = this.routeCount;
    while (this.openRoutes > 0 && this.stops.size > 0) this.stopNext(now);
    this.stops.clear();
    const { links, routes, unlimited } = this;
    for (let index = 0; index < this.routeCount && this.openRoutes > 0; index++) {
      if (routes[index]!.isOpen) this.stop(routes[index]!, Infinity, null, now);
    }
    for (let index = 0; index < this.linkCount; index++) links[index]!.setRate(links[index]!.filledRate, now);
    for (let index = 0; index < this.unlimitedCount; index++) unlimited[index]!.rateChanged(now);
  }

  private addLink(link: NetworkLink): void {
    if (link.filling === this.filling) return;
    link.filling = this.filling;
    if (link.capacityBytesPerSecond === Infinity) {
      this.unlimited[this.unlimitedCount++] = link;
      return;
    }
    this.links[this.linkCount++] = link;
    link.leftBytesPerSecond = link.capacityBytesPerSecond;
    link.openCount = 0;
    link.filledRate = 0;
  }

  private addRoutesOf(link: NetworkLink): void {
    const { routes } = link;
    for (let index = 0; index < routes.length; index++) this.addRoute(routes[index]!);
  }

  /** Links by their number in the part, then routes. */
  private findStops(): void {
    const { routes, links, linkCount, routeCount, stops } = this;
    for (let index = 0; index < routeCount; index++) {
      const route = routes[index]!;
      const { count } = route.clock;
      for (let place = 0; place < route.links.length; place++) route.links[place]!.openCount += count;
      if (route.capBytesPerSecond < Infinity) stops.set(linkCount + index, route.capBytesPerSecond * nearly);
    }
    for (let index = 0; index < linkCount; index++) {
      const link = links[index]!;
      if (link.openCount > 0) stops.set(index, link.leftBytesPerSecond / link.openCount);
    }
  }

  /** Fills up to the next stop. */
  private stopNext(now: number): void {
    const { stops, linkCount } = this;
    const first = stops.first();
    if (first >= linkCount) {
      const route = this.routes[first - linkCount]!;
      stops.set(first, Infinity);
      if (route.isOpen) this.stop(route, route.capBytesPerSecond, null, now);
      return;
    }
    const link = this.links[first]!;
    const share = link.openCount > 0 ? link.leftBytesPerSecond / link.openCount : Infinity;
    if (share > stops.firstKey()) {
      stops.set(first, share);
      return;
    }
    stops.set(first, Infinity);
    const { routes } = link;
    for (let index = 0; index < routes.length; index++) {
      if (routes[index]!.isOpen) this.stop(routes[index]!, share, link, now);
    }
  }

  private stop(route: NetworkRoute, rate: number, bottleneck: NetworkLink | null, now: number): void {
    const { clock, links } = route;
    const { count } = clock;
    const total = count * rate;
    route.isOpen = false;
    route.bottleneck = bottleneck;
    this.openRoutes--;
    for (let place = 0; place < links.length; place++) {
      const link = links[place]!;
      link.openCount -= count;
      link.leftBytesPerSecond = Math.max(0, link.leftBytesPerSecond - total);
      link.filledRate += total;
    }
    clock.setRate(rate, now);
  }
}
