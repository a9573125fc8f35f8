import { Draws } from './draws.ts';
import type { BenchModel } from './model.ts';

/**
 * The loop all rates are divided by: M/M/1 at load 0.9 with nothing general about it. One function, a 4-ary heap of
 * (time, sequence, code) in typed arrays whose root is replaced in place, a ring of arrival times, no handlers, no
 * statistics but the sum of sojourn times. About what V8 allows for this model; the same in C is 2 to 3 times as fast.
 */
function run(customers: number): { events: number; check: number } {
  const draws = new Draws(42);
  const times = new Float64Array(64);
  const sequences = new Float64Array(64);
  const codes = new Int32Array(64);
  const ring = new Float64Array(1 << 20);
  const mask = ring.length - 1;
  let length = 0;
  let hole = false;
  let sequence = 0;

  const siftDown = (time: number, order: number, code: number) => {
    let index = 0;
    for (;;) {
      const child = 4 * index + 1;
      if (child >= length) break;
      const end = Math.min(child + 4, length);
      let best = child;
      for (let other = child + 1; other < end; other++) {
        if (times[other]! < times[best]! || (times[other]! === times[best]! && sequences[other]! < sequences[best]!)) {
          best = other;
        }
      }
      if (time < times[best]! || (time === times[best]! && order < sequences[best]!)) break;
      times[index] = times[best]!;
      sequences[index] = sequences[best]!;
      codes[index] = codes[best]!;
      index = best;
    }
    times[index] = time;
    sequences[index] = order;
    codes[index] = code;
  };
  const push = (time: number, code: number) => {
    const order = sequence++;
    if (hole) {
      hole = false;
      siftDown(time, order, code);
      return;
    }
    let index = length++;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (times[parent]! <= time) break;
      times[index] = times[parent]!;
      sequences[index] = sequences[parent]!;
      codes[index] = codes[parent]!;
      index = parent;
    }
    times[index] = time;
    sequences[index] = order;
    codes[index] = code;
  };

  let born = 0;
  let done = 0;
  let head = 0;
  let tail = 0;
  let busy = false;
  let startedAt = 0;
  let sojourn = 0;
  push(draws.exponential() / 0.9, 0);
  while (done < customers) {
    if (hole) {
      hole = false;
      length--;
      if (length > 0) siftDown(times[length]!, sequences[length]!, codes[length]!);
    }
    const now = times[0]!;
    const code = codes[0]!;
    hole = true;
    if (code === 0) {
      if (++born < customers) push(now + draws.exponential() / 0.9, 0);
      if (busy) ring[tail++ & mask] = now;
      else {
        busy = true;
        startedAt = now;
        push(now + draws.exponential(), 1);
      }
    } else {
      sojourn += now - startedAt;
      done++;
      if (head !== tail) {
        startedAt = ring[head++ & mask]!;
        push(now + draws.exponential(), 1);
      } else busy = false;
    }
  }
  return { events: 2 * customers, check: sojourn / customers };
}

export const reference: BenchModel = {
  name: 'reference',
  about: 'bare typed-array loop of M/M/1, load 0.9; an event is an arrival or a departure, one exponential each',
  shortSize: 500_000,
  longSize: 3_500_000,
  small: { size: 20_000, check: 6.995275589590303 },
  run,
};
