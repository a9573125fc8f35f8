import { KernelError } from './errors.ts';
import { highestPriority } from './event-list.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import { type Process, ProcessHandle, resumeHandler } from './process.ts';

/** The processes of a kernel by number, and the interrupts on their way to them. */
export class Processes {
  private readonly interruptHandler: HandlerId;
  private readonly kernel: Kernel;
  private readonly turnBudget: number;
  private readonly byId: (ProcessHandle | null)[] = [];
  private readonly freeIds: number[] = [];
  /** Numbers that interrupted processes had, for which a resumption is still scheduled. */
  private readonly abandonedIds = new Set<number>();
  private readonly interrupts: ({ process: ProcessHandle; reason: unknown } | null)[] = [];

  constructor(kernel: Kernel, turnBudget: number) {
    this.kernel = kernel;
    this.turnBudget = turnBudget;
    kernel.handler((id) => this.resume(id), 'process');
    this.interruptHandler = kernel.handler((index) => this.deliver(index), 'interrupt');
  }

  spawn<Result>(story: Process<Result>, name: string): ProcessHandle<Result> {
    const id = this.takeId();
    const process = new ProcessHandle(this.kernel, story, name, id);
    this.byId[id] = process as ProcessHandle;
    this.kernel.scheduleNow(resumeHandler, id);
    return process;
  }

  /** The process that waits under this number. */
  get(id: number): ProcessHandle {
    const process = this.byId[id];
    if (process == null) {
      const timeSeconds = this.kernel.now;
      throw new KernelError('NOT_WAITING', messages.notWaiting(id, timeSeconds), { timeSeconds });
    }
    return process;
  }

  /** The process that an event is about: the one it resumes or interrupts. */
  of(handler: HandlerId, argument: number): ProcessHandle | null | undefined {
    if (handler === resumeHandler) return this.byId[argument];
    return handler === this.interruptHandler ? this.interrupts[argument]?.process : null;
  }

  /** Delivered at now, before anything else there. */
  interrupt(process: ProcessHandle, reason: unknown): void {
    const index = this.interrupts.push({ process, reason }) - 1;
    this.kernel.schedule(0, this.interruptHandler, index, -highestPriority);
  }

  private resume(id: number): void {
    const process = this.byId[id];
    if (process == null) this.resumeNobody(id);
    else if (process.step(this.turnBudget)) this.releaseId(id);
  }

  private resumeNobody(id: number): void {
    if (!this.abandonedIds.delete(id)) this.get(id);
    this.freeIds.push(id);
  }

  private deliver(index: number): void {
    const { process, reason } = this.interrupts[index]!;
    if (process.done) {
      this.forgetInterrupt(index);
      return;
    }
    const isStillCalled = process.callOff();
    if (isStillCalled === null) {
      // Not begun: after its first step, which is scheduled at now already.
      this.kernel.scheduleNow(this.interruptHandler, index);
      return;
    }
    if (isStillCalled) {
      this.byId[process.id] = null;
      this.abandonedIds.add(process.id);
      process.renumber(this.takeId());
      this.byId[process.id] = process;
    }
    const { id } = process;
    if (process.stepInterrupted(reason, this.turnBudget)) this.releaseId(id);
    this.forgetInterrupt(index);
  }

  private forgetInterrupt(index: number): void {
    const { interrupts } = this;
    interrupts[index] = null;
    while (interrupts.length > 0 && interrupts[interrupts.length - 1] === null) interrupts.pop();
  }

  private takeId(): number {
    return this.freeIds.pop() ?? this.byId.length;
  }

  private releaseId(id: number): void {
    this.byId[id] = null;
    this.freeIds.push(id);
  }
}
