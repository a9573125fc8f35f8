import type { Row } from '../../fields/index.ts';

/** A row of one of the tables that the profile names. */
export const rowOf = (rows: { readonly [row: string]: Row }, name: string): Row => {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (row === undefined) throw new Error(`the table has no row ${name}; there are ${Object.keys(rows).join(', ')}`);
  return row;
};
