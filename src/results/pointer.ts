/** JSON pointers (RFC 6901): how a printed number says where in results.json it comes from. */

export function childPointer(path: string, key: string | number): string {
  return `${path}/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`;
}

/** `pointer('designs', 'lake', 'metrics', 'read.makespan')` */
export function pointer(...keys: (string | number)[]): string {
  return keys.reduce<string>(childPointer, '');
}

/** The value a pointer leads to; undefined where there is none. The empty pointer is the whole. */
export function resolvePointer(root: unknown, path: string): unknown {
  if (path === '') return root;
  if (!path.startsWith('/')) return undefined;
  let value = root;
  for (const part of path.slice(1).split('/')) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
