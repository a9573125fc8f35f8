/**
 * Birth-death processes: the number in the system as a chain that climbs at rate births(n) and falls at rate deaths(n).
 * Probabilities by the product formula (Kleinrock, Queueing Systems I, 1975, section 3.1), summed until the terms are
 * below 1e-18 of the sum, or to `limit`.
 */
export interface BirthDeath {
  /** P(n in the system), n = 0, 1, ... */
  readonly probabilities: readonly number[];
  /** Mean of any function of n. */
  mean(of: (n: number) => number): number;
}

export function birthDeath(
  births: (n: number) => number,
  deaths: (n: number) => number,
  limit = Number.POSITIVE_INFINITY,
): BirthDeath {
  const weights = [1];
  let sum = 1;
  for (let n = 0; n < limit; n++) {
    const weight = (weights[n]! * births(n)) / deaths(n + 1);
    weights.push(weight);
    sum += weight;
    // Only past the top of the distribution do small terms mean that the rest is smaller still.
    if (weight < 1e-18 * sum && births(n) < deaths(n + 1)) break;
    if (sum > 1e280) throw new Error('a birth-death process without a steady state, or too large for this sum');
  }
  const probabilities = weights.map((weight) => weight / sum);
  return { probabilities, mean: (of) => probabilities.reduce((total, p, n) => total + p * of(n), 0) };
}
