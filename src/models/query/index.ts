/** Queries: what is asked of tables, whoever answers. */
import type { Model } from '../model.ts';
import { query as queryActivity } from './query.ts';

export const query: Model = { id: 'query', components: [], activities: [queryActivity] };
