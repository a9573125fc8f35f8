/** Looking into JSON of others, where anything may be anything. */

export type JsonMap = { [key: string]: unknown };

export const isJsonMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The map under a key; null where there is none. */
export function mapIn(value: unknown, key: string): JsonMap | null {
  if (!isJsonMap(value) || !Object.hasOwn(value, key)) return null;
  const found = value[key];
  return isJsonMap(found) ? found : null;
}

/** The text or number under a key, as text; empty where there is none. */
export function textIn(value: unknown, key: string): string {
  if (!isJsonMap(value) || !Object.hasOwn(value, key)) return '';
  const found = value[key];
  return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
}

export const entriesOf = (value: unknown): [string, unknown][] => (isJsonMap(value) ? Object.entries(value) : []);
