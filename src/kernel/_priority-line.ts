import { WaiterHeap } from './_waiter-heap.ts';
import { WaiterLine } from './_waiter-line.ts';
import type { Command, ProcessHandle } from './process.ts';

/** What a line asks of its pool. */
interface Pool {
  readonly ticket: number;
  request(handler: number, argument: number, priority: number): boolean | null;
  /** Somebody has left the line. */
  left(): void;
  /** A unit that is on its way to an interrupted process comes back. */
  breakOff(): void;
}

/** Why a process did not get a server: the pool was full when it came, or it left the line. */
export type Refusal = 'full' | 'out of patience';

/**
 * So many priorities have lines of their own, those that come first: a pool with a few classes of customers needs no
 * more. Where every customer has another priority (the shortest job first, due dates), the rest stand in one heap.
 */
const mostLines = 16;

/** Tickets of a pool: this many times the ticket in the line, plus the number of the line; the heap is the last. */
const ticketStep = 32;

/** The waiters of one priority, and the command that joins them. */
export class PriorityLine implements Command {
  readonly priority: number;
  /** Which line of its pool this is, in the order of their making: part of a ticket. */
  readonly index: number;
  readonly waiters = new WaiterLine();
  private readonly pool: Pool;

  constructor(pool: Pool, priority: number, index: number) {
    this.pool = pool;
    this.priority = priority;
    this.index = index;
  }

  begin(process: ProcessHandle): boolean {
    return join(this.pool, process, this.priority);
  }

  withdraw(process: ProcessHandle): boolean {
    return leave(this.pool, this.waiters.remove(process.resumeHandler, process.id));
  }
}

/** Joins the waiters of a priority that has no line of its own. */
class HeapRequest implements Command {
  private readonly pool: Pool;
  private readonly lines: PriorityLines;
  private readonly priority: number;
  /** Of the last process that yielded this. */
  private ticket = -1;

  constructor(pool: Pool, lines: PriorityLines, priority: number) {
    this.pool = pool;
    this.lines = lines;
    this.priority = priority;
  }

  begin(process: ProcessHandle): boolean {
    const goesOn = join(this.pool, process, this.priority);
    if (!goesOn) this.ticket = this.pool.ticket;
    return goesOn;
  }

  withdraw(process: ProcessHandle): boolean {
    return leave(this.pool, this.lines.leaveHeap(process, this.ticket));
  }
}

/** Asks for a unit for a process. True when it goes on at once: it has got one, or was turned away. */
function join(pool: Pool, process: ProcessHandle, priority: number): boolean {
  const granted = pool.request(process.resumeHandler, process.id, priority);
  if (granted === null) process.receive('full' satisfies Refusal);
  return granted !== false;
}

function leave(pool: Pool, wasWaiting: boolean): boolean {
  if (wasWaiting) pool.left();
  else pool.breakOff();
  return wasWaiting;
}

/** The waiters of a pool by priority; there is usually one line. */
export class PriorityLines {
  /** The line of priority 0. */
  readonly usual: PriorityLine;
  private readonly pool: Pool;
  private readonly byPriority: PriorityLine[];
  private readonly byIndex: PriorityLine[];
  /** The line of the last push(); null for the heap. */
  private last: PriorityLine | null;

  private heap: WaiterHeap | null = null;
  /** The ticket in the heap that the next push() there gives: its order among equal priorities. */
  private nextInHeap = 0;
  /** Slots of the heap by ticket. */
  private readonly slots = new Map<number, number>();
  /** Whoever comes out of the heap passes through here. */
  private readonly fromHeap = new WaiterLine(2);

  constructor(pool: Pool) {
    this.pool = pool;
    this.usual = new PriorityLine(pool, 0, 0);
    this.last = this.usual;
    this.byPriority = [this.usual];
    this.byIndex = [this.usual];
  }

  /** A number for the place that was taken last. */
  get ticket(): number {
    const { last } = this;
    if (last === null) return (this.nextInHeap - 1) * ticketStep + mostLines;
    return (last.waiters.nextTicket - 1) * ticketStep + last.index;
  }

