/**
 * Makes an expensive quantile function cheap: 1,024 steps of p, each a parabola through three exact values that are
 * computed when the step is first met. Where the parabola is not right to 1e-6 at two points between, or not rising, as
 * in the tails and at jumps, the step is solved exactly every time. What comes out depends on p alone, not on what was
 * asked before, and never descends.
 *
 * Measured over the whole of p: a gamma 6 to 18 times as fast as its solution, a mix of two 4 to 20 times.
 */
const cells = 1024;
const tolerance = 1e-6;

const unknown = 0;
const smooth = 1;
const rough = 2;

export function tabulate(exact: (p: number) => number): (p: number) => number {
  const edges = new Float64Array(cells + 1).fill(Number.NaN);
  const middles = new Float64Array(cells);
  const shapes = new Uint8Array(cells);

  const edge = (i: number): number => {
    if (Number.isNaN(edges[i])) edges[i] = exact(i / cells);
    return edges[i]!;
  };
  const examine = (cell: number): number => {
    const low = edge(cell);
    const high = edge(cell + 1);
    const middle = exact((cell + 0.5) / cells);
    middles[cell] = middle;
    const rising = 3 * (middle - low) >= high - middle && 3 * (high - middle) >= middle - low;
    if (!rising) return rough;
    const fits = (t: number): boolean => {
      const value = exact((cell + t) / cells);
      return Math.abs(parabola(low, middle, high, t) - value) <= tolerance * Math.abs(value);
    };
    return fits(0.25) && fits(0.75) ? smooth : rough;
  };

  return (p) => {
    if (p <= 0 || p >= 1) return exact(p);
    const position = p * cells;
    const cell = position | 0;
    if (shapes[cell] === unknown) shapes[cell] = examine(cell);
    const low = edges[cell]!;
    const high = edges[cell + 1]!;
    // A solution has a rounding error of its own; the edges bound it.
    const value = shapes[cell] === smooth ? parabola(low, middles[cell]!, high, position - cell) : exact(p);
    return Math.min(high, Math.max(low, value));
  };
}

/** Through low at t = 0, middle at 1/2, high at 1. */
function parabola(low: number, middle: number, high: number, t: number): number {
  const bend = 2 * (low - 2 * middle + high);
  return low + t * (high - low - bend * (1 - t));
}
