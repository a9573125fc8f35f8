import type { Values } from '../../fields/index.ts';
import type { ValueProblem, World } from '../model.ts';
import { createLayout, type LayoutOrder } from './_layout.ts';
import type { LiveFiles } from './_live-files.ts';
import type { RowPlaces } from './_row-match.ts';
import type { tableFields } from './fields.ts';

type TableValues = Values<typeof tableFields>;

/** Liquid clustering takes no more. Source: docs of delta-io/delta, delta-clustering. */
const mostClustered = 4;

/** An order wants columns, and those that the table names. */
export const problemOfOrder = ({ layout, orderBy, columns }: TableValues): ValueProblem | null => {
  const known = Object.keys(columns);
  const unknown = orderBy.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const hint = known.length > 0 ? `columns: ${known.join(', ')}` : 'name it: columns: { it: { distinct: 1000 } }';
    return { key: 'orderBy', message: `the table names no column "${unknown}"`, hint };
  }
  if (isOrder(layout) && orderBy.length === 0)
    return { key: 'layout', message: `${layout} needs orderBy: the columns of its order` };
  if (layout === 'cluster' && orderBy.length > mostClustered)
    return { key: 'orderBy', message: `cluster takes at most ${mostClustered} columns; here are ${orderBy.length}` };
  return null;
};

export const isOrder = (layout: TableValues['layout']): boolean => layout !== 'random' && layout !== 'arrival';

export const placesOf = (values: TableValues, live: LiveFiles, world: World): RowPlaces => {
  const { statistics, ranges, rowsPerSession } = values;
  const columns = Object.entries(values.columns).map(([name, { distinct }]) => ({ name, distinct }));
  return {
    layout: createLayout({ columns, order: orderOf(values), statistics, ranges, rowsPerSession }),
    distinct: new Map(columns.map(({ name, distinct }) => [name, distinct])),
    live,
    world,
  };
};

const orderOf = ({ layout, orderBy }: TableValues): LayoutOrder => {
  switch (layout) {
    case 'sort':
      return { sort: orderBy };
    case 'zorder':
      return { zorder: orderBy };
    case 'cluster':
      return { cluster: orderBy };
    default:
      return layout;
  }
};
