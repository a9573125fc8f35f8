/** Ingestion: data that come all the time, whoever lands them. */
import type { Model } from '../model.ts';
import { ingest as ingestActivity } from './ingest.ts';

export const ingest: Model = { id: 'ingest', components: [], activities: [ingestActivity] };
