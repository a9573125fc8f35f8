/** The scheduler's parameters of a cluster manager, from the table of the profiles. */
import { schedulerParametersOf } from '../models/spark/scheduler/index.ts';
import type { Machinery } from '../replay/index.ts';

interface Row {
  readonly name: string;
  readonly values: { readonly [column: string]: number };
  readonly source: string;
  readonly date?: string;
}

export function machineryFrom(table: { readonly [row: string]: Row }, manager: string): Machinery {
  const row = table[manager];
  if (row === undefined) throw new Error(`the table spark-schedulers has no row ${manager}`);
  const of = (column: string): number => {
    const value = row.values[column];
    if (value === undefined) throw new Error(`the row ${manager} of spark-schedulers has no ${column}`);
    return value;
  };
  const batch = of('requestBatch');
  return {
    parameters: schedulerParametersOf(row),
    manager: {
      executorStartSeconds: of('executorStart'),
      requestSeconds: of('requestEvery'),
      requestBatch: batch === 0 ? Number.POSITIVE_INFINITY : batch,
    },
    contentionPerExecutor: of('contention'),
    source: row.date === undefined ? row.source : `${row.source}, ${row.date}`,
  };
}