  /** Joins the waiters of a priority, which is finite. */
  command(priority: number): Command {
    return this.lineOf(priority) ?? new HeapRequest(this.pool, this, priority);
  }

  push(handler: number, argument: number, priority: number, now: number): void {
    const line = priority === 0 ? this.usual : this.lineOf(priority);
    this.last = line;
    if (line === null) this.pushToHeap(handler, argument, priority, now);
    else line.waiters.push(handler, argument, now);
  }

  /** The line at whose head the waiter stands whose turn it is: shift() must follow. Only when somebody waits. */
  first(): WaiterLine {
    if (this.heap !== null && this.heap.length > 0) return this.firstOfMany(this.heap);
    const { byPriority } = this;
    let index = 0;
    while (byPriority[index]!.waiters.length === 0) index++;
    return byPriority[index]!.waiters;
  }

  /** The priority of the waiter whose turn it is; Infinity when nobody waits. */
  firstPriority(): number {
    const ofLines = this.byPriority.find(({ waiters }) => waiters.length > 0)?.priority ?? Infinity;
    return Math.min(ofLines, this.heap?.firstPriority() ?? Infinity);
  }

  /**
   * Takes out the place of a ticket, and returns a line whose `shifted` fields tell of it; null when it is not in the line
   * any more.
   */
  leave(ticket: number): WaiterLine | null {
    const place = Math.floor(ticket / ticketStep);
    const index = ticket - place * ticketStep;
    if (index === mostLines) return this.leaveHeapAt(place);
    const waiters = this.byIndex[index]?.waiters;
    return waiters?.leave(place) ? waiters : null;
  }

  /** Takes a process out of the heap, where it has this ticket if it was the last to ask; false when it is not there. */
  leaveHeap(process: ProcessHandle, ticket: number): boolean {
    const { resumeHandler, id } = process;
    const heap = this.heap!;
    const isIt = (slot: number) => heap.handlerOf(slot) === resumeHandler && heap.argumentOf(slot) === id;
    const place = Math.floor(ticket / ticketStep);
    const slot = this.slots.get(place);
    if (slot !== undefined && isIt(slot)) return this.leaveHeapAt(place) !== null;
    for (const [other, slotOfOther] of this.slots) {
      if (isIt(slotOfOther)) return this.leaveHeapAt(other) !== null;
    }
    return false;
  }

  /** The line of a finite priority, made when it is first asked for; null when it has none. */
  private lineOf(priority: number): PriorityLine | null {
    const { byPriority, byIndex } = this;
    let index = 0;
    while (index < byPriority.length && byPriority[index]!.priority < priority) index++;
    const found = byPriority[index];
    if (found !== undefined && found.priority === priority) return found;
    // Whether a priority has a line never changes, since lines are kept.
    if (byIndex.length === mostLines) return null;
    const line = new PriorityLine(this.pool, priority, byIndex.length);
    byIndex.push(line);
    byPriority.splice(index, 0, line);
    return line;
  }

  private pushToHeap(handler: number, argument: number, priority: number, now: number): void {
    this.heap ??= new WaiterHeap();
    const order = this.nextInHeap++;
    this.slots.set(order, this.heap.add({ priority, order, handler, argument, sinceSeconds: now }));
  }

  private firstOfMany(heap: WaiterHeap): WaiterLine {
    const line = this.byPriority.find(({ waiters }) => waiters.length > 0);
    if (line !== undefined && line.priority < heap.firstPriority()) return line.waiters;
    const slot = heap.first();
    heap.removeFirst();
    this.slots.delete(heap.orderOf(slot));
    this.fromHeap.push(heap.handlerOf(slot), heap.argumentOf(slot), heap.sinceOf(slot));
    return this.fromHeap;
  }

  private leaveHeapAt(place: number): WaiterLine | null {
    const { heap, slots, fromHeap } = this;
    const slot = slots.get(place);
    if (heap === null || slot === undefined) return null;
    slots.delete(place);
    fromHeap.push(heap.handlerOf(slot), heap.argumentOf(slot), heap.sinceOf(slot));
    fromHeap.shift();
    heap.leave(slot);
    return fromHeap;
  }
}
