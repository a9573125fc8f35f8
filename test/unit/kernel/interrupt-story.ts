import { Interrupt, Kernel, type Process } from '../../../src/kernel/index.ts';

/** A kernel whose stories tell what happens to them, with the time. */
export function storyTellers() {
  const kernel = new Kernel();
  const told: string[] = [];
  const tell = (text: string) => told.push(`${text} at ${kernel.now}`);

  /** A part of a story that may be interrupted; true when it was. */
  function* trying(name: string, part: () => Process<unknown>): Process<boolean> {
    try {
      const result: unknown = yield* part();
      tell(result === undefined ? `${name} done` : `${name} ${result}`);
      return false;
    } catch (thrown) {
      if (!(thrown instanceof Interrupt)) throw thrown;
      tell(`${name} interrupted: ${thrown.reason}`);
      return true;
    }
  }

  /** A process that tries one part. */
  const start = (name: string, part: () => Process<unknown>) => kernel.spawn(trying(name, part), name);

  /** Runs something at a time, after what is scheduled there already. */
  const at = (timeSeconds: number, run: () => void) => kernel.scheduleAt(timeSeconds, kernel.handler(run));

  return { kernel, told, tell, trying, start, at };
}
