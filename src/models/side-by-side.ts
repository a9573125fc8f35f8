import type { Command, FairShareLink, HandlerId, Kernel, ProcessHandle } from '../kernel/index.ts';
import type { PrefixFlow } from './capabilities.ts';

/** Something of which a part is done: so many bytes, requests or core seconds, at the most so many a second. */
export interface Part {
  readonly link: FairShareLink;
  readonly amount: number;
  readonly mostPerSecond: number;
}

/** Requests that a prefix has to admit. */
export interface Admission {
  readonly flow: PrefixFlow;
  readonly requests: number;
  readonly mostPerSecond: number;
}

/** What whoever waits is told in place of the part that ended last. */
export const nothingToDo = -1;
export const brokenOff = -2;

const slotCount = 2 ** 20;

/**
 * Waits until several parts of some work are done that go on at the same time, as a pipeline does, each shared equally by all
 * who want some of it and nobody above what he can use. Alone it takes the longest of amount / min(capacity, most).
 */
export class SideBySide {
  private readonly kernel: Kernel;
  private readonly handlers: readonly HandlerId[];
  private readonly admitted: HandlerId;
  /** By slot: who waits, how many parts are under way, which round of the slot, and the flows over links. */
  private readonly waiting: (ProcessHandle | null)[] = [];
  private readonly pending: number[] = [];
  private readonly rounds: number[] = [];
  private readonly flows: { readonly link: FairShareLink; readonly ticket: number }[][] = [];
  private readonly free: number[] = [];

  constructor(kernel: Kernel, name: string, parts: readonly string[]) {
    this.kernel = kernel;
    const handler = (what: string, part: number): HandlerId =>
      kernel.handler((argument) => this.ended(argument, part), `${name}: ${what}`);
    this.handlers = parts.map(handler);
    this.admitted = handler('requests admitted', parts.length);
  }

  /** For processes: `const last: number = yield sideBySide.work(...)`: the part that ended last, or one of the words above. */
  work(parts: readonly Part[], admissions: readonly Admission[] = []): Command {
    return { begin: (process) => this.begin(process, parts, admissions) };
  }

  /** Breaks off all that is under way. */
  breakOff(): void {
    for (let slot = 0; slot < this.waiting.length; slot++) {
      if (this.waiting[slot] === null) continue;
      for (const { link, ticket } of this.flows[slot]!) link.abort(ticket);
      this.resume(slot, brokenOff);
    }
  }

  private begin(process: ProcessHandle, parts: readonly Part[], admissions: readonly Admission[]): boolean {
    const count = parts.reduce((sum, { amount }) => sum + (amount > 0 ? 1 : 0), admissions.length);
    if (count === 0) {
      process.receive(nothingToDo);
      return true;
    }
    const slot = this.free.pop() ?? this.newSlot();
    this.waiting[slot] = process;
    this.pending[slot] = count;
    const argument = this.rounds[slot]! * slotCount + slot;
    for (let part = 0; part < parts.length; part++) {
      const { link, amount, mostPerSecond } = parts[part]!;
      if (!(amount > 0)) continue;
      link.start(amount, link.flowClass(mostPerSecond), this.handlers[part]!, argument);
      // What takes no time cannot be called off.
      if (link.ticket >= 0) this.flows[slot]!.push({ link, ticket: link.ticket });
    }
    for (const { flow, requests, mostPerSecond } of admissions)
      flow.start(requests, mostPerSecond, this.admitted, argument);
    return false;
  }

  private ended(argument: number, part: number): void {
    const slot = argument % slotCount;
    // What was broken off and could not be called off: its slot may be another's by now.
    if (this.rounds[slot] !== (argument - slot) / slotCount || this.waiting[slot] === null) return;
    if (--this.pending[slot]! === 0) this.resume(slot, part);
  }

  private resume(slot: number, end: number): void {
    const process = this.waiting[slot]!;
    this.waiting[slot] = null;
    this.rounds[slot] = (this.rounds[slot]! + 1) % slotCount;
    this.flows[slot]!.length = 0;
    this.free.push(slot);
    process.receive(end);
    this.kernel.scheduleNow(process.resumeHandler, process.id);
  }

  private newSlot(): number {
    this.rounds.push(0);
    this.flows.push([]);
    return this.waiting.push(null) - 1;
  }
}
