import type { HandlerId, Kernel } from '../../../kernel/index.ts';
import { MessageRing } from './_message-ring.ts';

/**
 * The driver's one dispatch thread. Messages are small integers, taken first in, first out; what a message causes may
 * occupy the thread, and those behind it wait. An event is spent on waiting messages alone.
 */
export class DispatchThread {
  private readonly kernel: Kernel;
  private readonly handle: (message: number) => void;
  private readonly messages = new MessageRing();
  private readonly drain: HandlerId;
  private freeAt = 0;
  private draining = false;

  constructor(kernel: Kernel, handle: (message: number) => void) {
    this.kernel = kernel;
    this.handle = handle;
    this.drain = kernel.handler(() => this.drainMessages(), 'dispatch thread');
  }

  receive(message: number): void {
    if (this.messages.length === 0 && this.freeAt <= this.kernel.now) {
      this.handle(message);
      return;
    }
    this.enqueue(message);
  }

  get hasMessages(): boolean {
    return this.messages.length > 0;
  }
  get freeAtSeconds(): number {
    return this.freeAt;
  }
  /** A message that has come and has to wait. */
  enqueue(message: number): void {
    this.messages.push(message);
    this.awaitTurn();
  }

  /** So much more of the thread's time; when it is through with that. */
  occupy(seconds: number): number {
    this.freeAt = Math.max(this.freeAt, this.kernel.now) + seconds;
    return this.freeAt;
  }

  /** The same from a time on at which it is free. */
  occupyFrom(atSeconds: number, seconds: number): number {
    this.freeAt = atSeconds + seconds;
    return this.freeAt;
  }

  private awaitTurn(): void {
    if (this.draining) return;
    this.draining = true;
    this.kernel.scheduleAt(Math.max(this.kernel.now, this.freeAt), this.drain);
  }

  private drainMessages(): void {
    this.draining = false;
    while (this.messages.length > 0) {
      if (this.freeAt > this.kernel.now) {
        this.awaitTurn();
        return;
      }
      this.handle(this.messages.shift());
    }
  }
}
