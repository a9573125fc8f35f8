import type { NeededValues, ValueProblem } from './model.ts';

/** What a component that holds tables inside itself offers; those tables need it. */
const inside = 'tablespace';

/**
 * Tables of files are read and written by engines and streams, tables in a database by the database they are in. `doer`: the
 * capability of whoever is asked.
 */
export const problemOfPlace = (needs: NeededValues, doer: string): ValueProblem | null => {
  const { table } = needs;
  const by = needs[doer];
  if (table === undefined || by === undefined) return null;
  const isInside = table.needs.includes(inside);
  if (isInside === by.offers.includes(inside)) return null;
  return isInside
    ? {
        key: 'table',
        message: `"${table.name}" is in a database; ${by.name} works on tables of files`,
        hint: 'name the database with using, or a table of files with table',
      }
    : {
        key: 'table',
        message: `"${table.name}" is a table of files; ${by.name} keeps its tables inside itself`,
        hint: 'such as table: { profile: native }',
      };
};
