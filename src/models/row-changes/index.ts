/** Rows of a table that are deleted or changed. */
import type { Model } from '../model.ts';
import { deleteRows, updateRows } from './row-changes.ts';

export const rowChanges: Model = { id: 'row-changes', components: [], activities: [deleteRows, updateRows] };
