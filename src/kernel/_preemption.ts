import type { Services } from './_services.ts';
import { WaiterHeap } from './_waiter-heap.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import type { Timer } from './timer.ts';

/** In place of a place: not there. */
const nowhere = -1;

/** What a pool with preemption knows of its services, by slot, in arrays that grow by doubling. */
export class Preemption {
  /** Seconds that a service has waited so far, all its waits together. */
  waited = new Float64Array(0);
  /** Ticket of a service that has not begun. */
  tickets = new Float64Array(0);
  /** The service that was added last. */
  lastSlot = nowhere;
  private priorities = new Float64Array(0);
  /** Place among those under way. */
  private places = new Int32Array(0);
  /** Place among the interrupted. */
  private interruptedPlaces = new Int32Array(0);
  /** Which beginning it was, counted over all. */
  private turns = new Float64Array(0);
  private turn = 0;
  private readonly timers: Timer[] = [];
  /** Slots under way, in no order. */
  private readonly underWay: number[] = [];
  /** They go on before anyone of their priority begins, the one that was interrupted last first: it began first. */
  private readonly interrupted = new WaiterHeap();
  private interruptions = 0;
  private readonly kernel: Kernel;
  private readonly services: Services;
  private readonly end: HandlerId;

  constructor(kernel: Kernel, services: Services, end: HandlerId) {
    this.kernel = kernel;
    this.services = services;
    this.end = end;
  }

  /** A service that has a slot and neither waits nor is under way yet. */
  add(slot: number, priority: number): void {
    if (slot >= this.priorities.length) this.grow(this.services.handlers.length);
    this.lastSlot = slot;
    this.priorities[slot] = priority;
    this.waited[slot] = 0;
    this.places[slot] = nowhere;
    this.interruptedPlaces[slot] = nowhere;
  }

  /** Begins a service, or goes on with it. */
  begin(slot: number): void {
    this.places[slot] = this.underWay.length;
    this.underWay.push(slot);
    this.turns[slot] = this.turn++;
    this.timers[slot] ??= this.kernel.timer(this.end, slot);
    this.timers[slot]!.set(this.services.seconds[slot]!);
  }

  /** Ends a service that is under way. */
  stop(slot: number): void {
    const { underWay, places } = this;
    this.timers[slot]!.cancel();
    const last = underWay.pop()!;
    if (last !== slot) {
      underWay[places[slot]!] = last;
      places[last] = places[slot]!;
    }
    places[slot] = nowhere;
  }

  isUnderWay(slot: number): boolean {
    return this.places[slot] !== nowhere;
  }

  /**
   * The service under way that another one preempts: the least urgent, of several the last begun; -1 for none. One that is
   * over within one unit in the last place of now has received all of it and is left in peace.
   */
  victimOf(newcomer: number): number {
    const { priorities, timers, turns } = this;
    const lastDue = this.kernel.now * (1 + Number.EPSILON);
    let victim = newcomer;
    for (const slot of this.underWay) {
      const difference = priorities[slot]! - priorities[victim]!;
      const isWorse = difference > 0 || (difference === 0 && victim !== newcomer && turns[slot]! > turns[victim]!);
      if (isWorse && timers[slot]!.dueSeconds > lastDue) victim = slot;
    }
    return victim === newcomer ? nowhere : victim;
  }

  /** Sends a service that is under way back to wait, with what is left of it. */
  interrupt(slot: number): void {
    const { now } = this.kernel;
    this.services.seconds[slot] = this.timers[slot]!.dueSeconds - now;
    this.stop(slot);
    this.interruptedPlaces[slot] = this.interrupted.add({
      priority: this.priorities[slot]!,
      order: -this.interruptions++,
      handler: this.end,
      argument: slot,
      sinceSeconds: now,
    });
  }

  /** The priority of the first of the interrupted; Infinity when there is none. */
  firstPriority(): number {
    return this.interrupted.firstPriority();
  }

  /** Takes the first of the interrupted out and returns its slot. Only when there is one. */
  takeFirst(): number {
    const { interrupted } = this;
    const first = interrupted.first();
    const slot = interrupted.argumentOf(first);
    interrupted.removeFirst();
    this.waited[slot]! += this.kernel.now - interrupted.sinceOf(first);
    this.interruptedPlaces[slot] = nowhere;
    return slot;
  }

  /** Takes a service out of the interrupted; false when it is not there. */
  leave(slot: number): boolean {
    const place = this.interruptedPlaces[slot]!;
    if (place === nowhere) return false;
    this.interrupted.leave(place);
    return true;
  }

  private grow(capacity: number): void {
    const { waited, tickets, priorities, places, interruptedPlaces, turns } = this;
    this.waited = new Float64Array(capacity);
    this.waited.set(waited);
    this.tickets = new Float64Array(capacity);
    this.tickets.set(tickets);
    this.priorities = new Float64Array(capacity);
    this.priorities.set(priorities);
    this.places = new Int32Array(capacity);
    this.places.set(places);
    this.interruptedPlaces = new Int32Array(capacity);
    this.interruptedPlaces.set(interruptedPlaces);
    this.turns = new Float64Array(capacity);
    this.turns.set(turns);
  }
}
