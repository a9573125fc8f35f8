/**
 * Draws for the bench models: sfc32 (Chris Doty-Humphrey's small fast counter generator, 32 bits) and exponentials by
 * the ziggurat of Marsaglia and Tsang (2000) with 256 layers. A draw costs a few nanoseconds, so that a bench measures
 * the kernel. 24 bits place a draw within its layer: enough to keep a queue busy, too few for results anyone relies on.
 */
export class Draws {
  private a: number;
  private b = 0x9e3779b9 | 0;
  private c = 0x243f6a88 | 0;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    for (let round = 0; round < 16; round++) this.bits();
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const { b, c } = this;
    const sum = (((this.a + b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Mean 1. */
  exponential(): number {
    const bits = this.bits();
    const layer = bits & 255;
    const x = (bits >>> 8) * widths[layer]!;
    // The sign tells the engine that a number comes back; else it would keep both as objects.
    return x < edges[layer + 1]! ? x : +this.outsideLayer(layer, x);
  }

  /** In 1 of 100 draws: the tail, or the sloping part of a layer, where a draw may be thrown away for another. */
  private outsideLayer(layer: number, x: number): number {
    if (layer === 0) return edges[1]! - Math.log(this.uniform());
    if (heights[layer]! + (heights[layer + 1]! - heights[layer]!) * this.uniform() < Math.exp(-x)) return x;
    return this.exponential();
  }

  /** Between 0 and 1, neither included. */
  private uniform(): number {
    return ((this.bits() >>> 0) + 0.5) * 2 ** -32;
  }
}

const layerArea = 0.003949659822581557;
const tailStart = 7.69711747013105;
const edges = new Float64Array(257);
const heights = new Float64Array(257);
const widths = new Float64Array(256);
edges[0] = layerArea / Math.exp(-tailStart);
edges[1] = tailStart;
for (let layer = 2; layer < 256; layer++) {
  edges[layer] = -Math.log(layerArea / edges[layer - 1]! + Math.exp(-edges[layer - 1]!));
}
for (let layer = 0; layer < 257; layer++) heights[layer] = Math.exp(-edges[layer]!);
for (let layer = 0; layer < 256; layer++) widths[layer] = edges[layer]! * 2 ** -24;
