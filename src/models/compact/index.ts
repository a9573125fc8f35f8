/** Compaction: small files of a table written anew as large ones, by whoever answers queries. */
import type { Model } from '../model.ts';
import { compact as compactActivity } from './compact.ts';

export const compact: Model = { id: 'compact', components: [], activities: [compactActivity] };
