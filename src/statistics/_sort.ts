/** Sorts values ascending in place, and their weights with them; equal values by weight, so that the order is total. */
export function sortWithWeights(values: Float64Array, weights: Float64Array | null): void {
  if (weights === null) {
    values.sort();
    return;
  }
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || weights[a]! - weights[b]!);
  const sortedValues = order.map((i) => values[i]!);
  const sortedWeights = order.map((i) => weights[i]!);
  values.set(sortedValues);
  weights.set(sortedWeights);
}
