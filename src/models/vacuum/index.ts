/** Deletes the files of a table that no version needs any more. */
import type { Model } from '../model.ts';
import { vacuum as vacuumActivity } from './vacuum.ts';

export const vacuum: Model = { id: 'vacuum', components: [], activities: [vacuumActivity] };
