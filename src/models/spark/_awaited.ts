import type { HandlerId, Kernel } from '../../kernel/index.ts';

/** Whoever goes on when what it waits for is there. */
export interface Waits {
  goOn(): void;
}

/**
 * Who waits for which event of the kernel. A handler stays with the kernel for the whole run, so that one of each stage would
 * keep all stages; this one is shared, and lets go of who waited as soon as he goes on.
 */
export class Awaited {
  readonly handler: HandlerId;
  private readonly waiting: (Waits | null)[] = [];
  private readonly free: number[] = [];

  constructor(kernel: Kernel) {
    this.handler = kernel.handler((id) => this.come(id), 'spark: step of a task');
  }

  /** The handler's argument, for one event. */
  by(who: Waits): number {
    const id = this.free.pop() ?? this.waiting.length;
    this.waiting[id] = who;
    return id;
  }

  private come(id: number): void {
    const who = this.waiting[id]!;
    this.waiting[id] = null;
    this.free.push(id);
    who.goOn();
  }
}
