/** The logarithm of a fitted law's density, values in seconds and more than zero. */
import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { logGamma } from '../_gamma-functions.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * For the laws that are fitted here; others throw. `count` is how many values a quantile table was made of: a new
 * value lies above all of them with a probability of about 1 / (count + 1), and as often below, so that much of the
 * table's mass goes there. Without it one value beyond the greatest would rule any table out.
 */
export function logDensity(spec: DistributionSpec, count: number): (seconds: number) => number {
  switch (spec.kind) {
    case 'lognormal':
      return (x) => lognormal(Math.log(x), spec.mu, spec.sigma);
    case 'gamma': {
      const shape = 1 / spec.cv ** 2;
      const rate = shape / spec.mean;
      const constant = shape * Math.log(rate) - logGamma(shape);
      return (x) => constant + (shape - 1) * Math.log(x) - rate * x;
    }
    case 'weibull': {
      const { shape, scale } = spec;
      return (x) => {
        const log = Math.log(x / scale);
        return Math.log(shape / scale) + (shape - 1) * log - Math.exp(shape * log);
      };
    }
    case 'mix': {
      const parts = spec.parts.map(({ share, of }) => ({ log: Math.log(share), density: logDensity(of, count) }));
      return (x) => {
        const terms = parts.map(({ log, density }) => log + density(x));
        const top = Math.max(...terms);
        return top === Number.NEGATIVE_INFINITY
          ? top
          : top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0));
      };
    }
    case 'quantiles':
      return tableLogDensity(spec.points, count);
    default:
      throw new RangeError(`no density is known for a ${spec.kind} law`);
  }
}

function lognormal(log: number, mu: number, sigma: number): number {
  const z = (log - mu) / sigma;
  return -0.5 * z * z - Math.log(sigma) - halfLogTwoPi - log;
}

// Where the table's law begins to run against the survival; see laws/quantile-table.ts.
const tailStart = 0.9;

interface Piece {
  readonly from: number;
  readonly to: number;
  /** d p / d ln x at the piece's end, in the body; in the tail the survival there times `decline`. */
  readonly rate: number;
  readonly survival: number;
  /** Decline of the log survival per unit of ln x; 0 in the body. */
  readonly decline: number;
}

/**
 * Between points as the table's law draws: density 1 / x in the body, a power in the tail; in the last piece the mass
 * up to the greatest value is spread evenly in ln x. Above it a power tail goes on, below the least it is even.
 */
function tableLogDensity(points: readonly (readonly [number, number])[], count: number): (seconds: number) => number {
  const pieces: Piece[] = [];
  for (let i = 1; i < points.length; i++) {
    const [p, from] = points[i - 1]!;
    const [q, to] = points[i]!;
    if (to <= from) continue;
    const rise = Math.log(to / from);
    const decline = q > tailStart && q < 1 ? Math.log((1 - p) / (1 - q)) / rise : 0;
    pieces.push({ from, to, rate: (q - p) / rise, survival: 1 - p, decline });
  }
  const least = points[0]![1];
  const greatest = points[points.length - 1]![1];
  const outside = 1 / (count + 1);
  const inside = Math.log1p(-2 * outside);
  const tail = pieces.findLast(({ decline }) => decline > 0)?.decline ?? 1;
  return (x) => {
    if (x < least) return Math.log(outside / least);
    if (x >= greatest) return Math.log((outside * tail) / greatest) - (tail + 1) * Math.log(x / greatest);
    const piece = pieces.find(({ to }) => x < to)!;
    if (piece.decline === 0) return inside + Math.log(piece.rate / x);
    const log = Math.log(x / piece.from);
    return inside + Math.log((piece.survival * piece.decline) / x) - piece.decline * log;
  };
}
