import type { Command, FairShareLink, HandlerId, Kernel, ProcessHandle } from '../../kernel/index.ts';
import type { PrefixFlow } from '../capabilities.ts';

/** Something of which a part is done: so many bytes or core seconds, at the most so many a second. */
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

/** Steps of an octave, so that a link has few classes of flows. */
const steps = 16;

/**
 * Waits until several parts are done that go on at the same time, as a pipeline does. What a query may use at the most is
 * put on a grid of sixteen steps an octave, and its amount scaled by as much: alone it takes exactly amount / most, beside
 * others its share is off by less than 4.5 %.
 */
export class SideBySide {
  private readonly waiting: (ProcessHandle | null)[] = [];
  private readonly pending: number[] = [];
  private readonly last: number[] = [];
  private readonly free: number[] = [];
  private readonly handlers: readonly HandlerId[];

  /** `parts`: the most at once. */
  constructor(kernel: Kernel, name: string, parts: number) {
    this.handlers = Array.from({ length: parts }, (_, part) =>
      kernel.handler((slot) => this.ended(slot, part), `${name}: part ${part + 1}`),
    );
    this.kernel = kernel;
  }
  private readonly kernel: Kernel;

  /** For processes: `const last: number = yield sideBySide.work(...)`; the part that ended last, or -1. */
  work(parts: readonly Part[], admissions: readonly Admission[]): Command {
    return { begin: (process) => this.begin(process, parts, admissions) };
  }

  private begin(process: ProcessHandle, parts: readonly Part[], admissions: readonly Admission[]): boolean {
    const count = parts.reduce((sum, { amount }) => sum + (amount > 0 ? 1 : 0), 0) + admissions.length;
    if (count === 0) {
      process.receive(-1);
      return true;
    }
    const slot = this.free.pop() ?? this.waiting.push(null) - 1;
    this.waiting[slot] = process;
    this.pending[slot] = count;
    this.last[slot] = -1;
    for (let part = 0; part < parts.length; part++) {
      const { link, amount, mostPerSecond } = parts[part]!;
      if (amount > 0) start(link, amount, mostPerSecond, this.handlers[part]!, slot);
    }
    const admitted = this.handlers.at(-1)!;
    for (const { flow, requests, mostPerSecond } of admissions) flow.start(requests, mostPerSecond, admitted, slot);
    return false;
  }

  private ended(slot: number, part: number): void {
    this.last[slot] = part;
    if (--this.pending[slot]! > 0) return;
    const process = this.waiting[slot]!;
    this.waiting[slot] = null;
    this.free.push(slot);
    process.receive(this.last[slot]);
    this.kernel.scheduleNow(process.resumeHandler, process.id);
  }
}

const start = (link: FairShareLink, amount: number, most: number, handler: HandlerId, slot: number): void => {
  if (most >= link.capacityBytesPerSecond) {
    link.start(amount, link.flowClass(Infinity), handler, slot);
    return;
  }
  const cap = 2 ** (Math.ceil(steps * Math.log2(most)) / steps);
  link.start((amount * cap) / most, link.flowClass(cap), handler, slot);
};
