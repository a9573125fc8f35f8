import type { Values } from '../../fields/index.ts';
import type { ValueProblem } from '../model.ts';
import { deltaVectors, logMarks, type MarkKind, positionMarks, valueMarks, vectorMarks } from './_mark-kinds.ts';
import type { tableFields } from './fields.ts';

type TableValues = Values<typeof tableFields>;

/** What merge-on-read writes in a table of these values; null: it has no log, or files are written anew. */
export const markKindOf = (values: TableValues, partitionsPerSlot: number): MarkKind | null => {
  const { changes, catalog, log } = values;
  if (changes === 'copy-on-write' || catalog !== 'log') return null;
  switch (log) {
    case 'delta':
      return vectorMarks(deltaVectors);
    case 'hudi':
      return logMarks({ fileBytes: values.changeLog, keyBytes: values.changeLogKey, rowBytes: values.rowSize });
    case 'iceberg':
      return changes === 'equality-deletes'
        ? valueMarks({ fileBytes: values.equalityFile, keyBytes: values.equalityKey })
        : icebergMarks(values, partitionsPerSlot);
    default:
      return log satisfies never;
  }
};

const icebergMarks = (values: TableValues, partitionsPerSlot: number): MarkKind => {
  const { deletes, deleteGranularity, deleteTarget: targetBytes } = values;
  if (deletes === 'position') {
    const sizes = { fileBytes: values.positionFile, rowBytes: values.positionRow, targetBytes };
    return positionMarks(deleteGranularity, sizes, partitionsPerSlot);
  }
  return vectorMarks({
    fileBytes: values.puffinFile,
    eachBytes: values.puffinVector,
    targetBytes,
    renamesFiles: false,
  });
};

/** Deletes by value are Iceberg's alone. */
export const problemOfChanges = ({ changes, catalog, log }: TableValues): ValueProblem | null =>
  changes === 'equality-deletes' && (catalog !== 'log' || log !== 'iceberg')
    ? {
        key: 'changes',
        message: 'only Iceberg has equality-deletes',
        hint: 'profile: iceberg, or changes: merge-on-read',
      }
    : null;
