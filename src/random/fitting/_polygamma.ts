/** Derivatives of ln gamma for x > 0, to about 1e-13: shift upwards, then the series of DLMF 5.11.2 and 5.15.8. */

const shift = 12;

export function digamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < shift; z++) sum -= 1 / z;
  const y = 1 / (z * z);
  return sum + Math.log(z) - 1 / (2 * z) - y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))));
}

export function trigamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < shift; z++) sum += 1 / (z * z);
  const y = 1 / (z * z);
  return sum + 1 / z + y / 2 + (y / z) * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y * (1 / 30 - (y * 5) / 66))));
}
