/** At its time, in the order of the list: put an item or ask for one; or interrupt what an earlier step has begun. */
export type StoreStep = { at: number } & ({ kind: 'put' } | { kind: 'get' } | { kind: 'interrupt'; step: number });

export interface StoreOutcome {
  /** By step: when it was through; NaN when it was not, or was interrupted. */
  times: number[];
  /** By step: the item that a get was given (the number of the step that put it); -1 when none. */
  items: number[];
  /** Items left in the store, the first first. */
  left: number[];
}

/**
 * The slow, obvious store: after every step, what can be done is looked for from the beginning. Steps in order of time.
 * What is done in a step's own time without waiting cannot be interrupted any more; who waited runs after the steps of
 * that time, and until then an interrupt takes the item back.
 */
export function naiveStore(capacity: number, steps: StoreStep[]): StoreOutcome {
  const times = steps.map(() => Number.NaN);
  const items = steps.map(() => -1);
  const isOver = steps.map(() => false);
  const hasWaited = steps.map(() => false);
  let held: number[] = [];
  let putters: number[] = [];
  let getters: number[] = [];

  const doWhatCanBeDone = (now: number) => {
    for (;;) {
      if (getters.length > 0 && held.length > 0) {
        const getter = getters.shift()!;
        items[getter] = held.shift()!;
        times[getter] = now;
      } else if (putters.length > 0 && (held.length < capacity || getters.length > 0)) {
        const putter = putters.shift()!;
        held.push(putter);
        times[putter] = now;
      } else {
        return;
      }
    }
  };

  steps.forEach((step, index) => {
    if (step.kind === 'interrupt') {
      const { step: target } = step;
      const wish = steps[target]!;
      if (isOver[target] || wish.kind === 'interrupt') return;
      const isDone = times[target]! >= 0;
      // Through at an earlier time, or at once when it came: it has gone its way.
      if (isDone && (times[target]! < step.at || !hasWaited[target])) return;
      isOver[target] = true;
      putters = putters.filter((other) => other !== target);
      getters = getters.filter((other) => other !== target);
      if (wish.kind === 'get' && isDone) {
        held = [items[target]!, ...held];
        items[target] = -1;
      }
      times[target] = Number.NaN;
      doWhatCanBeDone(step.at);
      return;
    }
    if (isOver[index]) return;
    if (step.kind === 'put') putters.push(index);
    else getters.push(index);
    doWhatCanBeDone(step.at);
    hasWaited[index] = Number.isNaN(times[index]);
  });
  return { times, items, left: held };
}
