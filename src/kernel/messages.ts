/** What the kernel says when it refuses or stops: functions of typed values, so that they are easy to compare and test. */

const at = (timeSeconds: number) => `at simulated time ${timeSeconds} s`;

export const messages = {
  past: (label: string, delaySeconds: number, now: number) =>
    `"${label}" was scheduled ${-delaySeconds} s in the past, ${at(now)}`,
  notATime: (label: string, value: number, now: number) =>
    `"${label}" was scheduled with ${value} s, which is not a time, ${at(now)}`,
  notAPriority: (value: number, now: number) => `priority ${value} is not a whole number from -31 to 31, ${at(now)}`,
  horizonPast: (untilSeconds: number, now: number) => `run until ${untilSeconds} s was asked for ${at(now)}`,
  horizonNotATime: (untilSeconds: number) => `run until ${untilSeconds} is not a time`,
  outOfRange: (name: string, what: string, value: number, wanted: string) =>
    `${name}: ${what} is ${value}; it must be ${wanted}`,
  eventBudget: (budget: number, label: string, now: number) =>
    `the budget of ${budget} events is used up ${at(now)}; next would be "${label}"`,
  stalled: (budget: number, label: string, now: number) =>
    `${budget} events ran without progress of the clock ${at(now)}; the last was "${label}"`,
  failed: (label: string, now: number, cause: unknown) =>
    `"${label}" failed ${at(now)}: ${cause instanceof Error ? cause.message : String(cause)}`,
  notACommand: (label: string, value: unknown, now: number) =>
    `"${label}" yielded ${value === null ? 'null' : typeof value}, which is neither a delay nor a command, ${at(now)}`,
  notWaiting: (id: number, now: number) => `process ${id} was resumed although it does not wait, ${at(now)}`,
  interruptsItself: (label: string, now: number) => `"${label}" interrupts itself, ${at(now)}`,
  needsServiceTime: (name: string, now: number) =>
    `"${name}" is a pool with preemption: ask it with serve() or use(), which tell it how long the service takes, ${at(now)}`,
  notHeld: (name: string, now: number) => `"${name}" got back a unit that nobody held, ${at(now)}`,
  alreadyRunning: (now: number) => `run() was called from inside a run, ${at(now)}`,
  during: (text: string, label: string) => `${text} (while "${label}" was running)`,
};
