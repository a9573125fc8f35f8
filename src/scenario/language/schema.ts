/** The JSON Schema of a scenario file, for editors: made from the definitions that check it. */
import { models } from '../../models/registry.ts';
import { createCatalog } from '../core/catalog.ts';
import { loadProfiles } from './profiles.ts';
import { scenarioShape } from './shape.ts';
import { toJsonSchema, zodSchema } from './zod-schema.ts';

/** Draft 7. */
export const scenarioJsonSchema = (): object => {
  const { profiles } = loadProfiles();
  const names = Object.fromEntries(
    Object.entries(profiles).map(([kind, byName]) => [kind, Object.keys(byName).sort()]),
  );
  return toJsonSchema(zodSchema(scenarioShape(createCatalog(models), names)));
};
