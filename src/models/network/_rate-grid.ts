/**
 * Rates of connections that have a spread, on a grid: a link takes time in proportion to the number of different caps on
 * it, so that no two rates closer than the step are told apart. Neighbours differ by a factor of 2^(1/22), 3.2 %: a rate
 * is moved by 1.6 % at most, up or down alike.
 */
const stepsPerDoubling = 22;

/** The number of the grid's rate next to this one, in bytes per second above zero. */
export const rateIndex = (bytesPerSecond: number): number => Math.round(stepsPerDoubling * Math.log2(bytesPerSecond));
export const rateOfIndex = (index: number): number => 2 ** (index / stepsPerDoubling);
