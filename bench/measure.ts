import type { BenchModel } from './model.ts';
import { reference } from './reference.ts';

export interface Rate {
  name: string;
  eventsPerSecond: number;
  /** Of this model's rate to the reference loop's, measured straight before it. */
  ratioToReference: number;
  /** The bits of the check value of the long run: the same in every round, on every machine. */
  hash: string;
}

/** Median of so many rounds; each measures the reference loop and then the model. */
export function measure(model: BenchModel, rounds: number): Rate {
  const rates: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const referenceRate = rateOf(reference);
    const rate = rateOf(model);
    if (round === 0) continue; // While V8 is still compiling.
    rates.push(rate);
    ratios.push(rate / referenceRate);
  }
  const hash = hashOf(model.run(model.longSize).check);
  return { name: model.name, eventsPerSecond: median(rates), ratioToReference: median(ratios), hash };
}

/** Sixteen hexadecimal digits of a float64. */
export function hashOf(check: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, check);
  return bits.getBigUint64(0).toString(16).padStart(16, '0');
}

/** Events per second by the difference of two run lengths: setting up and winding down cancel out. */
function rateOf(model: BenchModel): number {
  const short = timed(model, model.shortSize);
  const long = timed(model, model.longSize);
  return (long.events - short.events) / (long.seconds - short.seconds);
}

function timed(model: BenchModel, size: number): { events: number; seconds: number } {
  const start = performance.now();
  const { events } = model.run(size);
  return { events, seconds: (performance.now() - start) / 1000 };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
