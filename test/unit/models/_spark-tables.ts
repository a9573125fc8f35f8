/** A row of a shipped table, as the scenario language would give it to a model. */
import type { Row } from '../../../src/fields/index.ts';
import { loadProfiles } from '../../../src/scenario/language/profiles.ts';

const { tables } = loadProfiles();

export const tableRow = (table: string, name: string): Row => {
  const row = tables[table]?.[name];
  if (!row) throw new Error(`${name} is not in the table ${table}`);
  return row;
};
export const tableRows = (table: string): string[] => Object.keys(tables[table] ?? {});
