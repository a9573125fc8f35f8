/** How it was run: how many replications and why, and what was left out from the front. */
import { pointer, type Results } from '../../results/index.ts';
import type { Cell, CellMaker } from './cell.ts';

/** "20 replications", or "28 replications, until every claim was known to ±2%". */
export const replicationCell = ({ replications }: Results, cell: CellMaker): Cell =>
  replications.precision === undefined ? cell('/replications/n', 'replications') : cell('', 'stopping');

/** Where the length of the warm-up stands, one for all designs; null without one. */
export function warmUpPointer({ designOrder, designs }: Results): string | null {
  const [first] = designOrder;
  return first === undefined || designs[first]!.warmUp === undefined
    ? null
    : pointer('designs', first, 'warmUp', 'seconds');
}
