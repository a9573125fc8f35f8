import type { Values } from '../../fields/index.ts';
import type { TableFiles } from '../capabilities.ts';
import type { ValueProblem } from '../model.ts';
import type { NewCohort } from './_cohorts.ts';
import type { LiveFiles } from './_live-files.ts';
import type { tableFields } from './fields.ts';

type TableValues = Values<typeof tableFields>;

/** Files at the start with their rows, one in each at the least: of so many rows in all each byte has the same, else the files' form says it. */
export const startingRows = (
  files: readonly TableFiles[],
  rows: number | null,
  rowsIn: (sizeBytes: number) => number,
): NewCohort[] => {
  const all = files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);
  return files.map(({ count, sizeBytes }) => {
    const bytes = count * sizeBytes;
    const spread = rows === null ? count * rowsIn(sizeBytes) : all > 0 ? (rows * bytes) / all : 0;
    return { count, bytes, rows: Math.max(count, spread) };
  });
};

/** Files that were removed before the start lie in the store still. */
export const buryAtStart = (live: LiveFiles, { removed }: Pick<TableValues, 'removed'>, slot: number): void => {
  if (removed === null) return;
  const { files: count, ago } = removed;
  const bytes = Math.round(removed.size);
  live.keep(count, bytes);
  live.dead.add({ slot, count, bytes, fromSeconds: 0, toSeconds: 0, removedSeconds: -ago, watches: [] });
};

/** Sizes that differ by a byte, which whole bytes make of one mean, are one again: each partition has its part of both. */
export const joinedSizes = (cohorts: readonly NewCohort[]): NewCohort[] => {
  const joined: NewCohort[] = [];
  for (const each of cohorts) {
    const last = joined.at(-1);
    if (last === undefined || Math.abs(last.bytes / last.count - each.bytes / each.count) > 1) joined.push(each);
    else
      joined[joined.length - 1] = {
        count: last.count + each.count,
        bytes: last.bytes + each.bytes,
        rows: last.rows + each.rows,
      };
  }
  return joined;
};

/** Deletion vectors at the start: the files of each size have their share of them, in whole files. */
export const markAtStart = (live: LiveFiles, { marked }: Pick<TableValues, 'marked'>): void => {
  if (marked === null) return;
  const share = Math.min(1, marked.files / live.count);
  // Shares are rounded from the front, so that all of them together are as many as there are to be.
  let [seen, dealt] = [0, 0];
  const pieces: Parameters<LiveFiles['setApart']>[0][] = [];
  live.eachSlot(-Infinity, (_slot, each) => pieces.push(...each));
  for (const piece of pieces) {
    seen += piece.count;
    const files = Math.round(seen * share) - dealt;
    dealt += files;
    if (files === 0) continue;
    const groups = live.setApart(piece, files);
    const rowsThere = groups.reduce((sum, group) => sum + group.rows, 0);
    const bytes = (marked.size * files) / marked.files;
    const rows = Math.min(rowsThere, (marked.rows * files) / marked.files);
    // Each file's vector is an object of its own: what shares one is not known.
    const objects = { count: files, bytes: Math.round(bytes), writtenSeconds: 0, users: 0 };
    live.keep(objects.count, objects.bytes);
    live.remark(groups, { rows, named: rows, bytes, gets: files, by: 'position', objects: [objects] });
  }
};

/** What cannot be at the same time. */
export const problemOfStart = (values: TableValues): ValueProblem | null => {
  const { contents, size, files, fileSize, catalog, marked, removed } = values;
  if (contents.length > 0 && (size !== null || files !== null || fileSize !== null))
    return {
      key: 'contents',
      message: 'contents says the files size by size: size, files and fileSize say them otherwise',
    };
  if (catalog !== 'log' && marked !== null)
    return { key: 'marked', message: 'only a table with a log has deletion vectors', hint: 'profiles: delta, iceberg' };
  if (catalog !== 'log' && removed !== null)
    return {
      key: 'removed',
      message: 'only a table with a log removes files that stay',
      hint: 'profiles: delta, iceberg',
    };
  return null;
};
