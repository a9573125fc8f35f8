/** Reading fields of events that any version of Spark, or a vendor, may have left out. */

export type Json = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectAt = (from: Json, key: string): Json => (isObject(from[key]) ? from[key] : {});

/** A finite number, or null. */
export const numberAt = (from: Json, key: string): number | null => {
  const value = from[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** A number of zero or more; else zero. */
export const countAt = (from: Json, key: string): number => Math.max(0, numberAt(from, key) ?? 0);

export const textAt = (from: Json, key: string): string | null => (typeof from[key] === 'string' ? from[key] : null);

export const objectsAt = (from: Json, key: string): Json[] =>
  Array.isArray(from[key]) ? (from[key] as unknown[]).filter(isObject) : [];

export const numbersAt = (from: Json, key: string): number[] =>
  Array.isArray(from[key]) ? (from[key] as unknown[]).filter((each): each is number => typeof each === 'number') : [];
