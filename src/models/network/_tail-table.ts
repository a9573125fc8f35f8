/** Nearer to 0 or 1 than that are tails. */
const tailRatio = 2 ** -6;
/** A tail is cut into halves of what is left of it, and each of those into cells. */
const cellsEach = 32;
const mostHalves = 64;
const tolerance = 1e-6;

/**
 * Makes the tails of a smooth quantile function cheap: in each cell a parabola through three values, where that is right to
 * 1e-6 at two points between; elsewhere the function itself. What comes out depends on p alone.
 */
export class TailTable {
  private readonly exact: (p: number) => number;
  /** By cell: three values; NaN where they have not been asked for, Infinity where the parabola is not right. */
  private readonly values = new Float64Array(2 * mostHalves * cellsEach * 3).fill(Number.NaN);

  constructor(exact: (p: number) => number) {
    this.exact = exact;
  }

  at(p: number): number {
    const upper = p > 0.5;
    const rest = upper ? 1 - p : p;
    if (!(rest < tailRatio && rest > 0)) return this.exact(p);
    const half = Math.floor(-Math.log2(rest / tailRatio));
    if (half >= mostHalves) return this.exact(p);
    const from = tailRatio * 2 ** -(half + 1);
    const place = Math.min(cellsEach * (1 - 2 ** -40), Math.max(0, (rest / from - 1) * cellsEach));
    const cell = Math.floor(place);
    const at = 3 * (((upper ? mostHalves : 0) + half) * cellsEach + cell);
    const { values } = this;
    if (Number.isNaN(values[at]!)) this.fill(at, from * (1 + cell / cellsEach), from / cellsEach, upper);
    return values[at] === Infinity ? this.exact(p) : parabola(values, at, place - cell);
  }

  private fill(at: number, from: number, width: number, upper: boolean): void {
    const { values, exact } = this;
    const of = (part: number): number => exact(upper ? 1 - (from + part * width) : from + part * width);
    for (let k = 0; k < 3; k++) values[at + k] = of(k / 2);
    const fits = [0.25, 0.75].every((part) => {
      const value = of(part);
      return Math.abs(parabola(values, at, part) - value) <= tolerance * Math.abs(value);
    });
    if (!fits) values[at] = Infinity;
  }
}

/** Through the first value at t = 0, the second at 1/2, the third at 1. */
function parabola(values: Float64Array, at: number, t: number): number {
  const low = values[at]!;
  const middle = values[at + 1]!;
  const high = values[at + 2]!;
  return low + t * (high - low - 2 * (low - 2 * middle + high) * (1 - t));
}
